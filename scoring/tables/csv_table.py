"""This module reads a CSV file strictly: known columns, whole rows, line numbers, all problems."""

import csv
import io
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scoring.types import N_, Problem, Sentence, said

MAX_BYTES = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a file: the line on which each begins, and its values in the asked order."""

    file: str
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    problems: tuple[Problem, ...]


def read_table(
    raw: bytes,
    *,
    file: str,
    columns: Sequence[str],
    optional: Sequence[str] = (),
    only_known: bool = False,
) -> Table:
    """Read a UTF-8 CSV with header; a BOM, CRLF and semicolons are understood.

    The separator is that of the header. Columns may stand in any order, others are passed over,
    or refused with ``only_known``. ``optional`` columns follow the others in each row and are empty
    where the file has none. Values are trimmed and in NFC; empty lines are skipped. Nothing is
    raised: what is wrong is in ``problems``, and the rows that could be read are in ``rows``.
    """
    if len(raw) > MAX_BYTES:
        return Table(file, (), (_too_large(file, len(raw)),))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return Table(file, (), (_not_utf8(file, raw, error),))
    if not text.strip():
        return Table(file, (), (_empty(file, columns),))
    header_line = text.lstrip("\r\n").splitlines()[0]
    separator = ";" if ";" in header_line and "," not in header_line else ","
    rows = _rows(text, separator)
    try:
        header_at, header = next(rows)
        names = [unicodedata.normalize("NFC", name.strip()) for name in header]
        there = [*columns, *(name for name in optional if name in names)]
        problems = list(_header_problems(file, header_at, names=names, columns=there))
        if only_known:
            problems += _unknown_columns(file, header_at, names=names, known=[*columns, *optional])
        if problems:
            return Table(file, (), tuple(problems))
        return _body(file, rows, names=names, columns=[*columns, *optional])
    except csv.Error as error:
        return Table(file, (), (_broken(file, str(error)),))


def _rows(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line = 1
    for row in reader:
        if any(cell.strip() for cell in row):
            yield line, row
        line = reader.line_num + 1


def _body(
    file: str,
    rows: Iterator[tuple[int, list[str]]],
    *,
    names: Sequence[str],
    columns: Sequence[str],
) -> Table:
    positions = [names.index(column) if column in names else None for column in columns]
    found: list[tuple[int, tuple[str, ...]]] = []
    problems: list[Problem] = []
    try:
        for line, row in rows:
            if len(row) != len(names):
                problems.append(_ragged(file, line, got=len(row), wanted=len(names)))
                continue
            values = tuple("" if at is None else row[at].strip() for at in positions)
            if not all(map(str.isascii, values)):
                values = tuple(unicodedata.normalize("NFC", value) for value in values)
            found.append((line, values))
    except csv.Error as error:
        problems.append(_broken(file, str(error)))
    return Table(file, tuple(found), tuple(problems))


def _header_problems(
    file: str, line: int, *, names: Sequence[str], columns: Sequence[str]
) -> Iterator[Problem]:
    for column in columns:
        if column not in names:
            yield row_problem(
                "csv.column",
                file,
                line,
                expected=said(N_("the column “{column}”"), column=column),
                got=said(N_("the columns {columns}"), columns=", ".join(names)),
                remedy=said(N_("Add the column, or correct its name in the first line.")),
            )
        elif names.count(column) > 1:
            yield row_problem(
                "csv.column-twice",
                file,
                line,
                expected=said(N_("the column “{column}” once"), column=column),
                got=said(N_("it stands {times} times"), times=names.count(column)),
                remedy=said(N_("Delete the columns that are too many.")),
            )


def _unknown_columns(
    file: str, line: int, *, names: Sequence[str], known: Sequence[str]
) -> Iterator[Problem]:
    for name in names:
        if name not in known:
            yield row_problem(
                "csv.column-unknown",
                file,
                line,
                expected=said(N_("only the columns {columns}"), columns=", ".join(known)),
                got=said(N_("the column “{column}”"), column=name[:60]),
                remedy=said(N_("Correct the name of the column, or delete it.")),
            )


def row_problem(
    code: str,
    file: str,
    line: int | None,
    *,
    expected: Sentence,
    got: Sentence,
    remedy: Sentence,
    place: str = "",
) -> Problem:
    """Make a Problem that stands on a line of a file."""
    return Problem(code, file, line, place, expected, got, remedy)


def _too_large(file: str, size: int) -> Problem:
    return row_problem(
        "file.too-large",
        file,
        None,
        expected=said(N_("at most {most} bytes"), most=MAX_BYTES),
        got=said(N_("{size} bytes"), size=size),
        remedy=said(N_("Split the file, or check that it is the right one.")),
    )


def _not_utf8(file: str, raw: bytes, error: UnicodeDecodeError) -> Problem:
    byte = f"0x{raw[error.start]:02X}"
    return row_problem(
        "file.encoding",
        file,
        raw.count(b"\n", 0, error.start) + 1,
        expected=said(N_("text in UTF-8")),
        got=said(N_("byte {byte}, which UTF-8 does not allow there"), byte=byte),
        remedy=said(N_("Save the file again with the encoding UTF-8.")),
    )


def _empty(file: str, columns: Sequence[str]) -> Problem:
    return row_problem(
        "file.empty",
        file,
        1,
        expected=said(N_("a header with the columns {columns}"), columns=", ".join(columns)),
        got=said(N_("an empty file")),
        remedy=said(N_("Export the file again, with its header.")),
    )


def _broken(file: str, detail: str) -> Problem:
    return row_problem(
        "csv.syntax",
        file,
        None,
        expected=said(N_("well-formed CSV")),
        got=said(N_("something that cannot be read ({detail})"), detail=detail),
        remedy=said(N_("Look for a quotation mark that is not closed, and export again.")),
    )


def _ragged(file: str, line: int, *, got: int, wanted: int) -> Problem:
    return row_problem(
        "csv.cells",
        file,
        line,
        expected=said(N_("{wanted} cells, as in the header"), wanted=wanted),
        got=said(N_("{cells} cells"), cells=got),
        remedy=said(N_("Put values that hold the separator into quotation marks.")),
    )

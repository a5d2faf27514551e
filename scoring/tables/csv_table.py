"""This module reads a CSV file strictly: known columns, whole rows, line numbers, all problems."""

import csv
import io
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from scoring.types import N_, Problem, Sentence, said

MAX_BYTES = 64 * 1024 * 1024
MAX_ROWS = 1_000_000
MAX_PROBLEMS = 1_000
_HEAD = 1024 * 1024
_LISTED = 30


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a file: the line on which each begins, and its values in the asked order."""

    file: str
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    problems: tuple[Problem, ...]

    def rows_until(self, problems: list[Problem]) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Go through the rows until there are so many problems that nobody reads more of them.

        ``problems`` is the list that the caller adds to; that reading stopped is added to it.
        """
        for line, row in self.rows:
            if len(problems) >= MAX_PROBLEMS:
                problems.append(_no_further(self.file, line))
                return
            yield line, row


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
    foreign = _not_utf8(file, raw)
    if foreign is not None:
        return Table(file, (), (foreign,))
    rows = _rows(raw, _separator(raw))
    try:
        header_at, header = next(rows, (1, None))
        if header is None:
            return Table(file, (), (_empty(file, columns),))
        names = [unicodedata.normalize("NFC", name.strip()) for name in header]
        there = [*columns, *(name for name in optional if name in names)]
        problems = list(_header_problems(file, header_at, names=names, columns=there))
        if only_known:
            unknown = _unknown_columns(file, header_at, names=names, known=[*columns, *optional])
            problems += islice(unknown, MAX_PROBLEMS)
        if problems:
            return Table(file, (), tuple(problems))
        return _body(file, rows, names=names, columns=[*columns, *optional])
    except csv.Error as error:
        return Table(file, (), (_broken(file, str(error)),))


def _separator(raw: bytes) -> str:
    """Take the separator of the header, wherever it is certain."""
    head = raw[:_HEAD].decode("utf-8-sig", errors="ignore").lstrip("\r\n")
    header = (head.splitlines() or [""])[0]
    return ";" if ";" in header and "," not in header else ","


def _rows(raw: bytes, separator: str) -> Iterator[tuple[int, list[str]]]:
    # Decoded as it is read: the text of a large file is never whole in memory.
    text = io.TextIOWrapper(io.BytesIO(raw), encoding="utf-8-sig", newline="")
    reader = csv.reader(text, delimiter=separator, strict=True)
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
    known: dict[str, str] = {}  # a value that stands in many rows is kept once
    try:
        for line, row in rows:
            if len(found) >= MAX_ROWS:
                problems.append(_too_many_rows(file, line))
                break
            if len(row) != len(names):
                problems.append(_ragged(file, line, got=len(row), wanted=len(names)))
                if len(problems) < MAX_PROBLEMS:
                    continue
                problems.append(_no_further(file, line + 1))
                break
            values = tuple("" if at is None else row[at].strip() for at in positions)
            if not all(map(str.isascii, values)):
                values = tuple(unicodedata.normalize("NFC", value) for value in values)
            found.append((line, tuple(known.setdefault(value, value) for value in values)))
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
                got=said(N_("the columns {columns}"), columns=_listed(names)),
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


def _listed(names: Sequence[str]) -> str:
    """Name the columns that a file has; of thousands, the first."""
    listed = ", ".join(name[:60] for name in names[:_LISTED])
    return f"{listed}, …" if len(names) > _LISTED else listed


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


def _too_many_rows(file: str, line: int) -> Problem:
    return row_problem(
        "csv.rows",
        file,
        line,
        expected=said(N_("at most {most} rows"), most=MAX_ROWS),
        got=said(N_("more")),
        remedy=said(N_("Split the file, or check that it is the right one.")),
    )


def _no_further(file: str, line: int) -> Problem:
    return row_problem(
        "file.more",
        file,
        line,
        expected=said(N_("a file without problems")),
        got=said(N_("so many problems that the file was read no further")),
        remedy=said(N_("Correct those above first.")),
    )


def _not_utf8(file: str, raw: bytes) -> Problem | None:
    """Find the first line that is not UTF-8, one line at a time."""
    if raw.isascii():
        return None
    for number, line in enumerate(io.BytesIO(raw), start=1):
        try:
            line.decode()
        except UnicodeDecodeError as error:
            return _encoding(file, number, f"0x{line[error.start]:02X}")
    return None


def _encoding(file: str, line: int, byte: str) -> Problem:
    return row_problem(
        "file.encoding",
        file,
        line,
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

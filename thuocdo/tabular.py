"""This module gives a file of rows as CSV, be it CSV or an Excel workbook, in bounded memory."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from scoring.definitions.set_cells import percent_told
from scoring.definitions.unreadable import too_large, unreadable
from scoring.figures import DecimalMark
from scoring.tables.csv_table import row_problem
from scoring.types import N_, Problem, ProblemsFound, Sentence, said
from ui.workbooks.container import UNSOUND, container_problems
from ui.workbooks.reading import shows_percent

MOST_CSV_BYTES: Final = 48 * 1_048_576
MOST_WORKBOOK_BYTES: Final = 8 * 1_048_576
MOST_ROWS, MOST_COLUMNS, LONGEST_CELL = 100_000, 120, 4_000
MOST_PROBLEMS: Final = 100
_ZIP, _OLD_EXCEL = b"PK", b"\xd0\xcf\x11\xe0"
_THREE_DECIMALS = re.compile(r"-?[1-9][0-9]{0,2}\.[0-9]{3}\Z")


def read_rows(path: Path, *, mark: DecimalMark | None = None) -> bytes:
    """Read a file of rows as the bytes of a CSV in UTF-8, its lines numbered as the file's rows.

    Of a workbook the first sheet is taken, values only. Its numbers are certain, so they are
    written by the declared mark. Raises ProblemsFound for what cannot be such a file: too large,
    macros, formulas, cells that show an error, a zip bomb.
    """
    file = str(path)
    try:
        size = path.stat().st_size
        with path.open("rb") as opened:
            head = opened.read(4)
            workbook = head.startswith((_ZIP, _OLD_EXCEL))
            most = MOST_WORKBOOK_BYTES if workbook else MOST_CSV_BYTES
            if size > most:
                raise ProblemsFound([too_large(file, size, most=most)])
            raw = head + opened.read(most)
    except OSError as error:
        raise ProblemsFound([unreadable(file, error)]) from error
    if not workbook:
        if b"\x00" in raw and raw[:2] not in {b"\xff\xfe", b"\xfe\xff"}:
            raise ProblemsFound([_control(file, raw)])
        return raw
    if head.startswith(_OLD_EXCEL):
        raise ProblemsFound([_not_a_workbook(file)])
    return _from_workbook(path, mark)


def bounded(problems: Sequence[Problem]) -> list[Problem]:
    """Keep the first problems of a file; the rest are counted in one line."""
    if len(problems) <= MOST_PROBLEMS:
        return list(problems)
    ordered = sorted(problems, key=lambda problem: problem.line or 0)
    last = ordered[MOST_PROBLEMS]
    more = row_problem(
        "file.more",
        last.file,
        last.line,
        expected=said(N_("a file without problems")),
        got=said(N_("{count} more problems"), count=len(ordered) - MOST_PROBLEMS),
        remedy=said(N_("Correct those above first.")),
    )
    return [*ordered[:MOST_PROBLEMS], more]


def _from_workbook(path: Path, mark: DecimalMark | None) -> bytes:
    import openpyxl  # takes as long to load as a whole command: only for those who bring a workbook

    file = str(path)
    problems = list(container_problems(path))
    if problems:
        raise ProblemsFound(problems)
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    try:
        with path.open("rb") as opened:  # by its content, whatever the file's name ends with
            book = openpyxl.load_workbook(opened, read_only=True, keep_links=False)
            sheet = book.worksheets[0]
            sheet.reset_dimensions()
            for row in _rows(file, sheet, mark=mark, problems=problems):
                writer.writerow(row)
    except UNSOUND as error:
        raise ProblemsFound([_not_a_workbook(file)]) from error
    if problems:
        raise ProblemsFound(bounded(problems))
    return out.getvalue().encode()


def _rows(
    file: str, sheet: Any, *, mark: DecimalMark | None, problems: list[Problem]
) -> Iterator[list[str]]:
    """Give each row as texts as wide as the header; an empty row stays, for rows are numbered."""
    width = 0
    cells = sheet.iter_rows()  # to the last row and column: nothing is left out unsaid
    blank: object = None
    for number, row in enumerate(cells, 1):
        if row is blank:  # rows that a sheet leaves out are one and the same; there may be many
            if number <= MOST_ROWS:
                yield []
            continue
        if any(cell.value is not None for cell in row[MOST_COLUMNS:]):
            problems.append(_too_many(file, number))
            return
        near = row[:MOST_COLUMNS]
        texts = list(_texts(file, number, row=near, mark=mark, problems=problems))
        while texts and not texts[-1].strip():
            texts.pop()
        if number > MOST_ROWS and (texts or len(row) > MOST_COLUMNS):
            problems.append(_too_many(file, number))
            return
        width = width or len(texts)
        blank = blank if texts else row
        yield [*texts, *[""] * (width - len(texts))] if texts else []


def _texts(
    file: str, number: int, *, row: Iterable[Any], mark: DecimalMark | None, problems: list[Problem]
) -> Iterator[str]:
    from openpyxl.utils import get_column_letter

    for place, cell in enumerate(row, 1):
        value = cell.value
        text = "" if value is None else _text(value, mark)
        if value is not None and (cell.data_type in {"f", "e"} or text is None):
            formula = cell.data_type == "f"
            problems.append(
                _cell(
                    file,
                    number,
                    column=get_column_letter(place),
                    expected=said(N_("plain text or a number")),
                    got=said(N_("a formula: {text}"), text=_visible(str(value)))
                    if formula
                    else said(N_("“{text}”"), text=_visible(str(value))),
                    remedy=said(N_("Replace the formula by its result.")),
                )
            )
        elif shows_percent(cell):  # 98 % is kept as 0.98, and would be taken for 0.98 %
            expected, got, remedy = percent_told(Decimal(f"{value:.15g}"))
            column = get_column_letter(place)
            problems.append(
                _cell(file, number, column=column, expected=expected, got=got, remedy=remedy)
            )
        elif text is not None and len(text) > LONGEST_CELL:
            problems.append(
                _cell(
                    file,
                    number,
                    column=get_column_letter(place),
                    expected=said(N_("at most {most} characters"), most=LONGEST_CELL),
                    got=said(N_("{size} characters"), size=len(text)),
                    remedy=said(N_("Shorten the text.")),
                )
            )
            text = ""
        # A line break within a cell would move the numbers of the rows below.
        yield " ".join((text or "").splitlines()).replace("\x00", "")


def _text(value: object, mark: DecimalMark | None) -> str | None:
    """Write a cell's value; None for a kind that no file of ours holds."""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, int | float):
        return _number(value, mark)
    if isinstance(value, str):
        return value
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else None


def _number(value: float, mark: DecimalMark | None) -> str | None:
    """Write a number so that the declared mark, or none, gives back exactly this number.

    Excel keeps fifteen digits of a number; what a float holds beyond them is noise.
    """
    number = Decimal(value) if isinstance(value, int) else Decimal(f"{value:.15g}")
    if not number.is_finite():
        return None
    plain = f"{number:f}"
    if mark == "comma":
        return plain.replace(".", ",")
    # Without a mark 6.909 would be refused as one that can be read in two ways; 6.9090 cannot.
    return f"{plain}0" if mark is None and _THREE_DECIMALS.match(plain) else plain


def _visible(text: str) -> str:
    return "".join(letter if letter.isprintable() else "�" for letter in text[:60])


def _cell(
    file: str, line: int, *, column: str, expected: Sentence, got: Sentence, remedy: Sentence
) -> Problem:
    return Problem("workbook.cell", file, line, "", expected, got, remedy, None, column)


def _too_many(file: str, number: int) -> Problem:
    return row_problem(
        "workbook.rows",
        file,
        number,
        expected=said(
            N_("at most {rows} rows and {columns} columns"), rows=MOST_ROWS, columns=MOST_COLUMNS
        ),
        got=said(N_("more")),
        remedy=said(N_("Split the file, or save it as CSV.")),
    )


def _control(file: str, raw: bytes) -> Problem:
    return row_problem(
        "file.control",
        file,
        raw.count(b"\n", 0, raw.index(b"\x00")) + 1,
        expected=said(N_("text in UTF-8")),
        got=said(N_("a NUL character, as in a file that is no text")),
        remedy=said(N_("Save the file again with the encoding UTF-8.")),
    )


def _not_a_workbook(file: str) -> Problem:
    return row_problem(
        "workbook.kind",
        file,
        None,
        expected=said(N_("a CSV file, or a workbook of the kind .xlsx")),
        got=said(N_("something else, or a damaged file")),
        remedy=said(N_("Save the file again as “Excel workbook (.xlsx)” or as CSV.")),
    )

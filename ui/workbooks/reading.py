"""This module reads the cells of an .xlsx workbook: typed, in bounded memory, nothing run."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from scoring.definitions.set_sheets import PlacedCell
from scoring.definitions.unreadable import too_large
from scoring.types import N_, Problem, ProblemsFound, said
from ui.workbooks.container import UNSOUND, container_problems

MOST_BYTES: Final = 5 * 1_048_576
MOST_ROWS, MOST_COLUMNS = 5_000, 120


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row that holds something: its number and its cells by their place from 0."""

    number: int
    cells: dict[int, PlacedCell]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a workbook."""

    name: str
    rows: tuple[SheetRow, ...]


def read_workbook(raw: bytes, *, file: str) -> tuple[Sheet, ...]:
    """Read every sheet; raises ProblemsFound for what is no workbook, too large or not safe.

    A formula is never run: its cell carries the value that was saved with it, and the formula.
    """
    import openpyxl  # takes long to load: only for those who bring a workbook

    if len(raw) > MOST_BYTES:
        raise ProblemsFound([too_large(file, len(raw), most=MOST_BYTES)])
    problems = list(container_problems(raw, file=file))
    if problems:
        raise ProblemsFound(problems)
    try:
        written = openpyxl.load_workbook(io.BytesIO(raw), read_only=True, keep_links=False)
        saved = openpyxl.load_workbook(
            io.BytesIO(raw), read_only=True, data_only=True, keep_links=False
        )
        try:
            return tuple(
                Sheet(one.title, tuple(_rows(one, saved[one.title], file=file)))
                for one in written.worksheets
            )
        finally:
            written.close()
            saved.close()
    except UNSOUND as error:
        raise ProblemsFound([not_a_workbook(file)]) from error


def _rows(written: Any, saved: Any, *, file: str) -> Iterator[SheetRow]:
    written.reset_dimensions()
    saved.reset_dimensions()
    # To the last row and column: what lies beyond the bounds is refused, never left out unsaid.
    pairs = zip(written.iter_rows(), saved.iter_rows(), strict=True)
    for number, (cells, values) in enumerate(pairs, start=1):
        if not cells:
            continue
        far = cells[MOST_COLUMNS:]
        # Wide rows far below are refused even when empty: looking through them would take minutes.
        if any(_holds(cell) for cell in far) or (far and number > MOST_ROWS):
            raise ProblemsFound([_too_wide(file, written.title, number)])
        row = SheetRow(number, dict(_cells(cells[:MOST_COLUMNS], values[:MOST_COLUMNS])))
        if row.cells and number > MOST_ROWS:
            raise ProblemsFound([_too_wide(file, written.title, number)])
        if row.cells:
            yield row


def _holds(cell: Any) -> bool:
    value = cell.value
    return value is not None and not (isinstance(value, str) and not value.strip())


def _cells(cells: Sequence[Any], values: Sequence[Any]) -> Iterator[tuple[int, PlacedCell]]:
    from openpyxl.utils import get_column_letter

    for place, (cell, value) in enumerate(zip(cells, values, strict=True)):
        if not _holds(cell):
            continue
        formula = _formula(cell.value) if cell.data_type == "f" else ""
        yield (
            place,
            PlacedCell(
                _value(value.value if formula else cell.value),
                get_column_letter(place + 1),
                formula,
                fault=cell.data_type == "e" or value.data_type == "e",
                percent=shows_percent(value if formula else cell),
            ),
        )


def shows_percent(cell: Any) -> bool:
    """Tell whether a number is shown as a percentage: 0.98 as 98 %."""
    number = isinstance(cell.value, int | float) and not isinstance(cell.value, bool)
    return number and "%" in str(cell.number_format)


def _formula(value: object) -> str:
    return str(getattr(value, "text", None) or value)


def _value(value: object) -> str | int | Decimal | bool | date | None:
    """Give what Excel shows: its numbers carry fifteen digits, the sixteenth is noise."""
    if isinstance(value, float):
        return Decimal(f"{value:.15g}") if abs(value) < 1e18 else str(value)
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, bool | int | str | date) or value is None:
        return value
    return str(value)


def not_a_workbook(file: str) -> Problem:
    """Word that a file cannot be read as a workbook."""
    return Problem(
        "workbook.kind",
        file,
        None,
        "",
        said(N_("a workbook of the kind .xlsx")),
        said(N_("something else, or a damaged file")),
        said(N_("Save the form again as “Excel workbook (.xlsx)”.")),
    )


def _too_wide(file: str, sheet: str, row: int) -> Problem:
    return Problem(
        "workbook.size",
        file,
        row,
        "",
        said(N_("at most {rows} rows and {columns} columns"), rows=MOST_ROWS, columns=MOST_COLUMNS),
        said(N_("more")),
        said(N_("Delete what is not part of the table, far below or far to the right, too.")),
        sheet,
    )

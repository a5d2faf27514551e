"""This module writes rows as Excel workbooks, row by row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

import xlsxwriter

from scoring.tables.codebook import Cell
from scoring.types import N_
from thuocdo.voice import refusal

MOST_ROWS: Final = 1_048_575
"""So many rows, beside the header, fit on a sheet."""
_LONGEST: Final = 32_767


def write_workbook(
    path: Path, sheets: Iterable[tuple[str, Sequence[str], Iterable[Sequence[Cell]]]]
) -> list[int]:
    """Write sheets (title, header, rows); texts are texts, never formulas or links.

    Gives the number of rows of each. Raises ProblemsFound where one has more than a sheet holds.
    """
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    counts = []
    try:
        bold = book.add_format({"bold": True})
        for title, header, rows in sheets:
            sheet = book.add_worksheet(title)
            sheet.freeze_panes(1, 0)
            for place, name in enumerate(header):
                sheet.write_string(0, place, name, bold)
            count = 0
            for count, row in enumerate(rows, start=1):  # the last is the number
                if count > MOST_ROWS:
                    raise refusal(
                        "--out",
                        expected=N_("at most 1 048 575 answers in a workbook"),
                        got=str(path),
                        remedy=N_("Write .csv or .sav, or fewer days (--since, --until)."),
                    )
                for place, cell in enumerate(row):
                    if isinstance(cell, str):
                        if cell:
                            sheet.write_string(count, place, cell[:_LONGEST])
                    else:
                        sheet.write_number(count, place, cell)
            counts.append(count)
    finally:
        book.close()
    return counts

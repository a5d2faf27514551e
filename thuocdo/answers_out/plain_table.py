"""This module writes rows as CSV that no spreadsheet runs as formulas."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from scoring.tables.codebook import Cell

_RISKY: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


def harmless(cell: Cell) -> Cell:
    """Put an apostrophe before a text that a spreadsheet would run as a formula.

    >>> harmless("=1+1"), harmless(-99), harmless("tốt")
    ("'=1+1", -99, 'tốt')
    """
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_RISKY) else cell


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> int:
    """Write a CSV file in UTF-8 with a byte-order mark, row by row; give the number of rows."""
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\r\n")
        writer.writerow(header)
        for row in rows:
            writer.writerow([harmless(cell) for cell in row])
            count += 1
    return count

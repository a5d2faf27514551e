"""This module writes rows as CSV that no spreadsheet runs as formulas."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from scoring.tables.cells import harmless
from scoring.tables.codebook import Cell


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> int:
    """Write a CSV file in UTF-8 with a byte-order mark, row by row; give the number of rows."""
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\r\n")
        writer.writerow(header)
        for row in rows:
            writer.writerow([harmless(one) if isinstance(one, str) else one for one in row])
            count += 1
    return count

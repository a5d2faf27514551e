"""This module writes tables as CSV files that a spreadsheet opens without running anything.

What people answered goes in as ``Shown`` or ``Withheld`` only. Official numbers are never floats,
statistics always are: so a bare float is a statistic that went around ``scoring.disclosure``.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from decimal import Decimal

from scoring.disclosure import Shown, Withheld
from scoring.tables.cells import harmless

Cell = str | int | Decimal | Shown[str | int | float | Decimal] | Withheld | None


def cell(value: Cell) -> str:
    """Write one cell; a text that a spreadsheet would run as a formula gets an apostrophe.

    What is withheld stays empty. Raises TypeError for a statistic that nobody let through.
    """
    if not isinstance(value, str | int | Decimal | Shown | Withheld | None):
        raise TypeError(f"{type(value).__name__} has not passed scoring.disclosure")
    if value is None or isinstance(value, Withheld):
        return ""
    written = value.value if isinstance(value, Shown) else value
    return harmless(written) if isinstance(written, str) else str(written)


def csv_bytes(header: Sequence[str], rows: Sequence[Sequence[Cell]]) -> bytes:
    """Write a CSV file in UTF-8 with a byte-order mark, so that Excel shows the diacritics."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([cell(name) for name in header])
    writer.writerows([cell(value) for value in row] for row in rows)
    return "\ufeff".encode() + text.getvalue().encode()

"""This module writes tables as CSV files that a spreadsheet opens without running anything."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Final

_RISKY: Final = ("=", "+", "-", "@", "\t", "\r")


def cell(value: object) -> str:
    """Write one cell; a text that a spreadsheet would run as a formula gets an apostrophe."""
    if value is None:
        return ""
    text = str(value)
    if isinstance(value, str) and text.startswith(_RISKY):
        return "'" + text
    return text


def csv_bytes(header: Sequence[str], rows: Sequence[Sequence[object]]) -> bytes:
    """Write a CSV file in UTF-8 with a byte-order mark, so that Excel shows the diacritics."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([cell(name) for name in header])
    writer.writerows([cell(value) for value in row] for row in rows)
    return "\ufeff".encode() + text.getvalue().encode()

"""This module writes places before and after a change as CSV."""

import csv
import io
from collections.abc import Collection, Iterable

from scoring.rounding import decimal_text
from scoring.score import Place
from scoring.tables.cells import harmless

MOVES = (
    "unit_code",
    "name",
    "changed",
    "points_before",
    "points_after",
    "index_before",
    "index_after",
    "rank_before",
    "rank_after",
    "band_before",
    "band_after",
)


def moves_csv(moves: Iterable[tuple[Place, Place]], *, changed: Collection[str]) -> str:
    """Write one row a unit: its place before and after, and whether its own figures changed.

    Numbers as ``decimal_text``, the index in per cent; empty where a unit has no place.
    """
    sheet = io.StringIO(newline="")
    writer = csv.writer(sheet, lineterminator="\n")
    writer.writerow(MOVES)
    for before, after in moves:
        mark = "1" if after.unit.code in changed else "0"
        row = [harmless(after.unit.code), harmless(after.unit.name), mark]
        row += [decimal_text(place.points) for place in (before, after)]
        row += [
            "" if place.index is None else decimal_text(place.index) for place in (before, after)
        ]
        row += ["" if place.rank is None else str(place.rank) for place in (before, after)]
        row += [place.band or "" for place in (before, after)]
        writer.writerow(row)
    return sheet.getvalue()

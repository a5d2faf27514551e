"""This module writes scores.csv and ranking.csv."""

import csv
import io
from collections.abc import Callable, Iterable, Sequence

from scoring.rounding import decimal_text
from scoring.score import Place, UnitScore
from scoring.tables.cells import harmless
from scoring.types import Sentence

SCORES = ("unit_code", "criterion", "points", "max_points", "status", "explanation")
RANKING = ("group", "rank", "unit_code", "name", "points", "max_points", "index", "band")


def scores_csv(scores: Iterable[UnitScore], say: Callable[[Sentence], str]) -> str:
    """Write the lines of every unit, sentences said by ``say``; numbers as ``decimal_text``."""
    return _written(
        SCORES,
        (
            (
                harmless(score.unit.code),
                harmless(line.code),
                decimal_text(line.points),
                decimal_text(line.max_points),
                line.status,
                harmless(say(line.explanation)),
            )
            for score in scores
            for line in score.lines
        ),
    )


def ranking_csv(places: Iterable[Place]) -> str:
    """Write the places; rank, index and band are empty for a unit that has no place.

    The index is in per cent with up to twelve decimals; the ranks come from the exact fraction.
    """
    return _written(
        RANKING,
        (
            (
                harmless(place.group),
                "" if place.rank is None else str(place.rank),
                harmless(place.unit.code),
                harmless(place.unit.name),
                decimal_text(place.points),
                decimal_text(place.max_points),
                "" if place.index is None else decimal_text(place.index),
                place.band or "",
            )
            for place in places
        ),
    )


def _written(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    sheet = io.StringIO(newline="")
    writer = csv.writer(sheet, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return sheet.getvalue()

"""This module turns results into what the overview and the ranking show."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import median

from dashboards.queries.results import Results
from scoring.score import Place
from scoring.types import Text


@dataclass(frozen=True, slots=True)
class Row:
    """One unit of the ranking; `tied` tells that others share its rank."""

    unit_code: str
    name: str
    rank: int | None
    tied: bool
    points: Fraction
    max_points: Fraction
    index: Fraction | None
    band: Text | None
    complete: bool


@dataclass(frozen=True, slots=True)
class AreaGap:
    """An area and the share of its maximum, in per cent, that the group's median unit reaches."""

    code: str
    name: Text
    median_share: float


@dataclass(frozen=True, slots=True)
class Lost:
    """A criterion and what the placed units together lost in it."""

    code: str
    name: Text
    points: Fraction
    units: int


def ranking_rows(results: Results) -> tuple[Row, ...]:
    """List every unit of the round, best first, the unplaced last."""
    shared = Counter(place.rank for place in results.places if place.rank is not None)
    bands = {band.code: band.name for band in results.criteria_set.bands}
    placed = [_row(place, results, shared=shared, bands=bands) for place in results.places]
    return tuple(sorted(placed, key=lambda row: (row.rank is None, row.rank or 0, row.name)))


def _row(place: Place, results: Results, *, shared: Counter[int], bands: Mapping[str, Text]) -> Row:
    score = results.scores[place.unit.code]
    return Row(
        unit_code=place.unit.code,
        name=place.unit.name,
        rank=place.rank,
        tied=place.rank is not None and shared[place.rank] > 1,
        points=place.points,
        max_points=place.max_points,
        index=place.index if place.rank is not None else None,
        band=bands[place.band] if place.band is not None else None,
        complete=score.complete,
    )


def median_index(rows: Sequence[Row]) -> float | None:
    """Give the median index of the placed units in per cent; None where none is placed."""
    indexes = [row.index for row in rows if row.index is not None]
    return float(median(indexes)) if indexes else None


def band_counts(results: Results, rows: Sequence[Row]) -> tuple[tuple[Text, Fraction, int], ...]:
    """Count placed units by band, from the best band down: name, least index, number of units.

    Empty where the set has no bands.
    """
    found = Counter(row.band.vi for row in rows if row.band is not None)
    bands = sorted(results.criteria_set.bands, key=lambda band: -band.at_least)
    return tuple((band.name, Fraction(band.at_least), found[band.name.vi]) for band in bands)


def weakest_areas(results: Results) -> tuple[AreaGap, ...]:
    """List the areas by the share of the maximum that the median unit reaches, lowest first."""
    shares: dict[str, list[Fraction]] = {}
    for score in results.scores.values():
        for line in score.lines:
            if line.level == "area" and line.status == "scored" and line.max_points > 0:
                shares.setdefault(line.code, []).append(line.points / line.max_points * 100)
    gaps = [
        AreaGap(area.code, area.name, float(median(shares[area.code])))
        for area in results.criteria_set.areas
        if area.code in shares
    ]
    return tuple(sorted(gaps, key=lambda gap: gap.median_share))


def most_lost(results: Results, most: int = 5) -> tuple[Lost, ...]:
    """List the criteria that cost the group the most points, the costliest first."""
    names = {criterion.code: criterion.name for criterion in results.criteria_set.criteria()}
    points: dict[str, Fraction] = {}
    units: Counter[str] = Counter()
    for score in results.scores.values():
        for line in score.lines:
            if line.level == "criterion" and line.status == "scored":
                lost = Fraction(line.max_points) - Fraction(line.points)
                if lost > 0:
                    points[line.code] = points.get(line.code, Fraction(0)) + lost
                    units[line.code] += 1
    ordered = sorted(points, key=lambda code: (-points[code], code))[:most]
    return tuple(
        Lost(code, names.get(code, Text(code)), points[code], units[code]) for code in ordered
    )


def folded(text: str) -> str:
    """Reduce a text for searching: lower case, without diacritics, đ as d."""
    decomposed = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(letter for letter in decomposed if unicodedata.category(letter) != "Mn")


def matching(rows: Sequence[Row], wanted: str) -> tuple[Row, ...]:
    """Keep the rows whose name holds every word of what was typed, with or without diacritics."""
    return tuple(row for row in rows if holds(row.name, wanted))


def holds(name: str, wanted: str) -> bool:
    """Tell whether a name holds every word of what was typed, with or without diacritics."""
    plain = folded(name)
    return all(word in plain for word in folded(wanted).split())


def short_name(name: str) -> str:
    """Drop the words that every commune's name begins with, where room is scarce."""
    short = name.removeprefix("UBND ")
    return short[:1].upper() + short[1:]

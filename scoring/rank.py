"""This module ranks units within their peer group, by the exact index, and puts them in bands."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Literal

from scoring.definitions.criteria_set import Band
from scoring.score import Place, UnitScore

Ranking = Literal["competition", "dense"]


def rank_units(
    scores: Iterable[UnitScore], ranking: Ranking, bands: Sequence[Band]
) -> tuple[Place, ...]:
    """Give every unit its place, group by group, best first; equal indexes share a place.

    ``competition`` counts 1-2-2-4, ``dense`` 1-2-2-3. Units without an index come last in their
    group and have no rank. Ties stand in the order of the unit code.
    """
    groups: dict[str, list[UnitScore]] = defaultdict(list)
    for score in scores:
        groups[score.unit.group].append(score)
    return tuple(
        place
        for group in sorted(groups)
        for place in _rank_group(groups[group], ranking=ranking, bands=bands)
    )


def _rank_group(
    scores: Sequence[UnitScore], *, ranking: Ranking, bands: Sequence[Band]
) -> list[Place]:
    placed = sorted(
        ((score.index, score) for score in scores if score.index is not None),
        key=lambda pair: (-pair[0], pair[1].unit.code),
    )
    unplaced = sorted(
        (score for score in scores if score.index is None), key=lambda score: score.unit.code
    )
    places: list[Place] = []
    rank = 0
    previous: Fraction | None = None
    for position, (index, score) in enumerate(placed, start=1):
        if index != previous:
            rank = position if ranking == "competition" else rank + 1
            previous = index
        places.append(_place(score, rank, band=band_of(index, bands)))
    return places + [_place(score, None, band=None) for score in unplaced]


def band_of(index: Fraction, bands: Sequence[Band]) -> str | None:
    """Find the band of an exact index in per cent; lower bounds are inclusive, bands go down."""
    for band in bands:
        if index >= Fraction(band.at_least):
            return band.code
    return None


def _place(score: UnitScore, rank: int | None, *, band: str | None) -> Place:
    return Place(
        score.unit,
        score.unit.group,
        rank,
        score.points,
        score.applicable_max,
        score.index,
        band,
    )

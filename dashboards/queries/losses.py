"""This module tells in which criteria the units of a round lost points, from what is kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from dashboards.queries.results import Results
from scoring.score import ScoreLine, UnitScore
from scoring.types import Text

_NOTHING = Fraction(0)


@dataclass(frozen=True, slots=True)
class CriterionLoss:
    """What the placed units together lost in a criterion, or in an area given whole.

    ``lost`` went by results, ``undeclared`` counts 0 until figures are declared.
    """

    code: str
    name: Text
    is_area: bool
    lost: Fraction
    undeclared: Fraction
    units: int

    @property
    def together(self) -> Fraction:
        """Give all points lost in it."""
        return self.lost + self.undeclared


@dataclass(frozen=True, slots=True)
class UnitLoss:
    """What one unit lost in a criterion, and the line that says why."""

    unit_code: str
    name: str
    lost: Fraction
    line: ScoreLine


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A unit, all that it lost, and the share of each criterion's maximum lost, in per cent.

    None where the criterion is not applicable to the unit, or has no maximum to lose.
    """

    unit_code: str
    name: str
    lost: Fraction
    shares: tuple[Fraction | None, ...]


def losses(results: Results) -> tuple[CriterionLoss, ...]:
    """List the criteria in which the placed units lost points, the costliest first."""
    lost: dict[str, Fraction] = defaultdict(Fraction)
    undeclared: dict[str, Fraction] = defaultdict(Fraction)
    units: dict[str, int] = defaultdict(int)
    for score in _placed(results):
        for line in _leaves(score):
            points = _lost(line)
            if points:
                (undeclared if line.status == "missing" else lost)[line.code] += points
                units[line.code] += 1
    found = [
        CriterionLoss(code, name, is_area, lost[code], undeclared[code], units[code])
        for code, name, is_area in _names(results)
        if code in units
    ]
    return tuple(sorted(found, key=lambda one: -one.together))


def units_losing(results: Results, code: str) -> tuple[UnitLoss, ...]:
    """List the placed units that lost points in a criterion, the one that lost most first."""
    found = [
        UnitLoss(score.unit.code, score.unit.name, _lost(line), line)
        for score in _placed(results)
        for line in _leaves(score)
        if line.code == code and _lost(line)
    ]
    return tuple(sorted(found, key=lambda one: (-one.lost, one.name)))


def heat(results: Results, codes: Sequence[str], *, most: int) -> tuple[HeatRow, ...]:
    """Set the units that lost most in all against criteria, the one that lost most first."""
    rows = []
    for score in _placed(results):
        lines = {line.code: line for line in _leaves(score)}
        lost = sum(map(_lost, lines.values()), _NOTHING)
        shares = tuple(_share(lines.get(code)) for code in codes)
        rows.append(HeatRow(score.unit.code, score.unit.name, lost, shares))
    return tuple(sorted(rows, key=lambda row: (-row.lost, row.name))[:most])


def _placed(results: Results) -> Iterator[UnitScore]:
    """Go through the units that have a place: one without any figure would drown the others."""
    return (score for score in results.scores.values() if score.index is not None)


def _leaves(score: UnitScore) -> Iterator[ScoreLine]:
    """Go through the lines that nothing stands below: criteria, and areas given whole."""
    before: ScoreLine | None = None
    for line in score.lines:
        if line.level == "criterion":
            yield line
        elif before is not None and before.level == "area":
            yield before
        before = line


def _lost(line: ScoreLine) -> Fraction:
    if line.status == "not_applicable":
        return _NOTHING
    return max(_NOTHING, line.max_points - line.points)


def _share(line: ScoreLine | None) -> Fraction | None:
    if line is None or line.status == "not_applicable" or not line.max_points:
        return None
    return _lost(line) / line.max_points * 100


def _names(results: Results) -> Iterator[tuple[str, Text, bool]]:
    for area in results.criteria_set.areas:
        yield area.code, area.name, True
        for criterion in area.scored:
            yield criterion.code, criterion.name, False

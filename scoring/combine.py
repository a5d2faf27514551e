"""This module adds scored criteria up: to groups, areas and the total."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from scoring.definitions.criteria_set import TOTAL, Area, CriteriaSet, Criterion, Rounding
from scoring.rounding import exact_sum, round_exact
from scoring.rule import AreaKind
from scoring.score import ScoreLine
from scoring.types import (
    N_,
    CriterionFigures,
    Level,
    RoundedPoints,
    Sentence,
    SentenceValue,
    Status,
    said,
)

_LEVELS: Mapping[str, int] = {"criterion": 0, "group": 1, "area": 2, "total": 3}
_NOTHING: CriterionFigures = {}
_ZERO = Fraction(0)


def settle(points: Fraction, rounding: Rounding, *, at: str) -> Fraction:
    """Round points if this is the level at which the set rounds."""
    if rounding.at != at:
        return points
    return round_exact(points, rounding.places, mode=rounding.mode)


def shown(points: Fraction, rounding: Rounding, *, at: str) -> Fraction | RoundedPoints:
    """Give points as a sentence shows them: with all places of the set once they are rounded."""
    rounded_from = _LEVELS.get(rounding.at)
    if rounded_from is None or _LEVELS[at] < rounded_from:
        return points
    return RoundedPoints(points, rounding.places)


def area_line(area: Area, parts: Sequence[ScoreLine], *, rounding: Rounding) -> ScoreLine:
    """Add the criteria of an area up; a bonus or a penalty goes as far as the area's cap."""
    if area.kind == "scored":
        return sum_lines(area.code, "area", parts=parts, rounding=rounding)
    together = exact_sum(abs(line.points) for line in parts)
    return _beyond(area, min(together, area.maximum), rounding=rounding)


def _beyond(area: Area, size: Fraction, *, rounding: Rounding) -> ScoreLine:
    settled = settle(size, rounding, at="area")
    return ScoreLine(
        area.code,
        "area",
        -settled if area.kind == "penalty" else settled,
        _ZERO,
        "scored",
        _Beyond(area.kind, area.maximum, rounding),
        _NOTHING,
    )


def sum_lines(
    code: str, level: Level, *, parts: Sequence[ScoreLine], rounding: Rounding
) -> ScoreLine:
    """Add parts up to one line; not applicable parts count neither points nor maximum."""
    applicable = [line for line in parts if line.status != "not_applicable"]
    maximum = exact_sum(line.max_points for line in applicable)
    points = settle(exact_sum(line.points for line in parts), rounding, at=level)
    return _summed(
        code,
        level,
        points=points,
        maximum=maximum,
        parts=parts,
        rounding=rounding,
    )


def _summed(
    code: str,
    level: Level,
    *,
    points: Fraction,
    maximum: Fraction,
    parts: Sequence[ScoreLine],
    rounding: Rounding,
    beyond: Fraction | None = None,
) -> ScoreLine:
    applicable = [line for line in parts if line.status != "not_applicable"]
    excluded = len(parts) - len(applicable)
    missing = sum(line.missing for line in applicable)
    status: Status = "scored"
    if excluded and not maximum:
        status = "not_applicable"
    elif applicable and all(line.status == "missing" or not line.max_points for line in applicable):
        status = "missing" if missing else "scored"
    return ScoreLine(
        code,
        level,
        points,
        maximum,
        status,
        _Sum(rounding, len(parts), excluded, beyond),
        _NOTHING,
        missing,
    )


def given_area(area: Area, *, points: Fraction, rounding: Rounding) -> ScoreLine:
    """Make the line of an area whose points are published without their criteria.

    Where the set rounds criteria, a sum of them has no more places either.
    """
    at = "criterion" if rounding.at == "criterion" else "area"
    settled = settle(points, rounding, at=at)
    if area.kind != "scored":
        return _beyond(area, settled, rounding=rounding)
    return ScoreLine(
        area.code,
        "area",
        settled,
        area.maximum,
        "scored",
        _Given(rounding),
        _NOTHING,
    )


def group_lines(
    criterion: Criterion, scored: dict[str, ScoreLine], *, rounding: Rounding
) -> list[ScoreLine]:
    """List a criterion's lines: its own, or its group's followed by its components'."""
    if not criterion.components:
        return [scored[criterion.code]]
    below: list[ScoreLine] = []
    parts: list[ScoreLine] = []
    for component in criterion.components:
        lines = group_lines(component, scored, rounding=rounding)
        parts.append(lines[0])
        below += lines
    return [sum_lines(criterion.code, "group", parts=parts, rounding=rounding), *below]


def total_line(areas: Sequence[ScoreLine], criteria_set: CriteriaSet) -> ScoreLine:
    """Add the areas up to the total, which stays between 0 and what the set lets it reach."""
    kinds = {area.code: area.kind for area in criteria_set.areas}
    scored = [line for line in areas if kinds[line.code] == "scored"]
    rounding = criteria_set.rounding
    maximum = sum((line.max_points for line in scored if line.status != "not_applicable"), _ZERO)
    points = exact_sum(line.points for line in areas)
    if len(scored) < len(areas):
        points = max(points, _ZERO)
        points = points if criteria_set.beyond_maximum else min(points, maximum)
    outside = [line.points for line in areas if kinds[line.code] != "scored"]
    return _summed(
        TOTAL,
        "total",
        points=settle(points, rounding, at="total"),
        maximum=maximum,
        parts=scored,
        rounding=rounding,
        beyond=exact_sum(outside) if outside else None,
    )


@dataclass(frozen=True, slots=True)
class _Sum:
    """Says what was added up, and what bonus and penalty areas did to a total."""

    rounding: Rounding
    parts: int
    excluded: int
    beyond: Fraction | None

    def sentence(self, line: ScoreLine) -> Sentence:
        """Say it."""
        values: dict[str, SentenceValue] = {
            "points": shown(line.points, self.rounding, at=line.level),
            "max_points": line.max_points,
            "parts": self.parts,
            "excluded": self.excluded,
            "missing": line.missing,
        }
        template = _template(line.level, excluded=self.excluded, missing=line.missing)
        if self.beyond is None:
            return Sentence(template, values)
        return said(
            N_("{sentence} Bonus and penalty together: {beyond} points."),
            sentence=Sentence(template, values),
            beyond=shown(self.beyond, self.rounding, at="area"),
        )


@dataclass(frozen=True, slots=True)
class _Beyond:
    """Says what a bonus or a penalty area did, and how far it may go."""

    kind: AreaKind
    maximum: Fraction
    rounding: Rounding

    def sentence(self, line: ScoreLine) -> Sentence:
        """Say it; the points of a penalty are said as what is taken off."""
        template = (
            N_("Bonus beyond the maximum: {points} points, at most {max_points}.")
            if self.kind == "bonus"
            else N_("Points taken off: {points}, at most {max_points}.")
        )
        points = -line.points if self.kind == "penalty" else line.points
        return said(
            template, points=shown(points, self.rounding, at="area"), max_points=self.maximum
        )


@dataclass(frozen=True, slots=True)
class _Given:
    """Says that an area's points are published without their criteria."""

    rounding: Rounding

    def sentence(self, line: ScoreLine) -> Sentence:
        """Say it."""
        return said(
            N_("Points of the whole area, given directly: {points}/{max_points} points."),
            points=shown(line.points, self.rounding, at="area"),
            max_points=line.max_points,
        )


_TEMPLATES = {
    ("area", False, False): N_("Sum of {parts} criteria: {points}/{max_points} points."),
    ("area", False, True): N_(
        "Sum of {parts} criteria, {missing} still without figures: {points}/{max_points} points."
    ),
    ("area", True, False): N_(
        "Sum of {parts} criteria, {excluded} not applicable and left out of the maximum:"
        " {points}/{max_points} points."
    ),
    ("area", True, True): N_(
        "Sum of {parts} criteria, {excluded} not applicable and left out of the maximum,"
        " {missing} still without figures: {points}/{max_points} points."
    ),
    ("total", False, False): N_("Sum of {parts} areas: {points}/{max_points} points."),
    ("total", False, True): N_(
        "Sum of {parts} areas, {missing} criteria still without figures:"
        " {points}/{max_points} points."
    ),
    ("total", True, False): N_(
        "Sum of {parts} areas, {excluded} not applicable and left out of the maximum:"
        " {points}/{max_points} points."
    ),
    ("total", True, True): N_(
        "Sum of {parts} areas, {excluded} not applicable and left out of the maximum,"
        " {missing} criteria still without figures: {points}/{max_points} points."
    ),
}


def _template(level: Level, *, excluded: int, missing: int) -> str:
    family = "total" if level == "total" else "area"
    return _TEMPLATES[family, excluded > 0, missing > 0]

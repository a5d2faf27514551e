"""This module adds scored criteria up: to groups, areas and the total."""

from collections.abc import Sequence
from fractions import Fraction

from scoring.definitions.criteria_set import TOTAL, Criterion, Rounding
from scoring.rounding import round_exact
from scoring.score import ScoreLine
from scoring.types import N_, CriterionFigures, Level, Sentence, SentenceValue, Status

_NOTHING: CriterionFigures = {}
_ZERO = Fraction(0)


def settle(points: Fraction, rounding: Rounding, *, at: str) -> Fraction:
    """Round points if this is the level at which the set rounds."""
    if rounding.at != at:
        return points
    return round_exact(points, rounding.places, mode=rounding.mode)


def sum_lines(
    code: str, level: Level, *, parts: Sequence[ScoreLine], rounding: Rounding
) -> ScoreLine:
    """Add parts up to one line; not applicable parts count neither points nor maximum."""
    points = settle(sum((line.points for line in parts), _ZERO), rounding, at=level)
    applicable = [line for line in parts if line.status != "not_applicable"]
    maximum = sum((line.max_points for line in applicable), _ZERO)
    excluded = len(parts) - len(applicable)
    missing = sum(line.missing for line in applicable)
    status: Status = "scored"
    if excluded and not maximum:
        status = "not_applicable"
    elif applicable and all(line.status == "missing" or not line.max_points for line in applicable):
        status = "missing" if missing else "scored"
    values: dict[str, SentenceValue] = {
        "points": points,
        "max_points": maximum,
        "parts": len(parts),
        "excluded": excluded,
        "missing": missing,
    }
    return ScoreLine(
        code,
        level,
        points,
        maximum,
        status,
        Sentence(_template(level, excluded=excluded, missing=missing), values),
        _NOTHING,
        missing,
    )


def given_area(code: str, *, points: Fraction, maximum: Fraction, rounding: Rounding) -> ScoreLine:
    """Make the line of an area whose points are published without their criteria.

    Where the set rounds criteria, a sum of them has no more places either.
    """
    at = "criterion" if rounding.at == "criterion" else "area"
    settled = settle(points, rounding, at=at)
    return ScoreLine(
        code,
        "area",
        settled,
        maximum,
        "scored",
        Sentence(
            N_("Points of the whole area, given directly: {points}/{max_points} points."),
            {"points": settled, "max_points": maximum},
        ),
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


def total_line(areas: Sequence[ScoreLine], *, rounding: Rounding) -> ScoreLine:
    """Add the areas up to the total."""
    return sum_lines(TOTAL, "total", parts=areas, rounding=rounding)


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

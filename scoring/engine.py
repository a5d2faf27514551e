"""This module scores units: every criterion by its rule, then areas and the total."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction

from scoring.combine import area_line, criterion_line, given_area, group_lines, total_line
from scoring.definitions.criteria_set import Area, CriteriaSet, Criterion
from scoring.figures import conflicts
from scoring.rule import (
    NOT_APPLICABLE,
    Outcome,
    RuleFields,
    exact,
    excluded,
    not_for_this_unit,
)
from scoring.score import ScoreLine, UnitScore
from scoring.types import CriterionFigures, ProblemsFound, Unit, UnitFigures

Best = Mapping[tuple[str, str], Fraction | None]
"""The standing that a group is measured against, by (group, criterion)."""

Standings = dict[tuple[str, str], dict[str, Fraction]]
"""What the units of a group stand at, by (group, criterion), then by unit."""

_NOTHING: CriterionFigures = {}
_NO_FIGURES: UnitFigures = {}
_HUNDRED = Fraction(100)


def score_units(
    criteria_set: CriteriaSet, units: Sequence[Unit], figures: Mapping[str, UnitFigures]
) -> tuple[UnitScore, ...]:
    """Score units in their order; figures by unit code, criterion code and input name.

    Figures have to be within their bounds (``scoring.figures.parse_figure``). An area may be given
    its points directly, under its own code. The cost grows with units × criteria. Raises
    ProblemsFound where an area's points and figures of its criteria contradict each other.
    """
    problems = [
        problem for unit in units for problem in conflicts(criteria_set, unit.code, figures)
    ]
    if problems:
        raise ProblemsFound(problems)
    best = best_of(criteria_set, standings_of(criteria_set, units, figures))
    return tuple(
        score_unit(criteria_set, unit, figures=figures.get(unit.code, _NO_FIGURES), best=best)
        for unit in units
    )


def score_unit(
    criteria_set: CriteriaSet, unit: Unit, *, figures: UnitFigures, best: Best
) -> UnitScore:
    """Score one unit, whose figures do not contradict each other, against the best of its group."""
    lines: list[ScoreLine] = []
    areas: list[ScoreLine] = []
    complete = True
    for area in criteria_set.areas:
        own, below = _area(criteria_set, area, unit=unit, figures=figures, best=best)
        complete = complete and not any(line.missing for line in below)
        areas.append(own)
        lines += [own, *below]
    total = total_line(areas, criteria_set)
    has_figures = any(figures.values())
    placed = has_figures and total.max_points > 0
    return UnitScore(
        unit,
        (*lines, total),
        total.points,
        total.max_points,
        total.points / total.max_points * _HUNDRED if placed else None,
        complete and has_figures,
    )


def _area(
    criteria_set: CriteriaSet, area: Area, *, unit: Unit, figures: UnitFigures, best: Best
) -> tuple[ScoreLine, list[ScoreLine]]:
    """Score one area: its own line and those below it (none where it is given directly)."""
    rounding = criteria_set.rounding
    direct = figures.get(area.code, _NOTHING)
    if "points" in direct and direct.get(NOT_APPLICABLE) != 1:
        return given_area(area, points=exact(direct, "points"), rounding=rounding), []
    out = direct.get(NOT_APPLICABLE) == 1
    scored: dict[str, ScoreLine] = {}
    for criterion in area.scored:
        own = direct if out else figures.get(criterion.code, _NOTHING)
        leading = best.get((unit.group, criterion.code))
        outcome = outcome_of(criteria_set, criterion, unit=unit, figures=own, best=leading)
        line = criterion_line(criterion, outcome, kind=area.kind, rounding=rounding, figures=own)
        scored[criterion.code] = line
    parts: list[ScoreLine] = []
    below: list[ScoreLine] = []
    for criterion in area.criteria:
        lines = group_lines(criterion, scored, rounding=rounding)
        parts.append(lines[0])
        below += lines
    return area_line(area, parts, rounding=rounding), below


def outcome_of(
    criteria_set: CriteriaSet,
    criterion: Criterion,
    *,
    unit: Unit,
    figures: CriterionFigures,
    best: Fraction | None,
) -> Outcome:
    """Award a criterion: who it does not apply to first, then what its rule says."""
    conditions = criteria_set.conditions(criterion.code)
    if conditions and not all(one.includes(unit) for one in conditions):
        return not_for_this_unit(figures)
    if figures.get(NOT_APPLICABLE) == 1:
        return excluded()
    rule = criterion.scoring_rule
    if criteria_set.area_of(criterion.code).kind == "penalty":
        return rule.taken(criterion.maximum, figures, best=best)
    return rule.outcome(criterion.maximum, figures, best=best)


def standings_of(
    criteria_set: CriteriaSet, units: Sequence[Unit], figures: Mapping[str, UnitFigures]
) -> Standings:
    """Find where units stand in every criterion that compares the units of a group."""
    comparing = [
        criterion
        for criterion in criteria_set.criteria()
        if type(criterion.scoring_rule).standing is not RuleFields.standing
    ]
    standings: Standings = defaultdict(dict)
    for unit in units:
        own = figures.get(unit.code, _NO_FIGURES)
        for criterion in comparing:
            area = criteria_set.area_of(criterion.code)
            if own.get(area.code, _NOTHING).get(NOT_APPLICABLE) == 1:
                continue
            if not all(one.includes(unit) for one in criteria_set.conditions(criterion.code)):
                continue
            standing = criterion.scoring_rule.standing(own.get(criterion.code, _NOTHING))
            if standing is not None:
                standings[unit.group, criterion.code][unit.code] = standing
    return dict(standings)


def best_of(criteria_set: CriteriaSet, standings: Standings) -> Best:
    """Pick, for each group and criterion, the standing that the others are measured against."""
    return {
        (group, code): criteria_set.criterion(code).scoring_rule.best(tuple(found.values()))
        for (group, code), found in standings.items()
    }

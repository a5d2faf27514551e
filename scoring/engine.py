"""This module scores units: every criterion by its rule, then areas and the total."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction

from scoring.combine import area_line, given_area, group_lines, total_line
from scoring.definitions.criteria_set import Area, CriteriaSet
from scoring.figures import conflicts
from scoring.marking import Marking, is_asked, marking_of
from scoring.rule import NOT_APPLICABLE, RuleFields, exact
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
    scorer = Scorer(criteria_set, best)
    return tuple(scorer.score(unit, figures.get(unit.code, _NO_FIGURES)) for unit in units)


class Scorer:
    """Scores units one by one, whose figures do not contradict each other.

    ``best`` is what each group is measured against. What is alike for the units of a group is
    found once.
    """

    def __init__(self, criteria_set: CriteriaSet, best: Best) -> None:
        self.criteria_set = criteria_set
        self.best = best
        self._markings: dict[tuple[str, str, bool], Marking] = {}

    def score(self, unit: Unit, figures: UnitFigures) -> UnitScore:
        """Score one unit against the best of its group."""
        lines: list[ScoreLine] = []
        areas: list[ScoreLine] = []
        complete = True
        for area in self.criteria_set.areas:
            own, below = self._area(area, unit=unit, figures=figures)
            complete = complete and not any(line.missing for line in below)
            areas.append(own)
            lines.append(own)
            lines += below
        total = total_line(areas, self.criteria_set)
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
        self, area: Area, *, unit: Unit, figures: UnitFigures
    ) -> tuple[ScoreLine, list[ScoreLine]]:
        """Score one area: its own line and those below it (none where it is given directly)."""
        rounding = self.criteria_set.rounding
        direct = figures.get(area.code, _NOTHING)
        out = direct.get(NOT_APPLICABLE) == 1
        if "points" in direct and not out:
            return given_area(area, points=exact(direct, "points"), rounding=rounding), []
        scored = {
            criterion.code: self._marking(criterion.code, unit).line(
                direct if out else figures.get(criterion.code, _NOTHING)
            )
            for criterion in area.scored
        }
        parts: list[ScoreLine] = []
        below: list[ScoreLine] = []
        for criterion in area.criteria:
            lines = group_lines(criterion, scored, rounding=rounding)
            parts.append(lines[0])
            below += lines
        return area_line(area, parts, rounding=rounding), below

    def _marking(self, code: str, unit: Unit) -> Marking:
        """Find how a criterion is marked for a unit, once for a group."""
        asked = is_asked(self.criteria_set, code, unit=unit)
        key = (unit.group, code, asked)
        found = self._markings.get(key)
        if found is None:
            best = self.best.get((unit.group, code))
            found = marking_of(self.criteria_set, code, unit=unit, best=best)
            self._markings[key] = found
        return found


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
            if not is_asked(criteria_set, criterion.code, unit=unit):
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

"""This module finds figures on which two sources disagree, and the points that hang on them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from scoring.definitions.criteria_set import CriteriaSet
from scoring.engine import score_units
from scoring.score import UnitScore
from scoring.types import CriterionFigures, Figure, ProblemsFound, Unit, UnitFigures

Statements = Mapping[str, Mapping[str, CriterionFigures]]  # unit → criterion → input → figure


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One criterion of one unit that two sources state otherwise.

    `points` are what the criterion would give by each; None where it cannot be scored so.
    """

    unit_code: str
    criterion: str
    inputs: tuple[str, ...]  # those that differ
    declared: CriterionFigures
    other: CriterionFigures
    declared_points: Fraction | None
    other_points: Fraction | None

    @property
    def at_stake(self) -> Fraction:
        """Give the points that the choice decides on; 0 where one side cannot be scored."""
        if self.declared_points is None or self.other_points is None:
            return Fraction(0)
        return abs(self.declared_points - self.other_points)


def disagreements(
    criteria_set: CriteriaSet,
    units: Sequence[Unit],
    *,
    standing: Mapping[str, UnitFigures],
    declared: Statements,
    other: Statements,
) -> tuple[Disagreement, ...]:
    """List the criteria that both sources state and that differ, most points at stake first.

    ``standing`` are the figures that count now: what else a rule looks at is taken from there, so
    a rule that compares units is asked as if every disagreement were settled the same way.
    """
    differing = {
        (unit.code, code): inputs
        for unit in units
        for code, stated in declared.get(unit.code, {}).items()
        if (against := other.get(unit.code, {}).get(code)) and stated
        if (inputs := _differing(stated, against))
    }
    by_declared = _points(criteria_set, units, _with(standing, differing, declared))
    by_other = _points(criteria_set, units, _with(standing, differing, other))
    found = [
        Disagreement(
            unit_code=unit_code,
            criterion=code,
            inputs=inputs,
            declared=declared[unit_code][code],
            other=other[unit_code][code],
            declared_points=by_declared.get((unit_code, code)),
            other_points=by_other.get((unit_code, code)),
        )
        for (unit_code, code), inputs in differing.items()
    ]
    return tuple(sorted(found, key=lambda one: (-one.at_stake, one.unit_code, one.criterion)))


def _differing(stated: CriterionFigures, against: CriterionFigures) -> tuple[str, ...]:
    return tuple(
        name
        for name in dict.fromkeys((*stated, *against))
        if _value(stated, name) != _value(against, name)
    )


def _value(figures: CriterionFigures, name: str) -> Figure | None:
    return figures.get(name)


def _with(
    standing: Mapping[str, UnitFigures],
    differing: Mapping[tuple[str, str], tuple[str, ...]],
    source: Statements,
) -> dict[str, dict[str, CriterionFigures]]:
    figures = {unit: dict(criteria) for unit, criteria in standing.items()}
    for unit_code, code in differing:
        figures.setdefault(unit_code, {})[code] = source[unit_code][code]
    return figures


def _points(
    criteria_set: CriteriaSet, units: Sequence[Unit], figures: Mapping[str, UnitFigures]
) -> dict[tuple[str, str], Fraction]:
    scores: Sequence[UnitScore]
    try:
        scores = score_units(criteria_set, units, figures)
    except ProblemsFound:
        return {}
    return {
        (score.unit.code, line.code): Fraction(line.points)
        for score in scores
        for line in score.lines
        if line.level == "criterion"
    }

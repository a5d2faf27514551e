"""This module marks one criterion: it makes the line of a unit from the unit's figures."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from scoring.combine import settle, shown
from scoring.definitions.criteria_set import CriteriaSet, Criterion, Rounding
from scoring.rule import NOT_APPLICABLE, AreaKind, Outcome, excluded, not_for_this_unit
from scoring.score import ScoreLine
from scoring.types import N_, CriterionFigures, Sentence, Unit, said

_OF_KIND: Mapping[AreaKind, str] = {
    "bonus": N_("Bonus points. {sentence}"),
    "penalty": N_("Points taken off. {sentence}"),
}
_ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class Marking:
    """How a criterion is marked for units of one group: alike for all of whom it is asked.

    ``best`` is the standing that the group is measured against. A line keeps its marking, so that
    its sentence is made when somebody reads it, from the same figures by the same rule.
    """

    criterion: Criterion
    kind: AreaKind
    rounding: Rounding
    best: Fraction | None
    asked: bool = True

    def line(self, figures: CriterionFigures) -> ScoreLine:
        """Make the line of the criterion; nothing is missing where nothing could be lost."""
        outcome = self._outcome(figures)
        points = settle(outcome.points, self.rounding, at="criterion")
        scored = self.kind == "scored"
        maximum = self.criterion.maximum if scored else _ZERO
        return ScoreLine(
            self.criterion.code,
            "criterion",
            -points if self.kind == "penalty" else points,
            maximum,
            outcome.status,
            self,
            figures,
            int(outcome.status == "missing" and maximum > 0),
        )

    def sentence(self, line: ScoreLine) -> Sentence:
        """Say why the line has its points."""
        points = shown(abs(line.points), self.rounding, at="criterion")
        why = self._outcome(line.inputs).explanation(points, self.criterion.maximum)
        return why if self.kind == "scored" else said(_OF_KIND[self.kind], sentence=why)

    def _outcome(self, figures: CriterionFigures) -> Outcome:
        """Award the criterion: who it does not apply to first, then what its rule says."""
        if not self.asked:
            return not_for_this_unit(figures)
        if figures.get(NOT_APPLICABLE) == 1:
            return excluded()
        rule = self.criterion.scoring_rule
        award = rule.taken if self.kind == "penalty" else rule.outcome
        return award(self.criterion.maximum, figures, best=self.best)


def marking_of(
    criteria_set: CriteriaSet, code: str, *, unit: Unit, best: Fraction | None
) -> Marking:
    """Find how a criterion is marked for a unit, given the best of its group."""
    return Marking(
        criteria_set.criterion(code),
        criteria_set.area_of(code).kind,
        criteria_set.rounding,
        best,
        is_asked(criteria_set, code, unit=unit),
    )


def is_asked(criteria_set: CriteriaSet, code: str, *, unit: Unit) -> bool:
    """Tell whether a criterion applies to a unit."""
    conditions = criteria_set.conditions(code)
    return not conditions or all(one.includes(unit) for one in conditions)

"""This module is the rule `deduction`: the maximum, less points for each failing, never below 0."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field

from scoring.rule import Input, Number, Outcome, RuleFields, declared, exact, labelled
from scoring.types import N_, CriterionFigures, Text

_DEFAULT = Text("Số lần vi phạm", "Failings")


class Deduction(RuleFields):
    """maximum − count × points each, at least 0.

    >>> from decimal import Decimal
    >>> rule = Deduction(type="deduction", points_each=Decimal("0.25"))
    >>> rule.award(Fraction(2), {"count": Decimal(3)}).points
    Fraction(5, 4)
    """

    type: Literal["deduction"]
    points_each: Annotated[Number, Field(gt=0)]
    measure: Text | None = None

    def inputs(self) -> Mapping[str, Input]:
        """Take `count`."""
        return {"count": Input("count")}

    def award(
        self, max_points: Fraction, figures: CriterionFigures, *, best: Fraction | None = None
    ) -> Outcome:
        """Take points off for each failing."""
        left = max_points - exact(figures, "count") * Fraction(self.points_each)
        return Outcome(
            "scored",
            max(Fraction(0), left),
            N_("{measure}: {count}, less {each} points each ⇒ {points}/{max_points} points."),
            {
                "measure": labelled(self.measure, _DEFAULT),
                "count": declared(figures, "count"),
                "each": self.points_each,
            },
        )

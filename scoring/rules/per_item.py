"""This module is the rule `per_item`: points for each item delivered, up to a cap."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field

from scoring.rule import (
    Flaw,
    Input,
    Number,
    Outcome,
    RuleFields,
    best_not_max,
    declared,
    exact,
    labelled,
)
from scoring.types import N_, CriterionFigures, Text

_DEFAULT = Text("Số lượng", "Number")


class PerItem(RuleFields):
    """count × points each, at most the criterion's maximum (or `cap`, where the set states it).

    >>> from decimal import Decimal
    >>> rule = PerItem(type="per_item", points_each=Decimal("0.5"))
    >>> rule.award(Fraction(2), {"count": Decimal(3)}).points
    Fraction(3, 2)
    """

    type: Literal["per_item"]
    points_each: Annotated[Number, Field(gt=0)]
    cap: Annotated[Number, Field(gt=0)] | None = None
    measure: Text | None = None

    def inputs(self) -> Mapping[str, Input]:
        """Take `count`."""
        return {"count": Input("count")}

    def flaws(self, max_points: Fraction) -> Sequence[Flaw]:
        """Refuse a cap that is not the criterion's maximum."""
        if self.cap is None or Fraction(self.cap) == max_points:
            return ()
        return (best_not_max(("cap",), self.cap, max_points),)

    def award(
        self, max_points: Fraction, figures: CriterionFigures, *, best: Fraction | None = None
    ) -> Outcome:
        """Give points for each item, up to the maximum."""
        earned = exact(figures, "count") * Fraction(self.points_each)
        template = (
            N_("{measure}: {count} × {each} points ⇒ {points}/{max_points} points.")
            if earned <= max_points
            else N_(
                "{measure}: {count} × {each} points, at most {max_points}"
                " ⇒ {points}/{max_points} points."
            )
        )
        return Outcome(
            "scored",
            min(earned, max_points),
            template,
            {
                "measure": labelled(self.measure, _DEFAULT),
                "count": declared(figures, "count"),
                "each": self.points_each,
            },
        )

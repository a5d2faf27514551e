"""This module is the rule `yes_no`: all points if something was done, none if not."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Literal

from scoring.rule import Input, Outcome, RuleFields, exact, labelled
from scoring.types import N_, CriterionFigures, Text

_DEFAULT = Text("Yêu cầu của tiêu chí", "The requirement")


class YesNo(RuleFields):
    """Full points for yes, 0 for no; the figure is `yes` = 1 or 0.

    >>> from decimal import Decimal
    >>> YesNo(type="yes_no").award(Fraction(2), {"yes": Decimal(1)}).points
    Fraction(2, 1)
    """

    type: Literal["yes_no"]
    measure: Text | None = None

    def inputs(self) -> Mapping[str, Input]:
        """Take `yes`."""
        return {"yes": Input("yes")}

    def award(
        self, max_points: Fraction, figures: CriterionFigures, *, best: Fraction | None = None
    ) -> Outcome:
        """Give everything or nothing."""
        done = exact(figures, "yes") == 1
        template = (
            N_("{measure}: met ⇒ {points}/{max_points} points.")
            if done
            else N_("{measure}: not met ⇒ {points}/{max_points} points.")
        )
        points = max_points if done else Fraction(0)
        return Outcome("scored", points, template, {"measure": labelled(self.measure, _DEFAULT)})

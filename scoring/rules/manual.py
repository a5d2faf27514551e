"""This module is the rule `manual`: points that a person gives, within bounds and with a reason."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar, Literal

from scoring.rule import Flaw, Input, Mover, Outcome, Points, RuleFields, best_not_max, exact
from scoring.types import N_, CriterionFigures, Text


class Manual(RuleFields):
    """The points given by hand, from 0 to the maximum; `default` stands where none are given.

    The figure is `points`; `reason` is said with it. A form asks for the reason unless
    `reason_required` is false; figures that come by file may go without, and the sentence says so.

    >>> rule = Manual(type="manual", default=1)
    >>> rule.outcome(Fraction(2), {}).points
    Fraction(1, 1)
    """

    moved_by: ClassVar[Mover] = "appraiser"

    type: Literal["manual"]
    default: Points | None = None
    reason_required: bool = True
    guidance: Text | None = None

    def inputs(self) -> Mapping[str, Input]:
        """Take `points`, and `reason`."""
        return {"points": Input("points"), "reason": Input("text", needed=False)}

    def flaws(self, max_points: Fraction) -> Sequence[Flaw]:
        """Refuse a default above the maximum."""
        if self.default is None or Fraction(self.default) <= max_points:
            return ()
        return (best_not_max(("default",), self.default, max_points),)

    def outcome(
        self, max_points: Fraction, figures: CriterionFigures, *, best: Fraction | None = None
    ) -> Outcome:
        """Award the default where no points are given and the criterion applies."""
        no_figure = "points" not in figures and figures.get("not_applicable") != Decimal(1)
        if self.default is not None and no_figure:
            return Outcome(
                "scored",
                Fraction(self.default),
                N_("No points given by hand; the set's default: {points}/{max_points} points."),
                {},
            )
        return super().outcome(max_points, figures, best=best)

    def award(
        self, max_points: Fraction, figures: CriterionFigures, *, best: Fraction | None = None
    ) -> Outcome:
        """Give the points given."""
        points = exact(figures, "points")
        reason = figures.get("reason")
        if reason is not None:
            return Outcome(
                "scored",
                points,
                N_("Given by the appraiser: {points}/{max_points} points. Reason: {reason}"),
                {"reason": str(reason)},
            )
        template = (
            N_("Given by the appraiser: {points}/{max_points} points; no reason recorded.")
            if self.reason_required
            else N_("Given by the appraiser: {points}/{max_points} points.")
        )
        return Outcome("scored", points, template, {})

"""This module is the rule `deduction`: the maximum, less points for each failing, never below 0."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field

from scoring.rule import (
    NOT_APPLICABLE,
    AreaKind,
    Flaw,
    Input,
    Number,
    Outcome,
    RuleFields,
    declared,
    exact,
    labelled,
)
from scoring.types import N_, CriterionFigures, Text, said

_DEFAULT = Text("Số lần vi phạm", "Failings")


class Deduction(RuleFields):
    """maximum − count × points each, at least 0.

    In an area of penalties nothing is there to start from: count × points each is taken off, up to
    the criterion's maximum.

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

    def taken(
        self, max_points: Fraction, figures: CriterionFigures, *, best: Fraction | None = None
    ) -> Outcome:
        """Take points off the total for each failing, at most the maximum."""
        if self.lacking(figures) or figures.get(NOT_APPLICABLE) == 1:
            return super().taken(max_points, figures, best=best)
        return Outcome(
            "scored",
            min(max_points, exact(figures, "count") * Fraction(self.points_each)),
            N_(
                "{measure}: {count}, {each} points each ⇒ {points} points taken off, at most"
                " {max_points}."
            ),
            {
                "measure": labelled(self.measure, _DEFAULT),
                "count": declared(figures, "count"),
                "each": self.points_each,
            },
        )

    def place_flaws(self, area_kind: AreaKind) -> Sequence[Flaw]:
        """Refuse an area of bonuses, where there is nothing to take off."""
        if area_kind != "bonus":
            return super().place_flaws(area_kind)
        return (
            Flaw(
                "rule.bonus-deduction",
                ("type",),
                said(N_("a rule that gives points, in an area of bonuses")),
                said(N_("“{text}”"), text=self.type),
                said(N_("Choose another kind, or move the criterion to an area of penalties.")),
            ),
        )

"""This module is the rule `tiers`: points by the highest threshold that is reached."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from scoring.rule import (
    Flaw,
    Input,
    Number,
    Outcome,
    Points,
    RuleFields,
    best_not_max,
    declared,
    exact,
    labelled,
)
from scoring.types import N_, CriterionFigures, Percent, SentenceValue, Text, said

_PERCENT = Text("Tỷ lệ", "Share")
_COUNT = Text("Số lượng", "Number")


class Tier(BaseModel):
    """A threshold, reached (`at_least`) or passed (`above`), and what it earns."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    at_least: Annotated[Number, Field(ge=0)] | None = None
    above: Annotated[Number, Field(ge=0)] | None = None
    points: Points

    @model_validator(mode="after")
    def _one_threshold(self) -> "Tier":
        if (self.at_least is None) == (self.above is None):
            raise PydanticCustomError("one_threshold", "one of at_least and above")
        return self

    def threshold(self) -> Decimal:
        """Give the threshold, reached or passed."""
        found = self.at_least if self.at_least is not None else self.above
        assert found is not None  # noqa: S101  (the validator holds it)
        return found

    def order(self) -> tuple[Decimal, bool]:
        """Give what tiers are ordered by: `above 90` stands over `at least 90`."""
        return (self.threshold(), self.above is not None)

    def reached_by(self, value: Fraction) -> bool:
        """Tell whether a value earns the tier."""
        threshold = Fraction(self.threshold())
        return value >= threshold if self.above is None else value > threshold


class Tiers(RuleFields):
    """The points of the first tier reached, from the top; 0 below the last one.

    `by` says whether the figure is `percent` (0 to 100) or `count`.

    >>> rule = Tiers(type="tiers", by="percent", tiers=({"at_least": 90, "points": 2},))
    >>> rule.award(Fraction(2), {"percent": Decimal("89.99")}).points
    Fraction(0, 1)
    """

    type: Literal["tiers"]
    by: Literal["percent", "count"]
    tiers: Annotated[tuple[Tier, ...], Field(min_length=1)]
    measure: Text | None = None

    def inputs(self) -> Mapping[str, Input]:
        """Take `percent` or `count`."""
        return {self.by: Input(self.by)}

    def flaws(self, max_points: Fraction) -> Sequence[Flaw]:
        """Refuse tiers that do not go down, in threshold and in points."""
        found: list[Flaw] = []
        for position in range(1, len(self.tiers)):
            higher, lower = self.tiers[position - 1], self.tiers[position]
            if lower.order() >= higher.order():
                found.append(
                    Flaw(
                        "rule.tier-order",
                        ("tiers", position),
                        said(N_("a threshold below {above}"), above=higher.threshold()),
                        said(N_("{threshold}"), threshold=lower.threshold()),
                        said(N_("Order the tiers from the highest threshold to the lowest.")),
                    )
                )
            elif lower.points >= higher.points:
                found.append(
                    Flaw(
                        "rule.tier-points",
                        ("tiers", position, "points"),
                        said(N_("fewer than {above} points"), above=higher.points),
                        said(N_("{best} points"), best=lower.points),
                        said(N_("A lower tier must earn less than the one above it.")),
                    )
                )
        if self.by == "percent" and self.tiers[0].threshold() > 100:
            found.append(
                Flaw(
                    "rule.tier-range",
                    ("tiers", 0),
                    said(N_("a share of at most {most} %"), most=100),
                    said(N_("{threshold}"), threshold=self.tiers[0].threshold()),
                    said(N_("Write the threshold in per cent, from 0 to 100.")),
                )
            )
        most = max(tier.points for tier in self.tiers)
        if Fraction(most) != max_points:
            found.append(best_not_max(("tiers",), most, max_points))
        return found

    def award(
        self, max_points: Fraction, figures: CriterionFigures, *, best: Fraction | None = None
    ) -> Outcome:
        """Give the points of the first tier reached."""
        value = exact(figures, self.by)
        default = _PERCENT if self.by == "percent" else _COUNT
        shown: SentenceValue = (
            Percent(value) if self.by == "percent" else declared(figures, self.by)
        )
        values: dict[str, SentenceValue] = {
            "measure": labelled(self.measure, default),
            "value": shown,
        }
        for tier in self.tiers:
            if tier.reached_by(value):
                template = (
                    N_("{measure}: {value}, tier from {threshold} ⇒ {points}/{max_points} points.")
                    if tier.above is None
                    else N_("{measure}: {value}, over {threshold} ⇒ {points}/{max_points} points.")
                )
                values["threshold"] = self._shown(tier.threshold())
                return Outcome("scored", Fraction(tier.points), template, values)
        values["threshold"] = self._shown(self.tiers[-1].threshold())
        return Outcome(
            "scored",
            Fraction(0),
            N_(
                "{measure}: {value}, below the lowest tier ({threshold})"
                " ⇒ {points}/{max_points} points."
            ),
            values,
        )

    def _shown(self, threshold: Decimal) -> SentenceValue:
        if self.by == "count":
            return threshold
        return said(N_("{threshold} %"), threshold=threshold)

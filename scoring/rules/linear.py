"""This module is the rule `linear`: points in proportion to a ratio, full from a target on."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cached_property, partial
from typing import Annotated, Literal

from pydantic import Field

from scoring.rule import (
    NO_POINTS,
    OVER,
    RATIO_INPUTS,
    Flaw,
    Input,
    Number,
    Outcome,
    RuleFields,
    Share,
    Values,
    WhenOver,
    bad_floor,
    declared,
    labelled,
    nothing_arose,
    over_refused,
    parts_of,
    towards,
)
from scoring.types import N_, Case, CriterionFigures, Percent, Text, said

_DEFAULT = Text("Tỷ lệ", "Ratio")


class Linear(RuleFields):
    """maximum × min(1, ratio ÷ target), and 0 where the ratio lies below the floor.

    The figures are `numerator` and `denominator`; `target` and `floor` are in per cent. `counted`
    names what is counted (hồ sơ), `measure` what the ratio says (Đúng hạn). `when_over` says what a
    numerator above the denominator is: `cap` (the maximum, with a warning), `refuse` (nothing until
    it is corrected), `allow` (no warning; a plan may be exceeded).

    >>> rule = Linear(type="linear", target=80, when_zero="zero")
    >>> rule.award(
    ...     Fraction(2), {"numerator": Decimal(119406), "denominator": Decimal(405424)}
    ... ).points
    Fraction(298515, 405424)
    """

    type: Literal["linear"]
    target: Annotated[Number, Field(gt=0, le=100)] = Decimal(100)
    floor: Share | None = None
    when_zero: Case
    when_over: WhenOver = "cap"
    measure: Text | None = None
    counted: Text | None = None

    def inputs(self) -> Mapping[str, Input]:
        """Take `numerator` and `denominator`."""
        return RATIO_INPUTS

    def flaws(self, max_points: Fraction) -> Sequence[Flaw]:
        """Refuse a floor that is not below the target."""
        if self.floor is None or self.floor < self.target:
            return ()
        return (bad_floor(self.floor, self.target),)

    def refusal(self, figures: CriterionFigures) -> Flaw | None:
        """Refuse a numerator above its denominator where the set says so."""
        if self.when_over != "refuse" or self.lacking(figures):
            return None
        numerator, denominator = (declared(figures, name) for name in RATIO_INPUTS)
        if numerator <= denominator or denominator == 0:
            return None
        return Flaw(
            "figures.over",
            ("numerator",),
            said(
                N_("a numerator of at most the denominator, {denominator}"), denominator=denominator
            ),
            said(N_("{threshold}"), threshold=numerator),
            said(N_("Correct the numerator or the denominator.")),
        )

    def award(
        self, max_points: Fraction, figures: CriterionFigures, *, best: Fraction | None = None
    ) -> Outcome:
        """Give points in proportion."""
        upper, lower = parts_of(figures)
        if lower == 0:
            return nothing_arose(self.when_zero, max_points)
        if upper > lower and self.when_over == "refuse":
            return over_refused(figures)
        remark = OVER if upper > lower and self.when_over == "cap" else None
        values = partial(self._values, figures)
        if max_points == 0:
            return Outcome("scored", NO_POINTS, self._display(), values, remark)
        if self.floor is not None and Fraction(100 * upper, lower) < self._floor:
            below = partial(self._values, figures, floor=self.floor)
            return Outcome("scored", NO_POINTS, self._below(), below)
        points = towards(self._target, (100 * upper, lower), max_points=max_points)
        reached = partial(self._values, figures, target=self.target)
        return Outcome("scored", points, self._reached(), reached, remark)

    def _values(self, figures: CriterionFigures, **limit: Decimal) -> Values:
        """Give what the sentence says of the figures, and the limit that settled it."""
        upper, lower = parts_of(figures)
        counted = {} if self.counted is None else {"counted": self.counted}
        return {
            "measure": labelled(self.measure, _DEFAULT),
            "numerator": declared(figures, "numerator"),
            "denominator": declared(figures, "denominator"),
            "ratio": Percent(Fraction(100 * upper, lower)),
            **counted,
            **limit,
        }

    @cached_property
    def _target(self) -> Fraction:
        return Fraction(self.target)

    @cached_property
    def _floor(self) -> Fraction:
        return Fraction(self.floor or 0)

    def _reached(self) -> str:
        if self.counted is None:
            return N_(
                "{measure} {numerator}/{denominator} ({ratio}), target {target} %"
                " ⇒ {points}/{max_points} points."
            )
        return N_(
            "{measure} {numerator}/{denominator} {counted} ({ratio}), target {target} %"
            " ⇒ {points}/{max_points} points."
        )

    def _below(self) -> str:
        if self.counted is None:
            return N_(
                "{measure} {numerator}/{denominator} ({ratio}), below the floor of {floor} %"
                " ⇒ {points}/{max_points} points."
            )
        return N_(
            "{measure} {numerator}/{denominator} {counted} ({ratio}), below the floor of {floor} %"
            " ⇒ {points}/{max_points} points."
        )

    def _display(self) -> str:
        if self.counted is None:
            return N_("{measure} {numerator}/{denominator} ({ratio}); shown only, not scored.")
        return N_(
            "{measure} {numerator}/{denominator} {counted} ({ratio}); shown only, not scored."
        )

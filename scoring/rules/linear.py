"""This module is the rule `linear`: points in proportion to a ratio, full from a target on."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field

from scoring.rule import (
    HUNDRED,
    OVER,
    RATIO_INPUTS,
    Flaw,
    Input,
    Number,
    Outcome,
    RuleFields,
    Share,
    WhenOver,
    bad_floor,
    declared,
    labelled,
    nothing_arose,
    over_refused,
    ratio_of,
    towards,
)
from scoring.types import N_, Case, CriterionFigures, Percent, SentenceValue, Text, said

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
        ratio = ratio_of(figures)
        if ratio is None:
            return nothing_arose(self.when_zero, max_points)
        if ratio > 1 and self.when_over == "refuse":
            return over_refused(figures)
        remark = OVER if ratio > 1 and self.when_over == "cap" else None
        percent = ratio * HUNDRED
        values: dict[str, SentenceValue] = {
            "measure": labelled(self.measure, _DEFAULT),
            "numerator": declared(figures, "numerator"),
            "denominator": declared(figures, "denominator"),
            "ratio": Percent(percent),
        }
        if self.counted is not None:
            values["counted"] = self.counted
        if max_points == 0:
            return Outcome("scored", Fraction(0), self._display(), values, remark)
        if self.floor is not None and percent < Fraction(self.floor):
            values["floor"] = self.floor
            return Outcome("scored", Fraction(0), self._below(), values)
        values["target"] = self.target
        points = towards(self._target, percent, max_points=max_points)
        return Outcome("scored", points, self._reached(), values, remark)

    @cached_property
    def _target(self) -> Fraction:
        return Fraction(self.target)

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

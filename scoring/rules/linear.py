"""This module is the rule `linear`: points in proportion to a ratio, full from a target on."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field

from scoring.rule import (
    HUNDRED,
    RATIO_INPUTS,
    Flaw,
    Input,
    Number,
    Outcome,
    RuleFields,
    Share,
    declared,
    labelled,
    nothing_arose,
    ratio_of,
)
from scoring.types import N_, Case, CriterionFigures, Percent, SentenceValue, Text, said

_DEFAULT = Text("Tỷ lệ", "Ratio")


class Linear(RuleFields):
    """maximum × min(1, ratio ÷ target), and 0 where the ratio lies below the floor.

    The figures are `numerator` and `denominator`; `target` and `floor` are in per cent. `counted`
    names what is counted (hồ sơ), `measure` what the ratio says (Đúng hạn).

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
    measure: Text | None = None
    counted: Text | None = None

    def inputs(self) -> Mapping[str, Input]:
        """Take `numerator` and `denominator`."""
        return RATIO_INPUTS

    def flaws(self, max_points: Fraction) -> Sequence[Flaw]:
        """Refuse a floor that is not below the target."""
        if self.floor is None or self.floor < self.target:
            return ()
        return (
            Flaw(
                "rule.floor",
                ("floor",),
                said(N_("a floor below the target of {target} %"), target=self.target),
                said(N_("{threshold} %"), threshold=self.floor),
                said(N_("Lower the floor or raise the target.")),
            ),
        )

    def award(
        self, max_points: Fraction, figures: CriterionFigures, *, best: Fraction | None = None
    ) -> Outcome:
        """Give points in proportion."""
        ratio = ratio_of(figures)
        if ratio is None:
            return nothing_arose(self.when_zero, max_points)
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
            return Outcome("scored", Fraction(0), self._display(), values)
        if self.floor is not None and percent < Fraction(self.floor):
            values["floor"] = self.floor
            return Outcome("scored", Fraction(0), self._below(), values)
        values["target"] = self.target
        reached = percent / self._target
        points = max_points if reached >= 1 else max_points * reached
        return Outcome("scored", points, self._reached(), values)

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

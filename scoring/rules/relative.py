"""This module is the rule `relative`: points by comparison with the best unit of the group."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cached_property, partial
from typing import Annotated, Literal

from pydantic import Field

from scoring.rule import (
    HUNDRED,
    NO_POINTS,
    NOT_APPLICABLE,
    RATIO_INPUTS,
    Flaw,
    Input,
    Number,
    Outcome,
    RuleFields,
    Share,
    Values,
    bad_floor,
    declared,
    labelled,
    nothing_arose,
    ratio_of,
    towards,
)
from scoring.types import N_, Case, CriterionFigures, Percent, Text

_DEFAULT = Text("Tỷ lệ", "Ratio")
_REACHED = N_(
    "{measure} {numerator}/{denominator} ({ratio}), best of the group {best}"
    " ⇒ {points}/{max_points} points."
)
_TARGET = N_(
    "{measure} {numerator}/{denominator} ({ratio}), best of the group {best}, all points from"
    " {target} % of the best ⇒ {points}/{max_points} points."
)
_BELOW = N_(
    "{measure} {numerator}/{denominator} ({ratio}), best of the group {best}, below the floor of"
    " {floor} % of the best ⇒ {points}/{max_points} points."
)


class Relative(RuleFields):
    """maximum × ratio ÷ best ratio of the group (the lowest is best: best ÷ ratio).

    The figures are `numerator` and `denominator`. `target` is the share of the best, in per cent,
    that earns all points; below `floor`, a share of the best too, nothing is earned. Where the best
    ratio is 0, nobody earns points if the highest is best; those at 0 earn all if the lowest is.

    >>> rule = Relative(type="relative", best_is="highest", when_zero="zero")
    >>> half = {"numerator": Decimal(1), "denominator": Decimal(2)}
    >>> rule.award(Fraction(4), half, best=Fraction(1)).points
    Fraction(2, 1)
    """

    type: Literal["relative"]
    best_is: Literal["highest", "lowest"]
    when_zero: Case
    target: Annotated[Number, Field(gt=0, le=100)] = Decimal(100)
    floor: Share | None = None
    measure: Text | None = None

    def inputs(self) -> Mapping[str, Input]:
        """Take `numerator` and `denominator`."""
        return RATIO_INPUTS

    def flaws(self, max_points: Fraction) -> Sequence[Flaw]:
        """Refuse a floor that is not below the target."""
        if self.floor is None or self.floor < self.target:
            return ()
        return (bad_floor(self.floor, self.target),)

    def standing(self, figures: CriterionFigures) -> Fraction | None:
        """Give the unit's ratio, if it has one."""
        if self.lacking(figures) or figures.get(NOT_APPLICABLE) == 1:
            return None
        return ratio_of(figures)

    def best(self, standings: Sequence[Fraction]) -> Fraction | None:
        """Pick the best ratio of the group."""
        if not standings:
            return None
        return max(standings) if self.best_is == "highest" else min(standings)

    def award(
        self, max_points: Fraction, figures: CriterionFigures, *, best: Fraction | None = None
    ) -> Outcome:
        """Give points by the distance from the best."""
        ratio = self.standing(figures)
        if ratio is None:
            return nothing_arose(self.when_zero, max_points)
        leader = ratio if best is None else best
        share = self._share(ratio, leader) * HUNDRED
        if self.floor is not None and share < self._floor:
            below = partial(self._values, figures, ratio, leader, floor=self.floor)
            return Outcome("scored", NO_POINTS, _BELOW, below)
        points = towards(self._target, share.as_integer_ratio(), max_points=max_points)
        template = _REACHED if self.target == 100 else _TARGET
        reached = partial(self._values, figures, ratio, leader, target=self.target)
        return Outcome("scored", points, template, reached)

    def _share(self, ratio: Fraction, leader: Fraction) -> Fraction:
        if self.best_is == "highest":
            return ratio / leader if leader else Fraction(0)
        return leader / ratio if ratio else Fraction(1)

    def _values(
        self, figures: CriterionFigures, ratio: Fraction, leader: Fraction, **limit: Decimal
    ) -> Values:
        """Give what the sentence says of the figures, and the limit that settled it."""
        return {
            "measure": labelled(self.measure, _DEFAULT),
            "numerator": declared(figures, "numerator"),
            "denominator": declared(figures, "denominator"),
            "ratio": Percent(ratio * HUNDRED),
            "best": Percent(leader * HUNDRED),
            **limit,
        }

    @cached_property
    def _target(self) -> Fraction:
        return Fraction(self.target)

    @cached_property
    def _floor(self) -> Fraction:
        return Fraction(self.floor or 0)

"""This module says what every kind of rule has in common: its cases, its outcome, its promise."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from scoring.types import (
    N_,
    Case,
    CriterionFigures,
    Figure,
    RoundedPoints,
    Sentence,
    SentenceValue,
    Status,
    Text,
    said,
)

AreaKind = Literal["scored", "bonus", "penalty"]
WhenOver = Literal["cap", "refuse", "allow"]
Mover = Literal["unit", "survey", "appraiser"]

Values = Mapping[str, SentenceValue]

NOT_APPLICABLE = "not_applicable"
HUNDRED = Fraction(100)
NO_POINTS = Fraction(0)


def _number(value: object) -> object:
    """Let whole numbers and decimals in, and nothing that only looks like one."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise PydanticCustomError("number", "not a number")
    return Decimal(value)


Number = Annotated[Decimal, BeforeValidator(_number)]
Points = Annotated[Number, Field(ge=0, le=10_000)]
Share = Annotated[Number, Field(ge=0, le=100)]
Code = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]{1,40}$")]


@dataclass(frozen=True, slots=True)
class Flaw:
    """What a rule means wrongly, at a path inside it."""

    code: str
    path: tuple[str | int, ...]
    expected: Sentence
    got: Sentence
    remedy: Sentence


@dataclass(frozen=True, slots=True)
class Input:
    """A figure that a rule takes: what may be declared, and the bounds that hold for it.

    ``kind`` is ``count`` (a whole number from 0), ``number`` (from 0), ``percent`` (0 to 100),
    ``points`` (0 to the criterion's maximum), ``yes`` (0 or 1), ``option`` (one of ``options``) or
    ``text``. ``needed`` inputs must be there for the rule to award anything. ``label`` is what a
    reader calls it. ``adds_up`` tells whether the figures of two units make a sum: a number that a
    set names itself may be an average.
    """

    kind: str
    needed: bool = True
    options: tuple[str, ...] = ()
    label: Text | None = None
    adds_up: bool = True


RATIO_INPUTS: Mapping[str, Input] = {
    "numerator": Input("number", label=Text("tử số", "numerator")),
    "denominator": Input("number", label=Text("mẫu số", "denominator")),
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a rule awards: the exact points, and the sentence that says why, points left open.

    The engine fills ``points`` and ``max_points`` into the sentence after the set's rounding, so
    that the sentence never states other points than the score does. ``values`` may be what makes
    them, for those who score a country and read few sentences. ``remark`` is a sentence that warns
    the reader.
    """

    status: Status
    points: Fraction
    template: str
    values: Values | Callable[[], Values]
    remark: str | None = None

    def explanation(self, points: Fraction | RoundedPoints, max_points: Fraction) -> Sentence:
        """Complete the sentence with the points as they stand after rounding, and the remark."""
        own = self.values() if callable(self.values) else self.values
        values = {**own, "points": points, "max_points": max_points}
        sentence = Sentence(self.template, values)
        if self.remark is None:
            return sentence
        return said(N_("{sentence} {remark}"), sentence=sentence, remark=Sentence(self.remark))


class RuleFields(BaseModel):
    """The fields that every kind of rule has; a kind adds its own and its calculation."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    moved_by: ClassVar[Mover] = "unit"

    when_missing: Case = "missing"

    def inputs(self) -> Mapping[str, Input]:
        """Name the figures that the rule takes."""
        raise NotImplementedError

    @cached_property
    def needed(self) -> tuple[str, ...]:
        """Name the figures without which the rule awards nothing."""
        return tuple(name for name, one in self.inputs().items() if one.needed)

    def flaws(self, max_points: Fraction) -> Sequence[Flaw]:
        """Find what the parameters mean wrongly, given the criterion's maximum."""
        return ()

    def refusal(self, figures: CriterionFigures) -> Flaw | None:
        """Tell what the set refuses in figures that are each within their bounds; at an input."""
        return None

    def standing(self, figures: CriterionFigures) -> Fraction | None:
        """Give the figure by which units of a group are compared; None where nothing is."""
        return None

    def best(self, standings: Sequence[Fraction]) -> Fraction | None:
        """Pick the standing that the others are measured against."""
        return None

    def levers(self, figures: CriterionFigures) -> Mapping[str, Decimal | None]:
        """Name the figures that work can move, each with the most it can become (None: open).

        A denominator says what arose, so it is no lever, and no numerator passes it. ``moved_by``
        says whose work it is: the unit's, the answers of a survey, or an appraiser's judgement.
        """
        whole = figures.get("denominator")
        return {
            name: whole if name == "numerator" and isinstance(whole, Decimal) else None
            for name, one in self.inputs().items()
            if one.needed and one.kind != "text" and name != "denominator"
        }

    def award(
        self, max_points: Fraction, figures: CriterionFigures, *, best: Fraction | None = None
    ) -> Outcome:
        """Award points for figures that are complete; shares and points are exact fractions."""
        raise NotImplementedError

    def outcome(
        self, max_points: Fraction, figures: CriterionFigures, *, best: Fraction | None = None
    ) -> Outcome:
        """Award points for any figures: the declared cases first, the calculation after them."""
        if figures.get(NOT_APPLICABLE) == 1:
            return excluded()
        lacking = self.lacking(figures)
        if not lacking:
            return self.award(max_points, figures, best=best)
        if max_points == 0:
            return Outcome("missing", max_points, _DISPLAY_MISSING, {})
        if len(lacking) < len(self.needed):
            # Half a declaration never earns what the set grants where there is none at all.
            first = self.inputs()[lacking[0]].label or lacking[0]
            return Outcome("missing", Fraction(0), _INCOMPLETE, {"lacking": first})
        return by_case(self.when_missing, max_points, MISSING)

    def taken(
        self, max_points: Fraction, figures: CriterionFigures, *, best: Fraction | None = None
    ) -> Outcome:
        """Tell what the rule takes off in a penalty area, as points from 0 to the maximum."""
        found = self.outcome(max_points, figures, best=best)
        if found.status != "missing" or self.when_missing != "missing":
            return found
        return Outcome("missing", Fraction(0), _NOTHING_TAKEN, {})

    def place_flaws(self, area_kind: AreaKind) -> Sequence[Flaw]:
        """Find what does not fit the kind of area that the criterion stands in."""
        if area_kind != "penalty":
            return ()
        return tuple(
            Flaw(
                "rule.penalty-case",
                (name,),
                said(N_("a case that takes no points off without a figure")),
                said(N_("“{text}”"), text="full"),
                said(N_("Choose zero, not_applicable or missing in an area of penalties.")),
            )
            for name in ("when_missing", "when_zero")
            if getattr(self, name, None) == "full"
        )

    def lacking(self, figures: CriterionFigures) -> tuple[str, ...]:
        """Name the needed figures that are absent."""
        for name in self.needed:
            if name not in figures:
                return tuple(name for name in self.needed if name not in figures)
        return ()


_INCOMPLETE = N_(
    "The figures are not complete; still lacking: {lacking}. {points}/{max_points} points for now."
)
_NOTHING_TAKEN = N_("No figure declared; nothing is taken off.")
_DISPLAY_MISSING = N_("Shown only, not scored; no figure declared.")
_DISPLAY_ZERO = N_("Shown only, not scored; nothing arose in the period (denominator 0).")
MISSING: Mapping[Case, str] = {
    "full": N_("No figure declared; the set grants full points: {points}/{max_points} points."),
    "zero": N_("No figure declared; the set grants nothing: {points}/{max_points} points."),
    "not_applicable": N_("No figure declared; the set leaves the criterion out of the maximum."),
    "missing": N_("No figure declared yet: {points}/{max_points} points for now."),
}
ZERO: Mapping[Case, str] = {
    "full": N_("Nothing arose in the period (denominator 0); full points: {points}/{max_points}."),
    "zero": N_("Nothing arose in the period (denominator 0); {points}/{max_points} points."),
    "not_applicable": N_(
        "Nothing arose in the period (denominator 0); the criterion is left out of the maximum."
    ),
    "missing": N_(
        "Nothing arose in the period (denominator 0); the set asks for a figure: "
        "{points}/{max_points} points for now."
    ),
}


def nothing_arose(case: Case, max_points: Fraction) -> Outcome:
    """Award what the set declares for a denominator of 0."""
    if max_points == 0:
        return Outcome("scored", max_points, _DISPLAY_ZERO, {})
    return by_case(case, max_points, ZERO)


def by_case(case: Case, max_points: Fraction, templates: Mapping[Case, str]) -> Outcome:
    """Award what a declared case says: all, nothing, out of the maximum, or missing."""
    points = max_points if case == "full" else Fraction(0)
    status: Status = "scored" if case in {"full", "zero"} else case  # type: ignore[assignment]
    return Outcome(status, points, templates[case], {})


def excluded() -> Outcome:
    """Leave a criterion out because its unit declared it not applicable."""
    return Outcome(
        "not_applicable",
        Fraction(0),
        N_("Declared not applicable; the criterion is left out of the maximum."),
        {},
    )


def not_for_this_unit(figures: CriterionFigures) -> Outcome:
    """Leave a criterion out because the set does not ask it of the unit."""
    template = (
        N_(
            "The set does not ask this of the unit; the criterion is left out of the maximum,"
            " and the figures declared for it are not used."
        )
        if figures
        else N_("The set does not ask this of the unit; the criterion is left out of the maximum.")
    )
    return Outcome("not_applicable", Fraction(0), template, {})


def exact(figures: CriterionFigures, name: str) -> Fraction:
    """Give a declared number as an exact fraction."""
    return Fraction(_decimal(figures[name]))


def ratio_of(figures: CriterionFigures) -> Fraction | None:
    """Divide the declared numerator by the denominator, exactly; None where that is 0."""
    upper, lower = parts_of(figures)
    return Fraction(upper, lower) if lower else None


def parts_of(figures: CriterionFigures) -> tuple[int, int]:
    """Give numerator and denominator as whole numbers of the same ratio, not reduced."""
    upper, upper_scale = _decimal(figures["numerator"]).as_integer_ratio()
    lower, lower_scale = _decimal(figures["denominator"]).as_integer_ratio()
    return upper * lower_scale, lower * upper_scale


def towards(target: Fraction, reached: tuple[int, int], *, max_points: Fraction) -> Fraction:
    """Give the part of the maximum that `reached` is of the target, at most all; reduced once.

    ``reached`` is a fraction as its two whole numbers, which need not be reduced.
    """
    upper = reached[0] * target.denominator
    lower = reached[1] * target.numerator
    if upper >= lower:
        return max_points
    return Fraction(max_points.numerator * upper, max_points.denominator * lower)


def within(points: Fraction, max_points: Fraction) -> Fraction:
    """Keep points from 0 to the maximum; in whole numbers only for speed."""
    if points.numerator <= 0:
        return NO_POINTS
    beyond = points.numerator * max_points.denominator > max_points.numerator * points.denominator
    return max_points if beyond else points


def declared(figures: CriterionFigures, name: str) -> Decimal:
    """Give a declared number as it was declared."""
    return _decimal(figures[name])


def _decimal(figure: Figure) -> Decimal:
    if not isinstance(figure, Decimal):
        raise TypeError(f"a number was expected, not {figure!r}")
    return figure


OVER = N_("Note: the numerator is larger than the denominator; please check the figures.")
OVER_REFUSED = N_(
    "The numerator {numerator} is larger than the denominator {denominator}, which the set refuses:"
    " {points}/{max_points} points until the figures are corrected."
)


def over_refused(figures: CriterionFigures) -> Outcome:
    """Award nothing yet, where a set refuses a numerator above its denominator."""
    values = {name: declared(figures, name) for name in RATIO_INPUTS}
    return Outcome("missing", Fraction(0), OVER_REFUSED, values)


def bad_floor(floor: Decimal, target: Decimal) -> Flaw:
    """Say that a floor is not below the target."""
    return Flaw(
        "rule.floor",
        ("floor",),
        said(N_("a floor below the target of {target} %"), target=target),
        said(N_("{threshold} %"), threshold=floor),
        said(N_("Lower the floor or raise the target.")),
    )


def labelled(measure: Text | None, default: Text) -> Text:
    """Give the words a set has for its measure, or the kind's own."""
    return measure or default


def best_not_max(path: tuple[str | int, ...], best: Decimal, max_points: Fraction) -> Flaw:
    """Say that the best that a rule can award is not the criterion's maximum."""
    return Flaw(
        "rule.maximum",
        path,
        said(N_("the best result to give {max_points} points"), max_points=max_points),
        said(N_("{best} points"), best=best),
        said(N_("Change the points of the rule or the maximum of the criterion.")),
    )

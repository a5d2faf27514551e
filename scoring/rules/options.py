"""This module is the rule `options`: one of several named outcomes, each with its points."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from scoring.rule import Code, Flaw, Input, Outcome, Points, RuleFields, best_not_max
from scoring.types import N_, CriterionFigures, Text, said


class Option(BaseModel):
    """A named outcome and what it earns."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: Code
    label: Text
    points: Points


class Options(RuleFields):
    """The points of the outcome chosen; the figure is `option` = the code of one of them.

    >>> rule = Options(
    ...     type="options",
    ...     options=(
    ...         Option(code="on_time", label=Text("Đúng hạn"), points=1),
    ...         Option(code="late", label=Text("Muộn"), points=0),
    ...     ),
    ... )
    >>> rule.award(Fraction(1), {"option": "on_time"}).points
    Fraction(1, 1)
    """

    type: Literal["options"]
    options: Annotated[tuple[Option, ...], Field(min_length=2)]

    def inputs(self) -> Mapping[str, Input]:
        """Take `option`."""
        return {"option": Input("option", options=tuple(option.code for option in self.options))}

    def flaws(self, max_points: Fraction) -> Sequence[Flaw]:
        """Refuse a code given twice and a best option that is not the maximum."""
        found: list[Flaw] = []
        seen: set[str] = set()
        for position, option in enumerate(self.options):
            if option.code in seen:
                found.append(
                    Flaw(
                        "rule.duplicate-option",
                        ("options", position, "code"),
                        said(N_("each option's code once")),
                        said(N_("“{code}” again"), code=option.code),
                        said(N_("Give the option a code of its own.")),
                    )
                )
            seen.add(option.code)
        most = max(option.points for option in self.options)
        if Fraction(most) != max_points:
            found.append(best_not_max(("options",), most, max_points))
        return found

    def award(
        self, max_points: Fraction, figures: CriterionFigures, *, best: Fraction | None = None
    ) -> Outcome:
        """Give the chosen option's points."""
        chosen = next(option for option in self.options if option.code == figures["option"])
        return Outcome(
            "scored",
            Fraction(chosen.points),
            N_("Result: {option} ⇒ {points}/{max_points} points."),
            {"option": chosen.label},
        )

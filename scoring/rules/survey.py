"""This module is the rule `survey`: points by an index, in per cent, from a survey."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from scoring.rule import (
    NOT_APPLICABLE,
    Flaw,
    Input,
    Mover,
    Number,
    Outcome,
    RuleFields,
    Share,
    bad_floor,
    by_case,
    declared,
    exact,
    towards,
)
from scoring.types import N_, Case, CriterionFigures, Percent, SentenceValue, Text

_CITIZENS = Text("Chỉ số hài lòng của người dân, tổ chức", "Citizens' satisfaction index")
_OFFICIALS = Text("Chỉ số khảo sát lãnh đạo, công chức", "Index of the survey of officials")
_HELD = Text("có tổ chức khảo sát", "a survey was held")
_NOT_HELD: Mapping[Case, str] = {
    "full": N_("No survey was held; the set grants full points: {points}/{max_points} points."),
    "zero": N_("No survey was held; the set grants nothing: {points}/{max_points} points."),
    "not_applicable": N_("No survey was held; the set leaves the criterion out of the maximum."),
    "missing": N_(
        "No survey was held; the set asks for one: {points}/{max_points} points for now."
    ),
}


class Survey(RuleFields):
    """maximum × min(1, index ÷ target), and 0 where the index lies below the floor.

    The figure is `index` in per cent; `respondents`, the number of valid answers, may be given and
    is then said. `asked` names who was asked. Where `when_not_held` is given, `held` = 0 says that
    no survey was held, and that case counts: `not_applicable` leaves the criterion out of the
    maximum.

    >>> rule = Survey(type="survey", asked="citizens")
    >>> rule.award(Fraction(10), {"index": Decimal("84.5")}).points
    Fraction(169, 20)
    """

    moved_by: ClassVar[Mover] = "survey"

    type: Literal["survey"]
    asked: Literal["citizens", "officials"]
    target: Annotated[Number, Field(gt=0, le=100)] = Decimal(100)
    floor: Share | None = None
    when_not_held: Case | None = None
    measure: Text | None = None

    def inputs(self) -> Mapping[str, Input]:
        """Take `index`; `respondents` if known; `held` where the survey is optional."""
        own = {"index": Input("percent"), "respondents": Input("count", needed=False)}
        if self.when_not_held is not None:
            own["held"] = Input("yes", needed=False, label=_HELD)
        return own

    def outcome(
        self, max_points: Fraction, figures: CriterionFigures, *, best: Fraction | None = None
    ) -> Outcome:
        """Award what the set declares where no survey was held; an index that is there counts."""
        not_held = figures.get("held") == 0 and "index" not in figures
        if self.when_not_held is None or not not_held or figures.get(NOT_APPLICABLE) == 1:
            return super().outcome(max_points, figures, best=best)
        return by_case(self.when_not_held, max_points, _NOT_HELD)

    def flaws(self, max_points: Fraction) -> Sequence[Flaw]:
        """Refuse a floor that is not below the target."""
        if self.floor is None or self.floor < self.target:
            return ()
        return (bad_floor(self.floor, self.target),)

    def award(
        self, max_points: Fraction, figures: CriterionFigures, *, best: Fraction | None = None
    ) -> Outcome:
        """Give points in proportion to the index."""
        index = exact(figures, "index")
        values: dict[str, SentenceValue] = {
            "measure": self.measure or (_CITIZENS if self.asked == "citizens" else _OFFICIALS),
            "index": Percent(index),
            "target": self.target,
        }
        if self.floor is not None and index < Fraction(self.floor):
            values["floor"] = self.floor
            return Outcome(
                "scored",
                Fraction(0),
                N_(
                    "{measure} {index}, below the floor of {floor} %"
                    " ⇒ {points}/{max_points} points."
                ),
                values,
            )
        points = towards(self._target, index.as_integer_ratio(), max_points=max_points)
        if "respondents" in figures:
            values["respondents"] = declared(figures, "respondents")
            template = N_(
                "{measure} {index} from {respondents} answers, target {target} %"
                " ⇒ {points}/{max_points} points."
            )
        else:
            template = N_("{measure} {index}, target {target} % ⇒ {points}/{max_points} points.")
        return Outcome("scored", points, template, values)

    @cached_property
    def _target(self) -> Fraction:
        return Fraction(self.target)

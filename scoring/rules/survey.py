"""This module is the rule `survey`: points by an index, in per cent, from a survey."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field

from scoring.rule import Flaw, Input, Number, Outcome, RuleFields, Share, declared, exact
from scoring.types import N_, CriterionFigures, Percent, SentenceValue, Text, said

_CITIZENS = Text("Chỉ số hài lòng của người dân, tổ chức", "Citizens' satisfaction index")
_OFFICIALS = Text("Chỉ số khảo sát lãnh đạo, công chức", "Index of the survey of officials")


class Survey(RuleFields):
    """maximum × min(1, index ÷ target), and 0 where the index lies below the floor.

    The figure is `index` in per cent; `respondents`, the number of valid answers, may be given and
    is then said. `asked` names who was asked.

    >>> rule = Survey(type="survey", asked="citizens")
    >>> rule.award(Fraction(10), {"index": Decimal("84.5")}).points
    Fraction(169, 20)
    """

    type: Literal["survey"]
    asked: Literal["citizens", "officials"]
    target: Annotated[Number, Field(gt=0, le=100)] = Decimal(100)
    floor: Share | None = None
    measure: Text | None = None

    def inputs(self) -> Mapping[str, Input]:
        """Take `index`, and `respondents` where it is known."""
        return {"index": Input("percent"), "respondents": Input("count", needed=False)}

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
        points = max_points * min(Fraction(1), index / Fraction(self.target))
        if "respondents" in figures:
            values["respondents"] = declared(figures, "respondents")
            template = N_(
                "{measure} {index} from {respondents} answers, target {target} %"
                " ⇒ {points}/{max_points} points."
            )
        else:
            template = N_("{measure} {index}, target {target} % ⇒ {points}/{max_points} points.")
        return Outcome("scored", points, template, values)

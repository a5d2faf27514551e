"""This module asks for yes or no."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar, Literal

from scoring.conditions import Point
from scoring.question import CHOOSE_SHOWN, NOT_APPLICABLE, QuestionFields, Value
from scoring.types import Sentence, Text

YES, NO = "yes", "no"


class YesNoQuestion(QuestionFields):
    """Yes or no, and perhaps a third answer such as "I do not know", kept as `na`.

    >>> question = YesNoQuestion(type="yes_no", code="LATE", label={"vi": "Có trễ hẹn không?"})
    >>> question.parse(["yes"]), question.parse([]), question.parse(["na"]).template
    ('yes', None, 'Choose one of the answers shown.')
    """

    tallied: ClassVar[bool] = True

    type: Literal["yes_no"]
    yes: Text = Text("Có", "Yes")
    no: Text = Text("Không", "No")
    not_applicable: Text | None = None

    def parse(self, given: Sequence[str]) -> Value | Sentence | None:
        """Give `yes`, `no`, `na`, or None."""
        chosen = given[0].strip() if given else ""
        if not chosen:
            return None
        known = chosen in {value for value, _ in self.choices()}
        return chosen if known else Sentence(CHOOSE_SHOWN, {})

    def choices(self) -> tuple[tuple[str, Text], ...]:
        """Give what a person can choose, as (value, wording)."""
        both = ((YES, self.yes), (NO, self.no))
        if self.not_applicable is None:
            return both
        return (*both, (NOT_APPLICABLE, self.not_applicable))

    def comparable(self) -> frozenset[Point] | None:
        """Give the values that can be chosen."""
        return frozenset(value for value, _ in self.choices())

    def texts(self) -> Iterator[tuple[tuple[str | int, ...], Text]]:
        """Go through the label, the hint and the answers."""
        yield from super().texts()
        yield ("yes",), self.yes
        yield ("no",), self.no
        if self.not_applicable:
            yield ("not_applicable",), self.not_applicable

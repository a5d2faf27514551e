"""This module asks how likely somebody is to recommend, from 0 to 10."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar, Literal

from scoring.conditions import Point
from scoring.question import CHOOSE_SHOWN, QuestionFields, Value
from scoring.types import Sentence, Text

HIGHEST = 10


class NetPromoterQuestion(QuestionFields):
    """A number from 0 to 10 with a wording at both ends.

    >>> question = NetPromoterQuestion(
    ...     type="net_promoter",
    ...     code="NPS",
    ...     low={"vi": "Chắc chắn không"},
    ...     high={"vi": "Chắc chắn có"},
    ...     label={"vi": "Ông/bà có sẵn lòng giới thiệu không?"},
    ... )
    >>> question.parse(["0"]), question.parse(["10"]), question.parse(["11"]).template
    (0, 10, 'Choose one of the answers shown.')
    """

    tallied: ClassVar[bool] = True

    type: Literal["net_promoter"]
    low: Text
    high: Text

    def parse(self, given: Sequence[str]) -> Value | Sentence | None:
        """Give the number chosen, or None."""
        chosen = given[0].strip() if given else ""
        if not chosen:
            return None
        numbers = {str(number): number for number in range(HIGHEST + 1)}
        return numbers[chosen] if chosen in numbers else Sentence(CHOOSE_SHOWN, {})

    def choices(self) -> tuple[tuple[str, Text], ...]:
        """Give what a person can choose, as (value, wording); the ends say what they mean."""
        wording = {0: self.low, HIGHEST: self.high}
        return tuple(
            (str(number), wording.get(number, Text(str(number), str(number))))
            for number in range(HIGHEST + 1)
        )

    def ends(self) -> tuple[int, int]:
        """Give the worst and the best point."""
        return 0, HIGHEST

    def comparable(self) -> frozenset[Point] | None:
        """Give the numbers."""
        return frozenset(range(HIGHEST + 1))

    def numeric(self) -> bool:
        """The answers are numbers."""
        return True

    def texts(self) -> Iterator[tuple[tuple[str | int, ...], Text]]:
        """Go through the label, the hint and the wordings of the ends."""
        yield from super().texts()
        yield ("low",), self.low
        yield ("high",), self.high

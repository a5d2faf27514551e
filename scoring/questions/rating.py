"""This module asks for one point of a worded scale, the worst first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar, Literal

from pydantic import Field

from scoring.conditions import Point
from scoring.question import CHOOSE_SHOWN, NOT_APPLICABLE, Flaw, QuestionFields, Value
from scoring.types import N_, Sentence, Text


class RatingQuestion(QuestionFields):
    """A scale of 2 to 10 points, 1 the worst, and perhaps "not applicable".

    >>> scale = [{"vi": "Kém", "en": "Bad"}, {"vi": "Tốt", "en": "Good"}]
    >>> question = RatingQuestion(
    ...     type="rating", code="S1", scale=scale, label={"vi": "Thái độ", "en": "Manner"}
    ... )
    >>> question.parse(["2"])
    2
    >>> question.parse([""]) is None
    True
    >>> question.parse(["3"]).template
    'Choose one of the answers shown.'
    """

    tallied: ClassVar[bool] = True

    type: Literal["rating"]
    scale: tuple[Text, ...] = Field(min_length=2, max_length=10)
    not_applicable: Text | None = None
    satisfied_from: int = Field(default=4, ge=1, le=10)

    def parse(self, given: Sequence[str]) -> Value | Sentence | None:
        """Give the point chosen, `na`, or None."""
        chosen = given[0].strip() if given else ""
        if not chosen:
            return None
        if chosen == NOT_APPLICABLE and self.not_applicable is not None:
            return NOT_APPLICABLE
        points = {str(point): point for point in range(1, len(self.scale) + 1)}
        return points.get(chosen) or Sentence(CHOOSE_SHOWN, {})

    def choices(self) -> tuple[tuple[str, Text], ...]:
        """Give what a person can choose, as (value, wording)."""
        points = tuple((str(place), text) for place, text in enumerate(self.scale, start=1))
        if self.not_applicable is None:
            return points
        return (*points, (NOT_APPLICABLE, self.not_applicable))

    def ends(self) -> tuple[int, int]:
        """Give the worst and the best point."""
        return 1, len(self.scale)

    def comparable(self) -> frozenset[Point] | None:
        """Give the points, and `na` where it can be chosen."""
        points: set[Point] = set(range(1, len(self.scale) + 1))
        return frozenset(points | ({NOT_APPLICABLE} if self.not_applicable else set()))

    def numeric(self) -> bool:
        """Points are numbers."""
        return True

    def texts(self) -> Iterator[tuple[tuple[str | int, ...], Text]]:
        """Go through the label, the hint and the scale."""
        yield from super().texts()
        for place, text in enumerate(self.scale):
            yield ("scale", place), text
        if self.not_applicable:
            yield ("not_applicable",), self.not_applicable

    def flaws(self) -> Iterator[Flaw]:
        """Find a bound of satisfaction that lies above the scale."""
        if self.satisfied_from > len(self.scale):
            yield Flaw(
                "questionnaire.satisfied",
                ("satisfied_from",),
                Sentence(N_("a point of the scale, at most {most}"), {"most": len(self.scale)}),
                Sentence(N_("“{text}”"), {"text": str(self.satisfied_from)}),
                Sentence(N_("Name the lowest point that counts as satisfied.")),
            )

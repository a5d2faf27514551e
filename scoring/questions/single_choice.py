"""This module asks for one option of a list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar, Literal

from pydantic import Field

from scoring.conditions import Point
from scoring.question import CHOOSE_SHOWN, Flaw, Option, QuestionFields, Value, twice
from scoring.types import Sentence, Text


class SingleChoiceQuestion(QuestionFields):
    """One option of a list; `compact` lists are drawn as a drop-down.

    >>> options = [
    ...     {"code": "nam", "label": {"vi": "Nam", "en": "Male"}},
    ...     {"code": "nu", "label": {"vi": "Nữ", "en": "Female"}},
    ... ]
    >>> question = SingleChoiceQuestion(
    ...     type="single_choice",
    ...     code="SEX",
    ...     options=options,
    ...     label={"vi": "Giới tính", "en": "Sex"},
    ... )
    >>> question.parse(["nu"])
    'nu'
    >>> question.parse(["x"]).template
    'Choose one of the answers shown.'
    """

    tallied: ClassVar[bool] = True

    type: Literal["single_choice"]
    options: tuple[Option, ...] = Field(min_length=2, max_length=60)
    compact: bool = False

    def parse(self, given: Sequence[str]) -> Value | Sentence | None:
        """Give the code of the option chosen, or None."""
        chosen = given[0].strip() if given else ""
        if not chosen:
            return None
        if any(option.code == chosen for option in self.options):
            return chosen
        return Sentence(CHOOSE_SHOWN, {})

    def choices(self) -> tuple[tuple[str, Text], ...]:
        """Give what a person can choose, as (value, wording)."""
        return tuple((option.code, option.label) for option in self.options)

    def comparable(self) -> frozenset[Point] | None:
        """Give the codes of the options."""
        return frozenset(option.code for option in self.options)

    def texts(self) -> Iterator[tuple[tuple[str | int, ...], Text]]:
        """Go through the label, the hint and the options."""
        yield from super().texts()
        for place, option in enumerate(self.options):
            yield ("options", place, "label"), option.label

    def flaws(self) -> Iterator[Flaw]:
        """Find codes of options that stand twice."""
        yield from twice(self.options, "options")

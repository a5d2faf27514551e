"""This module asks for one option of a list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from scoring.question import QuestionFields, Value
from scoring.types import N_, Sentence, Text


class Option(BaseModel):
    """One option: a stable code, and what people read."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,31}$")
    label: Text


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
        return Sentence(N_("Choose one of the answers shown."), {})

    def choices(self) -> tuple[tuple[str, Text], ...]:
        """Give what a person can choose, as (value, wording)."""
        return tuple((option.code, option.label) for option in self.options)

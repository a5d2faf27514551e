"""This module asks for one line of words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from pydantic import Field

from scoring.question import QuestionFields, Value, cleaned
from scoring.types import N_, Sentence


class ShortTextQuestion(QuestionFields):
    """One line of at most `longest` characters; line ends become spaces.

    >>> question = ShortTextQuestion(
    ...     type="short_text", code="WARD", longest=5, label={"vi": "Thôn", "en": "Village"}
    ... )
    >>> question.parse(["  Ia\\nO "])
    'Ia O'
    >>> question.parse(["quá dài"]).values["over"]
    2
    """

    type: Literal["short_text"]
    longest: int = Field(default=120, ge=1, le=300)

    def parse(self, given: Sequence[str]) -> Value | Sentence | None:
        """Give the words, cleaned, or None."""
        words = " ".join(cleaned(given[0]).split()) if given else ""
        if len(words) > self.longest:
            return Sentence(
                N_("Too long by {over} characters; at most {longest} fit here."),
                {"over": len(words) - self.longest, "longest": self.longest},
            )
        return words or None

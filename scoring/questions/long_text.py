"""This module asks for words of several lines, such as a comment."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from pydantic import Field

from scoring.question import QuestionFields, Value, cleaned
from scoring.types import N_, Sentence


class LongTextQuestion(QuestionFields):
    """Several lines of at most `longest` characters, counted in NFC with one per line end.

    >>> question = LongTextQuestion(
    ...     type="long_text", code="COMMENT", label={"vi": "Góp ý", "en": "Comment"}
    ... )
    >>> question.parse(["Cán bộ tận tình.\\r\\n\\r\\nCảm ơn!"])
    'Cán bộ tận tình.\\n\\nCảm ơn!'
    """

    type: Literal["long_text"]
    longest: int = Field(default=1250, ge=1, le=1250)

    def parse(self, given: Sequence[str]) -> Value | Sentence | None:
        """Give the words, cleaned, or None."""
        words = cleaned(given[0]) if given else ""
        if len(words) > self.longest:
            return Sentence(
                N_("Too long by {over} characters; at most {longest} fit here."),
                {"over": len(words) - self.longest, "longest": self.longest},
            )
        return words or None

"""This module says what every kind of question has in common."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict, Field

from scoring.types import Sentence, Text

CODE_PATTERN = r"^[A-Z][A-Z0-9_.]{0,31}$"
NOT_APPLICABLE = "na"

Value = int | str
"""An answer's value: a point of a scale, the code of an option, `na`, or words."""

# Marks that turn the reading direction; they can make a shown text lie about its own order.
_DIRECTION_MARKS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class QuestionFields(BaseModel):
    """The fields that every kind of question has; a kind adds its own and `parse`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str = Field(pattern=CODE_PATTERN)
    label: Text
    hint: Text | None = None
    required: bool = False

    def parse(self, given: Sequence[str]) -> Value | Sentence | None:
        """Turn what was sent into a value, None for no answer, or the sentence that refuses it."""
        raise NotImplementedError

    def values_are_valid(self, value: Value) -> bool:
        """Tell whether a stored value could have come out of `parse`."""
        return self.parse([str(value)]) == value


def cleaned(text: str) -> str:
    r"""Give text in NFC without control characters, lone surrogates and direction marks.

    Line ends become \n; spaces at the ends go.

    >>> cleaned("  tô\u0301t\x00\r\nlắm ")
    'tốt\nlắm'
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    kept = "".join(
        letter
        for letter in lines
        if letter == "\n"
        or (unicodedata.category(letter) not in {"Cc", "Cs"} and letter not in _DIRECTION_MARKS)
    )
    return unicodedata.normalize("NFC", kept).strip()

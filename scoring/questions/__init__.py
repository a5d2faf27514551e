"""This package holds the kinds of question, one file each; a new kind is one line here."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from scoring.questions.long_text import LongTextQuestion
from scoring.questions.rating import RatingQuestion
from scoring.questions.short_text import ShortTextQuestion
from scoring.questions.single_choice import Option, SingleChoiceQuestion

Question = Annotated[
    RatingQuestion | SingleChoiceQuestion | ShortTextQuestion | LongTextQuestion,
    Field(discriminator="type"),
]

__all__ = [
    "LongTextQuestion",
    "Option",
    "Question",
    "RatingQuestion",
    "ShortTextQuestion",
    "SingleChoiceQuestion",
]

"""This package holds the kinds of question, one file each; a new kind is one line here."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from scoring.question import Option
from scoring.questions.date import DateQuestion
from scoring.questions.long_text import LongTextQuestion
from scoring.questions.matrix import MatrixQuestion
from scoring.questions.net_promoter import NetPromoterQuestion
from scoring.questions.note import NoteQuestion
from scoring.questions.number import NumberQuestion
from scoring.questions.ranking import RankingQuestion
from scoring.questions.rating import RatingQuestion
from scoring.questions.several_choices import SeveralChoicesQuestion
from scoring.questions.short_text import ShortTextQuestion
from scoring.questions.single_choice import SingleChoiceQuestion
from scoring.questions.yes_no import YesNoQuestion

Question = Annotated[
    RatingQuestion
    | SingleChoiceQuestion
    | SeveralChoicesQuestion
    | YesNoQuestion
    | NetPromoterQuestion
    | MatrixQuestion
    | RankingQuestion
    | NumberQuestion
    | DateQuestion
    | ShortTextQuestion
    | LongTextQuestion
    | NoteQuestion,
    Field(discriminator="type"),
]

__all__ = [
    "DateQuestion",
    "LongTextQuestion",
    "MatrixQuestion",
    "NetPromoterQuestion",
    "NoteQuestion",
    "NumberQuestion",
    "Option",
    "Question",
    "RankingQuestion",
    "RatingQuestion",
    "SeveralChoicesQuestion",
    "ShortTextQuestion",
    "SingleChoiceQuestion",
    "YesNoQuestion",
]

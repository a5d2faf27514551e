"""This module is the model of a questionnaire: sections of questions, in several languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from scoring.questions import Question, RatingQuestion
from scoring.types import Text


class Section(BaseModel):
    """Questions that belong together on the page."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str = Field(pattern=r"^[A-Z][A-Z0-9_]{0,31}$")
    title: Text
    hint: Text | None = None
    questions: tuple[Question, ...] = Field(min_length=1)


class QuestionnaireBody(BaseModel):
    """What the file says."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*/v[0-9]+$")
    title: Text
    intro: Text | None = None
    languages: tuple[str, ...] = Field(min_length=1)
    screens: Literal["whole", "single"] = "whole"
    """Whether the light page shows the whole form or one question a screen."""
    sections: tuple[Section, ...] = Field(min_length=1)


class Questionnaire(QuestionnaireBody):
    """A questionnaire with the SHA-256 of the very bytes that it was read from."""

    sha256: str
    raw: bytes = Field(repr=False)

    def __hash__(self) -> int:
        """Hash by the bytes' own hash: quick, so that drawn forms can be kept by questionnaire."""
        return hash(self.sha256)

    def questions(self) -> tuple[Question, ...]:
        """Give every question in order."""
        return tuple(question for section in self.sections for question in section.questions)

    def question(self, code: str) -> Question:
        """Give one question; KeyError where there is none."""
        for question in self.questions():
            if question.code == code:
                return question
        raise KeyError(code)

    def ratings(self) -> tuple[RatingQuestion, ...]:
        """Give the questions that are rated on a scale."""
        return tuple(q for q in self.questions() if isinstance(q, RatingQuestion))

    def counted(self) -> tuple[str, ...]:
        """Give the codes of the questions whose values may be tallied: never free text."""
        return tuple(question.code for question in self.questions() if question.tallied)

    def field_names(self) -> tuple[str, ...]:
        """Name every field that a form sends."""
        return tuple(name for question in self.questions() for name in question.field_names())

    def shown(self, values: Mapping[str, object]) -> tuple[Question, ...]:
        """Give the questions that are shown to somebody who gave these answers.

        An answer to a question that is not shown counts for nothing, in later conditions either.
        """
        kept: dict[str, object] = {}
        questions: list[Question] = []
        for question in self.questions():
            if question.show_when is None or question.show_when.holds(kept):
                questions.append(question)
                if question.code in values:
                    kept[question.code] = values[question.code]
        return tuple(questions)

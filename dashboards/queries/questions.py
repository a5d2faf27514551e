"""This module finds the words of the rating questions that citizens answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from scoring.definitions.questionnaire_load import questionnaire_from_bytes
from scoring.questions import Question
from scoring.questions.long_text import LongTextQuestion
from scoring.questions.rating import RatingQuestion
from scoring.questions.short_text import ShortTextQuestion
from scoring.types import Text
from storage import Database, Questionnaires, ServicePoints


@dataclass(frozen=True, slots=True)
class RatingWords:
    """The rating questions by item code, in the order of the form, and the words of answers 1–5."""

    labels: Mapping[str, Text]
    answers: tuple[Text, ...]


def rating_words(database: Database) -> RatingWords:
    """Read the newest kept version of every questionnaire that hangs at a service point."""
    labels: dict[str, Text] = {}
    answers: tuple[Text, ...] = ()
    for question in _questions(database):
        if isinstance(question, RatingQuestion) and len(question.scale) == 5:
            labels.setdefault(question.code, question.label)
            answers = answers or question.scale
    return RatingWords(labels, answers)


def text_items(database: Database) -> tuple[str, ...]:
    """Name the questions whose answers people write themselves."""
    found: dict[str, None] = {}
    for question in _questions(database):
        if isinstance(question, LongTextQuestion | ShortTextQuestion):
            found[question.code] = None
    return tuple(found)


def _questions(database: Database) -> Iterator[Question]:
    """Go through the newest kept version of every questionnaire that hangs at a service point."""
    store = Questionnaires(database)
    for id_ in sorted({point.questionnaire_id for point in ServicePoints(database).all()}):
        kept = store.latest(id_)
        if kept is not None:
            yield from questionnaire_from_bytes(kept.content, file=kept.id).questions()

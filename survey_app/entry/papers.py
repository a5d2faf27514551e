"""This module compares what two people entered of one paper."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from scoring.definitions.questionnaire import Questionnaire
from scoring.question import Value
from scoring.questions import NoteQuestion

DAY: Final = "ngay"  # the day on the paper, beside the codes of questions, which are capitals


@dataclass(frozen=True)
class Entered:
    """What one person read on a paper: the answers by question code, and the day."""

    values: Mapping[str, Value]
    day: date | None = None


@dataclass(frozen=True)
class Comparison:
    """How many things two people entered, and which of them differ."""

    compared: int
    differing: tuple[str, ...]


def written(entered: Entered) -> str:
    """Write an entry as the text that is sealed."""
    day = None if entered.day is None else entered.day.isoformat()
    return json.dumps([dict(entered.values), day], ensure_ascii=False, separators=(",", ":"))


def read(text: str) -> Entered:
    """Read an entry back."""
    values, day = json.loads(text)
    return Entered(values, None if day is None else date.fromisoformat(day))


def compare(questionnaire: Questionnaire, one: Entered, other: Entered) -> Comparison:
    """Compare two entries: every question that either of them was asked, and the day.

    A question that both left blank is one on which they agree.
    """
    asked = {
        question.code
        for entered in (one, other)
        for question in questionnaire.shown(entered.values)
        if not isinstance(question, NoteQuestion)
    }
    differing = [
        question.code
        for question in questionnaire.questions()
        if question.code in asked
        and one.values.get(question.code) != other.values.get(question.code)
    ]
    if one.day != other.day:
        differing.insert(0, DAY)
    return Comparison(len(asked) + 1, tuple(differing))

"""This module turns the digits that a clerk types into a form's fields, and back.

The digits are those printed in the boxes of the paper form; 0 stands for "does not apply".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from scoring.definitions.questionnaire import Questionnaire
from scoring.question import NOT_APPLICABLE, Value
from scoring.questions import (
    DateQuestion,
    LongTextQuestion,
    MatrixQuestion,
    NetPromoterQuestion,
    NoteQuestion,
    NumberQuestion,
    Question,
    RankingQuestion,
    RatingQuestion,
    SeveralChoicesQuestion,
    SingleChoiceQuestion,
    YesNoQuestion,
)
from scoring.types import Text

NOT_APPLICABLE_DIGIT = "0"
_SCALED = RatingQuestion | MatrixQuestion
_MOST_SINGLE_DIGITS = 9
# No option has such a code, so the parser refuses what no box on the paper says.
_NO_BOX = "?"


@dataclass(frozen=True)
class Line:
    """One thing to type: its field, its own wording in a table, and what each digit means."""

    name: str
    label: Text | None
    digits: tuple[tuple[str, Text], ...]
    several: bool = False
    long: bool = False
    numeric: bool = False

    @property
    def width(self) -> str:
        """How much room the field needs: a digit, a few, words, or a paragraph."""
        if self.long:
            return "long"
        if self.digits:
            return "few" if self.several or len(self.digits) > _MOST_SINGLE_DIGITS else "digit"
        return "few" if self.numeric else "words"


def lines(question: Question) -> tuple[Line, ...]:
    """Give what is typed for a question, in the order of the paper; nothing for a note."""
    if isinstance(question, NoteQuestion):
        return ()
    digits = _digits(question)
    if isinstance(question, MatrixQuestion):
        return tuple(
            Line(f"{question.code}/{row.code}", row.label, digits) for row in question.rows
        )
    if isinstance(question, RankingQuestion):
        return tuple(
            Line(f"{question.code}/{one.code}", one.label, (), numeric=True)
            for one in question.options
        )
    return (
        Line(
            question.code,
            None,
            digits,
            several=isinstance(question, SeveralChoicesQuestion),
            long=isinstance(question, LongTextQuestion),
            numeric=isinstance(question, NetPromoterQuestion | NumberQuestion | DateQuestion),
        ),
    )


def fields_from(
    questionnaire: Questionnaire, typed: Mapping[str, Sequence[str]]
) -> dict[str, list[str]]:
    """Turn what was typed into the fields of the form; what is blank is left out."""
    fields: dict[str, list[str]] = {}
    for question in questionnaire.questions():
        for line in lines(question):
            text = "".join(typed.get(line.name, ())[:1]).strip()
            if text:
                fields[line.name] = list(_values(question, line, text))
    return fields


def typed_from(questionnaire: Questionnaire, answers: Mapping[str, Value]) -> dict[str, str]:
    """Write answers as a clerk would type them."""
    typed: dict[str, str] = {}
    for question in questionnaire.questions():
        if question.code not in answers:
            continue
        by_value = {value: digit for digit, value in _codes(question)}
        for name, values in question.fields_of(answers[question.code]).items():
            typed[name] = " ".join(by_value.get(one, one) for one in values)
    return typed


def _codes(question: Question) -> tuple[tuple[str, str], ...]:
    """Pair each printed digit with the value that the form sends for it."""
    if isinstance(question, _SCALED):
        return tuple(
            (NOT_APPLICABLE_DIGIT if value == NOT_APPLICABLE else value, value)
            for value, _ in question.choices()
        )
    if isinstance(question, YesNoQuestion | SingleChoiceQuestion | SeveralChoicesQuestion):
        return tuple(
            (str(place), value) for place, (value, _) in enumerate(question.choices(), start=1)
        )
    return ()


def _digits(question: Question) -> tuple[tuple[str, Text], ...]:
    if not isinstance(
        question, _SCALED | YesNoQuestion | SingleChoiceQuestion | SeveralChoicesQuestion
    ):
        return ()
    wordings = dict(question.choices())
    return tuple((digit, wordings[value]) for digit, value in _codes(question))


def _values(question: Question, line: Line, text: str) -> Iterator[str]:
    if not line.digits:
        yield text
        return
    by_digit = dict(_codes(question))
    for one in _parts(line, text):
        yield by_digit.get(one, _NO_BOX)


def _parts(line: Line, text: str) -> list[str]:
    """Take several digits apart: 1 3 5, 1,3,5, and 135 where no box has two digits."""
    if not line.several:
        return [text]
    parts = [part for part in re.split(r"[\s,;.]+", text) if part]
    if len(line.digits) <= _MOST_SINGLE_DIGITS:
        return [digit for part in parts for digit in part]
    return parts

"""This module turns what any face sent into answers, or into every reason why not."""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from scoring.definitions.questionnaire import Questionnaire
from scoring.question import LONGEST_FIELD, Value
from scoring.questions import Question
from scoring.types import N_, Sentence

MOST_FIELDS = 200

__all__ = [
    "LONGEST_FIELD",
    "MOST_FIELDS",
    "Answers",
    "FieldErrors",
    "canonical_json",
    "content_hash",
    "parse_answers",
    "parse_question",
    "values_so_far",
]


@dataclass(frozen=True)
class Answers:
    """Valid answers by question code, in the questionnaire's order; absent ones are left out."""

    values: Mapping[str, Value]
    language: str


@dataclass(frozen=True)
class FieldErrors:
    """Every reason why a form was refused: by question code, and for the form as a whole."""

    fields: Mapping[str, Sentence]
    whole: tuple[Sentence, ...] = ()


def parse_answers(
    questionnaire: Questionnaire, fields: Mapping[str, Sequence[str]], language: str
) -> Answers | FieldErrors:
    """Parse the fields of one form, the one parser for every face; never raises for bad input.

    Questions are taken in order. One whose condition the earlier answers do not meet is hidden:
    what was sent for it is neither checked nor kept, and it is not required.
    """
    whole = _wrong_as_a_whole(questionnaire, fields)
    errors: dict[str, Sentence] = {}
    values: dict[str, Value] = {}
    for question in questionnaire.questions():
        if question.show_when is not None and not question.show_when.holds(values):
            continue
        parsed = parse_question(questionnaire, question, fields=fields)
        if isinstance(parsed, Sentence):
            errors[question.code] = parsed
        elif parsed is not None:
            values[question.code] = parsed
    if errors or whole:
        return FieldErrors(MappingProxyType(errors), whole)
    return Answers(MappingProxyType(values), language)


def values_so_far(
    questionnaire: Questionnaire, fields: Mapping[str, Sequence[str]]
) -> dict[str, Value]:
    """Give the valid answers of a form that is still being filled in; what is wrong is left out."""
    values: dict[str, Value] = {}
    for question in questionnaire.questions():
        if question.show_when is None or question.show_when.holds(values):
            parsed = question.parse_fields(fields)
            if parsed is not None and not isinstance(parsed, Sentence):
                values[question.code] = parsed
    return values


def parse_question(
    questionnaire: Questionnaire, question: Question, *, fields: Mapping[str, Sequence[str]]
) -> Value | Sentence | None:
    """Parse the fields of one question that is shown: its value, None, or what is wrong with it."""
    parsed = question.parse_fields(fields)
    if parsed is not None or not question.required:
        return parsed
    needed = [one for one in questionnaire.questions() if one.required]
    if len(needed) == 1:
        return Sentence(N_("Please answer this question; it is the only one we need."), {})
    return Sentence(N_("Please answer this question."), {})


def _wrong_as_a_whole(
    questionnaire: Questionnaire, fields: Mapping[str, Sequence[str]]
) -> tuple[Sentence, ...]:
    if len(fields) > MOST_FIELDS:
        return (
            Sentence(
                N_("The form carried {given} fields; at most {most} are taken."),
                {"given": len(fields), "most": MOST_FIELDS},
            ),
        )
    if fields.keys() <= _known_fields(questionnaire):
        return ()
    return (
        Sentence(
            N_(
                "The form carried a field that this survey does not have. Please open the survey "
                "again from its QR code and answer there."
            ),
            {},
        ),
    )


@functools.lru_cache(maxsize=256)
def _known_fields(questionnaire: Questionnaire) -> frozenset[str]:
    return frozenset(questionnaire.field_names())


def canonical_json(answers: Answers) -> str:
    """Write the values as JSON in one way only: keys sorted, no spaces, letters as they are."""
    return json.dumps(
        dict(answers.values), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )


def content_hash(point_code: str, questionnaire_sha: str, content: str) -> str:
    """Hash canonical answers, where and to which form (SHA-256, hex); the language is left out."""
    told = json.dumps(
        [point_code, questionnaire_sha, content], ensure_ascii=False, separators=(",", ":")
    )
    return hashlib.sha256(told.encode()).hexdigest()

"""This module takes an answer in: the one way, whatever face it came through."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scoring.definitions.questionnaire_answers import (
    FieldErrors,
    canonical_json,
    content_hash,
    parse_answers,
)
from scoring.types import N_, Sentence
from storage.records import Conflict, NewAnswer, Repeated, Stored, TicketRefused
from survey_app.wiring import Counter, Desk

KEY_FIELD = "key"
_KEY = re.compile(r"[A-Za-z0-9_-]{22}")


@dataclass(frozen=True)
class Closed:
    """The point takes no answers any more."""


Result = Stored | Repeated | Conflict | TicketRefused | FieldErrors | Closed


def new_key() -> str:
    """Mint the key of one form: 128 random bits, safe in an address."""
    return secrets.token_urlsafe(16)


def is_key(text: str) -> bool:
    """Tell whether a text can be a form's key."""
    return _KEY.fullmatch(text) is not None


def submit(
    desk: Desk,
    counter: Counter,
    *,
    fields: Mapping[str, Sequence[str]],
    language: str,
    channel: str,
) -> Result:
    """Check a form and store it exactly once; returns when the answer is committed.

    `fields` holds what was sent, the form's key among it. Raises StorageFault where nothing could
    be stored; the same form may then be sent again, its key keeps it from being counted twice.
    """
    if not counter.point.active:
        return Closed()
    answers_given = {name: given for name, given in fields.items() if name != KEY_FIELD}
    answers = parse_answers(counter.questionnaire, answers_given, language)
    key = "".join(fields.get(KEY_FIELD, ()))
    key_is_good = is_key(key)
    if isinstance(answers, FieldErrors):
        return answers if key_is_good else FieldErrors(answers.fields, (*answers.whole, _NO_KEY))
    if not key_is_good:
        return FieldErrors({}, (_NO_KEY,))
    sha256 = counter.questionnaire.sha256
    return desk.submissions.add(
        NewAnswer(
            key=key,
            content_hash=content_hash(counter.point.code, sha256, answers),
            point_code=counter.point.code,
            unit_code=counter.point.unit_code,
            questionnaire_sha256=sha256,
            received_at=desk.now(),
            language=language,
            content=canonical_json(answers),
            channel=channel,
        )
    )


_NO_KEY = Sentence(
    N_("This form had lost its number, so we gave it a new one. Please send it once more."), {}
)

__all__ = ["KEY_FIELD", "Closed", "Result", "is_key", "new_key", "submit"]

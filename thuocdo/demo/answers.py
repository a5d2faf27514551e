"""This module stores simulated answers by the way that real ones take, in large batches."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator
from itertools import islice

from scoring.definitions.questionnaire import Questionnaire
from scoring.definitions.questionnaire_answers import Answers, canonical_json, content_hash
from storage.records import NewAnswer, Stored
from storage.submissions import Submissions
from survey_app.guard.channels import CHANNELS
from thuocdo.demo.simulation import SEED, SimulatedAnswer

_BATCH = 500


def store_answers(
    submissions: Submissions, questionnaire: Questionnaire, answers: Iterable[SimulatedAnswer]
) -> int:
    """Store every answer, marked as simulated, and give the number that is new."""
    new = 0
    rows = (_row(number, answer, questionnaire) for number, answer in enumerate(answers))
    for batch in _batches(rows):
        new += sum(isinstance(outcome, Stored) for outcome in submissions.add_many(batch))
    return new


def _row(number: int, answer: SimulatedAnswer, questionnaire: Questionnaire) -> NewAnswer:
    content = canonical_json(Answers(answer.values, answer.language))
    point = answer.place.code
    return NewAnswer(
        key=_key(number),
        content_hash=content_hash(point, questionnaire.sha256, content),
        point_code=point,
        unit_code=answer.unit_code,
        questionnaire_sha256=questionnaire.sha256,
        received_at=answer.at,
        language=answer.language,
        content=content,
        channel=answer.place.channel,
        tier=CHANNELS[answer.place.channel].tier,
        flags=answer.flags,
        simulated=True,
    )


def _key(number: int) -> str:
    """Give the key that a form would have minted; the same in every demonstration."""
    digest = hashlib.sha256(f"thuocdo-demo/{SEED}/{number}".encode()).digest()
    return base64.urlsafe_b64encode(digest[:16]).rstrip(b"=").decode()


def _batches(rows: Iterator[NewAnswer]) -> Iterator[list[NewAnswer]]:
    while batch := list(islice(rows, _BATCH)):
        yield batch

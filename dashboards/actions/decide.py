"""This module sets doubtful answers aside or clears them: a person's decision, with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dashboards.access.roles import require_decider
from dashboards.actions.appraise import (
    LONGEST_TEXT,
    SHORTEST_REASON,
    ReasonMissing,
    SessionEnded,
    TextTooLong,
)
from storage import Audit, Database, Decisions, NewDecision, Sessions
from storage.text import stored_text


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a person decided of some answers of one unit, and by what they had been marked.

    ``seen_id`` is the unit's newest decision when the list was drawn; None looks at no other's.
    """

    unit_code: str
    answers: Sequence[int]
    set_aside: bool
    reason: str
    signals: Sequence[str] = ()
    seen_id: int | None = None


class NothingChosen(Exception):
    """Says that no answer was chosen; nothing was written."""


def decide(database: Database, token: str, judgement: Judgement, *, at: datetime) -> int:
    """Keep the decision with its audit event, all or nothing, and give its number.

    Raises SessionEnded, NotAllowed, NothingChosen, ReasonMissing, TextTooLong, and of
    ``storage.faults`` Refused where an answer is not the unit's, ChangedMeanwhile where somebody
    else has decided since.
    """
    person = Sessions(database).person_for(token, now=at)
    if person is None:
        raise SessionEnded
    require_decider(person.role)
    if not judgement.answers:
        raise NothingChosen
    reason = stored_text(judgement.reason).strip()
    if len(reason) < SHORTEST_REASON:
        raise ReasonMissing
    if len(reason) > LONGEST_TEXT:
        raise TextTooLong
    with database.write():
        number = Decisions(database).decide(
            NewDecision(
                unit_code=judgement.unit_code,
                answers=tuple(judgement.answers),
                set_aside=judgement.set_aside,
                reason=reason,
                author=person.username,
                decided_at=at,
                signals=tuple(judgement.signals),
            ),
            seen_id=judgement.seen_id,
        )
        Audit(database).record(
            person.username,
            "answers.set_aside" if judgement.set_aside else "answers.cleared",
            judgement.unit_code,
            at=at,
            details={"decision": number, "answers": len(judgement.answers), "reason": reason},
        )
    return number

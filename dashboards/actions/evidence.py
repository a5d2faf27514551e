"""This module attaches evidence files and takes them back: a unit's own officer, nobody else."""

from __future__ import annotations

from datetime import datetime
from typing import IO

from dashboards.access.roles import NotAllowed, may_attach
from dashboards.actions.appraise import (
    LONGEST_TEXT,
    SHORTEST_REASON,
    ReasonMissing,
    SessionEnded,
    TextTooLong,
)
from scoring.definitions.criteria_sets import criteria_set_from_bytes
from storage import (
    Audit,
    Database,
    Evidence,
    EvidenceRecord,
    NewEvidence,
    Person,
    Rounds,
    Sessions,
)
from storage.faults import Refused
from storage.text import stored_text


def attach(
    evidence: Evidence,
    token: str,
    *,
    place: tuple[str, str, str],
    name: str,
    content: IO[bytes],
    at: datetime,
) -> int:
    """Keep a file for a place (round, unit, criterion), with its audit event, all or nothing.

    Raises SessionEnded, NotAllowed, and what ``storage.Evidence.attach`` raises; Refused for a
    criterion that the round's set does not have.
    """
    round_id, unit_code, criterion = place
    person = _officer(evidence, token, unit_code, at=at)
    _require_criterion(evidence.database, round_id, criterion)
    new = NewEvidence(round_id, unit_code, criterion, name, person.username, at)

    def note(number: int, sha256: str) -> None:
        details = {"evidence": number, "sha256": sha256}
        Audit(evidence.database).record(
            person.username, "attach_evidence", "/".join(place), at=at, details=details
        )

    return evidence.attach(new, content, also=note)


def _require_criterion(database: Database, round_id: str, criterion: str) -> None:
    round_ = Rounds(database).by_id(round_id)
    if round_ is None:
        raise Refused(f"there is no round {round_id}")
    criteria_set = criteria_set_from_bytes(round_.set_content, file=round_.set_id)
    known = {one.code for one in criteria_set.criteria()}
    known |= {area.code for area in criteria_set.areas}  # an area may be given directly
    if criterion not in known:
        raise Refused(f"the set {round_.set_id} has no {criterion}")


def take_back(
    evidence: Evidence, token: str, record: EvidenceRecord, *, reason: str, at: datetime
) -> None:
    """Take a file back with a reason that is kept, with its audit event, all or nothing.

    Raises SessionEnded, NotAllowed, ReasonMissing, TextTooLong, and what
    ``storage.Evidence.withdraw`` raises.
    """
    person = _officer(evidence, token, record.unit_code, at=at)
    kept = stored_text(reason).strip()
    if len(kept) < SHORTEST_REASON:
        raise ReasonMissing
    if len(kept) > LONGEST_TEXT:
        raise TextTooLong
    with evidence.database.write():
        evidence.withdraw(record.id, author=person.username, reason=kept, at=at)
        Audit(evidence.database).record(
            person.username,
            "withdraw_evidence",
            f"{record.round_id}/{record.unit_code}/{record.criterion}",
            at=at,
            details={"evidence": record.id, "sha256": record.sha256, "reason": kept},
        )


def _officer(evidence: Evidence, token: str, unit_code: str, *, at: datetime) -> Person:
    person = Sessions(evidence.database).person_for(token, now=at)
    if person is None:
        raise SessionEnded
    if not may_attach(person.role, person.unit_code, unit_code):
        raise NotAllowed(person.role)
    return person

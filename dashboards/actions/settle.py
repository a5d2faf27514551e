"""This module settles a disagreement: figures that a person took are appended, with a reason."""

from __future__ import annotations

from datetime import datetime

from dashboards.access.roles import require_appraiser
from dashboards.actions.appraise import (
    LONGEST_TEXT,
    SHORTEST_REASON,
    ReasonMissing,
    SessionEnded,
    TextTooLong,
    refuse_contradiction,
)
from dashboards.queries.conflicts import Conflict
from dashboards.queries.results import Results
from storage import Audit, Database, Figures, NewFigure, Sessions, Stated
from storage.text import stored_text


def settle(
    database: Database,
    token: str,
    found: Results,
    *,
    conflict: Conflict,
    taken: Stated,
    reason: str,
    at: datetime,
) -> tuple[int, ...]:
    """Append the figures of one side as appraised ones, with one audit event, all or nothing.

    They count from then on; what the other side alone had is withdrawn. A newer figure of either
    side opens the disagreement again. Returns the numbers of the new figures. Raises SessionEnded,
    NotAllowed, ReasonMissing, TextTooLong, ProblemsFound where the area is scored as a whole, and
    ``storage.faults.ChangedMeanwhile`` where somebody else wrote since it was looked at.
    """
    person = Sessions(database).person_for(token, now=at)
    if person is None:
        raise SessionEnded
    require_appraiser(person.role)
    kept = stored_text(reason).strip()
    if len(kept) < SHORTEST_REASON:
        raise ReasonMissing
    if len(kept) > LONGEST_TEXT:
        raise TextTooLong
    unit_code, code = conflict.found.unit_code, conflict.found.criterion
    inputs = dict.fromkeys((*conflict.first.figures, *conflict.second.figures))
    figures = [
        NewFigure(
            round_id=found.round.id,
            unit_code=unit_code,
            criterion=code,
            input=name,
            value=taken.figures.get(name),
            step="appraised",
            author=person.username,
            recorded_at=at,
            source=taken.newest.source or taken.newest.author,
            evidence=taken.newest.evidence,
            reason=kept,
            origin=taken.newest.origin,
        )
        for name in inputs
    ]
    with database.write():
        ids = Figures(database).declare(*figures, seen_id=conflict.seen_id)
        refuse_contradiction(database, found, unit_code)
        Audit(database).record(
            person.username,
            "figures.settled",
            f"{found.round.id}/{unit_code}/{code}",
            at=at,
            details={"figures": list(ids), "taken": taken.origin, "reason": kept},
        )
    return ids

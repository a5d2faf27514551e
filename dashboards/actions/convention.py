"""This module chooses, for everybody, how the overall SIPAS index is taken."""

from __future__ import annotations

from datetime import datetime

from dashboards.access.roles import SECRETARIAT, NotAllowed
from dashboards.actions.appraise import SessionEnded
from dashboards.queries.indices import convention_of, keep_convention
from scoring.inference.sipas import Convention
from storage import Audit, Database, Sessions


def choose_convention(
    database: Database, token: str, convention: Convention, *, at: datetime
) -> None:
    """Keep the convention, with its audit event; raises SessionEnded and NotAllowed."""
    person = Sessions(database).person_for(token, now=at)
    if person is None:
        raise SessionEnded
    if person.role != SECRETARIAT:
        raise NotAllowed(person.role)
    with database.write():
        before = convention_of(database)
        keep_convention(database, convention)
        Audit(database).record(
            person.username,
            "sipas.convention",
            convention,
            at=at,
            details={"before": before, "after": convention},
        )

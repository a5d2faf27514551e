"""This module takes criteria sets in as drafts and issues them, for screens and commands alike."""

from __future__ import annotations

from datetime import datetime

from dashboards.access.roles import require_secretariat
from dashboards.actions.appraise import SessionEnded
from dashboards.queries.criteria_sets import Known
from scoring.definitions.criteria_set import CriteriaSet
from scoring.types import Problem, ProblemsFound
from storage import Audit, CriteriaVersions, Database, Person, Sessions


def secretary(database: Database, token: str, *, at: datetime) -> Person:
    """Give the person whose session it is; raises SessionEnded, and NotAllowed for other roles."""
    person = Sessions(database).person_for(token, now=at)
    if person is None:
        raise SessionEnded
    require_secretariat(person.role)
    return person


def keep_draft(
    database: Database, known: Known, criteria_set: CriteriaSet, *, by: str, at: datetime
) -> str:
    """Keep a set as a draft, with its audit event; give its hash.

    Raises ProblemsFound where its id already stands for other content that may not change.
    """
    standing = known.taken().get(criteria_set.id)
    kept = None if standing is None else {one.sha256 for one in standing.contents}
    if standing is not None and kept != {criteria_set.sha256}:
        expected, got, remedy = standing.words(criteria_set.id)
        raise ProblemsFound(
            [Problem("set.taken", criteria_set.id, None, "id", expected, got, remedy)]
        )
    with database.write():
        before = CriteriaVersions(database).by_hash(criteria_set.sha256)
        sha256 = CriteriaVersions(database).keep(
            criteria_set.raw, set_id=criteria_set.id, kept_by=by, kept_at=at
        )
        if before is None:
            Audit(database).record(
                by, "criteria.draft", criteria_set.id, at=at, details={"sha256": sha256}
            )
    return sha256


def issue_draft(database: Database, sha256: str, *, by: str, at: datetime) -> None:
    """Make a draft the content of its id for good, with the audit event.

    Raises ``storage.Refused`` where the id was issued with other content meanwhile.
    """
    with database.write():
        before = CriteriaVersions(database).by_hash(sha256)
        issued = CriteriaVersions(database).issue(sha256, issued_by=by, issued_at=at)
        if before is not None and before.issued_at is None:
            Audit(database).record(
                by, "criteria.issued", issued.set_id, at=at, details={"sha256": sha256}
            )

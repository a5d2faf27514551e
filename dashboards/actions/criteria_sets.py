"""This module takes criteria sets in as drafts and issues them, for screens and commands alike."""

from __future__ import annotations

from datetime import datetime

from dashboards.access.roles import require_secretariat
from dashboards.actions.appraise import SessionEnded
from dashboards.queries.criteria_sets import Known, KnownSet
from scoring.definitions.criteria_set import CriteriaSet
from scoring.types import N_, Problem, ProblemsFound, said
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
    taken = [
        one
        for one in known.named(criteria_set.id)
        if one.origin != "draft" and one.sha256 != criteria_set.sha256
    ]
    if taken:
        raise ProblemsFound([_taken(criteria_set, taken[0])])
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


_WHY = {
    "shipped": N_("a set of that id that comes with the program"),
    "file": N_("a set of that id among the office's files"),
    "issued": N_("a set of that id that was issued"),
    "round": N_("a set of that id that a round uses"),
}


def _taken(criteria_set: CriteriaSet, taken: KnownSet) -> Problem:
    why = _WHY["round" if taken.rounds else taken.origin]
    return Problem(
        "set.taken",
        criteria_set.id,
        None,
        "id",
        said(N_("an id that no other set has: what was issued or used never changes")),
        said(why),
        said(N_("Give the set a new id, such as {id}."), id=_next_id(criteria_set.id)),
    )


def _next_id(id_: str) -> str:
    """Propose an id: our templates by the office's own name, its own by the next version."""
    name, _, version = id_.partition("/")
    year, _, minor = version.partition(".")
    number = int(minor) + 1 if minor.isdigit() else 2
    return f"{name}/{year}.{number}"

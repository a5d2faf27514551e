"""This module takes criteria sets in as drafts and issues them, for screens and commands alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from dashboards.access.roles import require_secretariat
from dashboards.actions.appraise import SessionEnded
from dashboards.queries.criteria_sets import Known, still_a_template, template_titles
from scoring.definitions.criteria_set import CriteriaSet, Decision
from scoring.definitions.criteria_set_file import criteria_set_of
from scoring.definitions.criteria_sets import criteria_set_from_bytes
from scoring.types import N_, Problem, ProblemsFound, Text, said
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


@dataclass(frozen=True, slots=True)
class Decided:
    """Under which title and by which decision a set is in force, as the office states it."""

    title: str
    number: str
    day: date | None
    issuer: str


def issue_draft(
    database: Database, sha256: str, *, by: str, at: datetime, decided: Decided | None = None
) -> str:
    """Make a draft the content of its id for good, with the audit event; give the issued hash.

    With ``decided`` the draft is issued under that title and decision, and no longer as a template.
    Raises ProblemsFound where these lack something or a template would be issued without them, and
    ``storage.Refused`` where the id was issued with other content meanwhile.
    """
    with database.write():
        draft = CriteriaVersions(database).by_hash(sha256)
        if draft is not None and draft.issued_at is None:
            found = criteria_set_from_bytes(draft.content, file=draft.set_id)
            if decided is not None:
                found = _under_decision(found, decided)
            elif still_a_template(found):
                raise ProblemsFound([_is_template(found)])
            sha256 = CriteriaVersions(database).keep(
                found.raw, set_id=found.id, kept_by=by, kept_at=at
            )
        before = CriteriaVersions(database).by_hash(sha256)
        issued = CriteriaVersions(database).issue(sha256, issued_by=by, issued_at=at)
        if before is not None and before.issued_at is None:
            Audit(database).record(
                by, "criteria.issued", issued.set_id, at=at, details={"sha256": sha256}
            )
    return sha256


def _under_decision(draft: CriteriaSet, decided: Decided) -> CriteriaSet:
    """Write the draft anew with its title and decision, without what made it a template."""
    title, number, issuer = decided.title.strip(), decided.number.strip(), decided.issuer.strip()
    problems = [] if title and title not in template_titles() else [_lacking("title", title)]
    problems += [
        _lacking(place, "")
        for place, given in (("number", number), ("day", decided.day), ("issuer", issuer))
        if not given
    ]
    if problems or decided.day is None:
        raise ProblemsFound(problems)
    english = "" if draft.title.en in template_titles() else draft.title.en
    before = draft.decision.issuer if draft.decision is not None else None
    body = draft.model_copy(
        update={
            "title": Text(title, english),
            "template": False,
            "note": None if draft.template else draft.note,
            "decision": Decision(
                number=number,
                date=decided.day,
                issuer=before if before is not None and before.vi == issuer else Text(issuer),
            ),
        }
    )
    return criteria_set_of(body)


def _lacking(place: str, stood: str) -> Problem:
    return Problem(
        "set.decision",
        "issue",
        None,
        place,
        said(N_("what the decision says")),
        said(N_("the title of a template, “{text}”"), text=stood) if stood else said(N_("nothing")),
        said(N_("Fill it in as it stands in the decision.")),
    )


def _is_template(found: CriteriaSet) -> Problem:
    return Problem(
        "set.template",
        found.id,
        None,
        "template",
        said(N_("a set with a title of its own that is no longer marked as a template")),
        said(N_("the mark or the title of a template: “{text}”"), text=found.title.vi),
        said(
            N_(
                "Write your title, the decision and “template: false”, keep it again; or issue it"
                " on the screen “Criteria sets”, which asks for them."
            )
        ),
    )

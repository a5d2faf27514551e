"""This module appends an appraised figure with its reason, and the audit event that tells of it."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from dashboards.access.roles import require_appraiser
from dashboards.queries.appraisal import Case, changed
from dashboards.queries.results import Results
from scoring.figures import conflicts
from scoring.types import Figure, ProblemsFound
from storage import Audit, Database, Figures, NewFigure, Person, Sessions

LONGEST_TEXT: Final = 1000
SHORTEST_REASON: Final = 5


class SessionEnded(Exception):
    """Says that who asks is no longer signed in; nothing was written."""


class NothingChanged(Exception):
    """Says that every figure is as it was; nothing was written."""


class ReasonMissing(Exception):
    """Says that an appraisal came without a reason of at least a few letters."""


class TextTooLong(Exception):
    """Says that a reason or an evidence text is longer than is kept."""


@dataclass(frozen=True, slots=True)
class Appraisal:
    """What an inspector decided of one case: every figure as it is to count, and why."""

    case: Case
    figures: Mapping[str, Figure]
    reason: str
    evidence: str


def appraise(
    database: Database, token: str, results: Results, *, appraisal: Appraisal, at: datetime
) -> tuple[int, ...]:
    """Append what changed as appraised figures, with one audit event, all or nothing.

    Returns the numbers of the new figures. Raises SessionEnded, NotAllowed, ReasonMissing,
    TextTooLong, NothingChanged, ProblemsFound where the area is scored the other way, and
    ``storage.faults.ChangedMeanwhile`` where somebody else wrote since the case was opened.
    """
    person = Sessions(database).person_for(token, now=at)
    if person is None:
        raise SessionEnded
    require_appraiser(person.role)
    reason, evidence = _kept(appraisal.reason), _kept(appraisal.evidence)
    if len(reason) < SHORTEST_REASON:
        raise ReasonMissing
    case = appraisal.case
    differing = changed(case, appraisal.figures)
    if not differing:
        raise NothingChanged
    figures = _new_figures(
        results, case, differing, person=person, reason=reason, evidence=evidence, at=at
    )
    with database.write():
        ids = Figures(database).declare(*figures, seen_id=case.seen_id)
        refuse_contradiction(database, results, case.unit.code)
        Audit(database).record(
            person.username,
            "appraise",
            f"{results.round.id}/{case.unit.code}/{case.part.code}",
            at=at,
            details={
                "figures": list(ids),
                "values": {
                    name: None if value is None else str(value) for name, value in differing.items()
                },
                "reason": reason,
            },
        )
    return ids


def refuse_contradiction(database: Database, results: Results, unit_code: str) -> None:
    """Undo the writing where an area would have points of its own and figures below them.

    Looked at after the figures are in, inside the same transaction: two inspectors who write the
    area and its criterion at once then cannot both succeed.
    """
    figures = Figures(database).effective(results.round.id)
    problems = tuple(conflicts(results.criteria_set, unit_code, figures))
    if problems:
        raise ProblemsFound(problems)


def _new_figures(
    results: Results,
    case: Case,
    differing: Mapping[str, Figure | None],
    *,
    person: Person,
    reason: str,
    evidence: str,
    at: datetime,
) -> list[NewFigure]:
    return [
        NewFigure(
            round_id=results.round.id,
            unit_code=case.unit.code,
            criterion=case.part.code,
            input=name,
            value=value,
            step="appraised",
            author=person.username,
            recorded_at=at,
            source=f"{person.display_name}",
            evidence=evidence,
            reason=reason,
        )
        for name, value in differing.items()
    ]


def _kept(text: str) -> str:
    kept = unicodedata.normalize("NFC", text).strip()
    if len(kept) > LONGEST_TEXT:
        raise TextTooLong
    return kept

"""This module opens, closes and publishes rounds, for screens and commands alike."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise
from typing import Final

from dashboards.actions.publication import publish_round
from dashboards.queries.criteria_sets import USABLE, KnownSet
from scoring.types import N_, Problem, ProblemsFound, Sentence, Text, said
from storage import (
    STEPS,
    Audit,
    Database,
    Deadline,
    Deadlines,
    NewRound,
    Properties,
    Round,
    Rounds,
    RoundStep,
    RunRecord,
    Units,
)
from ui.peer_groups import group_said, groups_said

OPEN, CLOSED, PUBLISHED = "open", "closed", "published"
_ID: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
_LONGEST: Final = 200
_YEARS: Final = range(2011, 2100)

STEP_NAMES: Final[Mapping[RoundStep, str]] = {
    "self_score": N_("Self-scoring by the units"),
    "appraisal": N_("Appraisal"),
    "explanation": N_("Explanation by the units"),
    "council": N_("Council"),
    "publication": N_("Publication"),
}


@dataclass(frozen=True, slots=True)
class Plan:
    """A round about to be opened; ``id`` is made from the rest where it is empty."""

    title: str
    year: int
    group: str
    chosen: KnownSet
    id: str = ""
    title_en: str = ""
    deadlines: Mapping[RoundStep, date] = field(default_factory=dict)

    @property
    def round_id(self) -> str:
        """Give the id of the round: the set's name, the year and the group."""
        if self.id:
            return self.id
        name = self.chosen.criteria_set.id.partition("/")[0]
        return f"{name}-{self.year}-{re.sub(r'[^a-z0-9]+', '-', self.group.lower()).strip('-')}"


def open_round(database: Database, plan: Plan, *, by: str, at: datetime) -> Round:
    """Open a round with its set frozen in it, its deadlines and the audit event, all or nothing.

    Raises ProblemsFound with everything that is wrong with the plan.
    """
    with database.write():
        problems = list(_problems(database, plan))
        if problems:
            raise ProblemsFound(problems)
        chosen = plan.chosen.criteria_set
        opened = Rounds(database).open(
            NewRound(
                id=plan.round_id,
                title=Text(plan.title.strip(), plan.title_en.strip()),
                year=plan.year,
                group=plan.group,
                set_id=chosen.id,
                set_sha256=chosen.sha256,
                set_content=chosen.raw,
                opened_at=at,
                stage=OPEN,
                simulated=Properties(database).get("demo") == "yes",
            )
        )
        Deadlines(database).set(
            *(Deadline(opened.id, step, day) for step, day in plan.deadlines.items()),
            set_by=by,
            set_at=at,
        )
        Audit(database).record(
            by,
            "round.open",
            opened.id,
            at=at,
            details={
                "set": chosen.id,
                "sha256": chosen.sha256,
                "group": plan.group,
                "deadlines": {step: f"{day}" for step, day in plan.deadlines.items()},
            },
        )
    return opened


def close_round(database: Database, round_id: str, *, by: str, at: datetime) -> None:
    """Mark that the time for declaring has ended; the appraisal goes on.

    Raises ProblemsFound where there is no such round, or it is not open: what was published stays
    published.
    """
    with database.write():
        stood = Rounds(database).by_id(round_id)
        if stood is None:
            raise ProblemsFound([_unknown(round_id)])
        if stood.stage != OPEN:
            raise ProblemsFound([_not_open(stood)])
        Rounds(database).set_stage(round_id, CLOSED)
        Audit(database).record(by, "round.close", round_id, at=at)


def publish(database: Database, round_id: str, *, by: str, at: datetime) -> RunRecord:
    """Score, rank, freeze and publish a round, with its stage and the audit event.

    Raises ProblemsFound where there is no such round, its group has no unit, or its figures
    contradict the set.
    """
    with database.write():
        stood = Rounds(database).by_id(round_id)
        if stood is None:
            raise ProblemsFound([_unknown(round_id)])
        run = publish_round(database, round_id, published_by=by, now=at)
        if not run.places:
            raise ProblemsFound([_empty(stood)])
        Rounds(database).set_stage(round_id, PUBLISHED)
        Audit(database).record(
            by,
            "round.publish",
            round_id,
            at=at,
            details={"run": run.id, "number": run.number, "set_sha256": run.set_sha256},
        )
    return run


def _problems(database: Database, plan: Plan) -> Iterator[Problem]:
    title = plan.title.strip()
    if not title or len(title) > _LONGEST:
        yield _wrong(
            "title",
            said(N_("a name of 1 to {most} characters"), most=_LONGEST),
            title[:60],
            remedy=said(N_("Write the name of the round.")),
        )
    if plan.year not in _YEARS:
        yield _wrong("year", said(N_("a year such as 2026")), str(plan.year),
                     remedy=said(N_("Correct the value.")))  # fmt: skip
    groups = sorted({one.group for one in Units(database).all(None)})
    if plan.group not in groups:
        yield _wrong(
            "group",
            said(N_("one of the peer groups {groups}"), groups=groups_said(groups)),
            plan.group,
            remedy=said(N_("Choose one of these; units are imported first.")),
        )
    if not _ID.match(plan.round_id) or len(plan.round_id) > 80:
        yield _wrong(
            "id",
            said(N_("small letters without marks, digits and hyphens")),
            plan.round_id[:60],
            remedy=said(N_("Correct the value.")),
        )
    elif Rounds(database).by_id(plan.round_id) is not None:
        yield _wrong(
            "id",
            said(N_("an id that no other round has")),
            plan.round_id,
            remedy=said(N_("Name the round by an id of its own.")),
        )
    if plan.chosen.origin not in USABLE:
        yield _wrong(
            "set",
            said(N_("a set that was issued")),
            f"{plan.chosen.criteria_set.id} ({plan.chosen.sha256[:12]})",
            remedy=said(N_("Issue the draft first; after that it never changes.")),
        )
    yield from _deadline_problems(plan)


def _deadline_problems(plan: Plan) -> Iterator[Problem]:
    days = [(step, plan.deadlines[step]) for step in STEPS if step in plan.deadlines]
    for (_, before), (step, day) in pairwise(days):
        if day < before:
            yield _wrong(
                step,
                said(
                    N_("a day not before that of the step before, {day}"), day=f"{before:%d/%m/%Y}"
                ),
                f"{day:%d/%m/%Y}",
                remedy=said(N_("Order the deadlines by the steps of the round.")),
            )


def _unknown(round_id: str) -> Problem:
    return Problem(
        "round.unknown",
        round_id,
        None,
        "id",
        said(N_("the code of a round")),
        said(N_("no such round")),
        said(N_("Load the list of rounds again.")),
    )


def _empty(stood: Round) -> Problem:
    return Problem(
        "round.empty",
        stood.id,
        None,
        "group",
        said(N_("at least one unit in the group {group}"), group=group_said(stood.group)),
        said(N_("no unit")),
        said(N_("Import the units of this group first (thuocdo import units).")),
    )


def _not_open(stood: Round) -> Problem:
    return Problem(
        "round.stage",
        stood.id,
        None,
        "stage",
        said(N_("a round that is open")),
        said(N_("published")) if stood.stage == PUBLISHED else said(N_("closed")),
        said(N_("Nothing has to be done: the time for declaring has ended already.")),
    )


def _wrong(place: str, expected: Sentence, got: str, *, remedy: Sentence) -> Problem:
    stood = said(N_("“{text}”"), text=got) if got else said(N_("nothing"))
    return Problem("round.plan", "round", None, place, expected, stood, remedy)

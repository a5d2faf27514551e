"""This module scores a stored round and freezes the result as a published run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dashboards.queries.ranking_doubt import keep_doubt, kept_doubt
from dashboards.queries.results import results
from scoring.definitions.criteria_set import CriteriaSet
from scoring.definitions.criteria_sets import criteria_set_from_bytes
from scoring.runs import Run, make_run
from scoring.score import Place, ScoreLine, UnitScore
from scoring.types import Text, Unit
from storage.database import Database
from storage.faults import Refused
from storage.figures import Figures
from storage.records import NewRun, Round, RunLine, RunPlace, RunRecord
from storage.rounds import Rounds
from storage.runs import Runs
from storage.text import vietnam_day
from storage.units import Units
from ui.version import VERSION
from ui.words import translator


def publish_round(
    database: Database, round_id: str, *, published_by: str, now: datetime
) -> RunRecord:
    """Score the round's units of today from the figures that count, rank them, and publish.

    How sure its ranks are is worked out once, then, and kept. Raises Refused where there is no such
    round, ProblemsFound where its figures contradict the set.
    """
    with database.write():  # one view: no figure may come in between reading and publishing
        stored = Rounds(database).by_id(round_id)
        if stored is None:
            raise Refused(f"there is no round {round_id}")
        latest = Figures(database).latest_id(round_id)
        criteria_set, made = _made(database, stored, at=now, until_id=latest)
        complete = {score.unit.code: score.complete for score in made.scores}
        run = Runs(database).publish(
            NewRun(
                round_id=round_id,
                data_sha256=made.data_sha256,
                code_version=VERSION,
                latest_figure_id=latest,
                published_at=now,
                published_by=published_by,
                places=tuple(
                    _place(place, criteria_set, complete=complete[place.unit.code])
                    for place in made.places
                ),
                lines=tuple(_line(score, line) for score in made.scores for line in score.lines),
            )
        )
    found = results(database, stored)
    if kept_doubt(database, found) is None:
        keep_doubt(database, found, made_by=published_by, at=now)
    return run


@dataclass(frozen=True, slots=True)
class Replay:
    """What came out when a published run was made again: where it differs, in plain places."""

    units: int
    set_id: str
    differences: tuple[str, ...]


def replay_run(database: Database, run_id: int) -> Replay | None:
    """Score a published run again from the figures of its time; None where there is no such run.

    A difference names what no longer comes out: the stored run itself, its data, a place or a line.
    """
    run = Runs(database).by_id(run_id)
    stored = None if run is None else Rounds(database).by_id(run.round_id)
    if run is None or stored is None:
        return None
    criteria_set, made = _made(database, stored, at=run.published_at, until_id=run.latest_figure_id)
    differences: list[str] = []
    if not Runs(database).unchanged(run_id):
        differences.append(f"run {run_id}: SHA-256")
    if made.data_sha256 != run.data_sha256 or criteria_set.sha256 != run.set_sha256:
        differences.append(f"run {run_id}: data SHA-256")
    complete = {score.unit.code: score.complete for score in made.scores}
    now = tuple(
        _place(place, criteria_set, complete=complete[place.unit.code]) for place in made.places
    )
    then_places = {place.unit_code: place for place in run.places}
    now_places = {place.unit_code: place for place in now}
    differences += [
        f"{code} TOTAL"
        for code in sorted(then_places | now_places)
        if then_places.get(code) != now_places.get(code)
    ]
    then_lines = {(line.unit_code, line.code): line for line in Runs(database).scores(run_id)}
    now_lines = {
        (score.unit.code, line.code): _line(score, line)
        for score in made.scores
        for line in score.lines
    }
    differences += [
        " ".join(where)
        for where in sorted(then_lines | now_lines)
        if _digits(then_lines.get(where)) != _digits(now_lines.get(where))
    ]
    return Replay(len(made.scores), run.set_id, tuple(differences))


def _digits(line: RunLine | None) -> tuple[object, ...] | None:
    """Take what must come out again; the sentence may be worded better by a newer program."""
    return None if line is None else (line.points, line.max_points, line.status)


def _made(
    database: Database, stored: Round, *, at: datetime, until_id: int
) -> tuple[CriteriaSet, Run]:
    """Score the round's units of a day from the figures stated up to a figure's number."""
    criteria_set = criteria_set_from_bytes(stored.set_content, file=stored.set_id)
    units = [
        Unit(unit.code, unit.name, unit.group, unit.kind)
        for unit in Units(database).in_group(stored.group, on=vietnam_day(at))
    ]
    figures = Figures(database).effective(stored.id, until_id=until_id)
    return criteria_set, make_run(criteria_set, units, figures)


def _place(place: Place, criteria_set: CriteriaSet, *, complete: bool) -> RunPlace:
    names = {band.code: band.name for band in criteria_set.bands}
    return RunPlace(
        unit_code=place.unit.code,
        name=place.unit.name,
        group=place.group,
        rank=place.rank,
        points=place.points,
        max_points=place.max_points,
        index=place.index,
        band=None if place.band is None else names[place.band],
        complete=complete,
    )


def _line(score: UnitScore, line: ScoreLine) -> RunLine:
    return RunLine(
        unit_code=score.unit.code,
        code=line.code,
        level=line.level,
        points=line.points,
        max_points=line.max_points,
        status=line.status,
        explanation=Text(
            vi=translator("vi").say(line.explanation), en=translator("en").say(line.explanation)
        ),
    )

"""This module scores a stored round and freezes the result as a published run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from scoring.definitions.criteria_set import CriteriaSet
from scoring.definitions.criteria_sets import criteria_set_from_bytes
from scoring.engine import score_units
from scoring.rank import rank_units
from scoring.score import Place, ScoreLine, UnitScore
from scoring.types import Text, Unit, UnitFigures
from storage.canonical import canonical, sha256_of
from storage.database import Database
from storage.faults import Refused
from storage.figures import Figures
from storage.records import NewRun, RunLine, RunPlace, RunRecord
from storage.rounds import Rounds
from storage.runs import Runs
from storage.text import vietnam_day
from storage.units import Units
from thuocdo import VERSION
from ui.words import translator


def publish_round(
    database: Database, round_id: str, *, published_by: str, now: datetime
) -> RunRecord:
    """Score the round's units of today from the figures that count, rank them, and publish.

    Raises Refused where there is no such round, ProblemsFound where its figures contradict the set.
    """
    with database.write():  # one view: no figure may come in between reading and publishing
        stored = Rounds(database).by_id(round_id)
        if stored is None:
            raise Refused(f"there is no round {round_id}")
        criteria_set = criteria_set_from_bytes(stored.set_content, file=stored.set_id)
        units = [
            Unit(unit.code, unit.name, unit.group)
            for unit in Units(database).in_group(stored.group, on=vietnam_day(now))
        ]
        figures = Figures(database).effective(round_id)
        scores = score_units(criteria_set, units, figures)
        places = rank_units(scores, criteria_set.ranking, criteria_set.bands)
        complete = {score.unit.code: score.complete for score in scores}
        return Runs(database).publish(
            NewRun(
                round_id=round_id,
                data_sha256=data_sha256(units, figures),
                code_version=VERSION,
                latest_figure_id=Figures(database).latest_id(round_id),
                published_at=now,
                published_by=published_by,
                places=tuple(
                    _place(place, criteria_set, complete=complete[place.unit.code])
                    for place in places
                ),
                lines=tuple(_line(score, line) for score in scores for line in score.lines),
            )
        )


def data_sha256(units: Sequence[Unit], figures: Mapping[str, UnitFigures]) -> str:
    """Hash what was scored: the units in the order of their codes, and their figures."""
    rows = [
        [
            unit.code,
            unit.name,
            unit.group,
            {
                criterion: {name: str(value) for name, value in inputs.items()}
                for criterion, inputs in figures.get(unit.code, {}).items()
            },
        ]
        for unit in sorted(units, key=lambda unit: unit.code)
    ]
    return sha256_of(canonical(rows))


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

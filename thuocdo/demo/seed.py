"""This module fills an empty database with the demonstration: all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from dashboards.queries.doubtful import look_through
from dashboards.queries.margin_weights import make_weights
from dashboards.queries.ranking_doubt import keep_doubt
from dashboards.queries.results import results
from scoring.definitions.criteria_sets import criteria_directories
from scoring.definitions.questionnaire import Questionnaire
from scoring.definitions.questionnaire_load import find_questionnaire
from scoring.questions import RatingQuestion, SingleChoiceQuestion
from scoring.types import Text
from storage.answers import Answers
from storage.audit import Audit
from storage.benchmarks import Benchmarks
from storage.database import Database
from storage.improvements import ImprovementNotes
from storage.people import People
from storage.properties import Properties
from storage.questionnaires import Questionnaires
from storage.records import BenchmarkRow, UnitRecord
from storage.rounds import Rounds
from storage.service_points import ServicePoints
from storage.submissions import Submissions
from storage.text import vietnam_day
from storage.units import Units
from thuocdo.demo import province
from thuocdo.demo.answers import store_answers
from thuocdo.demo.earlier_round import open_earlier_round
from thuocdo.demo.improvements import improvements
from thuocdo.demo.people import PASSWORD, PEOPLE
from thuocdo.demo.places import QUESTIONNAIRE, service_points, simulated_places
from thuocdo.demo.planted import planted
from thuocdo.demo.province import AGENCIES, COMMUNES, OfficialUnit
from thuocdo.demo.register import store_register
from thuocdo.demo.rounds import RoundPlan, open_and_publish
from thuocdo.demo.simulation import EXPECTED_ANSWERS, SEED, simulate
from thuocdo.demo.template_round import TEMPLATE_ROUND, open_template_round
from thuocdo.demo.whom import store_whom

ACTOR = "thuocdo demo"
BENCHMARK = "papi"
COMMUNE_ROUND = RoundPlan(
    id="766-2026-xa",
    group=COMMUNES,
    title=Text("Chỉ số 766 năm 2026: xã, phường", "766 index 2026: communes"),
)
AGENCY_ROUND = RoundPlan(
    id="766-2026-so",
    group=AGENCIES,
    title=Text("Chỉ số 766 năm 2026: sở, ban, ngành", "766 index 2026: departments"),
)
# What is published last stands first on the public page.
ROUNDS = (AGENCY_ROUND, COMMUNE_ROUND)


@dataclass(frozen=True, slots=True)
class Seeded:
    """How much was put in."""

    units: int
    points: int
    figures: int
    answers: int


def seed(
    database: Database, *, clock: Callable[[], datetime], expected: int = EXPECTED_ANSWERS
) -> Seeded:
    """Fill a database whose tables are there and empty; `expected` is the number of answers.

    Raises StorageFault, with nothing stored, where the database is not empty.
    """
    units = province.official_units()
    with database.write():
        Properties(database).put("demo", "yes")
        audit = _Diary(Audit(database), clock)
        points = _store_units(database, units, audit=audit)
        questionnaire = _store_questionnaire(database, clock(), audit=audit)
        _store_people(database, clock(), audit=audit)
        _store_benchmark(database, audit)
        figures = sum(
            open_and_publish(database, plan, author="thuky", now=clock(), note=audit.note)
            for plan in ROUNDS
        ) + open_template_round(
            database, group=AGENCIES, author="thuky", now=clock(), note=audit.note
        )
        agencies = [unit for unit in units if unit.group == AGENCIES]
        figures += store_register(
            database, agencies, author="thuky", now=clock(), note=audit.note
        ) + open_earlier_round(database, author="thuky", now=clock(), note=audit.note)
        store_whom(database, units, author="thuky", now=clock(), note=audit.note)
        ImprovementNotes(database).add(*improvements(vietnam_day(clock())))
        places = simulated_places(units)
        answers = store_answers(
            Submissions(database),
            questionnaire,
            chain(
                simulate(
                    units, places, questionnaire, comments=province.comments(), expected=expected
                ),
                planted(places, questionnaire, expected=expected),
            ),
        )
        audit.note("answers.simulated", QUESTIONNAIRE, number=answers, seed=SEED)
    Answers(database).fold()
    _work_out(database, clock())
    return Seeded(units=len(units), points=points, figures=figures, answers=answers)


class _Diary:
    """Writes the demonstration's own steps into the audit chain."""

    def __init__(self, audit: Audit, clock: Callable[[], datetime]) -> None:
        self._audit = audit
        self._clock = clock

    def note(self, action: str, subject: str, **details: object) -> None:
        """Note one step."""
        self._audit.record(ACTOR, action, subject, at=self._clock(), details=details)


def _work_out(database: Database, now: datetime) -> None:
    """Make the long calculations once, so that every desk has something to show."""
    template = Rounds(database).by_id(TEMPLATE_ROUND)
    if template is not None:
        keep_doubt(database, results(database, template), made_by=ACTOR, at=now)
    communes = [unit.code for unit in province.official_units() if unit.group == COMMUNES]
    look_through(database, COMMUNES, communes, made_by=ACTOR, at=now)
    make_weights(
        database,
        COMMUNES,
        dict.fromkeys(communes, COMMUNES),
        directories=criteria_directories(),
        made_by=ACTOR,
        at=now,
    )


def _store_units(database: Database, units: Sequence[OfficialUnit], *, audit: _Diary) -> int:
    Units(database).add_many(
        [
            UnitRecord(
                code=unit.code,
                name=unit.name,
                kind=unit.kind,
                group=unit.group,
                valid_from=province.UNITS_BEGAN,
            )
            for unit in units
        ]
    )
    audit.note("units.imported", "gia-lai", number=len(units), source="criteria/demo/gia-lai")
    points = service_points(units)
    ServicePoints(database).add_many(points)
    audit.note("service_points.added", "gia-lai", number=len(points))
    return len(points)


def _store_questionnaire(database: Database, now: datetime, *, audit: _Diary) -> Questionnaire:
    questionnaire = find_questionnaire(QUESTIONNAIRE, directories=criteria_directories())
    counted = [
        question.code
        for question in questionnaire.questions()
        if isinstance(question, RatingQuestion | SingleChoiceQuestion)
    ]
    Questionnaires(database).keep(
        questionnaire.raw, questionnaire.sha256, id=questionnaire.id, counted=counted, kept_at=now
    )
    audit.note("questionnaire.kept", questionnaire.id, sha256=questionnaire.sha256)
    return questionnaire


def _store_people(database: Database, now: datetime, *, audit: _Diary) -> None:
    people = People(database)
    for person in PEOPLE:
        people.add(
            person.username,
            PASSWORD,
            display_name=person.display_name,
            role=person.role,
            created_at=now,
            unit_code=person.unit_code,
        )
        audit.note("person.added", person.username, role=person.role)


def _store_benchmark(database: Database, audit: _Diary) -> None:
    rows = [
        BenchmarkRow(
            year=score.year,
            entity=score.province,
            dimension_code=score.dimension_code,
            dimension=score.dimension,
            subdimension_code=score.subdimension_code,
            subdimension=score.subdimension,
            score=score.score,
        )
        for score in province.papi_scores()
    ]
    Benchmarks(database).replace(BENCHMARK, rows)
    audit.note("benchmark.replaced", BENCHMARK, number=len(rows))

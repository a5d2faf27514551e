"""This module tests what a filled demonstration holds: real figures exactly, answers labelled."""

import json
from collections import Counter
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from dashboards.access.roles import ROLES
from dashboards.queries.conflicts import find_conflicts
from scoring.definitions.criteria_sets import (
    criteria_directories,
    criteria_set_from_bytes,
    find_set,
)
from scoring.engine import score_units
from scoring.rank import rank_units
from scoring.types import Unit
from storage.answers import Answers
from storage.audit import Audit
from storage.benchmarks import Benchmarks
from storage.database import open_database
from storage.entry_unusable import UnusablePapers
from storage.faults import StorageFault
from storage.figures import Figures
from storage.people import People
from storage.properties import Properties
from storage.records import ANSWER_ITEM, SignedIn
from storage.register import Register
from storage.rounds import Rounds
from storage.runs import Runs
from storage.service_points import ServicePoints
from storage.settings import Settings
from storage.units import Units
from survey_app import codes
from tests.demo.conftest import NOW, Filled, clock
from thuocdo.demo import province
from thuocdo.demo.directory import SIGN_INS
from thuocdo.demo.people import PEOPLE
from thuocdo.demo.prepare import ENVIRONMENT, prepared_demo
from thuocdo.demo.seed import COMMUNE_ROUND, ROUNDS, seed

pytestmark = pytest.mark.slow


def test_every_published_total_and_the_order_of_the_units_come_out_as_the_portal_has_them(
    filled: Filled,
) -> None:
    totals = province.published_totals()
    runs = Runs(filled.database)
    for plan in ROUNDS:
        run = runs.latest(plan.id)
        assert run is not None
        assert {p.unit_code: p.points for p in run.places} == {
            place.unit_code: Fraction(totals[place.unit_code]) for place in run.places
        }
        in_order = [totals[p.unit_code] for p in sorted(run.places, key=lambda p: p.rank or 0)]
        assert in_order == sorted(in_order, reverse=True)
        assert all(place.rank is not None for place in run.places)
        assert runs.unchanged(run.id)
    counts = [len(getattr(runs.latest(plan.id), "places", ())) for plan in ROUNDS]
    assert counts == [14, 135]


def test_every_published_line_is_explained_in_both_languages(filled: Filled) -> None:
    run = Runs(filled.database).latest(COMMUNE_ROUND.id)
    assert run is not None
    lines = Runs(filled.database).scores(run.id, "H21.227")
    assert [line.code for line in lines if line.level == "area"] == [
        "CKMB",
        "TDGQ",
        "CLGQ",
        "TTTT",
        "MDSH",
        "MDHL",
    ]
    on_time = next(line for line in lines if line.code == "DOSSIER_ON_TIME")
    assert "2.541" in on_time.explanation.vi
    assert "19,41" in on_time.explanation.vi
    assert "2,541" in on_time.explanation.en
    assert all(line.explanation.vi and line.explanation.en for line in lines)


def test_figures_name_the_portal_and_the_day_and_are_kept_as_exact_numbers(
    filled: Filled,
) -> None:
    records = Figures(filled.database).effective_records(COMMUNE_ROUND.id, unit_code="H21.227")
    assert records
    for record in records:
        assert "Cổng Dịch vụ công quốc gia" in record.source
        assert "10/10/2026" in record.evidence
        assert isinstance(record.value, Decimal)
        assert record.step == "declared"


def test_the_rounds_are_real_and_every_answer_is_marked_as_simulated(filled: Filled) -> None:
    assert {stored.id: stored.simulated for stored in Rounds(filled.database).all()} == {
        "766-2026-so": False,
        "766-2026-xa": False,
        "cchc-2024-so": True,
        "cchc-2026-so": True,
    }
    answers = Answers(filled.database)
    everything = answers.count(flagged=None)
    assert 800 <= everything <= 1000
    assert answers.count(flagged=None, simulated=True) == everything
    assert answers.count(flagged=None, simulated=False) == 0
    assert Properties(filled.database).get("demo") == "yes"


def test_some_communes_have_no_answers_and_some_too_few(filled: Filled) -> None:
    found = {
        str(tally.domain["unit"]): tally.n
        for tally in Answers(filled.database).tallies(("unit",), item=ANSWER_ITEM, flagged=None)
    }
    communes = [unit.code for unit in province.official_units() if unit.group == "COMMUNE"]
    assert sum(code not in found for code in communes) >= 3
    assert sum(1 <= found.get(code, 0) <= 4 for code in communes) >= 3


def test_each_unit_has_two_or_three_points_whose_codes_can_be_typed(filled: Filled) -> None:
    points = ServicePoints(filled.database).all()
    per_unit = Counter(point.unit_code for point in points)
    assert per_unit.keys() == {unit.code for unit in province.official_units()}
    assert set(per_unit.values()) == {2, 3}
    assert len({point.code for point in points}) == len(points)
    assert all(codes.read(point.code.lower()) == point.code for point in points)
    assert ServicePoints(filled.database).by_code(filled.prepared.survey_code) is not None


def test_the_units_began_on_the_first_of_july_2025(filled: Filled) -> None:
    units = Units(filled.database).all(on=province.UNITS_BEGAN)
    assert len(units) == 149
    assert {unit.valid_from for unit in units} == {province.UNITS_BEGAN}
    before = Units(filled.database).all(on=province.UNITS_BEGAN.replace(month=6))
    assert len(before) == 6, "the departments that three of today's came of"
    assert {unit.valid_to for unit in before} == {date(2025, 6, 30)}


def test_a_few_departments_declare_more_than_their_simulated_register_counts(
    filled: Filled,
) -> None:
    assert [file.simulated for file in Register(filled.database).files()] == [True]
    round_ = Rounds(filled.database).by_id("cchc-2026-so")
    assert round_ is not None
    criteria_set = criteria_set_from_bytes(round_.set_content, file=round_.set_id)
    found = find_conflicts(filled.database, round_, criteria_set)
    assert 10 <= len(found) <= 40
    assert not any(conflict.settled for conflict in found)


def test_everybody_who_is_listed_can_sign_in_and_every_role_is_there(filled: Filled) -> None:
    listed = json.loads((filled.prepared.data_dir / SIGN_INS).read_text(encoding="utf-8"))
    people = People(filled.database)
    roles = []
    for entry in listed:
        result = people.sign_in(entry["username"], entry["password"], now=NOW)
        assert isinstance(result, SignedIn)
        roles.append(result.person.role)
    # Two units: one whose round is published, one whose round takes figures and evidence.
    assert sorted(roles) == sorted([*ROLES, "unit_officer"])


def test_a_few_papers_came_back_that_nobody_can_enter(filled: Filled) -> None:
    (count,) = UnusablePapers(filled.database).by_point().values()
    assert (count.entered, count.unusable) == (0, {"blank": 2, "torn": 1, "spoiled": 1})


def test_papi_is_whole_and_the_audit_chain_tells_what_was_done(filled: Filled) -> None:
    assert len(Benchmarks(filled.database).rows("papi")) == len(province.papi_scores())
    audit = Audit(filled.database)
    assert audit.verify() is None
    actions = Counter(event.action for event in audit.latest(100))
    assert actions["round.opened"] == 4
    assert actions["run.published"] == 2
    assert actions["figures.declared"] == 2
    assert actions["person.added"] == len(PEOPLE)
    assert actions["answers.simulated"] == 1


def test_the_second_start_keeps_everything_and_makes_nothing(filled: Filled) -> None:
    before = Audit(filled.database).seal()

    def must_not_work() -> None:
        raise AssertionError("the data was made again")

    with prepared_demo(filled.prepared.data_dir, clock=clock, on_work=must_not_work) as again:
        assert not again.fresh
        assert again.survey_code == filled.prepared.survey_code
    assert Audit(filled.database).seal() == before


def test_a_database_that_holds_something_is_not_filled_a_second_time(filled: Filled) -> None:
    before = Audit(filled.database).seal()
    with pytest.raises(StorageFault):
        seed(filled.database, clock=clock, expected=10)
    assert Audit(filled.database).seal() == before


def test_a_start_that_broke_off_is_made_whole_by_the_next(tmp_path: Path) -> None:
    calls = iter(range(1000))

    def breaks_off() -> datetime:
        if next(calls) == 9:
            raise KeyboardInterrupt
        return NOW

    with (
        pytest.raises(KeyboardInterrupt),
        prepared_demo(tmp_path / "demo", clock=breaks_off, expected=50),
    ):
        pass
    with prepared_demo(tmp_path / "demo", clock=clock, expected=50) as prepared:
        assert prepared.fresh
    settings = Settings.from_environment(tmp_path / "demo", environment=ENVIRONMENT)
    database = open_database(settings)
    try:
        assert Runs(database).latest(COMMUNE_ROUND.id) is not None
        assert Audit(database).verify() is None
    finally:
        database.close()


def test_settings_for_real_work_do_not_reach_the_demonstration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "office.sqlite3"
    monkeypatch.setenv("THUOCDO_DATABASE_URL", f"sqlite:///{elsewhere}")
    with prepared_demo(tmp_path / "demo", clock=clock, expected=20):
        pass
    assert not elsewhere.exists()


def test_the_template_round_says_of_every_figure_that_it_is_simulated(filled: Filled) -> None:
    records = Figures(filled.database).effective_records("cchc-2026-so")
    assert len(records) > 300
    assert all("mô phỏng" in record.source for record in records)


def test_the_template_round_spreads_departments_over_bands(filled: Filled) -> None:
    stored = next(r for r in Rounds(filled.database).all() if r.id == "cchc-2026-so")
    criteria_set = find_set(stored.set_id, directories=criteria_directories())
    units = [
        Unit(unit.code, unit.name, unit.group, unit.kind)
        for unit in province.official_units()
        if unit.group == stored.group
    ]
    scores = score_units(criteria_set, units, Figures(filled.database).effective(stored.id))
    bands = {p.band for p in rank_units(scores, criteria_set.ranking, criteria_set.bands)}
    assert len(bands - {None}) >= 2
    assert any(not score.complete for score in scores)

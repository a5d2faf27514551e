"""A published run is frozen, and publishing again supersedes it."""

from __future__ import annotations

import hashlib
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from scoring.types import Text
from storage.benchmarks import Benchmarks
from storage.database import Database
from storage.faults import Refused
from storage.records import BenchmarkRow, NewRound, NewRun, RunLine, RunPlace
from storage.rounds import Rounds
from storage.runs import Runs
from storage.text import exact_text
from tests.storage.sample import NOW, SET, open_round

PLACES = (
    RunPlace(
        "H1",
        "Xã Ia Băng",
        "COMMUNE",
        1,
        Fraction(1941, 100),
        Fraction(20),
        Fraction(9705, 100),
        Text(vi="Xuất sắc", en="Excellent"),
        True,
    ),
    RunPlace(
        "H2", "Phường Quy Nhơn", "COMMUNE", None, Fraction(0), Fraction(20), None, None, False
    ),
)
LINES = (
    RunLine(
        "H1",
        "DOSSIER_ON_TIME",
        "criterion",
        Fraction(58, 3),
        Fraction(20),
        "scored",
        Text(vi="Đúng hạn 29/30 hồ sơ.", en="29 of 30 dossiers on time."),
    ),
    RunLine("H1", "TOTAL", "total", Fraction(58, 3), Fraction(20), "scored", Text(vi="Tổng")),
    RunLine("H2", "DOSSIER_ON_TIME", "criterion", None, Fraction(20), "missing", Text(vi="Thiếu")),
)
NEW = NewRun(
    round_id="xa-2026",
    data_sha256="a" * 64,
    code_version="0.1.0",
    latest_figure_id=7,
    published_at=NOW,
    published_by="thuky",
    places=PLACES,
    lines=LINES,
)


@pytest.fixture
def runs(furnished: Database) -> Runs:
    open_round(furnished)
    return Runs(furnished)


def test_run_comes_back_exactly_as_it_was_published(runs: Runs) -> None:
    published = runs.publish(NEW)
    assert runs.latest("xa-2026") == published == runs.by_id(published.id)
    assert published.places == PLACES
    assert (published.number, published.supersedes) == (1, None)
    assert (published.set_id, published.set_sha256) == (
        "vn-766/2022",
        hashlib.sha256(SET).hexdigest(),
    )
    assert runs.scores(published.id) == LINES
    assert runs.scores(published.id, "H2") == LINES[2:]
    assert runs.scores(published.id + 1) == ()


def test_publishing_again_supersedes_and_keeps_the_first(runs: Runs) -> None:
    first = runs.publish(NEW)
    second = runs.publish(replace(NEW, latest_figure_id=8))
    assert (second.number, second.supersedes) == (2, first.id)
    assert runs.latest("xa-2026") == second
    assert runs.of_round("xa-2026") == (second, first)
    assert runs.scores(first.id) == LINES


def test_equal_content_has_an_equal_hash_and_other_content_another(runs: Runs) -> None:
    first, again = runs.publish(NEW), runs.publish(NEW)
    other = runs.publish(replace(NEW, lines=LINES[:2]))
    assert first.content_sha256 == again.content_sha256 != other.content_sha256


def test_stored_run_still_has_its_hash_until_somebody_breaks_in(runs: Runs) -> None:
    run = runs.publish(NEW)
    assert runs.unchanged(run.id)
    assert not runs.unchanged(run.id + 1)
    with runs.database.write() as connection:
        if runs.database.is_sqlite:
            connection.execute(text("DROP TRIGGER run_unit_refuses_update"))
        else:
            connection.execute(text("ALTER TABLE run_unit DISABLE TRIGGER USER"))
        connection.execute(text("UPDATE run_unit SET lines = replace(lines, '58/3', '59/3')"))
    assert not runs.unchanged(run.id)


def test_run_of_an_unknown_round_is_refused(runs: Runs) -> None:
    with pytest.raises(Refused):
        runs.publish(replace(NEW, round_id="NO"))
    assert runs.latest("NO") is None


def test_runs_published_at_once_get_numbers_without_gaps(runs: Runs) -> None:
    start = threading.Barrier(6)

    def publish(_: int) -> int:
        start.wait()
        return runs.publish(NEW).number

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(publish, range(6))) == [1, 2, 3, 4, 5, 6]


def test_published_shows_the_latest_run_of_each_round(runs: Runs) -> None:
    open_round(runs.database, "xa-2025")
    runs.publish(NEW)
    latest = runs.publish(NEW)
    other = runs.publish(replace(NEW, round_id="xa-2025"))
    assert runs.published() == (other, latest)


def test_round_keeps_the_bytes_of_its_set_and_moves_through_its_stages(runs: Runs) -> None:
    rounds = Rounds(runs.database)
    opened = rounds.by_id("xa-2026")
    assert opened is not None
    assert (opened.set_content, opened.stage, opened.opened_at) == (SET, "open", NOW)
    rounds.set_stage("xa-2026", "appraisal")
    assert rounds.all() == (replace(opened, stage="appraisal"),)
    with pytest.raises(Refused):
        rounds.set_stage("NO", "appraisal")
    with pytest.raises(Refused):
        open_round(runs.database)
    assert rounds.by_id("NO") is None


def test_round_with_a_hash_not_its_sets_is_refused(database: Database) -> None:
    wrong = NewRound("r", Text(vi="r"), 2026, "G", "s", "0" * 64, SET, NOW)
    with pytest.raises(ValueError, match="hash"):
        Rounds(database).open(wrong)


@given(st.fractions())
def test_any_fraction_is_written_exactly(number: Fraction) -> None:
    assert Fraction(exact_text(number)) == number


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4))
def test_fraction_of_a_decimal_is_written_as_a_decimal(number: Decimal) -> None:
    written = exact_text(Fraction(number))
    assert "/" not in written
    assert Decimal(written) == number


def test_fractions_are_written_as_people_write_them() -> None:
    written = [exact_text(Fraction(text)) for text in ("19.41", "20", "58/3", "-1/8", "1/200")]
    assert written == ["19.41", "20", "58/3", "-0.125", "0.005"]


def _papi(year: int, score: str | None, sub: str = "") -> BenchmarkRow:
    digits = None if score is None else Decimal(score)
    return BenchmarkRow(year, "Gia Lai", "D1", "Tham gia", sub, sub, digits)


def test_benchmark_is_replaced_whole_and_keeps_its_digits(database: Database) -> None:
    benchmarks = Benchmarks(database)
    benchmarks.replace("papi", [_papi(2012, "5.10"), _papi(2011, None), _papi(2011, "1.2", "S1")])
    benchmarks.replace("sipas", [_papi(2011, "80.1")])
    assert [
        (row.year, row.subdimension_code, str(row.score)) for row in benchmarks.rows("papi")
    ] == [
        (2011, "", "None"),
        (2011, "S1", "1.2"),
        (2012, "", "5.10"),
    ]
    benchmarks.replace("papi", [_papi(2024, "4.9")])
    assert [row.year for row in benchmarks.rows("papi")] == [2024]
    assert benchmarks.sources() == ("papi", "sipas")


def test_doubled_benchmark_row_is_refused_and_the_old_rows_stay(database: Database) -> None:
    benchmarks = Benchmarks(database)
    benchmarks.replace("papi", [_papi(2011, "5")])
    with pytest.raises(Refused):
        benchmarks.replace("papi", [_papi(2012, "5"), _papi(2012, "6")])
    assert [row.year for row in benchmarks.rows("papi")] == [2011]

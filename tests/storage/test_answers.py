"""Answers become tallies, each counted exactly once, and never more than may be counted."""

from __future__ import annotations

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text

from storage.answer_fold import fold_batch
from storage.answers import DIMENSIONS, Answers
from storage.database import Database
from storage.decisions import Decisions
from storage.records import ANSWER_ITEM
from storage.submissions import Submissions
from tests.storage.sample import answer, decision


def _counts(database: Database, *by: str, item: str = "S1", **scope: object) -> dict[object, int]:
    tallies = Answers(database).tallies(by, item=item, **scope)  # type: ignore[arg-type]
    return {(*tally.domain.values(), tally.value): tally.n for tally in tallies}


def test_new_answers_are_in_the_tallies_as_soon_as_these_are_read(furnished: Database) -> None:
    submissions = Submissions(furnished)
    submissions.add_many([answer({"S1": 5}), answer({"S1": 5}), answer({"S1": 2})])
    assert _counts(furnished, "unit") == {("H1", "5"): 2, ("H1", "2"): 1}
    submissions.add(answer({"S1": 2}))
    assert _counts(furnished, "unit") == {("H1", "5"): 2, ("H1", "2"): 2}


def test_number_of_answers_counts_those_that_left_every_item_out(furnished: Database) -> None:
    Submissions(furnished).add_many([answer({}), answer({"S1": 3}), answer({"T": "hay"})])
    assert Answers(furnished).count() == 3
    assert Answers(furnished).count("H1") == 3
    assert Answers(furnished).count("H2") == 0


def test_free_text_and_unknown_items_never_become_a_tally(furnished: Database) -> None:
    content: dict[str, object] = {
        "S1": 4,
        "COMMENT": "5",
        "OTHER": 5,
        "S2": {"nested": {"deep": 1}},
    }
    Submissions(furnished).add(answer(content))
    items = {tally.item for tally in Answers(furnished).tallies(())}
    assert items == {"S1", ANSWER_ITEM}


def test_several_choices_and_parts_count_once_each(furnished: Database) -> None:
    content: dict[str, object] = {"S1": ["a", "b"], "S2": {"row": 4, "other": "na"}}
    Submissions(furnished).add(answer(content))
    counted = {(tally.item, tally.value, tally.n) for tally in Answers(furnished).tallies(())}
    assert counted == {
        ("S1", "a", 1),
        ("S1", "b", 1),
        ("S2/row", "4", 1),
        ("S2/other", "na", 1),
        (ANSWER_ITEM, "", 1),
    }


def test_not_applicable_choices_and_several_choices_are_counted_as_they_are(
    furnished: Database,
) -> None:
    Submissions(furnished).add(answer({"S1": "na", "FIELD": ["dat-dai", "ho-tich"], "S2": None}))
    found = {(tally.item, tally.value): tally.n for tally in Answers(furnished).tallies(())}
    assert found == {
        ("S1", "na"): 1,
        ("FIELD", "dat-dai"): 1,
        ("FIELD", "ho-tich"): 1,
        (ANSWER_ITEM, ""): 1,
    }


def test_flagged_answers_are_kept_apart(furnished: Database) -> None:
    Submissions(furnished).add_many(
        [
            answer({"S1": 5}),
            answer({"S1": 1}, flags=("too_fast", "honeypot")),
        ]
    )
    answers = Answers(furnished)
    assert answers.count() == 1
    assert answers.count(flagged=True) == 1
    assert answers.count(flagged=None) == 2
    assert _counts(furnished, flagged=True) == {("1",): 1}
    assert answers.columns([], flagged=True)["flags"] == ["too_fast honeypot"]


def test_simulated_answers_can_be_told_from_real_ones(furnished: Database) -> None:
    Submissions(furnished).add_many([answer(), answer(simulated=True), answer(simulated=True)])
    assert Answers(furnished).count(simulated=False) == 1
    assert Answers(furnished).count(simulated=True) == 2
    assert _counts(furnished, "simulated") == {(False, "5"): 1, (True, "5"): 2}


def test_every_dimension_divides(furnished: Database) -> None:
    late = datetime(2026, 3, 31, 17, 30, tzinfo=UTC)  # 00:30 on 1 April in Viet Nam
    Submissions(furnished).add_many(
        [
            answer(),
            answer(point_code="P2", channel="kiosk", received_at=late),
            answer(point_code="P3", unit_code="H2", tier="invited"),
        ]
    )
    assert _counts(furnished, "unit", "point") == {
        ("H1", "P1", "5"): 1,
        ("H1", "P2", "5"): 1,
        ("H2", "P3", "5"): 1,
    }
    assert _counts(furnished, "day") == {("2026-03-10", "5"): 2, ("2026-04-01", "5"): 1}
    assert _counts(furnished, "month") == {("2026-03", "5"): 2, ("2026-04", "5"): 1}
    assert _counts(furnished, "channel") == {("qr", "5"): 2, ("kiosk", "5"): 1}
    assert _counts(furnished, "tier") == {("volunteer", "5"): 2, ("invited", "5"): 1}
    assert _counts(furnished, "flagged", flagged=None) == {(False, "5"): 3}


def test_a_dimension_that_does_not_exist_is_refused_with_the_known_ones(
    furnished: Database,
) -> None:
    with pytest.raises(ValueError, match="postcode") as caught:
        Answers(furnished).tallies(("postcode",))
    assert all(name in str(caught.value) for name in DIMENSIONS)


def test_period_includes_both_its_days(furnished: Database) -> None:
    Submissions(furnished).add_many(
        [answer(received_at=datetime(2026, 3, day, 3, tzinfo=UTC)) for day in (9, 10, 11, 12)]
    )
    count = Answers(furnished).count
    assert count(since=date(2026, 3, 10), until=date(2026, 3, 11)) == 2
    assert count(since=date(2026, 3, 12)) == 1
    assert count(until=date(2026, 3, 8)) == 0
    days = Answers(furnished).columns([], since=date(2026, 3, 10), until=date(2026, 3, 11))["day"]
    assert days == [date(2026, 3, 10), date(2026, 3, 11)]


def test_columns_have_one_length_and_the_order_of_arrival(furnished: Database) -> None:
    Submissions(furnished).add_many([answer({"S1": value}) for value in (3, 1, 2)])
    Submissions(furnished).add(answer({"T": "cảm ơn"}, point_code="P3", unit_code="H2"))
    columns = Answers(furnished).columns(["S1", "T"])
    assert sorted(columns["S1"][:3], key=str) == [1, 2, 3]
    assert (columns["S1"][3], columns["T"][3], columns["unit"][3]) == (None, "cảm ơn", "H2")
    assert {len(column) for column in columns.values()} == {4}
    assert len(set(map(str, columns["number"]))) == 4
    assert Answers(furnished).columns(["T"], unit="H2")["T"] == ["cảm ơn"]


def test_folds_in_small_steps_count_everything_once(
    furnished: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.answers.FOLD_BATCH", 7)
    Submissions(furnished).add_many([answer() for _ in range(50)])
    assert Answers(furnished).fold() == 50
    assert Answers(furnished).fold() == 0
    assert Answers(furnished).count() == 50


def test_fold_that_fails_half_way_leaves_queue_and_tallies_as_they_were(
    furnished: Database,
) -> None:
    Submissions(furnished).add_many([answer() for _ in range(5)])

    def fold_and_fail() -> None:
        with furnished.write() as connection:
            assert fold_batch(connection, 3) == 3
            raise RuntimeError("the machine went down")

    with pytest.raises(RuntimeError):
        fold_and_fail()
    assert Answers(furnished).count() == 5


def test_readers_and_writers_at_once_count_each_answer_once(furnished: Database) -> None:
    submissions, answers = Submissions(furnished), Answers(furnished)
    start = threading.Barrier(8)

    def work(number: int) -> None:
        start.wait()
        for _ in range(10):
            if number % 2:
                submissions.add(answer())
            else:
                answers.count()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    assert answers.count() == 40


@pytest.mark.postgres
@pytest.mark.slow
def test_answer_that_commits_after_a_later_number_was_folded_is_still_counted(
    migrated_postgres: str,
) -> None:
    from storage.database import open_database
    from tests.storage.sample import furnish

    database = open_database(migrated_postgres)
    furnish(database)
    submissions, answers = Submissions(database), Answers(database)
    began, go_on = threading.Event(), threading.Event()

    def slow_writer() -> None:
        with database.write():
            submissions.add(answer({"S1": 1}))
            began.set()
            go_on.wait(10)

    writer = threading.Thread(target=slow_writer)
    writer.start()
    assert began.wait(10)
    submissions.add(answer({"S1": 5}))
    assert _counts(database) == {("5",): 1}
    go_on.set()
    writer.join()
    with database.read() as connection:
        numbers = connection.execute(text("SELECT id FROM answer ORDER BY id")).scalars().all()
    assert len(numbers) == 2
    assert _counts(database) == {("1",): 1, ("5",): 1}
    assert answers.count() == 2
    database.close()


def test_tallies_come_in_a_fixed_order(furnished: Database) -> None:
    Submissions(furnished).add_many(
        [answer({"S1": value, "S2": value}, point_code="P3", unit_code="H2") for value in (5, 1, 3)]
    )
    Submissions(furnished).add(answer({"S1": 2}))
    tallies = Answers(furnished).tallies(("unit",), item=("S1", "S2"))
    keys = [(*tally.domain.values(), tally.item, tally.value) for tally in tallies]
    assert keys == sorted(keys)
    assert Counter(tally.item for tally in tallies) == {"S1": 4, "S2": 3}


def test_a_quick_answer_is_marked_and_still_counts(furnished: Database) -> None:
    Submissions(furnished).add_many(
        [
            answer({"S1": 5}, flags=("too_fast",)),
            answer({"S1": 1}, flags=("too_fast", "burst_browser")),
        ]
    )
    answers = Answers(furnished)
    assert answers.count() == 1
    assert answers.count(flagged=True) == 1
    assert answers.columns([])["flags"] == ["too_fast"]
    assert answers.columns([], flagged=True)["flags"] == ["too_fast burst_browser"]


def test_the_stream_gives_every_answer_once_whatever_the_batch(furnished: Database) -> None:
    Submissions(furnished).add_many(
        [
            answer({"S1": 1}),
            answer({"S1": 2}, flags=("kiosk_locked",)),
            answer({"S1": 3}, unit_code="H2", point_code="P3", simulated=True),
            answer({"S1": 4}, received_at=datetime(2026, 3, 11, 20, tzinfo=UTC)),
            answer({"S1": 5}),
        ]
    )
    store = Answers(furnished)
    for batch in (1, 2, 5, 100):
        given = list(store.stream(batch=batch))
        assert [one.values["S1"] for one in given] == [1, 2, 3, 4, 5]
    assert [one.set_aside for one in given] == [False, True, False, False, False]
    assert [one.simulated for one in given] == [False, False, True, False, False]
    assert given[3].local_day == date(2026, 3, 12)
    assert [one.values["S1"] for one in store.stream(unit="H2", batch=1)] == [3]
    assert [one.values["S1"] for one in store.stream(since=date(2026, 3, 12))] == [4]
    assert {one.questionnaire_sha256 for one in given} == set(store.questionnaires())


def test_a_persons_decision_counts_in_the_stream(furnished: Database) -> None:
    Submissions(furnished).add_many([answer(), answer(flags=("kiosk_locked",))])
    first, second = (one.number for one in Answers(furnished).stream())
    decisions = Decisions(furnished)
    decisions.decide(decision((first,)))
    decisions.decide(decision((second,), set_aside=False))
    assert [one.set_aside for one in Answers(furnished).stream()] == [True, False]

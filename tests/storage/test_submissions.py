"""Answers come in exactly once, whoever sends them and however often."""

from __future__ import annotations

import sys
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from subprocess import PIPE, Popen

import pytest
from sqlalchemy import text

from storage.answers import Answers
from storage.database import Database
from storage.faults import Refused
from storage.records import Conflict, NewAnswer, Repeated, Stored
from storage.submissions import Submissions
from tests.storage.sample import NOW, answer, other_content


def _rows(database: Database, table: str) -> int:
    with database.read() as connection:
        return int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())


def test_new_answer_is_stored_with_a_receipt_that_can_be_looked_up(furnished: Database) -> None:
    submissions = Submissions(furnished)
    outcome = submissions.add(answer())
    assert isinstance(outcome, Stored)
    found = submissions.find_receipt(outcome.receipt)
    assert found is not None
    assert found.received_at == NOW


def test_same_key_and_content_is_repeated_with_the_same_receipt(furnished: Database) -> None:
    submissions, sent = Submissions(furnished), answer()
    first = submissions.add(sent)
    assert submissions.add(sent) == Repeated(first.receipt)
    assert _rows(furnished, "answer") == 1


def test_same_key_with_other_content_is_a_conflict_and_changes_nothing(
    furnished: Database,
) -> None:
    submissions, sent = Submissions(furnished), answer({"S1": 5})
    first = submissions.add(sent)
    assert submissions.add(other_content(sent)) == Conflict(first.receipt)
    assert Answers(furnished).columns(["S1"])["S1"] == [5]


def test_batch_says_of_each_what_became_of_it(furnished: Database) -> None:
    submissions, old = Submissions(furnished), answer()
    submissions.add(old)
    fresh = answer({"S1": 3})
    outcomes = submissions.add_many([fresh, old, fresh, other_content(fresh), answer({"S1": 4})])
    assert [type(outcome) for outcome in outcomes] == [Stored, Repeated, Repeated, Conflict, Stored]
    assert outcomes[0].receipt == outcomes[2].receipt == outcomes[3].receipt
    assert _rows(furnished, "answer") == 3


def test_empty_batch_is_no_work(furnished: Database) -> None:
    assert Submissions(furnished).add_many([]) == ()


@pytest.mark.parametrize(
    "wrong", [{"point_code": "NO"}, {"unit_code": "NO"}, {"questionnaire_sha256": "0" * 64}]
)
def test_answer_for_something_unknown_is_refused_and_leaves_no_trace(
    furnished: Database, wrong: dict[str, str]
) -> None:
    submissions = Submissions(furnished)
    with pytest.raises(Refused):
        submissions.add_many([answer(), replace(answer(), **wrong)])  # type: ignore[arg-type]
    assert _rows(furnished, "submission") == 0
    assert _rows(furnished, "answer") == 0


def test_receipt_that_is_taken_is_drawn_again(
    furnished: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    submissions = Submissions(furnished)
    taken = submissions.add(answer()).receipt
    drawn = iter([taken, taken, "0000000000A"])
    monkeypatch.setattr("storage.submissions.new_receipt", lambda: next(drawn))
    assert submissions.add(answer()) == Stored("0000000000A")


def test_fifty_threads_with_one_key_store_it_once(furnished: Database) -> None:
    submissions, sent = Submissions(furnished), answer()
    start = threading.Barrier(50)

    def send(_: int) -> str:
        start.wait()
        return type(submissions.add(sent)).__name__

    with ThreadPoolExecutor(50) as pool:
        outcomes = Counter(pool.map(send, range(50)))
    assert outcomes == {"Stored": 1, "Repeated": 49}
    assert _rows(furnished, "answer") == 1


def test_fifty_threads_with_two_contents_keep_the_first_only(furnished: Database) -> None:
    submissions, sent = Submissions(furnished), answer({"S1": 5})
    pair = (sent, other_content(sent))
    start = threading.Barrier(50)

    def send(number: int) -> tuple[int, str]:
        start.wait()
        return number % 2, type(submissions.add(pair[number % 2])).__name__

    with ThreadPoolExecutor(50) as pool:
        outcomes = list(pool.map(send, range(50)))
    winner = next(side for side, outcome in outcomes if outcome == "Stored")
    expected = Counter(
        {(winner, "Stored"): 1, (winner, "Repeated"): 24, (1 - winner, "Conflict"): 25}
    )
    assert Counter(outcomes) == expected


def test_overlapping_batches_in_opposite_order_do_not_lock_each_other_out(
    furnished: Database,
) -> None:
    submissions = Submissions(furnished)
    batch = [answer({"S1": number % 5 + 1}) for number in range(40)]
    start = threading.Barrier(8)

    def send(number: int) -> Counter[str]:
        start.wait()
        mine: list[NewAnswer] = batch if number % 2 else batch[::-1]
        return Counter(type(outcome).__name__ for outcome in submissions.add_many(mine))

    with ThreadPoolExecutor(8) as pool:
        outcomes = sum(pool.map(send, range(8)), Counter())
    assert outcomes == {"Stored": 40, "Repeated": 280}


SENDER = """
import sys
from storage.database import open_database
from storage.submissions import Submissions
from tests.storage.sample import answer
submissions = Submissions(open_database(sys.argv[1]))
sys.stdin.readline()
for number in range(40):
    print(type(submissions.add(answer({"S1": 5}, key=f"shared-key-{number:010d}"))).__name__)
"""


@pytest.mark.slow
def test_processes_with_the_same_keys_store_each_once(
    furnished: Database, database_url: str
) -> None:
    senders = [
        Popen([sys.executable, "-c", SENDER, database_url], stdin=PIPE, stdout=PIPE, text=True)
        for _ in range(2)
    ]
    for sender in senders:
        assert sender.stdin is not None
        sender.stdin.write("go\n")
        sender.stdin.flush()
    said = Counter(line for sender in senders for line in sender.communicate()[0].split())
    assert said == {"Stored": 40, "Repeated": 40}
    assert _rows(furnished, "answer") == 40


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("key", "short"),
        ("key", "with spaces in the key"),
        ("content_hash", "not a hash"),
        ("content", "[]"),
        ("content", "not JSON"),
        ("content", '{"S1": "' + "a" * 70_000 + '"}'),
        ("content", '{"S1": "\x00"}'),
        ("language", ""),
        ("flags", ("two words",)),
        ("received_at", NOW.replace(tzinfo=None)),
    ],
)
def test_answer_that_cannot_be_stored_is_refused_before_it_joins_a_batch(
    field: str, value: object
) -> None:
    with pytest.raises(ValueError, match=r".+"):
        answer(**{field: value})


def test_answer_in_decomposed_and_rare_unicode_comes_back_composed(furnished: Database) -> None:
    Submissions(furnished).add(answer({"T": "Tie\u0302\u0301ng Vie\u0323\u0302t 🙂 \u202e"}))
    assert Answers(furnished).columns(["T"])["T"] == ["Tiếng Việt 🙂 \u202e"]

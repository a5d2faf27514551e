"""Answers written in groups are as safe as answers written alone."""

from __future__ import annotations

import signal
import sys
import threading
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from subprocess import PIPE, Popen

import pytest
from sqlalchemy import text

from storage.answers import Answers
from storage.database import Database, open_database
from storage.faults import Refused, Unavailable
from storage.intake_writer import LARGEST_GROUP, IntakeWriter
from storage.records import Conflict, NewAnswer, Outcome, Repeated, Stored
from storage.submissions import Submissions
from tests.storage.sample import answer, furnish, other_content


class HeldSubmissions(Submissions):
    """Submissions that note the size of every group and wait before the first."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.sizes: list[int] = []
        self.began = threading.Event()
        self.go_on = threading.Event()

    def add_many(self, answers: Sequence[NewAnswer]) -> tuple[Outcome, ...]:
        self.sizes.append(len(answers))
        self.began.set()
        assert self.go_on.wait(10)
        return super().add_many(answers)


def test_writer_says_what_the_repository_says(furnished: Database) -> None:
    writer, sent = IntakeWriter(Submissions(furnished)), answer()
    first = writer.add(sent)
    assert isinstance(first, Stored)
    assert writer.add(sent) == Repeated(first.receipt)
    assert writer.add(other_content(sent)) == Conflict(first.receipt)
    writer.close()
    assert Answers(furnished).count() == 1


def test_answers_that_wait_are_committed_together(furnished: Database) -> None:
    submissions = HeldSubmissions(furnished)
    writer = IntakeWriter(submissions)
    promises = [writer.send(answer())]
    assert submissions.began.wait(10)
    promises += [writer.send(answer()) for _ in range(LARGEST_GROUP + 5)]
    submissions.go_on.set()
    writer.close()
    assert submissions.sizes == [1, LARGEST_GROUP, 5]
    assert {type(promise.result()) for promise in promises} == {Stored}
    assert Answers(furnished).count() == LARGEST_GROUP + 6


def test_bad_answer_does_not_take_its_group_with_it(furnished: Database) -> None:
    submissions = HeldSubmissions(furnished)
    writer = IntakeWriter(submissions)
    promises = [writer.send(answer())]
    assert submissions.began.wait(10)
    bad = writer.send(answer(point_code="NO"))
    promises += [writer.send(answer()) for _ in range(4)]
    submissions.go_on.set()
    writer.close()
    with pytest.raises(Refused):
        bad.result()
    assert {type(promise.result()) for promise in promises} == {Stored}
    assert Answers(furnished).count() == 5


def test_who_gives_up_while_waiting_is_not_stored_and_disturbs_nobody(
    furnished: Database,
) -> None:
    submissions = HeldSubmissions(furnished)
    writer = IntakeWriter(submissions)
    first = writer.send(answer())
    assert submissions.began.wait(10)
    given_up, kept = writer.send(answer()), writer.send(answer())
    assert given_up.cancel()
    submissions.go_on.set()
    writer.close()
    assert {type(first.result()), type(kept.result())} == {Stored}
    assert Answers(furnished).count() == 2


def test_fault_of_another_kind_reaches_the_callers_and_the_writer_lives_on(
    furnished: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    submissions = Submissions(furnished)
    writer = IntakeWriter(submissions)

    def fail(answers: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(submissions, "add_many", fail)
    with pytest.raises(RuntimeError, match="a bug"):
        writer.add(answer())
    monkeypatch.undo()
    assert isinstance(writer.add(answer()), Stored)
    writer.close()


def test_closed_writer_has_written_everything_and_takes_no_more(furnished: Database) -> None:
    writer = IntakeWriter(Submissions(furnished))
    promises = [writer.send(answer()) for _ in range(100)]
    writer.close()
    writer.close()
    assert all(promise.done() for promise in promises)
    with pytest.raises(Unavailable):
        writer.send(answer())
    assert Answers(furnished).count() == 100


def test_overloaded_writer_says_so_at_once(
    furnished: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.intake_writer.MOST_WAITING", 4)
    submissions = HeldSubmissions(furnished)
    writer = IntakeWriter(submissions)
    first = writer.send(answer())
    assert submissions.began.wait(10)
    promises = [writer.send(answer()) for _ in range(3)]
    with pytest.raises(Unavailable):
        writer.send(answer())
    submissions.go_on.set()
    writer.close()
    assert {type(promise.result()) for promise in [first, *promises]} == {Stored}


def test_fifty_threads_sharing_keys_store_each_once(furnished: Database) -> None:
    writer = IntakeWriter(Submissions(furnished))
    keys = [answer() for _ in range(20)]
    start = threading.Barrier(50)

    def send(number: int) -> Counter[str]:
        start.wait()
        return Counter(type(writer.add(keys[(number + step) % 20])).__name__ for step in range(20))

    with ThreadPoolExecutor(50) as pool:
        outcomes = sum(pool.map(send, range(50)), Counter())
    writer.close()
    assert outcomes == {"Stored": 20, "Repeated": 980}
    assert Answers(furnished).count() == 20


LOAD = """
import sys, threading
from storage.database import open_database
from storage.intake_writer import IntakeWriter
from storage.submissions import Submissions
from tests.storage.sample import answer
writer = IntakeWriter(Submissions(open_database(sys.argv[1], role="intake")))
def send(thread):
    for number in range(100_000):
        key = f"load-{sys.argv[2]}-{thread:04d}-{number:010d}"
        print(key, writer.add(answer({"S1": 5}, key=key)).receipt, flush=True)
for thread in range(8):
    threading.Thread(target=send, args=(thread,)).start()
"""


@pytest.mark.slow
def test_no_acknowledged_answer_is_lost_or_doubled_when_the_process_is_killed(
    sqlite_file: str,
) -> None:
    database = open_database(sqlite_file)
    furnish(database)
    acknowledged: dict[str, str] = {}
    for attempt in range(2):
        process = Popen(
            [sys.executable, "-c", LOAD, sqlite_file, str(attempt)], stdout=PIPE, text=True
        )
        assert process.stdout is not None
        for _ in range(200):
            process.stdout.readline()
        process.send_signal(signal.SIGKILL)
        for line in process.communicate()[0].splitlines():
            if line.startswith("load-") and len(line.split()) == 2 and len(line.split()[1]) == 11:
                acknowledged.update([line.split()])
    with database.read() as connection:
        stored = connection.execute(
            text(
                "SELECT submission.key, submission.receipt FROM submission "
                "JOIN answer ON answer.id = submission.id "
                "JOIN answer_queue ON answer_queue.answer_id = answer.id"
            )
        ).all()
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    assert len({key for key, _ in stored}) == len(stored)
    assert acknowledged.items() <= {(key, receipt) for key, receipt in stored}
    assert Answers(database).count() == len(stored)
    database.close()

"""The writer's connection, kept for a long time, comes out of every fault fit for the next answer.

The statements run on SQLite's driver itself, so nothing between it and us tidies up after a fault.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path

import pytest
from sqlalchemy import text

from storage.addresses import sqlite_address
from storage.answers import Answers
from storage.database import Database, open_database
from storage.faults import Refused, StorageFault, Unavailable
from storage.intake_writer import IntakeWriter
from storage.records import NewAnswer, Outcome, Repeated, Stored, TicketRefused
from storage.schema import upgrade
from storage.submissions import Submissions
from storage.ticket_codes import new_ticket, ticket_hash
from storage.tickets import NewTicketBatch, Tickets
from tests.storage.sample import NOW, answer, furnish


@contextmanager
def locked(file: str) -> Iterator[None]:
    """Hold SQLite's write lock as another process would."""
    other = sqlite3.connect(file.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield
    other.execute("ROLLBACK")
    other.close()


def test_answer_after_a_refused_one_is_stored(furnished: Database) -> None:
    submissions = Submissions(furnished)
    with furnished.held():
        submissions.add(answer())
        with pytest.raises(Refused):
            submissions.add_many([answer(), answer(point_code="NO")])
        assert isinstance(submissions.add(answer()), Stored)
    assert Answers(furnished).count() == 2


@pytest.mark.parametrize("keep", [True, False])
def test_answer_after_a_commit_that_failed_is_stored(furnished: Database, keep: bool) -> None:
    submissions = Submissions(furnished)
    if not furnished.is_sqlite:
        pytest.skip("a setting of SQLite lets the commit fail")

    def refuse_at_the_end() -> None:
        with furnished.write() as connection:
            connection.execute(text("PRAGMA defer_foreign_keys = ON"))
            submissions.add(answer(point_code="NO"))

    def fail_then_store() -> None:
        with pytest.raises(Refused):
            refuse_at_the_end()
        assert isinstance(submissions.add(answer()), Stored)

    with furnished.held() if keep else nullcontext():
        fail_then_store()
    assert Answers(furnished).count() == 1


def test_answer_after_somebody_broke_off_is_stored(furnished: Database) -> None:
    submissions = Submissions(furnished)

    def break_off() -> None:
        with furnished.write():
            submissions.add(answer())
            raise KeyboardInterrupt

    with furnished.held():
        with pytest.raises(KeyboardInterrupt):
            break_off()
        assert isinstance(submissions.add(answer()), Stored)
    assert Answers(furnished).count() == 1


def test_answer_after_the_lock_was_not_had_is_stored(
    sqlite_file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.database.BUSY_SECONDS", 0.05)
    database = open_database(sqlite_file)
    furnish(database)
    submissions = Submissions(database)
    with database.held():
        submissions.add(answer())
        with locked(sqlite_file), pytest.raises(Unavailable):
            submissions.add(answer())
        assert isinstance(submissions.add(answer()), Stored)
    database.close()


@pytest.mark.parametrize("fault", ["BEGIN", "closed"])
def test_connection_in_a_strange_state_costs_one_answer_at_most(
    sqlite_file: str, fault: str
) -> None:
    database = open_database(sqlite_file)
    furnish(database)
    submissions = Submissions(database)
    with database.held():
        with database.write() as connection:
            driver: sqlite3.Connection = connection.connection.driver_connection  # type: ignore[assignment]
        if fault == "BEGIN":
            driver.execute("BEGIN")
        else:
            driver.close()
        with pytest.raises(StorageFault):
            submissions.add(answer())
        assert isinstance(submissions.add(answer()), Stored)
    database.close()


def test_writer_that_started_before_its_database_says_so_and_writes_when_it_is_there(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "later"
    database = open_database(sqlite_address(folder / "data.sqlite3"))
    writer = IntakeWriter(Submissions(database))
    with pytest.raises(Unavailable):
        writer.send(answer()).result(10)
    folder.mkdir()
    upgrade(database)
    furnish(database)
    assert isinstance(writer.send(answer()).result(10), Stored)
    writer.close()
    database.close()


class AwaySubmissions(Submissions):
    """Submissions whose database cannot be reached; they note the size of every attempt."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.sizes: list[int] = []
        self.began = threading.Event()
        self.go_on = threading.Event()

    def add_many(self, answers: Sequence[NewAnswer]) -> tuple[Outcome, ...]:
        self.sizes.append(len(answers))
        self.began.set()
        assert self.go_on.wait(10)
        raise Unavailable("away")


def test_group_does_not_wait_for_an_absent_database_once_for_each(database: Database) -> None:
    submissions = AwaySubmissions(database)
    writer = IntakeWriter(submissions)
    promises = [writer.send(answer())]
    assert submissions.began.wait(10)
    promises += [writer.send(answer()) for _ in range(40)]
    submissions.go_on.set()
    writer.close()
    assert all(isinstance(promise.exception(), Unavailable) for promise in promises)
    assert submissions.sizes == [1, 40, 1]


def test_group_with_tickets_and_a_bad_answer_is_undone_whole_and_then_stored_one_by_one(
    furnished: Database,
) -> None:
    tickets, submissions = Tickets(furnished), Submissions(furnished)
    digests = [ticket_hash(new_ticket()) for _ in range(3)]
    batch = tickets.open_batch(NewTicketBatch("lô", made_at=NOW, made_by="x"))
    tickets.add(batch, digests)
    sent = [answer(channel="ticket", ticket_sha256=one) for one in (*digests, digests[0])]
    group = [sent[0], answer(), sent[1], answer(point_code="NO"), answer(), sent[2], sent[3]]
    with furnished.held():
        with pytest.raises(Refused):
            submissions.add_many(group)
        assert Answers(furnished).count() == 0
        assert not tickets.used(digests)
        good = [one for one in group if one.point_code != "NO"]
        outcomes = dict(zip((one.key for one in good), submissions.add_many(good), strict=True))
    refused = [one for one in outcomes.values() if isinstance(one, TicketRefused)]
    assert refused == [TicketRefused("spent")]
    assert Answers(furnished).count() == len(good) - 1
    assert tickets.used(digests) == frozenset(digests)


def test_batch_of_several_statements_with_keys_sent_twice_stores_each_once(
    furnished: Database,
) -> None:
    submissions = Submissions(furnished)
    batch = [answer({"S1": number % 5 + 1}) for number in range(250)]
    outcomes = submissions.add_many([*batch, *batch[::-1]])
    assert [type(one) for one in outcomes] == [Stored] * 250 + [Repeated] * 250
    again = submissions.add_many(batch)
    assert [one.receipt for one in again] == [one.receipt for one in outcomes[:250]]  # type: ignore[union-attr]
    assert Answers(furnished).count() == 250

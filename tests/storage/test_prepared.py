"""Rows written with words put together once are the rows that the SQL library would write."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from sqlalchemy import Connection, insert, text

from storage.database import Database, open_database
from storage.faults import Refused, StorageFault
from storage.prepared import PreparedInsert
from storage.records import NewAnswer, Stored
from storage.submissions import Submissions
from storage.tables import AnswerRow, SubmissionRow
from tests.storage.sample import NOW, answer, furnish

LONG: dict[str, object] = {"T": "ệ" * 65_000 + "🙂"}
SENT = (
    answer(),
    answer({"T": "Tie\u0302\u0301ng Vie\u0323\u0302t 🙂 \u202e % %s ? :x '; DROP"}),
    answer(LONG),
    answer(flags=("fast", "straight_line"), simulated=True, language="bahnar"),
    answer(received_at=datetime(2026, 3, 10, 23, 59, 59, 999_999, tzinfo=UTC)),
    answer(received_at=NOW.astimezone(timezone(timedelta(hours=-9, minutes=-30)))),
    answer(received_at=datetime(1969, 12, 31, 23, 59, tzinfo=UTC), answered_on=date(1, 1, 1)),
)


def written(connection: Connection) -> list[list[tuple[str, object]]]:
    """Read every row as the database itself holds it."""
    rows: list[list[tuple[str, object]]] = []
    for table, hidden in (("answer", {"id"}), ("submission", {"id", "receipt"})):
        for row in connection.execute(text(f"SELECT * FROM {table} ORDER BY id")).mappings():
            rows.append([(name, row[name]) for name in row if name not in hidden])
    return rows


def driver_of(connection: Connection) -> sqlite3.Connection:
    """Give what the statements really run on."""
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    return driver


class ByTheLibrary:
    """Writes the same rows with `insert()`, as the reference."""

    def __init__(self, sent: Sequence[NewAnswer]) -> None:
        self.sent = sent

    def write(self, connection: Connection) -> None:
        for number, one in enumerate(self.sent, start=1_000):
            common = {"id": number, "received_at": one.received_at}
            connection.execute(
                insert(SubmissionRow).values(
                    **common,
                    key=one.key,
                    receipt=f"R{number}",
                    content_hash=one.content_hash,
                    set_aside=bool(one.flags),
                )
            )
            connection.execute(
                insert(AnswerRow).values(
                    **common,
                    point_code=one.point_code,
                    unit_code=one.unit_code,
                    questionnaire_sha256=one.questionnaire_sha256,
                    local_day=one.local_day,
                    channel=one.channel,
                    tier=one.tier,
                    language=one.language,
                    flags=" ".join(one.flags),
                    simulated=one.simulated,
                    content=one.content,
                )
            )


def test_rows_are_those_that_the_library_writes(furnished: Database) -> None:
    class Back(Exception):
        pass

    expected: list[list[tuple[str, object]]] = []

    def look() -> None:
        with furnished.write() as connection:
            ByTheLibrary(SENT).write(connection)
            expected.extend(written(connection))
            raise Back

    with pytest.raises(Back):
        look()
    outcomes = Submissions(furnished).add_many(SENT)
    assert {type(one) for one in outcomes} == {Stored}
    with furnished.read() as connection:
        found = written(connection)
    assert found == expected
    # 1 == True == 1.0, so the kinds are compared too.
    assert repr(found) == repr(expected)


@pytest.mark.parametrize(
    "wrong",
    [
        {"key": "a\x00b"},
        {"key": "a\ud800b"},
        {"set_aside": "perhaps"},
        {"received_at": NOW.replace(tzinfo=None)},
        {"received_at": "2026-03-10"},
        {"received_at": datetime.max.replace(tzinfo=timezone(timedelta(hours=-7)))},
        {"key": None},
    ],
)
def test_value_that_a_column_does_not_take_is_refused_and_nothing_stays(
    furnished: Database, wrong: dict[str, object]
) -> None:
    good: dict[str, object] = {
        "key": "k",
        "receipt": "r",
        "content_hash": "c",
        "received_at": NOW,
        "set_aside": False,
    }
    prepared = PreparedInsert(SubmissionRow, tuple(good), furnished.engine.dialect)
    rows = [tuple(good.values()), tuple((good | {"receipt": "s"} | wrong).values())]
    with furnished.held():
        for _ in range(2):
            with pytest.raises(Refused), furnished.write() as connection:
                prepared.run_new(connection, rows, returning=("id",))
            with pytest.raises(Refused), furnished.write() as connection:
                prepared.run(connection, rows)
    with furnished.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM submission")).scalar_one() == 0


def test_no_rows_are_no_statement(furnished: Database) -> None:
    prepared = PreparedInsert(SubmissionRow, ("key",), furnished.engine.dialect)
    with furnished.write() as connection:
        prepared.run(connection, [])
        assert prepared.run_new(connection, [], returning=("id",)) == []


def test_driver_of_the_intake_refuses_what_the_public_may_not_do(sqlite_file: str) -> None:
    staff = open_database(sqlite_file)
    furnish(staff)
    intake = open_database(sqlite_file, role="intake")
    submissions = Submissions(intake)
    with intake.held():
        assert isinstance(submissions.add(answer()), Stored)
        for words in (
            "SELECT content FROM answer",
            "UPDATE answer SET content = '{}'",
            "DELETE FROM answer",
            "INSERT INTO person DEFAULT VALUES",
            "INSERT INTO answer_queue SELECT content FROM answer",
            "INSERT INTO submission (key) VALUES ((SELECT content FROM answer)) RETURNING id",
            "PRAGMA foreign_keys = OFF",
            "ATTACH DATABASE ':memory:' AS other",
            "DROP TABLE answer",
        ):
            with pytest.raises(StorageFault), intake.write() as connection:
                driver_of(connection).execute(words)
        assert isinstance(submissions.add(answer()), Stored)
    intake.close()
    staff.close()

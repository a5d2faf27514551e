"""The audit chain shows every change made behind its back."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from storage.audit import FIRST_HASH, Audit
from storage.database import Database
from tests.storage.sample import NOW


@pytest.fixture
def audit(database: Database) -> Audit:
    return Audit(database)


def _fill(audit: Audit, events: int = 6) -> None:
    for number in range(events):
        audit.record("thuky", "figure.appraise", f"H{number}", at=NOW, details={"điểm": number})


def _break_in(audit: Audit, statement: str) -> None:
    with audit.database.write() as connection:
        if audit.database.is_sqlite:
            for verb in ("update", "delete"):
                connection.execute(text(f"DROP TRIGGER audit_event_refuses_{verb}"))
        else:
            connection.execute(text("ALTER TABLE audit_event DISABLE TRIGGER USER"))
        connection.execute(text(statement))


def test_events_come_back_newest_first(audit: Audit) -> None:
    _fill(audit)
    events = audit.latest(2)
    assert [(event.id, event.subject, event.details) for event in events] == [
        (6, "H5", {"điểm": 5}),
        (5, "H4", {"điểm": 4}),
    ]
    assert events[0].previous_hash == events[1].hash
    assert events[0].at == NOW
    assert audit.seal() == (6, events[0].hash)


def test_untouched_chain_verifies(audit: Audit) -> None:
    assert audit.verify() is None
    assert audit.seal() == (0, FIRST_HASH)
    _fill(audit)
    assert audit.verify() is None


@pytest.mark.parametrize("column", ["at", "actor", "action", "subject", "details", "hash"])
def test_one_changed_character_is_found(audit: Audit, column: str) -> None:
    _fill(audit)
    change = '"at" + 1' if column == "at" else f"substr({column}, 1, length({column}) - 1) || '!'"
    _break_in(audit, f'UPDATE audit_event SET "{column}" = {change} WHERE id = 4')
    assert audit.verify() == 4


def test_removed_event_is_found(audit: Audit) -> None:
    _fill(audit)
    _break_in(audit, "DELETE FROM audit_event WHERE id = 3")
    assert audit.verify() == 3


def test_removed_first_event_is_found(audit: Audit) -> None:
    _fill(audit)
    _break_in(audit, "DELETE FROM audit_event WHERE id = 1")
    assert audit.verify() == 1


def test_event_slipped_in_before_the_first_is_found(audit: Audit) -> None:
    _fill(audit)
    _break_in(
        audit,
        "INSERT INTO audit_event (id, at, actor, action, subject, details, previous_hash, hash) "
        "VALUES (0, 0, 'a', 'b', '', '{}', 'x', 'y')",
    )
    assert audit.verify() == 0


def test_chain_longer_than_a_page_is_walked_to_its_end(
    audit: Audit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.audit.PAGE", 4)
    _fill(audit, 13)
    assert audit.verify() is None
    _break_in(audit, "UPDATE audit_event SET actor = 'x' WHERE id = 12")
    assert audit.verify() == 12


def test_events_recorded_at_once_make_one_chain(audit: Audit) -> None:
    start = threading.Barrier(8)

    def record(number: int) -> None:
        start.wait()
        for _ in range(5):
            audit.record(f"person {number}", "sign-in", at=NOW)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(record, range(8)))
    assert audit.verify() is None
    assert audit.seal()[0] == 40


def test_event_of_a_change_that_failed_is_not_recorded(audit: Audit) -> None:
    _fill(audit, 2)

    def change_and_fail() -> None:
        with audit.database.write():
            audit.record("thuky", "round.publish", at=NOW)
            raise RuntimeError("no")

    with pytest.raises(RuntimeError):
        change_and_fail()
    assert audit.seal()[0] == 2
    _fill(audit, 1)
    assert audit.verify() is None


def test_details_that_are_no_plain_values_are_refused(audit: Audit) -> None:
    with pytest.raises(ValueError, match="JSON"):
        audit.record("a", "b", at=NOW, details={"x": float("nan")})
    with pytest.raises(TypeError):
        audit.record("a", "b", at=NOW, details={"x": object()})
    assert audit.latest() == ()

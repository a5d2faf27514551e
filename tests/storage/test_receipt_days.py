"""Each day's receipts are listed once, chained to the day before, and no change stays unseen."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text

from storage.database import Database, open_database
from storage.faults import Refused
from storage.properties import Properties
from storage.receipt_days import ReceiptDays, digest_of, receipt_hash
from storage.records import Stored
from storage.submissions import Submissions
from tests.storage.sample import answer

# 23:50 in Viet Nam on 10 March.
LATE = datetime(2026, 3, 10, 16, 50, tzinfo=UTC)
DAY = date(2026, 3, 10)


def salts() -> Callable[[], str]:
    numbers = itertools.count(1)
    return lambda: f"{next(numbers):032x}"


def send(database: Database, at: datetime, *flags: str) -> str:
    outcome = Submissions(database).add(answer(received_at=at, flags=flags))
    assert isinstance(outcome, Stored)
    return outcome.receipt


def test_day_is_listed_after_its_midnight_in_viet_nam(furnished: Database) -> None:
    days = ReceiptDays(furnished)
    counted = send(furnished, LATE)
    aside = send(furnished, LATE + timedelta(minutes=1), "honeypot")
    tomorrow = send(furnished, LATE + timedelta(minutes=11))
    assert days.close_due(LATE + timedelta(minutes=19), new_salt=salts()) == 0
    assert days.by_day(DAY) is None
    assert days.close_due(LATE + timedelta(minutes=21), new_salt=salts()) == 1
    closed = days.by_day(DAY)
    assert closed is not None
    listed = days.listed(closed)
    assert f"{receipt_hash(closed.salt, counted)} counted\n" in listed
    assert f"{receipt_hash(closed.salt, aside)} aside\n" in listed
    assert receipt_hash(closed.salt, tomorrow) not in listed
    assert closed.number == 2
    assert counted not in listed
    # What the how-to tells people to type: printf '%s%s' SALT RECEIPT | sha256sum
    assert hashlib.sha256((closed.salt + counted).encode()).hexdigest() in listed


def test_receipt_says_whether_its_answer_was_set_aside(furnished: Database) -> None:
    for flags in ((), ("honeypot",)):
        record = Submissions(furnished).find_receipt(send(furnished, LATE, *flags))
        assert record is not None
        assert record.set_aside == bool(flags)


def test_lists_form_a_chain_without_a_gap(furnished: Database) -> None:
    days = ReceiptDays(furnished)
    send(furnished, LATE)
    send(furnished, LATE + timedelta(days=3))
    assert days.close_due(LATE + timedelta(days=5), new_salt=salts()) == 5
    newest_first = days.latest(10)
    assert [one.number for one in newest_first] == [0, 1, 0, 0, 1]
    previous = "-"
    for closed in reversed(newest_first):
        listed = days.listed(closed)
        assert closed.previous_digest == previous
        assert f"\nprevious {previous}\n" in listed
        assert hashlib.sha256(listed.encode()).hexdigest() == closed.digest
        previous = closed.digest


def test_days_are_closed_once_however_many_close_them(
    furnished: Database, database_url: str
) -> None:
    send(furnished, LATE)
    other = open_database(database_url)
    doors = [ReceiptDays(furnished), ReceiptDays(other)]
    now = LATE + timedelta(days=2)
    salt = salts()
    with ThreadPoolExecutor(8) as pool:
        closed = list(
            pool.map(lambda number: doors[number % 2].close_due(now, new_salt=salt), range(8))
        )
    assert sorted(closed) == [0] * 7 + [2]
    other.close()


def test_answer_taken_away_or_turned_later_no_longer_fits_the_digest(furnished: Database) -> None:
    days = ReceiptDays(furnished)
    receipt = send(furnished, LATE)
    days.close_due(LATE + timedelta(days=1), new_salt=salts())
    closed = days.by_day(DAY)
    assert closed is not None
    assert digest_of(days.listed(closed)) == closed.digest
    with furnished.write() as connection:  # somebody with every right over the database
        if furnished.is_sqlite:
            connection.execute(text("DROP TRIGGER submission_refuses_update"))
        else:
            connection.execute(text("ALTER TABLE submission DISABLE TRIGGER USER"))
        connection.execute(
            text("UPDATE submission SET set_aside = true WHERE receipt = :receipt"),
            {"receipt": receipt},
        )
    assert digest_of(days.listed(closed)) != closed.digest


def test_closed_day_cannot_be_changed(furnished: Database) -> None:
    send(furnished, LATE)
    ReceiptDays(furnished).close_due(LATE + timedelta(days=1), new_salt=salts())
    for statement in ("UPDATE receipt_day SET digest = ''", "DELETE FROM receipt_day"):
        with pytest.raises(Refused), furnished.write() as connection:
            connection.execute(text(statement))


def test_list_of_a_demonstration_says_that_it_is_simulated(furnished: Database) -> None:
    Properties(furnished).put("demo", "yes")
    send(furnished, LATE)
    days = ReceiptDays(furnished)
    days.close_due(LATE + timedelta(days=1), new_salt=salts())
    (closed,) = days.latest(1)
    assert "dữ liệu mô phỏng" in days.listed(closed)

"""A session lives while it is used, not too long, and its token is stored nowhere."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from storage.database import Database
from storage.people import People
from storage.records import Person
from storage.sessions import ABSOLUTE, IDLE, Sessions
from tests.storage.sample import NOW, quick_passwords

SECOND = timedelta(seconds=1)


@pytest.fixture
def sessions(database: Database) -> Sessions:
    return Sessions(database)


@pytest.fixture
def person(database: Database) -> Person:
    return People(database, quick_passwords()).add(
        "thuky", "mật khẩu đủ dài", display_name="Lê Văn An", role="secretariat", created_at=NOW
    )


def test_token_opens_the_session_of_its_person(sessions: Sessions, person: Person) -> None:
    token = sessions.start(person.id, now=NOW)
    assert sessions.person_for(token, now=NOW) == person
    assert len(token) >= 43  # 256 bits in base 64
    assert sessions.start(person.id, now=NOW) != token


@pytest.mark.parametrize("token", ["", "x" * 43, "\ud800", "a" * 100_000])
def test_made_up_token_opens_nothing(sessions: Sessions, person: Person, token: str) -> None:
    sessions.start(person.id, now=NOW)
    assert sessions.person_for(token, now=NOW) is None


def test_only_the_hash_of_a_token_is_stored(sessions: Sessions, person: Person) -> None:
    token = sessions.start(person.id, now=NOW)
    with sessions.database.read() as connection:
        stored = str(connection.execute(text("SELECT * FROM staff_session")).all())
    assert token not in stored


def test_idle_session_ends_at_its_limit_and_a_used_one_goes_on(
    sessions: Sessions, person: Person
) -> None:
    idle, used = sessions.start(person.id, now=NOW), sessions.start(person.id, now=NOW)
    middle = NOW + IDLE / 2
    assert sessions.person_for(used, now=middle) == person
    assert sessions.person_for(idle, now=middle, touch=False) == person
    assert sessions.person_for(idle, now=NOW + IDLE - SECOND, touch=False) == person
    assert sessions.person_for(idle, now=NOW + IDLE) is None
    assert sessions.person_for(used, now=NOW + IDLE) == person


def test_even_a_used_session_ends_after_its_longest_time(
    sessions: Sessions, person: Person
) -> None:
    token, now = sessions.start(person.id, now=NOW), NOW
    while now < NOW + ABSOLUTE - IDLE / 2:
        now += IDLE / 2
        if now < NOW + ABSOLUTE:
            assert sessions.person_for(token, now=now) == person
    assert sessions.person_for(token, now=NOW + ABSOLUTE) is None


def test_ended_session_is_over_and_others_go_on(sessions: Sessions, person: Person) -> None:
    ended, other = sessions.start(person.id, now=NOW), sessions.start(person.id, now=NOW)
    sessions.end(ended)
    sessions.end("never was one")
    assert sessions.person_for(ended, now=NOW) is None
    assert sessions.person_for(other, now=NOW) == person
    sessions.end_all(person.id)
    assert sessions.person_for(other, now=NOW) is None


def test_starting_a_session_sweeps_out_dead_ones(sessions: Sessions, person: Person) -> None:
    for _ in range(5):
        sessions.start(person.id, now=NOW)
    sessions.start(person.id, now=NOW + IDLE)
    with sessions.database.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM staff_session")).scalar_one() == 1

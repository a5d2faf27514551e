"""People sign in with their password, and whoever guesses must wait."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import text

from storage.database import Database
from storage.faults import Refused
from storage.passwords import LONGEST, Passwords
from storage.people import FIRST_WAIT, FREE_FAILURES, LONGEST_WAIT, People
from storage.records import ROLES, Person, SignedIn, SignInRefused
from storage.sessions import Sessions
from tests.storage.sample import NOW, quick_passwords

PASSWORD = "mật khẩu đủ dài"


@pytest.fixture
def people(furnished: Database) -> People:
    return People(furnished, quick_passwords())


def _add(people: People, username: str = "lanhdao", role: str = "leader", **more: str) -> Person:
    return people.add(
        username, PASSWORD, display_name="Trần Thị Bình", role=role, created_at=NOW, **more
    )


def _fail(people: People, times: int, username: str = "lanhdao") -> SignInRefused:
    refused = SignInRefused(None)
    for _ in range(times):
        outcome = people.sign_in(username, "sai mật khẩu", now=NOW)
        assert isinstance(outcome, SignInRefused)
        refused = outcome
    return refused


def test_right_password_signs_in(people: People) -> None:
    person = _add(people)
    assert people.sign_in("lanhdao", PASSWORD, now=NOW) == SignedIn(person)
    assert people.sign_in("  LanhDao ", PASSWORD, now=NOW) == SignedIn(person)


@pytest.mark.parametrize(
    ("username", "password"),
    [("lanhdao", "sai mật khẩu"), ("nobody", PASSWORD), ("lanhdao", ""), ("a\x00b", PASSWORD)],
)
def test_wrong_name_or_password_is_refused_alike(
    people: People, username: str, password: str
) -> None:
    _add(people)
    assert people.sign_in(username, password, now=NOW) == SignInRefused(None)


def test_password_is_stored_only_as_an_argon2_hash(people: People) -> None:
    _add(people)
    with people.database.read() as connection:
        (stored,) = connection.execute(text("SELECT password_hash FROM person")).scalars()
    assert stored.startswith("$argon2id$")
    assert PASSWORD not in stored


@pytest.mark.parametrize("username", ["lanhdao", "nobody"])
def test_after_free_failures_every_name_known_or_not_waits_and_longer_each_time(
    people: People, username: str
) -> None:
    _add(people)
    assert _fail(people, FREE_FAILURES, username) == SignInRefused(None)
    assert _fail(people, 1, username) == SignInRefused(NOW + FIRST_WAIT)
    now = NOW
    waits = []
    for _ in range(8):
        waiting = people.waiting_until(username, now=now)
        assert waiting is not None
        now = waiting
        refused = people.sign_in(username, "sai mật khẩu", now=now)
        assert isinstance(refused, SignInRefused)
        assert refused.wait_until is not None
        waits.append(refused.wait_until - now)
    assert waits == sorted(waits)
    assert waits[0] == 2 * FIRST_WAIT
    assert waits[-1] == LONGEST_WAIT


def test_while_waiting_the_right_password_is_refused_and_works_again_after(
    people: People,
) -> None:
    person = _add(people)
    _fail(people, FREE_FAILURES + 1)
    until = NOW + FIRST_WAIT
    early = until - timedelta(seconds=1)
    assert people.sign_in("lanhdao", PASSWORD, now=early) == SignInRefused(until)
    assert people.sign_in("lanhdao", PASSWORD, now=until) == SignedIn(person)
    assert _fail(people, FREE_FAILURES) == SignInRefused(None)


def test_guesses_at_once_are_all_counted(people: People) -> None:
    _add(people)
    start = threading.Barrier(12)

    def guess(_: int) -> None:
        start.wait()
        people.record_failure("lanhdao", now=NOW)

    with ThreadPoolExecutor(12) as pool:
        list(pool.map(guess, range(12)))
    with people.database.read() as connection:
        assert connection.execute(text("SELECT failures FROM sign_in_attempt")).scalar_one() == 12


def test_old_failures_are_forgotten(people: People) -> None:
    _fail(people, 3, "somebody")
    people.record_failure("other", now=NOW + timedelta(days=2))
    with people.database.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM sign_in_attempt")).scalar_one() == 1


def test_what_was_typed_as_a_name_is_not_stored_in_the_clear(people: People) -> None:
    _fail(people, 1, "my-secret-password")
    with people.database.read() as connection:
        stored = str(connection.execute(text("SELECT * FROM sign_in_attempt")).all())
    assert "my-secret-password" not in stored


def test_five_roles_can_be_added_and_only_officers_belong_to_a_unit(people: People) -> None:
    for role in ROLES:
        more = {"unit_code": "H1"} if role == "unit_officer" else {}
        _add(people, role, role, **more)
    assert {person.role for person in people.all()} == set(ROLES)
    officer = people.by_username("unit_officer")
    assert officer is not None
    assert officer.unit_code == "H1"


@pytest.mark.parametrize(
    "add",
    [
        lambda people: _add(people, role="king"),
        lambda people: _add(people, role="unit_officer"),
        lambda people: _add(people, role="leader", unit_code="H1"),
        lambda people: _add(people, "  "),
        lambda people: people.add("ngan", "ngắn", display_name="", role="leader", created_at=NOW),
        lambda people: people.add(
            "dai", "d" * (LONGEST + 1), display_name="", role="leader", created_at=NOW
        ),
    ],
)
def test_person_that_makes_no_sense_is_refused(
    people: People, add: Callable[[People], Person]
) -> None:
    with pytest.raises(ValueError, match=r".+"):
        add(people)
    assert people.all() == ()


def test_user_name_is_taken_in_every_spelling(people: People) -> None:
    _add(people, "Bình")
    with pytest.raises(Refused):
        _add(people, "BI\u0300NH")
    with pytest.raises(Refused):
        _add(people, "khac", "unit_officer", unit_code="NO")


def test_new_password_or_being_barred_ends_every_session(people: People) -> None:
    person, sessions = _add(people), Sessions(people.database)
    token = sessions.start(person.id, now=NOW)
    people.set_password("lanhdao", "một mật khẩu khác")
    assert sessions.person_for(token, now=NOW) is None
    assert people.sign_in("lanhdao", PASSWORD, now=NOW) == SignInRefused(None)
    assert people.sign_in("lanhdao", "một mật khẩu khác", now=NOW) == SignedIn(person)
    token = sessions.start(person.id, now=NOW)
    people.set_active("lanhdao", False)
    assert sessions.person_for(token, now=NOW) is None
    assert people.sign_in("lanhdao", "một mật khẩu khác", now=NOW) == SignInRefused(None)
    for change in (people.set_password, people.set_active):
        with pytest.raises(ValueError, match="no such person"):
            change("nobody", "một mật khẩu khác")  # type: ignore[operator]


def test_hash_made_with_weaker_settings_is_renewed_at_sign_in(people: People) -> None:
    _add(people)
    stronger = People(
        people.database, Passwords(PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
    )
    assert isinstance(stronger.sign_in("lanhdao", PASSWORD, now=NOW), SignedIn)
    with people.database.read() as connection:
        (stored,) = connection.execute(text("SELECT password_hash FROM person")).scalars()
    assert "t=2" in stored
    assert isinstance(stronger.sign_in("lanhdao", PASSWORD, now=NOW), SignedIn)


def test_unknown_name_costs_one_verification_like_a_known_one(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    _add(people)
    verified: list[str] = []
    original = PasswordHasher.verify

    def counting(self: PasswordHasher, stored: str, password: str) -> bool:
        verified.append(stored)
        return original(self, stored, password)

    monkeypatch.setattr(PasswordHasher, "verify", counting)
    people.sign_in("lanhdao", "sai mật khẩu", now=NOW)
    people.sign_in("nobody", "sai mật khẩu", now=NOW)
    assert len(verified) == 2
    assert {stored.rsplit("$", 2)[0] for stored in verified} == {verified[0].rsplit("$", 2)[0]}


def test_broken_hash_lets_nobody_in() -> None:
    assert not quick_passwords().matches(PASSWORD, "not a hash")
    assert not quick_passwords().matches(PASSWORD, "")
    assert not quick_passwords().matches("no such person", None)
    assert not quick_passwords().matches("d" * (LONGEST + 1), None)

"""This module stores the people who may sign in, and slows down whoever guesses passwords."""

import hashlib
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.database import Database
from storage.passwords import Passwords
from storage.records import ROLES, Person, SignedIn, SignInRefused
from storage.tables import PersonRow, SessionRow, SignInAttemptRow
from storage.text import stored_text

FREE_FAILURES = 4  # the fifth failure in a row starts the waiting
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=30)
FORGOTTEN_AFTER = timedelta(hours=24)


def username_form(typed: str) -> str:
    """Return a user name as it is compared: NFC, no spaces around, lower case."""
    return stored_text(typed).strip().casefold()


class People:
    """The people of the staff side, by user name."""

    def __init__(self, database: Database, passwords: Passwords | None = None) -> None:
        self.database = database
        self.passwords = passwords or Passwords()

    def add(
        self,
        username: str,
        password: str,
        *,
        display_name: str,
        role: str,
        created_at: datetime,
        unit_code: str | None = None,
    ) -> Person:
        """Add a person; raise Refused where the name is taken or the unit is not stored.

        Raises ValueError for an unknown role, an officer without a unit, a short password.
        """
        name = username_form(username)
        if not name or role not in ROLES:
            raise ValueError(f"a person has a user name and one of the roles {', '.join(ROLES)}")
        if (role == "unit_officer") != (unit_code is not None):
            raise ValueError("a unit officer belongs to a unit, everybody else to none")
        hashed = self.passwords.hash(password)
        with self.database.write() as connection:
            row = connection.execute(
                insert(PersonRow)
                .values(
                    username=name,
                    display_name=display_name,
                    role=role,
                    unit_code=unit_code,
                    password_hash=hashed,
                    active=True,
                    created_at=created_at,
                )
                .returning(*_SHOWN)
            ).one()
        return _person(row)

    def all(self) -> tuple[Person, ...]:
        """Return everybody, by user name."""
        return self._read(select(*_SHOWN).order_by(PersonRow.username))

    def by_username(self, username: str) -> Person | None:
        """Return the person with this user name, active or not, or None."""
        found = self._read(select(*_SHOWN).where(PersonRow.username == username_form(username)))
        return found[0] if found else None

    def sign_in(self, username: str, password: str, *, now: datetime) -> SignedIn | SignInRefused:
        """Check a password. Known and unknown names take as long, wait alike and are told the same.

        While a name waits even the right password is turned away, unchecked.
        """
        try:
            name = username_form(username)
        except ValueError:
            return SignInRefused(None)
        waiting = self.waiting_until(name, now=now)
        if waiting is not None:
            return SignInRefused(waiting)
        with self.database.read() as connection:
            row = connection.execute(
                select(*_SHOWN, PersonRow.password_hash).where(PersonRow.username == name)
            ).first()
        stored = None if row is None or not row.active else row.password_hash
        if not self.passwords.matches(password, stored) or row is None:
            return SignInRefused(self.record_failure(name, now=now))
        self.record_success(name)
        if self.passwords.outdated(row.password_hash):
            self._store_hash(row.id, self.passwords.hash(password))
        return SignedIn(_person(row))

    def set_password(self, username: str, password: str) -> None:
        """Set a password and end every session; ValueError for nobody or a short password."""
        person = self.by_username(username)
        if person is None:
            raise ValueError("there is no such person")
        hashed = self.passwords.hash(password)
        with self.database.write() as connection:
            self._store_hash(person.id, hashed)
            connection.execute(delete(SessionRow).where(SessionRow.person_id == person.id))

    def set_active(self, username: str, active: bool) -> None:
        """Let a person in, or keep them out and end every session; ValueError for nobody."""
        person = self.by_username(username)
        if person is None:
            raise ValueError("there is no such person")
        with self.database.write() as connection:
            connection.execute(
                update(PersonRow).where(PersonRow.id == person.id).values(active=active)
            )
            if not active:
                connection.execute(delete(SessionRow).where(SessionRow.person_id == person.id))

    def waiting_until(self, username: str, *, now: datetime) -> datetime | None:
        """Return until when attempts under this name are turned away, or None."""
        wanted = select(SignInAttemptRow.wait_until).where(
            SignInAttemptRow.name_sha256 == _name_sha256(username)
        )
        with self.database.read() as connection:
            until = connection.execute(wanted).scalar_one_or_none()
        return until if until is not None and until > now else None

    def record_failure(self, username: str, *, now: datetime) -> datetime | None:
        """Count a failure; return until when the name must wait (30 s, doubling, to 30 min)."""
        digest = _name_sha256(username)
        with self.database.write() as connection:
            connection.execute(
                delete(SignInAttemptRow).where(SignInAttemptRow.last_at < now - FORGOTTEN_AFTER)
            )
            failures = self._one_more(connection, digest, now=now)
            until = _wait_until(failures, now)
            connection.execute(
                update(SignInAttemptRow)
                .where(SignInAttemptRow.name_sha256 == digest)
                .values(wait_until=until)
            )
        return until

    def record_success(self, username: str) -> None:
        """Forget the failures under this name."""
        with self.database.write() as connection:
            connection.execute(
                delete(SignInAttemptRow).where(
                    SignInAttemptRow.name_sha256 == _name_sha256(username)
                )
            )

    def _one_more(self, connection: Connection, digest: str, *, now: datetime) -> int:
        dialect = sqlite if self.database.is_sqlite else postgresql
        new = dialect.insert(SignInAttemptRow).values(name_sha256=digest, failures=1, last_at=now)
        counted = new.on_conflict_do_update(
            index_elements=["name_sha256"],
            set_={"failures": SignInAttemptRow.failures + 1, "last_at": now},
        ).returning(SignInAttemptRow.failures)
        failures: int = connection.execute(counted).scalar_one()
        return failures

    def _store_hash(self, person_id: int, hashed: str) -> None:
        with self.database.write() as connection:
            connection.execute(
                update(PersonRow).where(PersonRow.id == person_id).values(password_hash=hashed)
            )

    def _read(self, wanted: Select[*tuple[Any, ...]]) -> tuple[Person, ...]:
        with self.database.read() as connection:
            return tuple(_person(row) for row in connection.execute(wanted))


_SHOWN = (
    PersonRow.id,
    PersonRow.username,
    PersonRow.display_name,
    PersonRow.role,
    PersonRow.unit_code,
    PersonRow.active,
)


def _person(row: Row[*tuple[Any, ...]]) -> Person:
    return Person(
        id=row.id,
        username=row.username,
        display_name=row.display_name,
        role=row.role,
        unit_code=row.unit_code,
        active=row.active,
    )


def _name_sha256(username: str) -> str:
    # Hashed, because people type passwords into the name field.
    return hashlib.sha256(username_form(username).encode()).hexdigest()


def _wait_until(failures: int, now: datetime) -> datetime | None:
    if failures <= FREE_FAILURES:
        return None
    doublings = min(failures - FREE_FAILURES - 1, 16)
    wait: timedelta = min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)
    return now + wait

"""This module keeps server-side sessions, of whose tokens only the SHA-256 is stored."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, or_, select, update

from storage.database import Database
from storage.records import Person
from storage.tables import PersonRow, SessionRow

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=10)
# Noting every click would make each read a write; a minute is exact enough for an idle limit.
NOTED_EVERY = timedelta(minutes=1)
TOKEN_BYTES = 32


class Sessions:
    """The live sessions. The clock is handed in."""

    def __init__(
        self, database: Database, *, idle: timedelta = IDLE, absolute: timedelta = ABSOLUTE
    ) -> None:
        self.database = database
        self.idle = idle
        self.absolute = absolute

    def start(self, person_id: int, *, now: datetime) -> str:
        """Start a session and return its token, shown only now; sweep out dead sessions."""
        token = secrets.token_urlsafe(TOKEN_BYTES)
        with self.database.write() as connection:
            connection.execute(
                delete(SessionRow).where(
                    or_(
                        SessionRow.seen_at <= now - self.idle,
                        SessionRow.started_at <= now - self.absolute,
                    )
                )
            )
            connection.execute(
                insert(SessionRow).values(
                    token_sha256=_digest(token), person_id=person_id, started_at=now, seen_at=now
                )
            )
        return token

    def person_for(self, token: str, *, now: datetime, touch: bool = True) -> Person | None:
        """Return whose live session this token opens; None if ended, idle, too old or barred.

        With `touch` the idle clock starts again; look without it where nobody clicked.
        """
        digest = _digest(token)
        wanted = (
            select(
                SessionRow.seen_at,
                PersonRow.id,
                PersonRow.username,
                PersonRow.display_name,
                PersonRow.role,
                PersonRow.unit_code,
                PersonRow.active,
            )
            .join(PersonRow, PersonRow.id == SessionRow.person_id)
            .where(
                SessionRow.token_sha256 == digest,
                SessionRow.seen_at > now - self.idle,
                SessionRow.started_at > now - self.absolute,
                PersonRow.active.is_(True),
            )
        )
        with self.database.read() as connection:
            row = connection.execute(wanted).first()
        if row is None:
            return None
        if touch and now - row.seen_at >= NOTED_EVERY:
            with self.database.write() as connection:
                connection.execute(
                    update(SessionRow).where(SessionRow.token_sha256 == digest).values(seen_at=now)
                )
        return Person(
            id=row.id,
            username=row.username,
            display_name=row.display_name,
            role=row.role,
            unit_code=row.unit_code,
            active=row.active,
        )

    def end(self, token: str) -> None:
        """End a session; an unknown token ends nothing."""
        with self.database.write() as connection:
            connection.execute(delete(SessionRow).where(SessionRow.token_sha256 == _digest(token)))

    def end_all(self, person_id: int) -> None:
        """End every session of a person."""
        with self.database.write() as connection:
            connection.execute(delete(SessionRow).where(SessionRow.person_id == person_id))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()

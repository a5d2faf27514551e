"""This module keeps the audit chain: who did what, each event sealed by the hash before it."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, insert, select, text

from storage.canonical import canonical, sha256_of
from storage.database import Database
from storage.records import AuditEvent
from storage.tables import AuditRow
from storage.text import stored_moment, stored_text

FIRST_HASH = "0" * 64
# Any fixed number will do: writers take turns, for each event needs the hash of the one before.
CHAIN_LOCK = 0x7468_7561
PAGE = 1_000


class Audit:
    """The audit events. Numbers have no gaps, and UNIQUE hashes let the chain never fork.

    A chain proves that nothing within it was changed; that its end was not cut off is seen only by
    somebody who noted an earlier `seal()`.
    """

    def __init__(self, database: Database) -> None:
        self.database = database

    def record(
        self,
        actor: str,
        action: str,
        subject: str = "",
        *,
        at: datetime,
        details: Mapping[str, object] | None = None,
    ) -> AuditEvent:
        """Append an event, within the caller's transaction if there is one."""
        with self.database.write() as connection:
            if not self.database.is_sqlite:
                connection.execute(
                    text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": CHAIN_LOCK}
                )
            last = connection.execute(
                select(AuditRow.id, AuditRow.hash).order_by(AuditRow.id.desc()).limit(1)
            ).first()
            values: dict[str, Any] = {
                "id": 1 if last is None else last.id + 1,
                "at": stored_moment(at),
                "actor": stored_text(actor),
                "action": stored_text(action),
                "subject": stored_text(subject),
                "details": stored_text(canonical(dict(details or {}))),
                "previous_hash": FIRST_HASH if last is None else last.hash,
            }
            values["hash"] = _hash(values)
            connection.execute(insert(AuditRow).values(**values))
        return _event(values)

    def verify(self) -> int | None:
        """Walk the whole chain; return the number of the first event that does not fit, or None."""
        expected, previous = 1, FIRST_HASH
        with self.database.read() as connection:
            while True:
                rows = connection.execute(
                    select(AuditRow.__table__)
                    .where(AuditRow.id >= expected)
                    .order_by(AuditRow.id)
                    .limit(PAGE)
                ).all()
                if not rows:
                    return None if self._total(connection) == expected - 1 else 0
                for row in rows:
                    if not _fits(row, expected, previous=previous):
                        return expected
                    expected, previous = expected + 1, row.hash

    def latest(self, limit: int = 50) -> tuple[AuditEvent, ...]:
        """Return the newest events, newest first."""
        with self.database.read() as connection:
            rows = connection.execute(
                select(AuditRow.__table__).order_by(AuditRow.id.desc()).limit(limit)
            )
            return tuple(_event(row._asdict()) for row in rows)

    def seal(self) -> tuple[int, str]:
        """Return the number and hash of the newest event, to be noted elsewhere."""
        newest = self.latest(1)
        return (newest[0].id, newest[0].hash) if newest else (0, FIRST_HASH)

    @staticmethod
    def _total(connection: Any) -> int:
        return int(connection.execute(select(func.count()).select_from(AuditRow)).scalar_one())


def _fits(row: Row[*tuple[Any, ...]], expected: int, *, previous: str) -> bool:
    values = row._asdict()
    return bool(row.id == expected and row.previous_hash == previous and row.hash == _hash(values))


def _hash(values: Mapping[str, Any]) -> str:
    sealed = [
        values["id"],
        values["at"].isoformat(timespec="microseconds"),
        values["actor"],
        values["action"],
        values["subject"],
        values["details"],
        values["previous_hash"],
    ]
    return sha256_of(canonical(sealed))


def _event(values: Mapping[str, Any]) -> AuditEvent:
    return AuditEvent(
        id=values["id"],
        at=values["at"],
        actor=values["actor"],
        action=values["action"],
        subject=values["subject"],
        details=json.loads(values["details"]),
        previous_hash=values["previous_hash"],
        hash=values["hash"],
    )

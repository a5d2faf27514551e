"""This module keeps one-time tickets: their hashes, whether they were used, who may draw them."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, func, insert, literal, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.database import Database
from storage.records import NewAnswer, TicketStanding
from storage.replacements import counter_of
from storage.tables import OfficeKeyRow, TicketBatchRow, TicketRow

_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class NewTicketBatch:
    """Tickets about to be made for one purpose; without unit and point they are good anywhere."""

    name: str
    made_at: datetime
    made_by: str
    channel: str = "ticket"
    unit_code: str | None = None
    point_code: str | None = None
    expires_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketBatch(NewTicketBatch):
    """A stored batch; once it is not active any more, none of its tickets is good."""

    id: int
    active: bool


@dataclass(frozen=True, slots=True)
class BatchStatus:
    """How many tickets of a batch were made and how many were used."""

    batch: TicketBatch
    made: int
    spent: int


@dataclass(frozen=True, slots=True)
class TicketRecord:
    """A ticket that was found: its batch, the day on which it was used, the counter it is for.

    A counter is named by its first code, so that a ticket stays good when its counter gets another.
    """

    batch: TicketBatch
    spent_on: date | None
    counter_code: str | None


@dataclass(frozen=True, slots=True)
class OfficeKey:
    """A key with which an office's own system may draw tickets of one batch."""

    id: int
    name: str
    batch: TicketBatch
    per_minute: int


class Tickets:
    """Batches and tickets. No row shares anything with an answer but the day."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def open_batch(self, batch: NewTicketBatch) -> int:
        """Store a batch and return its number; raise Refused for an unknown unit or point."""
        row = TicketBatchRow
        made = insert(row).values(
            name=batch.name,
            channel=batch.channel,
            unit_code=batch.unit_code,
            point_code=batch.point_code,
            expires_on=batch.expires_on,
            active=True,
            made_at=batch.made_at,
            made_by=batch.made_by,
        )
        with self.database.write() as connection:
            return connection.execute(made.returning(row.id)).scalar_one()

    def batch(self, batch_id: int) -> TicketBatch | None:
        """Return a batch, or None."""
        wanted = select(TicketBatchRow.__table__).where(TicketBatchRow.id == batch_id)
        with self.database.read() as connection:
            row = connection.execute(wanted).one_or_none()
        return None if row is None else _batch(row)

    def end_batch(self, batch_id: int) -> None:
        """Take every unused ticket of a batch back."""
        with self.database.write() as connection:
            connection.execute(
                update(TicketBatchRow).where(TicketBatchRow.id == batch_id).values(active=False)
            )

    def statuses(self) -> tuple[BatchStatus, ...]:
        """Return every batch with its counts, the newest first."""
        ticket = TicketRow
        counts = select(ticket.batch_id, func.count(), func.count(ticket.spent_on)).group_by(
            ticket.batch_id
        )
        batches = select(TicketBatchRow.__table__).order_by(TicketBatchRow.id.desc())
        with self.database.read() as connection:
            counted = {number: (made, spent) for number, made, spent in connection.execute(counts)}
            return tuple(
                BatchStatus(_batch(row), *counted.get(row.id, (0, 0)))
                for row in connection.execute(batches)
            )

    def add(self, batch_id: int, hashes: Sequence[str]) -> int:
        """Store tickets by their hashes; return how many are new. One that is there stays as it is.

        Raises Refused where the batch is not stored.
        """
        dialect = sqlite if self.database.is_sqlite else postgresql
        put = dialect.insert(TicketRow).on_conflict_do_nothing().returning(TicketRow.ticket_sha256)
        new = 0
        with self.database.write() as connection:
            for start in range(0, len(hashes), _AT_ONCE):
                rows = [
                    {"ticket_sha256": one, "batch_id": batch_id, "spent_on": None}
                    for one in sorted(set(hashes[start : start + _AT_ONCE]))
                ]
                new += len(connection.execute(put, rows).all())
        return new

    def find(self, ticket_sha256: str) -> TicketRecord | None:
        """Return a ticket by its hash, or None."""
        with self.database.read() as connection:
            return _find(connection, ticket_sha256)

    def standing(
        self, ticket_sha256: str, *, day: date, unit_code: str, point_code: str
    ) -> TicketStanding:
        """Tell whether a ticket could be used at a point on a day, and why not."""
        with self.database.read() as connection:
            counter_code = connection.execute(select(counter_of(literal(point_code)))).scalar_one()
            found = _find(connection, ticket_sha256)
        return standing(found, day=day, unit_code=unit_code, counter_code=counter_code)

    def used(self, hashes: Sequence[str]) -> frozenset[str]:
        """Return those of the hashes whose tickets were used, for reminders; never by what."""
        found: set[str] = set()
        with self.database.read() as connection:
            for start in range(0, len(hashes), _AT_ONCE):
                wanted = select(TicketRow.ticket_sha256).where(
                    TicketRow.ticket_sha256.in_(hashes[start : start + _AT_ONCE]),
                    TicketRow.spent_on.is_not(None),
                )
                found.update(connection.execute(wanted).scalars())
        return frozenset(found)

    def settle(self, before: date) -> int:
        """Write the tickets used before a day anew, all at once; return how many.

        PostgreSQL keeps in each row the number of the transaction that wrote it, and the submission
        has the same number; after this all tickets have one number, which no submission has.
        """
        if self.database.is_sqlite:
            return 0
        again = update(TicketRow).where(TicketRow.spent_on < before)
        with self.database.write() as connection:
            return connection.execute(again.values(spent_on=TicketRow.spent_on)).rowcount

    def make_key(self, name: str, batch_id: int, *, per_minute: int, made_at: datetime) -> str:
        """Make an office's key and return it, this once; only its hash is stored."""
        key = secrets.token_urlsafe(32)
        with self.database.write() as connection:
            connection.execute(
                insert(OfficeKeyRow).values(
                    name=name,
                    key_sha256=_key_hash(key),
                    batch_id=batch_id,
                    per_minute=per_minute,
                    active=True,
                    made_at=made_at,
                )
            )
        return key

    def end_key(self, name: str) -> int:
        """Revoke the keys of a name; return how many there were."""
        row = OfficeKeyRow
        ended = update(row).where(row.name == name, row.active.is_(True)).values(active=False)
        with self.database.write() as connection:
            return connection.execute(ended).rowcount

    def office_key(self, key: str) -> OfficeKey | None:
        """Return the live key that an office sent, or None."""
        row = OfficeKeyRow
        wanted = select(row.id, row.name, row.batch_id, row.per_minute).where(
            row.key_sha256 == _key_hash(key), row.active.is_(True)
        )
        with self.database.read() as connection:
            found = connection.execute(wanted).one_or_none()
            if found is None:
                return None
            batch = _batch(
                connection.execute(
                    select(TicketBatchRow.__table__).where(TicketBatchRow.id == found.batch_id)
                ).one()
            )
        return OfficeKey(found.id, found.name, batch, found.per_minute)


def spend(connection: Connection, answer: NewAnswer) -> bool:
    """Mark the answer's ticket as used if it is good for the answer; the database decides, once."""
    batch = TicketBatchRow
    good = select(batch.id).where(
        batch.active.is_(True),
        batch.channel == answer.channel,
        or_(batch.expires_on.is_(None), batch.expires_on >= answer.local_day),
        or_(batch.unit_code.is_(None), batch.unit_code == answer.unit_code),
        or_(
            batch.point_code.is_(None),
            counter_of(batch.point_code) == counter_of(literal(answer.point_code)),
        ),
    )
    marked = (
        update(TicketRow)
        .where(
            TicketRow.ticket_sha256 == answer.ticket_sha256,
            TicketRow.spent_on.is_(None),
            TicketRow.batch_id.in_(good),
        )
        .values(spent_on=_remembered_day(answer))
    )
    return connection.execute(marked).rowcount == 1


def _remembered_day(answer: NewAnswer) -> date:
    """Give the day that a used ticket keeps; of an invited person's only the year.

    A name stands beside an invited person's ticket, and few may answer on one day: the day would
    lead to the answer.
    """
    day = answer.local_day
    return day.replace(month=1, day=1) if answer.channel == "invited" else day


def standing(
    found: TicketRecord | None, *, day: date, unit_code: str, counter_code: str
) -> TicketStanding:
    """Tell whether a ticket is good at a counter on a day, and why not."""
    if found is None:
        return "unknown"
    if found.spent_on is not None:
        return "spent"
    batch = found.batch
    if not batch.active:
        return "revoked"
    if batch.expires_on is not None and batch.expires_on < day:
        return "expired"
    here = batch.unit_code in (None, unit_code) and found.counter_code in (None, counter_code)
    return "good" if here else "elsewhere"


def standing_of(connection: Connection, answer: NewAnswer) -> TicketStanding:
    """Tell why the ticket of an answer was refused, within the transaction that refused it."""
    found = None if answer.ticket_sha256 is None else _find(connection, answer.ticket_sha256)
    counter_code = connection.execute(select(counter_of(literal(answer.point_code)))).scalar_one()
    told = standing(
        found, day=answer.local_day, unit_code=answer.unit_code, counter_code=counter_code
    )
    return "unknown" if told == "good" else told  # good, but of another channel


def _find(connection: Connection, ticket_sha256: str) -> TicketRecord | None:
    row = connection.execute(
        select(
            TicketBatchRow.__table__,
            TicketRow.spent_on,
            counter_of(TicketBatchRow.point_code).label("counter_code"),
        )
        .join(TicketRow, TicketRow.batch_id == TicketBatchRow.id)
        .where(TicketRow.ticket_sha256 == ticket_sha256)
    ).one_or_none()
    return None if row is None else TicketRecord(_batch(row), row.spent_on, row.counter_code)


def _batch(row: object) -> TicketBatch:
    return TicketBatch(
        **{name: getattr(row, name) for name in TicketBatch.__dataclass_fields__}  # by column name
    )


def _key_hash(key: str) -> str:
    return hashlib.sha256(f"thuocdo office key {key}".encode()).hexdigest()

"""This module keeps the desks at which interviewers and clerks enter answers, and their passes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from sqlalchemy import Row, Select, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.database import Database
from storage.tables import EntryContactRow, EntryDeskRow, EntryPassRow

EntryChannel = Literal["interviewer", "paper"]
PassStanding = Literal["good", "expired", "revoked"]
ContactOutcome = Literal["interview", "refusal", "absence"]
OUTCOMES: tuple[ContactOutcome, ...] = ("interview", "refusal", "absence")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEntryDesk:
    """A desk about to be opened; ValueError for what no desk can be."""

    point_code: str
    questionnaire_sha256: str
    channel: EntryChannel
    made_at: datetime
    made_by: str
    expires_at: datetime
    label: str = ""
    language: str = "vi"
    entries: int = 1
    handwritten: bool = False

    def __post_init__(self) -> None:
        """Refuse with ValueError what cannot be a desk."""
        if self.channel not in ("interviewer", "paper"):
            raise ValueError("a desk is an interviewer's or one for paper forms")
        if self.entries not in ((1, 2) if self.channel == "paper" else (1,)):
            raise ValueError("papers are entered once or twice, interviews once")
        if self.expires_at <= self.made_at:
            raise ValueError("a pass is good for some time")


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryDesk(NewEntryDesk):
    """A stored desk."""

    id: int


@dataclass(frozen=True, slots=True)
class EntryPass:
    """A stored pass of one person to a desk; the pass itself is nowhere."""

    id: int
    desk: EntryDesk
    place: int
    revoked_at: datetime | None

    def standing(self, now: datetime) -> PassStanding:
        """Tell whether the pass opens its desk now."""
        if self.revoked_at is not None:
            return "revoked"
        return "good" if now < self.desk.expires_at else "expired"


class EntryDesks:
    """Desks and passes; the staff opens them, the public door only finds them."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def open(self, new: NewEntryDesk, pass_macs: Sequence[str]) -> tuple[int, ...]:
        """Store a desk with one pass for each person who enters; return the passes' numbers.

        Raises Refused for a point or questionnaire that is not stored.
        """
        if len(pass_macs) != new.entries:
            raise ValueError("a desk has as many passes as people who enter")
        values = {name: getattr(new, name) for name in NewEntryDesk.__dataclass_fields__}
        with self.database.write() as connection:
            desk_id = connection.execute(
                insert(EntryDeskRow).values(**values).returning(EntryDeskRow.id)
            ).scalar_one()
            return tuple(
                connection.execute(
                    insert(EntryPassRow)
                    .values(desk_id=desk_id, place=place, pass_mac=mac, revoked_at=None)
                    .returning(EntryPassRow.id)
                ).scalar_one()
                for place, mac in enumerate(pass_macs, start=1)
            )

    def find(self, pass_mac: str) -> EntryPass | None:
        """Return the pass with this keyed hash, good or not."""
        with self.database.read() as connection:
            row = connection.execute(_passes().where(EntryPassRow.pass_mac == pass_mac)).first()
        return None if row is None else _pass(row)

    def all(self) -> tuple[EntryPass, ...]:
        """Return every pass, the newest desk first."""
        wanted = _passes().order_by(EntryDeskRow.id.desc(), EntryPassRow.place)
        with self.database.read() as connection:
            return tuple(_pass(row) for row in connection.execute(wanted))

    def revoke(self, pass_id: int, *, at: datetime) -> bool:
        """End a pass for good; False where there is no such live pass."""
        row = EntryPassRow
        ending = update(row).where(row.id == pass_id, row.revoked_at.is_(None))
        with self.database.write() as connection:
            return connection.execute(ending.values(revoked_at=at)).rowcount > 0


class EntryContacts:
    """The tries of interviewers, counted by day: a response rate needs the refusals."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def add(self, key_mac: str, *, pass_id: int, day: date, outcome: ContactOutcome) -> bool:
        """Count one try; False where the same one was counted before."""
        dialect = sqlite if self.database.is_sqlite else postgresql
        adding = dialect.insert(EntryContactRow).values(
            key_mac=key_mac, pass_id=pass_id, local_day=day, outcome=outcome
        )
        with self.database.write() as connection:
            fresh = adding.on_conflict_do_nothing().returning(EntryContactRow.key_mac)
            return connection.execute(fresh).first() is not None

    def counts(self, pass_id: int, *, day: date | None = None) -> Mapping[ContactOutcome, int]:
        """Count a pass's tries, of one day or of all, by what came of them."""
        row = EntryContactRow
        wanted = select(row.outcome, func.count()).where(row.pass_id == pass_id)
        if day is not None:
            wanted = wanted.where(row.local_day == day)
        with self.database.read() as connection:
            rows = connection.execute(wanted.group_by(row.outcome))
            numbers = {row[0]: int(row[1]) for row in rows}
        return {outcome: numbers.get(outcome, 0) for outcome in OUTCOMES}


def _passes() -> Select[*tuple[object, ...]]:
    one, desk = EntryPassRow, EntryDeskRow
    return select(one.id.label("pass_id"), one.place, one.revoked_at, desk.__table__).join_from(
        one, desk, one.desk_id == desk.id
    )


def _pass(row: Row[*tuple[object, ...]]) -> EntryPass:
    found = row._mapping  # columns by name
    names = EntryDesk.__dataclass_fields__
    desk = EntryDesk(**{name: found[name] for name in names})
    return EntryPass(found["pass_id"], desk, found["place"], found["revoked_at"])

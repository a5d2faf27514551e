"""This module closes the list of each day's receipts, so that anyone can check and none can change.

A list is plain text: a head, then one line for each answer, sorted, with the SHA-256 of the day's
salt and the receipt. The digest of a day is the SHA-256 of its whole list, and each list names the
digest of the day before; so `sha256sum` checks the chain, and a list changed later stands out.
"""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import Connection, func, insert, select, text

from scoring.types import Text
from storage.database import Database
from storage.tables import PropertyRow, ReceiptDayRow, SubmissionRow
from storage.text import VIETNAM, vietnam_day

FORMAT = "thuocdo-receipts 1"
NO_DAY_BEFORE = "-"
# Part of the list's bytes, which are hashed: it reads the same in every language.
_SIMULATED = Text("dữ liệu mô phỏng", "simulated")
# An answer stamped just before midnight may be committed a little after it.
GRACE = timedelta(minutes=10)
MOST_AT_ONCE = 400
# Any fixed number will do: two processes must not close the same day together.
CLOSING_LOCK = 0x7468_7565


@dataclass(frozen=True, slots=True)
class ReceiptDay:
    """One closed day."""

    day: date
    salt: str
    number: int
    digest: str
    previous_digest: str
    closed_at: datetime
    simulated: bool


def receipt_hash(salt: str, receipt: str) -> str:
    """Return what the list of a day shows of a receipt: SHA-256 of salt and receipt, one text."""
    return hashlib.sha256(f"{salt}{receipt}".encode()).hexdigest()


def receipt_list(
    day: date,
    entries: Iterable[tuple[str, bool]],
    *,
    salt: str,
    previous_digest: str,
    simulated: bool,
) -> str:
    """Write the list of a day from receipts and whether each was set aside."""
    lines = sorted(
        f"{receipt_hash(salt, receipt)} {'aside' if aside else 'counted'}"
        for receipt, aside in entries
    )
    head = [
        FORMAT,
        f"day {day.isoformat()}",
        f"salt {salt}",
        f"previous {previous_digest}",
        f"number {len(lines)}",
    ]
    head += [f"{_SIMULATED.en} {_SIMULATED.vi}"] if simulated else []
    return "\n".join((*head, "", *lines, ""))


def digest_of(listed: str) -> str:
    """Return the digest of a list: the SHA-256 of its bytes."""
    return hashlib.sha256(listed.encode()).hexdigest()


class ReceiptDays:
    """The closed days, each closed once and never changed."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def by_day(self, day: date) -> ReceiptDay | None:
        """Return a closed day, or None while it is open."""
        wanted = select(ReceiptDayRow.__table__).where(ReceiptDayRow.day == day)
        with self.database.read() as connection:
            row = connection.execute(wanted).one_or_none()
        return None if row is None else _day(row)

    def latest(self, limit: int) -> tuple[ReceiptDay, ...]:
        """Return the last closed days, the newest first."""
        wanted = select(ReceiptDayRow.__table__).order_by(ReceiptDayRow.day.desc()).limit(limit)
        with self.database.read() as connection:
            return tuple(_day(row) for row in connection.execute(wanted))

    def listed(self, closed: ReceiptDay) -> str:
        """Write a closed day's list from what is stored now, for `digest_of` to be compared."""
        with self.database.read() as connection:
            entries = _entries(connection, closed.day)
        return receipt_list(
            closed.day,
            entries,
            salt=closed.salt,
            previous_digest=closed.previous_digest,
            simulated=closed.simulated,
        )

    def close_due(self, now: datetime, *, new_salt: Callable[[], str]) -> int:
        """Close every day that is over, in order, at most 400 at once; return how many.

        Safe to call from many processes: one closes, the others find nothing to do.
        """
        over = vietnam_day(now - GRACE)  # days before this one are over
        with self.database.read() as connection:
            if not _open_days(connection, over):
                return 0
        with self.database.write() as connection:
            if not self.database.is_sqlite:
                connection.execute(
                    text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": CLOSING_LOCK}
                )
            due = _open_days(connection, over)[:MOST_AT_ONCE]
            self._close(connection, due, now=now, new_salt=new_salt)
        return len(due)

    @staticmethod
    def _close(
        connection: Connection, due: list[date], *, now: datetime, new_salt: Callable[[], str]
    ) -> None:
        previous = connection.execute(
            select(ReceiptDayRow.digest).order_by(ReceiptDayRow.day.desc()).limit(1)
        ).scalar()
        demo = select(PropertyRow.value).where(PropertyRow.name == "demo")
        simulated = connection.execute(demo).scalar() == "yes"
        previous = previous or NO_DAY_BEFORE
        for day in due:
            entries = _entries(connection, day)
            salt = new_salt()
            digest = digest_of(
                receipt_list(day, entries, salt=salt, previous_digest=previous, simulated=simulated)
            )
            connection.execute(
                insert(ReceiptDayRow).values(
                    day=day,
                    salt=salt,
                    number=len(entries),
                    digest=digest,
                    previous_digest=previous,
                    closed_at=now,
                    simulated=simulated,
                )
            )
            previous = digest


def _open_days(connection: Connection, over: date) -> list[date]:
    """Return the days before `over` that are not closed, from the first answer's day on."""
    last = connection.execute(select(func.max(ReceiptDayRow.day))).scalar()
    if last is None:
        earliest = select(SubmissionRow.received_at).order_by(SubmissionRow.received_at).limit(1)
        first_answer = connection.execute(earliest).scalar()
        if first_answer is None:
            return []
        first = vietnam_day(first_answer)
    else:
        first = last + timedelta(days=1)
    return [first + timedelta(days=ahead) for ahead in range((over - first).days)]


def _entries(connection: Connection, day: date) -> list[tuple[str, bool]]:
    begins = datetime.combine(day, time(), tzinfo=VIETNAM)
    row = SubmissionRow
    wanted = select(row.receipt, row.set_aside).where(
        row.received_at >= begins, row.received_at < begins + timedelta(days=1)
    )
    return [(receipt, aside) for receipt, aside in connection.execute(wanted)]


def _day(row: object) -> ReceiptDay:
    return ReceiptDay(**{name: getattr(row, name) for name in ReceiptDay.__dataclass_fields__})

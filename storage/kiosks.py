"""This module keeps the counter tablets: opening hours, signs of life, and the pass of a place."""

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from storage.database import Database
from storage.opening_hours import OpeningHours
from storage.tables import KioskHeartbeatRow, OpeningHoursRow

MOST_TABLETS = 20  # at one point; more are no counter
TABLET = re.compile(r"[A-Z0-9]{4}")
VERSION = re.compile(r"[0-9A-Za-z._-]{1,40}")
_MOST_WAITING = 1_000_000


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """One sign of life: answers waiting, answers that the office has to look at, battery in %."""

    point_code: str
    tablet: str
    seen_at: datetime
    queued: int
    refused: int
    version: str
    battery: int | None = None

    def __post_init__(self) -> None:
        """Refuse with ValueError what no tablet of ours says."""
        if not TABLET.fullmatch(self.tablet) or not VERSION.fullmatch(self.version):
            raise ValueError("a tablet has a name of four characters and a version")
        if not (0 <= self.queued <= _MOST_WAITING and 0 <= self.refused <= _MOST_WAITING):
            raise ValueError("the answers waiting are a small whole number")
        if self.battery is not None and not 0 <= self.battery <= 100:
            raise ValueError("a battery holds 0 to 100 per cent")


class Kiosks:
    """Opening hours and tablets, by service point."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def hours(self, point_code: str) -> OpeningHours | None:
        """Return the week of a point, or None where it is open at any time."""
        wanted = select(OpeningHoursRow.week).where(OpeningHoursRow.point_code == point_code)
        with self.database.read() as connection:
            week = connection.execute(wanted).scalar_one_or_none()
        return None if week is None else OpeningHours.from_json(week)

    def all_hours(self) -> Mapping[str, OpeningHours]:
        """Return the weeks of all points that have one."""
        with self.database.read() as connection:
            rows = connection.execute(select(OpeningHoursRow.point_code, OpeningHoursRow.week))
            return {row.point_code: OpeningHours.from_json(row.week) for row in rows}

    def set_hours(self, point_code: str, hours: OpeningHours | None) -> None:
        """Set the week of a point; None opens it at any time."""
        row = OpeningHoursRow
        with self.database.write() as connection:
            connection.execute(delete(row).where(row.point_code == point_code))
            if hours is not None:
                connection.execute(insert(row).values(point_code=point_code, week=hours.to_json()))

    def beat(self, heartbeat: Heartbeat) -> bool:
        """Keep the last sign of life of a tablet; False where the point has too many tablets."""
        row = KioskHeartbeatRow
        values = {
            "seen_at": heartbeat.seen_at,
            "queued": heartbeat.queued,
            "refused": heartbeat.refused,
            "version": heartbeat.version,
            "battery": heartbeat.battery,
        }
        here = row.point_code == heartbeat.point_code
        dialect = sqlite if self.database.is_sqlite else postgresql
        with self.database.write() as connection:
            known = connection.execute(select(row.tablet).where(here)).scalars().all()
            if heartbeat.tablet not in known and len(known) >= MOST_TABLETS:
                return False
            adding = dialect.insert(row).values(
                point_code=heartbeat.point_code, tablet=heartbeat.tablet, **values
            )
            connection.execute(
                adding.on_conflict_do_update(index_elements=["point_code", "tablet"], set_=values)
            )
        return True

    def tablets(self) -> tuple[Heartbeat, ...]:
        """Return the last sign of life of every tablet, by point and name."""
        row = KioskHeartbeatRow
        with self.database.read() as connection:
            rows = connection.execute(
                select(row.__table__).order_by(row.point_code, row.tablet)
            ).all()
        return tuple(
            Heartbeat(
                point_code=one.point_code,
                tablet=one.tablet,
                seen_at=one.seen_at,
                queued=one.queued,
                refused=one.refused,
                version=one.version,
                battery=one.battery,
            )
            for one in rows
        )

    def forget(self, point_code: str, tablet: str) -> bool:
        """Forget a tablet that was taken away; it comes back by itself at its next sign of life."""
        row = KioskHeartbeatRow
        which = (row.point_code == point_code) & (row.tablet == tablet)
        with self.database.write() as connection:
            found = connection.execute(select(func.count()).select_from(row).where(which))
            connection.execute(delete(row).where(which))
            return found.scalar_one() > 0


def kiosk_pass(secret: bytes, point_code: str) -> str:
    """Make the pass that shows a tablet to have been set up by the office: 128 bits of an HMAC."""
    digest = hmac.new(secret, f"kiosk\0{point_code}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest[:16]).decode().rstrip("=")


def is_kiosk_pass(secret: bytes, point_code: str, *, shown: str) -> bool:
    """Tell whether a pass is the one of this point, in constant time."""
    return hmac.compare_digest(kiosk_pass(secret, point_code).encode(), shown.encode())

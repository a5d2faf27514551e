"""This module gathers which counter tablets are alive, and how a tablet is set up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from scoring.types import Text
from storage import Database, Heartbeat, Kiosks, OpeningHours, ServicePoints, Units, kiosk_pass

State = Literal["alive", "silent", "resting"]
# A tablet speaks every minute; one lost message is no death.
QUIET: Final = timedelta(minutes=5)
_ORDER: Final[dict[State, int]] = {"silent": 0, "alive": 1, "resting": 2}


@dataclass(frozen=True, slots=True)
class Tablet:
    """One tablet with its place; `silent` is one that should speak now and does not."""

    unit: str
    counter: Text
    last: Heartbeat
    state: State


@dataclass(frozen=True, slots=True)
class SetUp:
    """The address that makes a tablet the tablet of one counter; it holds the counter's pass."""

    counter: Text
    code: str
    address: str


def tablets(database: Database, *, now: datetime) -> tuple[Tablet, ...]:
    """Return every tablet that ever gave a sign of life, those that are silent first."""
    kiosks = Kiosks(database)
    hours = kiosks.all_hours()
    names = {unit.code: unit.name for unit in Units(database).all(None)}
    points = {point.code: point for point in ServicePoints(database).all()}
    found = [
        Tablet(
            unit=names[points[one.point_code].unit_code],
            counter=points[one.point_code].name,
            last=one,
            state=state_of(one, hours.get(one.point_code), now=now),
        )
        for one in kiosks.tablets()
    ]
    return tuple(sorted(found, key=lambda one: (_ORDER[one.state], one.unit, one.last.point_code)))


def state_of(last: Heartbeat, hours: OpeningHours | None, *, now: datetime) -> State:
    """Tell whether a tablet is alive, silent while its place is open, or off after hours."""
    if now - last.seen_at <= QUIET:
        return "alive"
    return "silent" if hours is None or hours.is_open(now) else "resting"


def set_ups(
    database: Database, unit_code: str, *, public_url: str, secret: bytes
) -> tuple[SetUp, ...]:
    """Return the set-up address of each open counter of a unit."""
    return tuple(
        SetUp(point.name, point.code, set_up_address(public_url, point.code, secret=secret))
        for point in ServicePoints(database).for_unit(unit_code)
        if point.active
    )


def set_up_address(public_url: str, code: str, *, secret: bytes) -> str:
    """Return the address that is opened once on a new tablet."""
    return f"{public_url}/kiosk/{code}?the={kiosk_pass(secret, code)}"

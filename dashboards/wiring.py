"""This module holds what one staff process shares between its requests: settings and database."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from storage import Database, Properties, Settings, open_database

DEMO_SIGN_INS: Final = "demo-sign-ins.json"
"""A file in the data directory of a demo only: ``[{"username", "password"}, …]``."""


@dataclass(frozen=True, slots=True)
class House:
    """The settings that the process was started with and its one open database."""

    settings: Settings
    database: Database


@dataclass(frozen=True, slots=True)
class DemoSignIn:
    """A well-known user name and password of a demonstration."""

    username: str
    password: str


class NotWired(RuntimeError):
    """Says that the staff door was used before it was given its settings."""


_houses: list[House] = []


def wire(settings: Settings) -> House:
    """Open the database of the settings for this process; a second call replaces the first."""
    house = House(settings, open_database(settings))
    while _houses:
        _houses.pop().database.close()
    _houses.append(house)
    return house


def house() -> House:
    """Give what `wire` opened.

    Raises:
        NotWired: nothing was wired yet.
    """
    if not _houses:
        raise NotWired("dashboards.wiring.wire(settings) comes first")
    return _houses[-1]


def now() -> datetime:
    """Tell the time, in UTC; the one clock of the staff door."""
    return datetime.now(UTC)


def demo_sign_ins(house: House) -> tuple[DemoSignIn, ...]:
    """Read the demo's sign-ins; empty unless the database says that it is a demonstration."""
    if Properties(house.database).get("demo") != "yes":
        return ()
    try:
        file = house.settings.data_dir / DEMO_SIGN_INS
        entries = json.loads(file.read_text(encoding="utf-8"))
        return tuple(
            DemoSignIn(str(entry["username"]), str(entry["password"])) for entry in entries
        )
    except (OSError, ValueError, KeyError, TypeError):
        return ()

"""This module makes a demonstration ready to be served: its directory, its tables, its data."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from storage import schema
from storage.database import open_database
from storage.service_points import ServicePoints
from storage.settings import Settings
from thuocdo.demo.counters import furnish_counters, give_signs
from thuocdo.demo.directory import DEFAULT, DemoDirectory, open_demo_directory
from thuocdo.demo.entry import open_demo_desks
from thuocdo.demo.evidence import attach_plan
from thuocdo.demo.people import PEOPLE, sign_ins
from thuocdo.demo.seed import seed
from thuocdo.demo.simulation import EXPECTED_ANSWERS

# The unit whose officer is among the sign-ins; the printed survey link leads to its counter.
_SHOWN_UNIT = next(person.unit_code for person in PEOPLE if person.unit_code)

BIND = "127.0.0.1"  # everybody knows the passwords, so nobody else may reach it

# Whatever the environment says about real work (another database, other addresses, open ports) does
# not hold for a demonstration: empty means the default, which is this directory and this machine.
ENVIRONMENT = {
    "THUOCDO_DATABASE_URL": "",
    "THUOCDO_INTAKE_DATABASE_URL": "",
    "THUOCDO_PUBLIC_URL": "",
    "THUOCDO_SURVEY_URL": "",
    "THUOCDO_STAFF_URL": "",
    "THUOCDO_BIND": BIND,
    "THUOCDO_SECRET": "",
    "THUOCDO_TRUSTED_PROXIES": "",
    "THUOCDO_CRITERIA_DIR": "",
}


def demo_directory(given: Path | None) -> Path:
    """Choose the directory: as given, as THUOCDO_DATA_DIR names it, or the usual one."""
    named = os.environ.get("THUOCDO_DATA_DIR", "").strip()
    return given or (Path(named) if named else DEFAULT)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A demonstration that can be served."""

    data_dir: Path
    survey_code: str  # one service point, for the printed link
    fresh: bool  # the data was made just now


@contextmanager
def prepared_demo(
    data_dir: Path,
    *,
    reset: bool = False,
    clock: Callable[[], datetime],
    expected: int = EXPECTED_ANSWERS,
    on_work: Callable[[], None] = lambda: None,
) -> Iterator[Prepared]:
    """Hold a demonstration's directory, its data made or found; `on_work` is called before making.

    Raises ProblemsFound where the directory is not a demonstration's or cannot be used.
    """
    directory = open_demo_directory(data_dir, reset=reset)
    try:
        fresh = directory.needs_data
        if fresh:
            on_work()
        code = _bring_up(directory, clock=clock, expected=expected)
        settings = Settings.from_environment(directory.path, environment=ENVIRONMENT)
        open_demo_desks(settings, code, now=clock())
        yield Prepared(directory.path, survey_code=code, fresh=fresh)
    finally:
        directory.close()


def _bring_up(directory: DemoDirectory, *, clock: Callable[[], datetime], expected: int) -> str:
    settings = Settings.from_environment(directory.path, environment=ENVIRONMENT)
    database = open_database(settings)
    try:
        schema.upgrade(database)
        if directory.needs_data:
            seed(database, clock=clock, expected=expected)
            furnish_counters(database, clock())
            attach_plan(database, settings.data_dir, clock())
        give_signs(database, clock())
        shown = next(p.code for p in ServicePoints(database).for_unit(_SHOWN_UNIT) if p.active)
    finally:
        database.close()
    directory.write_sign_ins(sign_ins())
    if directory.needs_data:
        directory.mark_ready()
    return shown

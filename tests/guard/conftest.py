"""This module gives the guard's tests an office of the public door with a clock that they turn."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from starlette.testclient import TestClient

from storage.database import Database, open_database
from storage.settings import Settings
from survey_app.guard.watch import Watch
from survey_app.intake import intake
from survey_app.wiring import Desk, open_desk
from tests.public.conftest import (  # noqa: F401 -- fixtures of the public door's office
    OPEN,
    filled_office,
    questionnaire,
    settings,
)


@dataclass
class Clock:
    """A clock that stands until it is turned."""

    now: datetime = field(default_factory=lambda: datetime(2026, 11, 5, 3, 30, tzinfo=UTC))

    def turn(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    def seconds(self) -> float:
        return self.now.timestamp()


@dataclass
class Office:
    """A running intake, seen from outside and from inside."""

    client: TestClient
    desk: Desk
    staff: Database
    clock: Clock

    def form(self, query: str = "", *, code: str = OPEN) -> dict[str, str]:
        """Open the form and give its hidden fields."""
        page = self.client.get(f"/s/{code}{query}").text
        found = re.findall(r'<input type="hidden" name="(key|moc|ve)" value="([^"]*)">', page)
        assert found, page
        return dict(found)

    def send(
        self,
        fields: dict[str, str],
        *,
        browser: str = "phone",
        address: str = "192.0.2.7",
        code: str = OPEN,
    ):
        """Send a form as a browser at an address does."""
        client = TestClient(self.client.app, client=(address, 50_000), follow_redirects=False)
        return client.post(
            f"/s/{code}", data={"OVERALL": "5", **fields}, headers={"user-agent": browser}
        )

    def answer(self, *, after: float = 20, query: str = "", **origin: str):
        """Open the form, take one's time, and send it."""
        fields = self.form(query)
        self.clock.turn(after)
        return self.send(fields, **origin)

    def stored(self) -> list[tuple[str, str, str]]:
        """Give channel, tier and flags of every answer, in the order of arrival."""
        with self.staff.read() as connection:
            rows = connection.exec_driver_sql("SELECT channel, tier, flags FROM answer ORDER BY id")
            return [(row[0], row[1], row[2]) for row in rows]


@pytest.fixture
def office(settings: Settings) -> Iterator[Office]:  # noqa: F811
    yield from opened(settings)


def opened(settings: Settings) -> Iterator[Office]:  # noqa: F811
    clock = Clock()
    plain = open_desk(settings)
    desk = Desk(plain.settings, plain.database, now=lambda: clock.now)
    desk.__dict__["watch"] = Watch(
        settings.secret, work_bits=settings.proof_of_work, clock=clock.seconds
    )
    staff = open_database(settings)
    with TestClient(intake(settings, desk=desk), follow_redirects=False) as client:
        yield Office(client, desk, staff, clock)
    staff.close()
    desk.close()

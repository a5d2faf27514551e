"""This module gives these tests an office with passes for interviewers and clerks."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta

import pytest

from storage.database import Database
from storage.entry_desks import EntryDesks, NewEntryDesk
from storage.questionnaires import Questionnaires
from storage.service_points import ServicePoints
from survey_app.guard.passes import SEED_LENGTH, Passes
from tests.offline.conftest import Line, line, phone, playwright
from tests.public.conftest import (
    NOW,
    OPEN,
    client,
    desk,
    filled_office,
    questionnaire,
    settings,
    staff_database,
)

__all__ = [
    "Line",
    "client",
    "desk",
    "filled_office",
    "line",
    "phone",
    "playwright",
    "questionnaire",
    "settings",
    "staff_database",
]


@dataclass(frozen=True)
class Office:
    """Where passes are made."""

    database: Database
    passes: Passes

    def passes_for(self, channel: str = "paper", *, seed: int = 7, **more) -> list[str]:
        """Open a desk and return the passes of its people."""
        point = ServicePoints(self.database).by_code(more.pop("point", OPEN))
        form = Questionnaires(self.database).latest(point.questionnaire_id)
        entries = more.pop("entries", 2 if channel == "paper" else 1)
        tokens = [
            self.passes.make(bytes([seed] * SEED_LENGTH), place + 1) for place in range(entries)
        ]
        EntryDesks(self.database).open(
            NewEntryDesk(
                point_code=point.code,
                questionnaire_sha256=form.sha256,
                channel=channel,
                made_at=NOW - timedelta(days=1),
                made_by="test",
                expires_at=more.pop("expires_at", NOW + timedelta(days=3650)),
                entries=entries,
                **more,
            ),
            [self.passes.stored_as(token) for token in tokens],
        )
        return tokens

    def answers(self) -> list[dict]:
        """Return every stored answer: its columns, the content parsed."""
        with self.database.read() as connection:
            rows = connection.exec_driver_sql(
                "SELECT channel, tier, flags, local_day, language, content FROM answer ORDER BY id"
            ).mappings()
            return [{**row, "content": json.loads(row["content"])} for row in rows]


@pytest.fixture
def office(staff_database: Database, settings) -> Office:
    return Office(staff_database, Passes(settings.secret))

"""This module wires the public door: settings, the database and what is read through it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from scoring.definitions.questionnaire import Questionnaire
from scoring.definitions.questionnaire_load import questionnaire_from_bytes
from storage.database import Database, open_database
from storage.questionnaires import Questionnaires
from storage.records import ServicePoint
from storage.service_points import ServicePoints
from storage.settings import Settings
from storage.submissions import Submissions
from storage.units import Units


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Counter:
    """A service point with what a form needs to know about it."""

    point: ServicePoint
    unit_name: str
    questionnaire: Questionnaire


@dataclass(frozen=True)
class Desk:
    """Everything that the public processes may reach."""

    settings: Settings
    database: Database
    now: Callable[[], datetime] = _now
    _parsed: dict[str, Questionnaire] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def submissions(self) -> Submissions:
        """Give the one place where answers go in."""
        return Submissions(self.database)

    def point(self, code: str) -> ServicePoint | None:
        """Give the service point with this code, open or closed."""
        return ServicePoints(self.database).by_code(code)

    def counter(self, point: ServicePoint) -> Counter:
        """Give what a form at this point needs; raises LookupError where storage lacks it."""
        unit = Units(self.database).by_code(point.unit_code)
        kept = Questionnaires(self.database).latest(point.questionnaire_id)
        if unit is None or kept is None:
            raise LookupError(f"point {point.code} names a unit or questionnaire that is not kept")
        return Counter(point, unit.name, self._questionnaire(kept.sha256, kept.content))

    def questionnaire(self, sha256: str) -> Questionnaire | None:
        """Give a kept questionnaire by its hash, or None."""
        if sha256 in self._parsed:
            return self._parsed[sha256]
        kept = Questionnaires(self.database).by_hash(sha256)
        return None if kept is None else self._questionnaire(kept.sha256, kept.content)

    def _questionnaire(self, sha256: str, content: bytes) -> Questionnaire:
        # Content is addressed by its hash, so what was parsed once stays right for ever.
        with self._lock:
            if sha256 not in self._parsed:
                self._parsed[sha256] = questionnaire_from_bytes(content, file=sha256[:12])
            return self._parsed[sha256]


def open_desk(settings: Settings) -> Desk:
    """Open the database with the rights of the public door."""
    return Desk(settings, open_database(settings, role="intake"))


_desks: list[Desk] = []


def wire(settings: Settings) -> Desk:
    """Open the desk of this process, which Streamlit's script then finds by `desk()`."""
    opened = open_desk(settings)
    while _desks:
        _desks.pop().database.close()
    _desks.append(opened)
    return opened


def desk() -> Desk:
    """Give the desk that `wire` opened; raises LookupError where nothing was wired."""
    if not _desks:
        raise LookupError("survey_app.wiring.wire(settings) comes first")
    return _desks[-1]

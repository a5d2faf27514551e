"""This module wires the public door: settings, the database and what is read through it."""

from __future__ import annotations

import functools
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import UTC, datetime

from scoring.definitions.questionnaire import Questionnaire
from scoring.definitions.questionnaire_load import questionnaire_from_bytes
from storage.database import Database, open_database
from storage.improvements import ImprovementNotes
from storage.intake_writer import IntakeWriter
from storage.questionnaires import Questionnaires
from storage.receipt_days import ReceiptDays
from storage.records import NewAnswer, Outcome, ServicePoint, TicketStanding
from storage.service_points import ServicePoints
from storage.settings import Settings
from storage.submissions import Submissions
from storage.text import vietnam_day
from storage.ticket_codes import ticket_hash
from storage.tickets import Tickets
from storage.units import Units
from survey_app.drafts import Drafts
from survey_app.guard.passes import Passes
from survey_app.guard.watch import Watch

# How long a process may show a counter as it was; closing one takes effect everywhere after that.
FRESH_SECONDS = 2.0


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
    """Everything that the public processes may reach.

    With a `writer`, answers of many people share one commit; `fresh_seconds` is how long what was
    read of a counter may be shown again without asking the database.
    """

    settings: Settings
    database: Database
    now: Callable[[], datetime] = _now
    writer: IntakeWriter | None = None
    fresh_seconds: float = 0.0
    _parsed: dict[str, Questionnaire] = field(default_factory=dict)
    _counters: dict[str, tuple[float, Counter]] = field(default_factory=dict)
    _due: dict[str, float] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @functools.cached_property
    def watch(self) -> Watch:
        """Give the watch of this process, which marks what looks like stuffing."""
        return Watch(self.settings.secret, work_bits=self.settings.proof_of_work)

    @functools.cached_property
    def passes(self) -> Passes:
        """Give the maker and reader of interviewers' and clerks' passes."""
        return Passes(self.settings.secret)

    @functools.cached_property
    def drafts(self) -> Drafts:
        """Give the started forms of the full survey page, which stay in this process's memory."""
        return Drafts()

    @property
    def submissions(self) -> Submissions:
        """Give what was sent: keys and receipts, never answers."""
        return Submissions(self.database)

    @property
    def tickets(self) -> Tickets:
        """Give the one-time tickets."""
        return Tickets(self.database)

    @property
    def receipt_days(self) -> ReceiptDays:
        """Give the closed days of receipts."""
        return ReceiptDays(self.database)

    @property
    def improvements(self) -> ImprovementNotes:
        """Give what units did after people had spoken."""
        return ImprovementNotes(self.database)

    def store(self, answer: NewAnswer) -> Outcome:
        """Store an answer and return when it is committed; raises StorageFault."""
        return self.submissions.add(answer) if self.writer is None else self.writer.add(answer)

    def store_soon(self, answer: NewAnswer) -> Future[Outcome]:
        """Store an answer and give a promise that is kept when it is committed."""
        if self.writer is not None:
            return self.writer.send(answer)
        promise: Future[Outcome] = Future()
        promise.set_result(self.submissions.add(answer))
        return promise

    def close(self) -> None:
        """Write what is waiting, then close the database."""
        if self.writer is not None:
            self.writer.close()
        self.database.close()

    def at_hand(self, code: str) -> bool:
        """Tell whether a counter was read a moment ago, so that asking again costs nothing.

        When that moment is over, one caller is sent to read it anew and the others go on with what
        was read before: a crowd that all asked the database at once would wait for itself.
        """
        kept, now = self._counters.get(code), time.monotonic()
        if kept is None or now >= kept[0] + self.fresh_seconds:
            return False
        if now < kept[0]:
            return True
        with self._lock:
            if self._due.get(code, 0.0) > now:
                return True
            self._due[code] = now + self.fresh_seconds / 2
            return False

    def counter_at(self, code: str) -> Counter:
        """Give a counter that is at hand."""
        return self._counters[code][1]

    def standing(self, ticket: str, point: ServicePoint) -> TicketStanding:
        """Tell whether a ticket could be used at a point today."""
        return self.tickets.standing(
            ticket_hash(ticket) if ticket else "",
            day=vietnam_day(self.now()),
            unit_code=point.unit_code,
            point_code=point.code,
        )

    def point(self, code: str) -> ServicePoint | None:
        """Give the service point with this code, open or closed."""
        kept = self._counters.get(code)
        if kept is not None and time.monotonic() < kept[0]:
            return kept[1].point
        return ServicePoints(self.database).by_code(code)

    def newest(self, code: str) -> str:
        """Give the code that hangs now where this one hung."""
        point = self.point(code)
        return code if point is None else point.replaced_by or code

    def counter(self, point: ServicePoint) -> Counter:
        """Give what a form at this point needs; raises LookupError where storage lacks it."""
        kept = self._counters.get(point.code)
        if kept is not None and kept[1].point is point and time.monotonic() < kept[0]:
            return kept[1]
        counter = self._read_counter(point)
        if self.fresh_seconds:
            self._counters[point.code] = (time.monotonic() + self.fresh_seconds, counter)
        return counter

    def _read_counter(self, point: ServicePoint) -> Counter:
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


def open_desk(settings: Settings, *, grouped: bool = False) -> Desk:
    """Open the database with the rights of the public door.

    `grouped` is for a process that serves many people at once: their answers share commits, and
    what was read of a counter is kept for two seconds. Such a desk has to be closed.
    """
    database = open_database(settings, role="intake")
    return Desk(
        settings,
        database,
        writer=IntakeWriter(Submissions(database)) if grouped else None,
        fresh_seconds=FRESH_SECONDS if grouped else 0.0,
    )


_desks: list[Desk] = []


def wire(settings: Settings, *, desk: Desk | None = None) -> Desk:
    """Open the desk of this process, or take one; Streamlit's script then finds it by `desk()`."""
    opened = desk or open_desk(settings)
    while _desks:
        _desks.pop().close()
    _desks.append(opened)
    return opened


def desk() -> Desk:
    """Give the desk that `wire` opened; raises LookupError where nothing was wired."""
    if not _desks:
        raise LookupError("survey_app.wiring.wire(settings) comes first")
    return _desks[-1]

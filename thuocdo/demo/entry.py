"""This module makes the demonstration's passes: an interviewer, and two clerks with papers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from storage.database import Database, open_database
from storage.entry_desks import EntryChannel, EntryDesks, NewEntryDesk
from storage.entry_unusable import NewUnusable, UnusablePapers, UnusableReason
from storage.questionnaires import Questionnaires
from storage.service_points import ServicePoints
from storage.settings import Settings
from storage.text import vietnam_day
from survey_app.guard.passes import SEED_LENGTH, Passes
from survey_app.guard.signing import derived_key
from thuocdo.entry_passes import hand_out

_GOOD_FOR = timedelta(days=3650)  # a demonstration may lie on a shelf
_UNUSABLE: Final[tuple[UnusableReason, ...]] = ("blank", "blank", "torn", "spoiled")
_DESKS: tuple[tuple[EntryChannel, int], ...] = (("interviewer", 1), ("paper", 2))


@dataclass(frozen=True, slots=True)
class DemoPass:
    """One pass of the demonstration, and the path that it opens."""

    channel: EntryChannel
    place: int
    token: str

    @property
    def path(self) -> str:
        """Where the pass leads."""
        return f"/nhap/{self.token}"


def demo_passes(secret: bytes) -> tuple[DemoPass, ...]:
    """Give the passes; they follow from the secret, so that they need not be kept."""
    passes = Passes(secret)
    return tuple(
        DemoPass(channel, place, passes.make(_seed(secret, channel), place))
        for channel, entries in _DESKS
        for place in range(1, entries + 1)
    )


def open_demo_desks(settings: Settings, code: str, *, now: datetime) -> None:
    """Open the desks of a point, where they are not open yet."""
    database = open_database(settings)
    try:
        point = ServicePoints(database).by_code(code)
        form = None if point is None else Questionnaires(database).latest(point.questionnaire_id)
        if form is None:
            raise LookupError(f"point {code} or its questionnaire is not kept")
        stored_as = Passes(settings.secret).stored_as
        first = {one.channel: one for one in reversed(demo_passes(settings.secret))}
        for channel, entries in _DESKS:
            if EntryDesks(database).find(stored_as(first[channel].token)) is None:
                new = NewEntryDesk(
                    point_code=code,
                    questionnaire_sha256=form.sha256,
                    channel=channel,
                    entries=entries,
                    made_at=now,
                    made_by="thuocdo demo",
                    expires_at=now + _GOOD_FOR,
                )
                seed = _seed(settings.secret, channel)
                hand_out(database, new, secret=settings.secret, seed=seed)
                if channel == "paper":
                    _put_unusable_aside(database, stored_as(first[channel].token), now=now)
    finally:
        database.close()


def _put_unusable_aside(database: Database, stored_pass: str, *, now: datetime) -> None:
    """Record papers that came back and cannot be entered: made up, as all that people answer."""
    kept = EntryDesks(database).find(stored_pass)
    if kept is None:
        raise LookupError("the desk that was just opened is not kept")
    for why in _UNUSABLE:
        record = NewUnusable(kept.desk.id, kept.place, None, why, vietnam_day(now))
        UnusablePapers(database).record(record)


def _seed(secret: bytes, channel: str) -> bytes:
    return derived_key(secret, f"demo {channel}")[:SEED_LENGTH]

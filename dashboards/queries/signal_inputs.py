"""This module tells what the forensic signals can look at, from what is stored with answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

import numpy as np

from scoring.forensics.answers import Answers as Columns
from scoring.forensics.answers import Ints
from storage import Database, Kiosks

KIOSK: Final = "kiosk"
BY_STAFF: Final = frozenset({"interviewer", "paper"})
# Ways in whose form carries the moment at which it was drawn; a tablet's page stays open all day.
_TIMED: Final = frozenset({"qr", "streamlit", "ticket", "invited"})
_GRACE: Final = timedelta(minutes=30)


def hasty(channel: str, flags: Sequence[str]) -> int:
    """Tell whether a form came back too fast: 1 yes, 0 no, -1 where the door could not know."""
    if "too_fast" in flags:
        return 1
    return 0 if channel in _TIMED and "unsealed" not in flags else -1


def places_open(
    database: Database, columns: Mapping[str, Sequence[object]], rows: Sequence[int]
) -> Ints:
    """Tell of answers at tablets whether their counter was open: 1, 0, or -1 without own hours."""
    hours = Kiosks(database).all_hours()
    found = np.full(len(rows), -1, dtype=np.int64)
    for place, row in enumerate(rows):
        week = hours.get(str(columns["point"][row]))
        moment = columns["received_at"][row]
        if columns["channel"][row] == KIOSK and week is not None and isinstance(moment, datetime):
            found[place] = int(week.is_open(moment, grace=_GRACE))
    return found


def judged(answers: Columns) -> dict[str, int]:
    """Count what the signals that need more than an answer could look at.

    Answers; for `far_from_late_rate` units.
    """
    known = answers.hasty if answers.hasty is not None else np.empty(0)
    return {
        "out_of_hours": int(answers.counter.sum()),
        "too_fast": int((known >= 0).sum()),
        "one_device_many": sum(device is not None for device in answers.device),
        "clerk_opened": int(answers.clerk.sum()),
        "far_from_late_rate": int((~np.isnan(answers.late_rate)).sum()),
    }

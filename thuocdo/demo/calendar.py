"""This module knows when a one-stop shop of the demonstration is open."""

from __future__ import annotations

import random
from bisect import bisect
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
FIRST_DAY = date(2026, 1, 2)
LAST_DAY = date(2026, 10, 9)

# Days off in 2026 that fall on a weekday: Tết, Giỗ Tổ (in lieu), 30/4, 1/5, Quốc khánh.
_DAYS_OFF = frozenset(
    {
        *(date(2026, 2, day) for day in (16, 17, 18, 19, 20)),
        date(2026, 4, 27),
        date(2026, 4, 30),
        date(2026, 5, 1),
        date(2026, 9, 1),
        date(2026, 9, 2),
    }
)
_SATURDAY = 5
_OPENING_SECONDS = ((7 * 3600, 11 * 3600 + 1800), (13 * 3600, 17 * 3600))


def working_days(first: date = FIRST_DAY, last: date = LAST_DAY) -> tuple[date, ...]:
    """List the days on which counters were open, both ends included."""
    every = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return tuple(day for day in every if day.weekday() < _SATURDAY and day not in _DAYS_OFF)


def is_open(moment: datetime) -> bool:
    """Tell whether counters were open at this moment (any time zone)."""
    local = moment.astimezone(HANOI)
    second = local.hour * 3600 + local.minute * 60 + local.second
    inside = any(start <= second < end for start, end in _OPENING_SECONDS)
    return local.weekday() < _SATURDAY and local.date() not in _DAYS_OFF and inside


class OpeningHours:
    """Draws moments at which somebody may have answered: more in the morning, more on Mondays."""

    def __init__(self, days: Sequence[date]) -> None:
        """Weigh the days once; Mondays and the days after a holiday are the busy ones."""
        self._days = tuple(days)
        self._cumulative: list[float] = []
        total = 0.0
        for day in self._days:
            total += 1.35 if day.weekday() == 0 else 1.0
            self._cumulative.append(total)

    def draw(self, chance: random.Random) -> datetime:
        """Give one moment in UTC, inside the opening hours."""
        day = self._days[bisect(self._cumulative, chance.random() * self._cumulative[-1])]
        start, end = _OPENING_SECONDS[0 if chance.random() < 0.62 else 1]
        second = start + int((end - start) * chance.betavariate(2.0, 2.2))
        midnight = datetime(day.year, day.month, day.day, tzinfo=HANOI)
        return (midnight + timedelta(seconds=second)).astimezone(UTC)

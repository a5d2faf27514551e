"""This module reads and writes the opening hours of a service point: intervals by weekday."""

import itertools
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from storage.text import VIETNAM, stored_moment

DAY_NAMES = {1: "T2", 2: "T3", 3: "T4", 4: "T5", 5: "T6", 6: "T7", 7: "CN"}
_DAYS = re.compile(r"([1-7])(?:-([1-7]))?")
_SPAN = re.compile(r"([0-1]\d|2[0-3]):([0-5]\d)-((?:[0-1]\d|2[0-3]):[0-5]\d|24:00)")
_MOST_MINUTES = 24 * 60

Interval = tuple[int, int]


class UnreadableHours(ValueError):
    """The text is not a week of opening hours; `part` is the piece that cannot be read."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.part = part


@dataclass(frozen=True)
class OpeningHours:
    """A week: for each weekday (1 is Monday) the open intervals, in minutes since midnight."""

    week: Mapping[int, tuple[Interval, ...]]

    def is_open(self, moment: datetime, *, grace: timedelta = timedelta()) -> bool:
        """Tell whether the place is open at a moment, in Viet Nam's time.

        With a grace it also counts as open that long before and after an interval.
        """
        local = stored_moment(moment).astimezone(VIETNAM)
        minute = local.hour * 60 + local.minute
        slack = int(grace.total_seconds() // 60)
        return any(
            opens - slack <= minute < closes + slack
            for opens, closes in self.week.get(local.isoweekday(), ())
        )

    def to_json(self) -> str:
        """Write the week as storage keeps it and as the tablet reads it."""
        return json.dumps(
            {
                str(day): [[_clock(opens), _clock(closes)] for opens, closes in intervals]
                for day, intervals in sorted(self.week.items())
            }
        )

    @classmethod
    def from_json(cls, text: str) -> "OpeningHours":
        """Read a week as storage keeps it."""
        return cls(
            {
                int(day): tuple((_minutes(opens), _minutes(closes)) for opens, closes in intervals)
                for day, intervals in json.loads(text).items()
            }
        )


def read_hours(text: str) -> OpeningHours:
    """Read a week as a person types it; raises UnreadableHours.

    >>> read_hours("1-5 07:30-11:30 13:30-17:00; 6 07:30-11:30").week[6]
    ((450, 690),)
    """
    week: dict[int, tuple[Interval, ...]] = {}
    for part in filter(None, (piece.strip() for piece in text.split(";"))):
        days, *spans = part.split()
        intervals = tuple(sorted(_interval(span) for span in spans))
        overlapping = any(after[0] < before[1] for before, after in itertools.pairwise(intervals))
        if not intervals or overlapping:
            raise UnreadableHours(part)
        for day in _days(days):
            if day in week:
                raise UnreadableHours(part)
            week[day] = intervals
    if not week:
        raise UnreadableHours(text)
    return OpeningHours(week)


def _days(text: str) -> range:
    found = _DAYS.fullmatch(text)
    if found is None or int(found[2] or found[1]) < int(found[1]):
        raise UnreadableHours(text)
    return range(int(found[1]), int(found[2] or found[1]) + 1)


def _interval(text: str) -> Interval:
    found = _SPAN.fullmatch(text)
    if found is None:
        raise UnreadableHours(text)
    opens, closes = text.split("-")
    if _minutes(opens) >= _minutes(closes):
        raise UnreadableHours(text)
    return _minutes(opens), _minutes(closes)


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return min(int(hours) * 60 + int(minutes), _MOST_MINUTES)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"

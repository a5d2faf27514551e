"""This module holds what the forensics look at and what they say: columns in, findings out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from scoring.types import Sentence

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

MINUTE, HOUR, DAY = 60, 3_600, 86_400
_THURSDAY = 3  # 1 January 1970


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """Answers as columns, one entry each, and what is known of the units.

    ``unit`` numbers ``units``; ``at`` is the local wall clock of Asia/Ho_Chi_Minh in seconds since
    1970; ``counter`` tells which came through a screen that only the office can open; ``seconds``
    is the time taken (NaN unknown); ``ratings`` is answers × items, 1 to 5, NaN where absent;
    ``comments`` are empty where there is none; ``device`` is the keyed hash of one day, or None;
    ``clerk`` tells which forms staff opened; ``late_rate`` is each unit's share of late dossiers
    (NaN unknown). Where the time taken is not kept, ``hasty`` may say what the door saw: 1 too
    fast, 0 slower, -1 not known. ``place_open`` is 1 or 0 where the hours of the answer's own
    counter say so, -1 where the general ones hold.
    """

    units: tuple[str, ...]
    unit: Ints
    at: Ints
    counter: Bools
    seconds: Floats
    ratings: Floats
    comments: tuple[str, ...]
    device: tuple[str | None, ...]
    clerk: Bools
    late_rate: Floats
    hasty: Ints | None = None
    place_open: Ints | None = None

    def __post_init__(self) -> None:
        """Raise ValueError where the columns do not fit together."""
        n = len(self.unit)
        columns: tuple[Sequence[object] | Floats | Ints | Bools, ...] = (
            self.at, self.counter, self.seconds, self.ratings, self.comments, self.device,
            self.clerk,
        )  # fmt: skip
        told = [one for one in (self.hasty, self.place_open) if one is not None]
        if any(len(column) != n for column in (*columns, *told)) or self.ratings.ndim != 2:
            raise ValueError("the columns of the answers are not of one length")
        if len(self.late_rate) != len(self.units):
            raise ValueError("there is one late rate for each unit")
        if n and not (self.unit.min() >= 0 and self.unit.max() < len(self.units)):
            raise ValueError("an answer names a unit that is not there")

    def __len__(self) -> int:
        return len(self.unit)

    def per_unit(self, marked: Bools | None = None) -> Ints:
        """Count the answers, or the marked ones, of each unit."""
        chosen = self.unit if marked is None else self.unit[marked]
        return np.asarray(np.bincount(chosen, minlength=len(self.units)), dtype=np.int64)

    def in_time_order(self) -> list[Ints]:
        """Give the positions of each unit's answers, the earliest first."""
        order = np.lexsort((self.at, self.unit)).astype(np.int64)
        return np.split(order, np.cumsum(self.per_unit())[:-1])


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """When offices are open: weekdays from Monday = 0, spans in minutes of the day, days closed.

    ``slack`` minutes before and after a span still count as open; ``closed`` holds days since 1970.
    """

    weekdays: frozenset[int] = frozenset(range(5))
    spans: tuple[tuple[int, int], ...] = ((7 * 60, 11 * 60 + 30), (13 * 60 + 30, 17 * 60))
    slack: int = 30
    closed: frozenset[int] = frozenset()

    def are_open(self, at: Ints) -> Bools:
        """Tell which moments (local seconds since 1970) lie in opening hours."""
        day, minute = at // DAY, at % DAY // MINUTE
        open_day = np.isin((day + _THURSDAY) % 7, sorted(self.weekdays))
        if self.closed:
            open_day &= ~np.isin(day, sorted(self.closed))
        within = np.zeros(len(at), dtype=np.bool_)
        for start, end in self.spans:
            within |= (minute >= start - self.slack) & (minute < end + self.slack)
        return np.asarray(open_day & within)


@dataclass(frozen=True, slots=True)
class Limits:
    """What counts as too much; an office may set its own. ``false_discoveries``: the share of
    units named wrongly that is accepted among those named by one signal."""

    hours: OpeningHours = field(default_factory=OpeningHours)
    false_discoveries: float = 0.05
    least_seconds: float = 4.0
    share_of_usual_time: float = 0.1
    least_items: int = 5
    burst_minutes: int = 10
    repeated_comment_length: int = 20
    repeated_comment_times: int = 3
    most_per_device: int = 3


@dataclass(frozen=True, slots=True)
class UnitFinding:
    """What a signal says of one unit; ``found`` where its q-value is within the limit."""

    unit: str
    p_value: float
    q_value: float
    found: bool
    reason: Sentence


@dataclass(frozen=True, slots=True, eq=False)
class Findings:
    """What a signal found: the answers it marks, why, and the units that stand out."""

    signal: str
    flagged: Bools
    reasons: Mapping[int, Sentence]
    units: tuple[UnitFinding, ...]


class Signal(Protocol):
    """A signal: one module that offers this function and a code."""

    def __call__(self, answers: Answers, limits: Limits, *, seed: int) -> Findings:
        """Look through the answers."""
        ...

"""This module counts what comes from where, in memory only and for minutes only."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Generic, TypeVar

MINUTE = 60.0
MOST_KEPT = 100_000

Kept = TypeVar("Kept")


class Recent(OrderedDict[bytes, Kept], Generic[Kept]):
    """A mapping that forgets its oldest entries beyond a number, so that no flood fills memory."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        super().__init__()
        self._most = most

    def put(self, key: bytes, value: Kept) -> None:
        """Keep a value as the newest."""
        self[key] = value
        self.move_to_end(key)
        while len(self) > self._most:
            self.popitem(last=False)


class TokenBuckets:
    """Buckets of `capacity` tokens that fill again at `per_minute`; kept as one moment each."""

    def __init__(self, capacity: int, per_minute: float, most: int = MOST_KEPT) -> None:
        self._interval = MINUTE / per_minute
        self._slack = capacity * self._interval
        self._full_again: Recent[float] = Recent(most)

    def take(self, key: bytes, now: float, number: int = 1) -> bool:
        """Take tokens from a bucket; False, with nothing taken, where it holds too few."""
        full_again = max(now, self._full_again.get(key, 0.0)) + number * self._interval
        if full_again - now > self._slack + 1e-9:
            return False
        self._full_again.put(key, full_again)
        return True

    def forget(self, now: float) -> None:
        """Forget the buckets that are full again: they say nothing any more."""
        for key in [key for key, full_again in self._full_again.items() if full_again <= now]:
            del self._full_again[key]

    def __len__(self) -> int:
        return len(self._full_again)


@dataclass(frozen=True)
class _Window:
    minute: int
    number: int
    before: int


class MinuteCounts:
    """How many came within the last minute: this minute's, and the last one's share of it."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._windows: Recent[_Window] = Recent(most)

    def add(self, key: bytes, now: float) -> float:
        """Count one more and give the number within the last minute."""
        minute, passed = divmod(now, MINUTE)
        old = self._windows.get(key)
        if old is None or old.minute < minute - 1:
            new = _Window(int(minute), 1, 0)
        elif old.minute == minute:
            new = _Window(old.minute, old.number + 1, old.before)
        else:
            new = _Window(int(minute), 1, old.number)
        self._windows.put(key, new)
        return new.number + new.before * (1 - passed / MINUTE)

    def forget(self, now: float) -> None:
        """Forget what is older than the minute before this one."""
        oldest = now // MINUTE - 1
        for key in [key for key, window in self._windows.items() if window.minute < oldest]:
            del self._windows[key]

    def __len__(self) -> int:
        return len(self._windows)

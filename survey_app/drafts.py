"""This module keeps started forms of the full survey page in memory, few of them and not for long.

A form is found again by its own key, which stands in the page's address. Nothing is written to
disk, nothing says who filled it in, and a form that was sent keeps its receipt only.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

KEPT_FOR: Final = timedelta(hours=24)
MOST_DRAFTS: Final = 5_000
MOST_CHARACTERS: Final = 20_000  # of one draft
MOST_TOGETHER: Final = 20_000_000


@dataclass(frozen=True)
class Draft:
    """A started form: where, since when, what stands in its fields, and its receipt once sent."""

    key: str
    point_code: str
    drawn_at: datetime
    fields: Mapping[str, Sequence[str]] = field(default_factory=dict)
    receipt: str = ""

    def size(self) -> int:
        """Count the characters that are kept."""
        return sum(len(name) + sum(map(len, given)) for name, given in self.fields.items())


class Drafts:
    """The drafts of one process; the oldest give way where there are too many."""

    def __init__(self, *, most: int = MOST_DRAFTS, most_characters: int = MOST_TOGETHER) -> None:
        self._most = most
        self._most_characters = most_characters
        self._kept: OrderedDict[str, Draft] = OrderedDict()
        self._characters = 0
        self._lock = threading.Lock()

    def find(self, key: str, point_code: str, *, now: datetime) -> Draft | None:
        """Give the draft of a key at a point, if there is one that has not grown too old."""
        with self._lock:
            self._forget_old(now)
            draft = self._kept.get(key)
        return draft if draft is not None and draft.point_code == point_code else None

    def keep(self, draft: Draft, *, now: datetime) -> None:
        """Keep a draft as it stands now; one that is far too long, or was sent, stays as it was."""
        with self._lock:
            self._forget_old(now)
            before = self._kept.get(draft.key)
            if draft.size() > MOST_CHARACTERS or (before is not None and before.receipt):
                return
            self._put(draft)

    def finish(self, key: str, receipt: str) -> None:
        """Forget what was answered; keep the receipt, so that reloading shows it again."""
        with self._lock:
            draft = self._kept.get(key)
            if draft is not None:
                self._put(replace(draft, fields={}, receipt=receipt))

    def __len__(self) -> int:
        """Count the drafts."""
        return len(self._kept)

    def _put(self, draft: Draft) -> None:
        self._drop(draft.key)
        self._kept[draft.key] = draft
        self._characters += draft.size()
        while len(self._kept) > self._most or self._characters > self._most_characters:
            self._drop(next(iter(self._kept)))

    def _drop(self, key: str) -> None:
        gone = self._kept.pop(key, None)
        if gone is not None:
            self._characters -= gone.size()

    def _forget_old(self, now: datetime) -> None:
        old = [key for key, draft in self._kept.items() if now - draft.drawn_at > KEPT_FOR]
        for key in old:
            self._drop(key)

"""This module asks storage who a session cookie belongs to, and remembers a yes for a moment."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from storage import Person

_REMEMBER_SECONDS: Final = 2.0
_MOST_REMEMBERED: Final = 4096


@dataclass(slots=True)
class LiveSessions:
    """Tells whether a token is live; a page's eighty requests then ask the database once.

    Only a positive answer is remembered, for two seconds, and only for plain requests: websockets
    and writes always ask anew.
    """

    ask: Callable[[str], Person | None]
    clock: Callable[[], float] = time.monotonic
    _seen: dict[bytes, float] = field(default_factory=dict)

    def is_live(self, token: str | None, *, fresh: bool = False) -> bool:
        """Tell whether the token names a live session; ``fresh`` skips what is remembered."""
        if not token:
            return False
        key = hashlib.sha256(token.encode()).digest()
        now = self.clock()
        until = self._seen.get(key)
        if not fresh and until is not None and now < until:
            return True
        if self.ask(token) is None:
            self._seen.pop(key, None)
            return False
        if len(self._seen) >= _MOST_REMEMBERED:
            self._seen.clear()
        self._seen[key] = now + _REMEMBER_SECONDS
        return True

    def forget(self, token: str) -> None:
        """Drop what is remembered of a token, as at sign-out."""
        self._seen.pop(hashlib.sha256(token.encode()).digest(), None)

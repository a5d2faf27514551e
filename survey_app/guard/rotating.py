"""This module makes the code that changes on a counter's screen, and the key to that screen.

Who scans the changing code stood before the screen less than a minute and a half ago. The screen's
own address carries a key; without it the public could call the screen up at home.
"""

from __future__ import annotations

from datetime import datetime

from survey_app.guard.signing import derived_key, letters, same, signature

STEP_SECONDS = 30
_LETTERS = 6
_KEY_LETTERS = 16


class RotatingCodes:
    """Codes of the screens of one installation."""

    def __init__(self, secret: bytes) -> None:
        self._key = derived_key(secret, "screen")

    def code(self, point_code: str, now: datetime) -> str:
        """Give the code that the screen of a point shows now."""
        return self._at(point_code, _step(now))

    def fits(self, point_code: str, typed: str, now: datetime) -> bool:
        """Tell whether a code is shown now, was shown just before or will be next."""
        step = _step(now)
        given = typed.strip().upper()
        return any(same(given, self._at(point_code, one)) for one in (step - 1, step, step + 1))

    def screen_key(self, point_code: str) -> str:
        """Give the key that opens the screen of a point."""
        return letters(signature(self._key, "key", point_code), _KEY_LETTERS)

    def opens(self, point_code: str, key: str) -> bool:
        """Tell whether a key opens the screen of a point."""
        return same(key.strip().upper(), self.screen_key(point_code))

    def _at(self, point_code: str, step: int) -> str:
        return letters(signature(self._key, "code", point_code, str(step)), _LETTERS)


def seconds_left(now: datetime) -> int:
    """Tell in how many seconds, 1 to 30, the code changes."""
    return STEP_SECONDS - int(now.timestamp()) % STEP_SECONDS


def _step(now: datetime) -> int:
    return int(now.timestamp()) // STEP_SECONDS

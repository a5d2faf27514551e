"""This module asks for a day."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Literal

from scoring.question import Flaw, QuestionFields, Value, cleaned, not_above
from scoring.types import N_, Sentence

_TYPED = re.compile(
    r"([0-9]{1,2})[/. -]([0-9]{1,2})[/. -]([0-9]{4})|([0-9]{2})([0-9]{2})([0-9]{4})"
)
_SENT = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")


class DateQuestion(QuestionFields):
    """A day from `earliest` to `latest`, typed day first or sent by a browser's calendar.

    The value is the day as ISO 8601 writes it. Years have four digits, so that nothing is guessed.

    >>> question = DateQuestion(type="date", code="DAY", label={"vi": "Ngày nộp hồ sơ"})
    >>> question.parse(["5/11/2026"]), question.parse(["05112026"]), question.parse(["2026-11-05"])
    ('2026-11-05', '2026-11-05', '2026-11-05')
    >>> question.parse(["31/02/2026"]).template
    'This day is not in the calendar; write day/month/year, for example 05/11/2026.'
    """

    type: Literal["date"]
    earliest: date | None = None
    latest: date | None = None

    def parse(self, given: Sequence[str]) -> Value | Sentence | None:
        """Give the day as text (2026-11-05), or None."""
        typed = re.sub(r"\s*/\s*", "/", cleaned(given[0])) if given else ""
        if not typed:
            return None
        day = _read(typed)
        if day is None:
            return Sentence(
                N_("This day is not in the calendar; write day/month/year, for example 05/11/2026.")
            )
        if self.earliest is not None and day < self.earliest:
            return Sentence(
                N_("Give a day from {earliest} on."), {"earliest": shown(self.earliest)}
            )
        if self.latest is not None and day > self.latest:
            return Sentence(N_("Give a day up to {latest}."), {"latest": shown(self.latest)})
        return day.isoformat()

    def fields_of(self, value: Value) -> dict[str, list[str]]:
        """Write the day as people type it."""
        return {self.code: [shown(date.fromisoformat(str(value)))]}

    def flaws(self) -> Iterator[Flaw]:
        """Find limits that exclude each other."""
        if self.earliest and self.latest and self.earliest > self.latest:
            yield from not_above("latest", self.earliest, high=self.latest, path=("earliest",))


def shown(day: date) -> str:
    """Write a day as it is typed here: 05/11/2026."""
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def _read(typed: str) -> date | None:
    if sent := _SENT.fullmatch(typed):
        year, month, day = sent.groups()
    elif written := _TYPED.fullmatch(typed):
        day, month, year = [part for part in written.groups() if part is not None]
    else:
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None

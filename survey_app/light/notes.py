"""This module finds what a unit did after people had spoken, for the page that thanks them."""

from __future__ import annotations

import time
from typing import Final

from storage.faults import StorageFault
from storage.improvements import Improvement
from storage.text import vietnam_day
from survey_app.wiring import Desk

# Notes change a few times a year; every answer's page shows them.
_KEPT_SECONDS: Final = 60.0
_MOST_KEPT: Final = 5_000
_kept: dict[tuple[int, str], tuple[float, tuple[Improvement, ...]]] = {}


def notes_of(desk: Desk, unit_code: str) -> tuple[Improvement, ...]:
    """Give the newest notes of a unit; none where they cannot be read, for thanks come first."""
    place = (id(desk.database), unit_code)
    kept = _kept.get(place)
    if kept is not None and time.monotonic() < kept[0]:
        return kept[1]
    try:
        notes = desk.improvements.of_unit(unit_code, on=vietnam_day(desk.now()), limit=2)
    except StorageFault:
        return ()
    if len(_kept) >= _MOST_KEPT:
        _kept.clear()
    _kept[place] = (time.monotonic() + _KEPT_SECONDS, notes)
    return notes

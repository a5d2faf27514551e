"""This module lends these tests the public door's small office, and the browser's line to it."""

from __future__ import annotations

from tests.offline.conftest import Line, line, phone, playwright
from tests.public.conftest import (
    client,
    desk,
    filled_office,
    questionnaire,
    settings,
    staff_database,
)

__all__ = [
    "Line",
    "client",
    "desk",
    "filled_office",
    "line",
    "phone",
    "playwright",
    "questionnaire",
    "settings",
    "staff_database",
]

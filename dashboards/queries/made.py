"""This module tells when a long calculation was made, and at whose wish."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from storage import Analysis


@dataclass(frozen=True, slots=True)
class Made:
    """When it was made, and by whom."""

    at: datetime
    by: str


def made(analysis: Analysis) -> Made:
    """Take of a kept calculation when and by whom it was made, and nothing of what it found."""
    return Made(analysis.made_at, analysis.made_by)

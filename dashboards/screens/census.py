"""This module lists every screen of the staff door, in the order of the menu."""

from __future__ import annotations

from typing import Final

from dashboards.screens import (
    appraisal,
    benchmark,
    opinion,
    overview,
    posters,
    profile,
    ranking,
    tablets,
    workplace,
)
from dashboards.screens.desk import Screen

SCREENS: Final[tuple[Screen, ...]] = (
    overview.SCREEN,
    workplace.SCREEN,
    ranking.SCREEN,
    profile.SCREEN,
    opinion.SCREEN,
    benchmark.SCREEN,
    appraisal.SCREEN,
    posters.SCREEN,
    tablets.SCREEN,
)

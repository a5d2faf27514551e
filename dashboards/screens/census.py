"""This module lists every screen of the staff door, in the order of the menu."""

from __future__ import annotations

from typing import Final

from dashboards.screens import (
    appraisal,
    arrivals,
    benchmark,
    conflicts,
    criteria_sets,
    doubtful,
    indices,
    opinion,
    overview,
    papi_style,
    posters,
    profile,
    quality,
    ranking,
    rounds,
    tablets,
    what_if,
    workplace,
)
from dashboards.screens.desk import Screen

SCREENS: Final[tuple[Screen, ...]] = (
    overview.SCREEN,
    workplace.SCREEN,
    ranking.SCREEN,
    profile.SCREEN,
    what_if.SCREEN,
    opinion.SCREEN,
    indices.SCREEN,
    papi_style.SCREEN,
    benchmark.SCREEN,
    doubtful.SCREEN,
    quality.SCREEN,
    appraisal.SCREEN,
    criteria_sets.SCREEN,
    rounds.SCREEN,
    conflicts.SCREEN,
    posters.SCREEN,
    tablets.SCREEN,
    arrivals.SCREEN,
)

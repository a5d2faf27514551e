"""This module plants stuffed answers in one commune, so that the signals have something to find."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from scoring.definitions.questionnaire import Questionnaire
from scoring.questions import RatingQuestion
from thuocdo.demo.calendar import HANOI
from thuocdo.demo.simulation import EXPECTED_ANSWERS, Place, SimulatedAnswer

UNIT = "H21.230"
_DAYS = (date(2026, 9, 14), date(2026, 9, 17), date(2026, 9, 24))
_AT_ONCE = 12  # of the usual number of answers in all
_SEED = 5


def planted(
    places: Mapping[str, Sequence[Place]],
    questionnaire: Questionnaire,
    *,
    expected: int = EXPECTED_ANSWERS,
) -> Iterator[SimulatedAnswer]:
    """Make up three bursts of forms exactly alike, all 5s, each within eight minutes."""
    place = places[UNIT][0]
    values = {
        question.code: 5
        for question in questionnaire.questions()
        if isinstance(question, RatingQuestion)
    }
    chance = random.Random(_SEED)  # noqa: S311 -- a simulation, not a secret
    for day in _DAYS:
        begin = datetime(day.year, day.month, day.day, 15, 40, tzinfo=HANOI)
        moments = sorted(
            begin + timedelta(seconds=chance.randrange(8 * 60))
            for _ in range(round(_AT_ONCE * expected / EXPECTED_ANSWERS))
        )
        for moment in moments:
            yield SimulatedAnswer(UNIT, place, moment, "vi", (), values)

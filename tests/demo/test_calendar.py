"""This module tests that simulated people come only while the counter is open."""

import random
from datetime import UTC, date, datetime

from thuocdo.demo.calendar import HANOI, OpeningHours, is_open, working_days


def test_weekends_and_holidays_are_no_working_days() -> None:
    days = working_days()
    assert date(2026, 2, 17) not in days  # Tết
    assert date(2026, 4, 30) not in days
    assert date(2026, 9, 2) not in days
    assert date(2026, 3, 7) not in days  # a Saturday
    assert date(2026, 3, 9) in days
    assert days[0] == date(2026, 1, 2)
    assert days[-1] == date(2026, 10, 9)


def test_every_drawn_moment_lies_in_opening_hours_in_viet_nam() -> None:
    hours = OpeningHours(working_days())
    chance = random.Random(1)  # noqa: S311
    moments = [hours.draw(chance) for _ in range(2000)]
    assert all(moment.tzinfo is UTC for moment in moments)
    assert all(is_open(moment) for moment in moments)
    assert {moment.astimezone(HANOI).month for moment in moments} == set(range(1, 11))


def test_the_lunch_break_the_night_and_sunday_are_closed() -> None:
    assert is_open(datetime(2026, 3, 9, 11, 29, 59, tzinfo=HANOI))
    assert not is_open(datetime(2026, 3, 9, 11, 30, tzinfo=HANOI))
    assert not is_open(datetime(2026, 3, 9, 12, 59, tzinfo=HANOI))
    assert is_open(datetime(2026, 3, 9, 13, 0, tzinfo=HANOI))
    assert not is_open(datetime(2026, 3, 9, 17, 0, tzinfo=HANOI))
    assert not is_open(datetime(2026, 3, 8, 9, 0, tzinfo=HANOI))

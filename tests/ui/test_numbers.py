from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui import numbers


@pytest.mark.parametrize(
    ("value", "vietnamese", "english"),
    [
        (Fraction(2541 * 20, 2618), "19,41", "19.41"),
        (20, "20", "20"),
        (Decimal("1234.5"), "1.234,5", "1,234.5"),
        (Decimal("-0.001"), "0", "0"),
        (Decimal("-3.255"), "−3,26", "−3.26"),
        (None, "–", "–"),
    ],
)
def test_points_are_written_as_each_language_writes_them(value, vietnamese, english):
    assert numbers.points(value, "vi") == vietnamese
    assert numbers.points(value, "en") == english


def test_halves_go_up_and_never_through_binary_floats():
    assert numbers.rounded(Fraction(1, 8), 2) == Decimal("0.13")
    assert numbers.rounded(Decimal("2.675"), 2) == Decimal("2.68")
    assert numbers.rounded(2.675, 2) == Decimal("2.68")


def test_per_cent_and_share_do_not_get_mixed_up():
    assert numbers.percent(Fraction(6832, 84), "vi") == "81,33\N{NO-BREAK SPACE}%"
    assert numbers.share(0.8132, "vi") == "81,3\N{NO-BREAK SPACE}%"
    assert numbers.share(1, "en") == "100.0%"
    assert numbers.interval(0.681, 0.742, "vi") == "68,1–74,2\N{NO-BREAK SPACE}%"
    assert numbers.interval(0.681, 0.742, "en") == "68.1–74.2%"


def test_a_declared_figure_keeps_every_digit():
    assert numbers.exact(Decimal("12345.678901"), "vi") == "12.345,678901"
    assert numbers.exact(Decimal("1E+3"), "vi") == "1.000"


def test_the_day_is_the_day_in_viet_nam():
    late = datetime(2026, 11, 4, 18, 30, tzinfo=UTC)
    assert numbers.date(late, "vi") == "05/11/2026"
    assert numbers.moment(late, "vi") == "01:30, 05/11/2026"
    assert numbers.date(date(2026, 11, 5), "en") == "5 November 2026"


@given(st.fractions(min_value=-(10**9), max_value=10**9), st.integers(0, 6))
def test_rounding_is_never_further_than_half_a_place(value, places):
    assert abs(Fraction(numbers.rounded(value, places)) - value) <= Fraction(1, 2 * 10**places)


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=6))
def test_fractions_and_decimals_round_alike(value):
    assert numbers.rounded(Fraction(value), 2) == numbers.rounded(value, 2)

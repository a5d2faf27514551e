"""This module rounds exact points the way a set says, and nowhere else."""

from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache
from math import lcm
from typing import Literal

Mode = Literal["half_up", "half_even"]


def round_exact(value: Fraction, places: int, *, mode: Mode) -> Fraction:
    """Round a fraction to decimal places; a half goes up (away from 0) or to the even digit.

    >>> round_exact(Fraction(1, 8), 2, mode="half_up")
    Fraction(13, 100)
    >>> round_exact(Fraction(1, 8), 2, mode="half_even")
    Fraction(3, 25)
    """
    return _of_units(_units(value, places, mode=mode), places)


@lru_cache(maxsize=2**16)
def _of_units(units: int, places: int) -> Fraction:
    """Share equal rounded points: a country has few different ones, each of them many times."""
    return Fraction(units, 10**places)


def _units(value: Fraction, places: int, *, mode: Mode) -> int:
    """Round to a whole number of units of the last place, in whole numbers only for speed."""
    numerator, denominator = value.numerator, value.denominator
    scale: int = 10**places
    whole, rest = divmod(abs(numerator) * scale, denominator)
    twice = 2 * rest
    if twice > denominator or (twice == denominator and (mode == "half_up" or whole % 2 == 1)):
        whole += 1
    return whole if numerator >= 0 else -whole


def exact_sum(values: Iterable[Fraction]) -> Fraction:
    """Add fractions up, reduced once at the end: the engine adds rounded points all day.

    >>> exact_sum([Fraction(1, 4), Fraction(1, 3), Fraction(5, 12)])
    Fraction(1, 1)
    """
    upper, lower = 0, 1
    for value in values:
        numerator, denominator = value.numerator, value.denominator
        if denominator == lower:
            upper += numerator
        elif lower % denominator == 0:
            upper += numerator * (lower // denominator)
        else:
            common = lcm(lower, denominator)
            upper = upper * (common // lower) + numerator * (common // denominator)
            lower = common
    return Fraction(upper, lower)


def decimal_text(value: Fraction, *, places: int = 12) -> str:
    """Write a fraction for a file: all its digits if at most ``places`` decimals hold them.

    Otherwise it is rounded half to even at the last of them. The mark is a point; no zeros at the
    end.

    >>> decimal_text(Fraction(7534, 100)), decimal_text(Fraction(2, 3), places=4)
    ('75.34', '0.6667')
    """
    if value.denominator == 1:
        return str(value.numerator)
    units = _units(value, places, mode="half_even")
    whole, rest = divmod(abs(units), 10**places)
    text = f"{whole}.{rest:0{places}d}".rstrip("0").rstrip(".")
    return f"-{text}" if units < 0 else text

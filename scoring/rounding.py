"""This module rounds exact points the way a set says, and nowhere else."""

from decimal import Decimal
from fractions import Fraction
from typing import Literal

Mode = Literal["half_up", "half_even"]


def round_exact(value: Fraction, places: int, *, mode: Mode) -> Fraction:
    """Round a fraction to decimal places; a half goes up (away from 0) or to the even digit.

    >>> round_exact(Fraction(1, 8), 2, mode="half_up")
    Fraction(13, 100)
    >>> round_exact(Fraction(1, 8), 2, mode="half_even")
    Fraction(3, 25)
    """
    scale = 10**places
    scaled = abs(value) * scale
    whole, rest = divmod(scaled.numerator, scaled.denominator)
    twice = 2 * rest
    if twice > scaled.denominator or (
        twice == scaled.denominator and (mode == "half_up" or whole % 2 == 1)
    ):
        whole += 1
    return Fraction(whole if value >= 0 else -whole, scale)


def decimal_text(value: Fraction, *, places: int = 12) -> str:
    """Write a fraction for a file: all its digits if at most ``places`` decimals hold them.

    Otherwise it is rounded half to even at the last of them. The mark is a point; no zeros at the
    end.

    >>> decimal_text(Fraction(7534, 100)), decimal_text(Fraction(2, 3), places=4)
    ('75.34', '0.6667')
    """
    rounded = round_exact(value, places, mode="half_even")
    units = rounded.numerator * (10**places // rounded.denominator)
    text = f"{Decimal(units).scaleb(-places):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text

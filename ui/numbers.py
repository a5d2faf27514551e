"""This module rounds and writes numbers and dates for people, the only place that does."""

from __future__ import annotations

from datetime import date as Date
from datetime import datetime, timedelta, timezone
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

Number = int | float | Decimal | Fraction

NO_BREAK = "\N{NO-BREAK SPACE}"
ABSENT = "–"
# Wide enough for any exact ratio of dossier counts; the default context keeps 28 digits.
_EXACT = Context(prec=60, rounding=ROUND_HALF_UP)
_VIETNAMESE_MARKS = str.maketrans(",.", ".,")
_HCM = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")  # no daylight saving since 1975
_ENGLISH_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def rounded(value: Number, places: int) -> Decimal:
    """Round half up to `places` decimals; fractions are divided once, floats by their digits."""
    if isinstance(value, Fraction):
        upper, lower = value.numerator * 10**places, value.denominator
        whole = (2 * abs(upper) + lower) // (2 * lower)
        signed = whole if upper >= 0 else -whole
        return Decimal(signed).scaleb(-places, context=_EXACT)
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    return exact.quantize(Decimal(1).scaleb(-places), context=_EXACT)


def number(value: Number | None, language: str, *, places: int = 2, trim: bool = False) -> str:
    """Write a number: '1.234,50' in Vietnamese, '1,234.50' in English, '–' when absent.

    `trim` drops zeros at the end of the decimals.
    """
    if value is None:
        return ABSENT
    text = f"{rounded(value, places):,f}"
    if trim and "." in text:
        text = text.rstrip("0").rstrip(".")
    if text.strip("-0.,") == "":
        text = text.lstrip("-")
    if language == "vi":
        text = text.translate(_VIETNAMESE_MARKS)
    return text.replace("-", "−")


def exact(value: Decimal, language: str) -> str:
    """Write a decimal with the digits that it has: a declared figure is never rounded."""
    exponent = value.as_tuple().exponent
    places = max(0, -exponent) if isinstance(exponent, int) else 0
    return number(value, language, places=places, trim=True)


def points(value: Number | None, language: str, *, places: int = 2) -> str:
    """Write points, without zeros at the end: '19,41', '20'."""
    return number(value, language, places=places, trim=True)


def percent(value: Number | None, language: str, *, places: int = 2) -> str:
    """Write a value that is in per cent already: 81.327 becomes '81,33 %'."""
    if value is None:
        return ABSENT
    sign = f"{NO_BREAK}%" if language == "vi" else "%"
    return f"{number(value, language, places=places)}{sign}"


def share(value: Number | None, language: str, *, places: int = 1) -> str:
    """Write a share between 0 and 1 as per cent: 0.8132 becomes '81,3 %'."""
    if value is None:
        return ABSENT
    hundred = Decimal(repr(value)) * 100 if isinstance(value, float) else value * 100
    return percent(hundred, language, places=places)


def count(value: int | None, language: str) -> str:
    """Write a count with its thousands grouped: '12.345' in Vietnamese."""
    return ABSENT if value is None else number(value, language, places=0)


def interval(low: Number | None, high: Number | None, language: str, *, places: int = 1) -> str:
    """Write an interval of shares between 0 and 1 as per cent: '68,1–74,2 %'."""
    if low is None or high is None:
        return ABSENT
    sign = f"{NO_BREAK}%" if language == "vi" else "%"
    return f"{share(low, language, places=places).removesuffix(sign)}–" + share(
        high, language, places=places
    )


def date(value: Date | datetime | None, language: str) -> str:
    """Write the day in Viet Nam: '05/11/2026' in Vietnamese, '5 November 2026' in English."""
    if value is None:
        return ABSENT
    day = value.astimezone(_HCM).date() if isinstance(value, datetime) else value
    if language == "vi":
        return f"{day:%d/%m/%Y}"
    return f"{day.day} {_ENGLISH_MONTHS[day.month - 1]} {day.year}"


def moment(value: datetime | None, language: str) -> str:
    """Write the minute in Viet Nam: '14:05, 05/11/2026'."""
    if value is None:
        return ABSENT
    return f"{value.astimezone(_HCM):%H:%M}, {date(value, language)}"

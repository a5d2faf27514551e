"""This module brings text and moments into the one form in which they are stored."""

import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone
from fractions import Fraction

# Viet Nam has kept one offset since 1975; a fixed one needs no time zone files on Windows.
VIETNAM = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")


def stored_text(text: str) -> str:
    """Return the text in NFC; ValueError for what a database cannot hold (NUL, lone surrogates)."""
    if "\x00" in text:
        raise ValueError("text with a NUL character cannot be stored")
    if text.isascii():  # nearly all words are codes, which are in NFC already
        return text
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as fault:
        raise ValueError("text with a lone surrogate cannot be stored") from fault
    return unicodedata.normalize("NFC", text)


def stored_moment(moment: datetime) -> datetime:
    """Return the moment in UTC; ValueError where it has no time zone."""
    if moment.tzinfo is None:
        raise ValueError("a stored moment needs a time zone")
    return moment.astimezone(UTC)


def vietnam_day(moment: datetime) -> date:
    """Return the day in Viet Nam (Asia/Ho_Chi_Minh) at this moment."""
    return stored_moment(moment).astimezone(VIETNAM).date()


def exact_text(number: Fraction) -> str:
    """Return a fraction as a decimal where it ends, else as "n/d"; `Fraction()` reads both."""
    rest, twos, fives = number.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest != 1:
        return f"{number.numerator}/{number.denominator}"
    places = max(twos, fives)
    if places == 0:
        return str(number.numerator)
    digits = str(abs(number.numerator) * 10**places // number.denominator).rjust(places + 1, "0")
    return f"{'-' if number < 0 else ''}{digits[:-places]}.{digits[-places:]}"

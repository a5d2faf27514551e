"""This module writes and reads the serial numbers of paper forms."""

import re

from storage.receipts import ALPHABET, check_character

DIGITS = 6
_PLAIN = re.compile(r"[0-9]{1,6}")


def serial_number(number: int) -> str:
    """Write a serial number with a check character, so that no slip of a key fits another form.

    >>> serial_number(123)
    '000123-T'
    """
    body = f"{number:0{DIGITS}d}"
    return f"{body}-{check_character(body)}"


def read_serial(typed: str, *, handwritten: bool = False) -> str | None:
    """Read a serial number as it is typed or scanned; None where its check character is wrong.

    A number that was written by hand has no check character; it is kept as six digits.

    >>> read_serial("123t"), read_serial("000123-T"), read_serial("000124-T"), read_serial("123")
    ('000123-T', '000123-T', None, None)
    >>> read_serial("123", handwritten=True)
    '000123'
    """
    plain = typed.strip().upper().replace("-", "").replace(" ", "")
    if handwritten:
        return plain.zfill(DIGITS) if _PLAIN.fullmatch(plain) else None
    body, check = plain[:-1], plain[-1:]
    if not _PLAIN.fullmatch(body) or check not in ALPHABET:
        return None
    whole = body.zfill(DIGITS)
    return f"{whole}-{check}" if check_character(whole) == check else None

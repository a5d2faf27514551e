"""This module keeps a spreadsheet from running the texts of a CSV file as formulas."""

from typing import Final

# What a spreadsheet takes for the beginning of a formula (OWASP, "CSV Injection").
_RISKY: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


def harmless(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would run; numbers are no such texts.

    >>> harmless("=1+1"), harmless("Xã Vân Canh")
    ("'=1+1", 'Xã Vân Canh')
    """
    return f"'{text}" if text.startswith(_RISKY) else text

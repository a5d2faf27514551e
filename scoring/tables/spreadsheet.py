"""This module keeps what people wrote from being run as a formula by a spreadsheet."""

from typing import Final

# What a spreadsheet takes for the beginning of a formula (OWASP, "CSV Injection").
_BEGINNINGS: Final = ("=", "+", "-", "@", "\t", "\r")


def harmless(text: str) -> str:
    """Give a text as a cell that is only shown: one that could be run gets an apostrophe."""
    return "'" + text if text.startswith(_BEGINNINGS) else text

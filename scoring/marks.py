"""This module tells which marks set an answer aside and which are only noted beside it."""

from collections.abc import Iterable
from typing import Final

# Two taps within four seconds are what a hurried citizen does, too; alone they prove nothing. The
# mark stays with the answer, and weighs when other signals point the same way.
NOTED: Final = frozenset({"too_fast"})


def sets_aside(marks: Iterable[str]) -> bool:
    """Tell whether one of an answer's marks keeps it out of the numbers until a person looks.

    >>> sets_aside([]), sets_aside(["too_fast"]), sets_aside(["too_fast", "honeypot"])
    (False, False, True)
    """
    return not NOTED.issuperset(marks)

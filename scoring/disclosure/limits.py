"""This module holds the limits by which numbers are shown, marked as weak, or held back."""

from dataclasses import dataclass
from math import inf
from typing import Final

MINIMUM: Final = 5
"""So many people at least stand behind whatever is shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """When a number is held back, and when it is shown with a mark.

    ``minimum`` protects people and is never below 1; everything else protects the reader from
    numbers that say too little. Widths are those of a 95 % interval of a share, from 0 to 1;
    ``relative`` is the width over the share itself and counts only for intervals wider than
    ``narrow``; ``cv`` is the coefficient of variation of means and totals. Sources: threshold rules
    in Hundepool et al., Statistical Disclosure Control (Wiley 2012); shares: US NCHS, Vital and
    Health Statistics 2(175), 2017; numbers of answers: NCHS (30) and Eurostat's EU-SILC guidelines
    (20 to 49 answers: shown with a mark); coefficients of variation: Statistics Canada (16.5 and
    33.3 %).
    """

    minimum: int = MINIMUM
    least_n: float = MINIMUM
    enough_n: float = 30
    least_df: float = 1
    enough_df: float = 8
    narrow: float = 0.05
    widest: float = 2 / 3
    wide: float = 0.30
    largest_relative: float = inf
    large_relative: float = 1.30
    largest_cv: float = 0.333
    large_cv: float = 0.165

    def __post_init__(self) -> None:
        """Refuse with ValueError limits that contradict each other."""
        pairs = (
            (1, self.minimum),
            (self.least_n, self.enough_n),
            (self.least_df, self.enough_df),
            (self.wide, self.widest),
            (self.large_relative, self.largest_relative),
            (self.large_cv, self.largest_cv),
        )
        if any(not low <= high for low, high in pairs):
            raise ValueError("a limit for marking lies beyond its limit for holding back")


DESK: Final = Limits()
"""Behind sign-in: people are protected; weak numbers are shown, and marked by NCHS's standard."""

PUBLIC: Final = Limits(
    minimum=10,
    least_n=30,
    enough_n=50,
    widest=0.30,
    wide=0.20,
    largest_relative=1.30,
    large_relative=1.30,
)
"""For everybody: only what NCHS's standard would print, and no number of fewer than 10 people."""

"""This module gives rank intervals without drawing: from overlapping confidence intervals."""

from statistics import NormalDist
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from scoring.uncertainty.rank_sets import RankSets, ranks_of

Floats = NDArray[np.float64]
Adjustment = Literal["bonferroni", "independent", "none"]


def adjusted_quantile(units: int, *, level: float = 0.95, adjustment: Adjustment) -> float:
    """Give the normal quantile that makes ``units`` intervals hold together at ``level``.

    ``independent`` is Šidák's, exact for independent errors; ``bonferroni`` holds for any errors;
    ``none`` is each unit's own interval, which does not hold jointly. Source: as
    ``klein_wright_wieczorek``.
    """
    if adjustment == "bonferroni":
        return NormalDist().inv_cdf(1 - (1 - level) / (2 * units))
    joint = level ** (1 / units) if adjustment == "independent" else level
    return NormalDist().inv_cdf((1 + joint) / 2)


def klein_wright_wieczorek(
    estimates: Floats,
    standard_errors: Floats,
    *,
    level: float = 0.95,
    adjustment: Adjustment = "independent",
) -> RankSets:
    """Give joint rank intervals from joint confidence intervals: who lies wholly above or below.

    M. Klein, T. Wright and J. Wieczorek, "A joint confidence region for an overall ranking of
    populations", JRSS C 69 (2020): rank i lies in [1 + #{low_j > high_i}, n - #{high_j < low_i}].
    Needs no draws, and is wider than Mogstad et al.'s sets.
    """
    z = adjusted_quantile(len(estimates), level=level, adjustment=adjustment)
    lower, upper = estimates - z * standard_errors, estimates + z * standard_errors
    wholly_above = len(lower) - np.searchsorted(np.sort(lower), upper, side="right")
    wholly_below = np.searchsorted(np.sort(upper), lower, side="left")
    return RankSets(
        ranks_of(estimates),
        np.asarray(1 + wholly_above, dtype=np.int64),
        np.asarray(len(lower) - wholly_below, dtype=np.int64),
        (z,),
    )

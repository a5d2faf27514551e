"""This module tells how often each unit takes each place when estimates vary by their errors."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
_CELLS = 1 << 22


@dataclass(frozen=True, slots=True, eq=False)
class RankChances:
    """Over the draws: each unit's mean rank, the middle ``level`` of its ranks, its chances."""

    mean: Floats
    low: Ints
    high: Ints
    top: Floats
    best: Floats


def rank_chances(estimates: Floats, draws: Floats, *, top: int, level: float = 0.95) -> RankChances:
    """Rank estimate + error in every draw and sum up; ``top`` asks for the chance of rank ≤ top.

    H. Goldstein and D. J. Spiegelhalter, "League Tables and Their Limitations", JRSS A 159 (1996);
    quantiles are those of the empirical distribution (R's type 1). These describe how a ranking
    would shake; unlike ``rank_sets`` they promise no coverage of the true rank.
    ``draws`` is draws × units.
    """
    shaken = estimates + draws
    ranks = _ranks_by_row(shaken)
    tail = round((1 - level) / 2, 12)  # a rounding error must not push a quantile to the next rank
    low, high = np.quantile(ranks, [tail, 1 - tail], axis=0, method="inverted_cdf")
    return RankChances(
        ranks.mean(axis=0),
        low.astype(np.int64),
        high.astype(np.int64),
        (ranks <= top).mean(axis=0),
        (ranks == 1).mean(axis=0),
    )


def _ranks_by_row(values: Floats) -> Ints:
    """Rank each row, the largest first; among equals the one that stands first."""
    ranks = np.empty(values.shape, dtype=np.int64)
    rows = max(1, _CELLS // values.shape[1])
    places = np.arange(1, values.shape[1] + 1)
    for start in range(0, len(values), rows):
        order = np.argsort(-values[start : start + rows], axis=1, kind="stable")
        np.put_along_axis(ranks[start : start + rows], order, places[None, :], axis=1)
    return ranks

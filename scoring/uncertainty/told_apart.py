"""This module tells which units differ beyond doubt and gathers those that cannot be told apart."""

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


def pairwise_p_values(estimates: Floats, errors: Floats) -> Floats:
    """Give two-sided p-values of all differences, units × units.

    The z test of a difference (E. Lehmann and J. Romano, Testing Statistical Hypotheses, 2005,
    ch. 11); ``errors`` are the standard errors of the differences
    (``rank_sets.difference_errors``). Two units without error differ (p 0) or are equal (p 1).
    """
    distance = np.abs(estimates[:, None] - estimates[None, :])
    z = np.where(distance > 0, np.inf, 0.0)
    np.divide(distance, errors, out=z, where=errors > 0)
    return np.asarray(2 * norm.sf(z), dtype=np.float64)


def holm_apart(p_values: Floats, *, level: float = 0.95) -> Bools:
    """Tell which pairs differ, all pairs judged together.

    S. Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of
    Statistics 6 (1979); the chance of one false difference among all is at most 1 - ``level``.
    """
    units = len(p_values)
    first, second = np.triu_indices(units, k=1)
    p = p_values[first, second]
    order = np.argsort(p, kind="stable")
    passed = p[order] <= (1 - level) / np.arange(len(p), 0, -1)
    count = len(p) if passed.all() else int(np.argmin(passed))
    apart = np.zeros((units, units), dtype=np.bool_)
    chosen = order[:count]
    apart[first[chosen], second[chosen]] = apart[second[chosen], first[chosen]] = True
    return apart


def inseparable_groups(estimates: Floats, apart: Bools) -> tuple[tuple[int, ...], ...]:
    """Gather neighbours in the ranking of whom no two are told apart, as long as can be.

    The line display of multiple comparisons (J. W. Tukey 1949; H.-P. Piepho, JCGS 13, 2004): groups
    may overlap, each holds positions of the input from the highest estimate down, and none lies
    within another.
    """
    order = np.argsort(-estimates, kind="stable")
    sorted_apart = apart[np.ix_(order, order)]
    groups: list[tuple[int, ...]] = []
    furthest = 0
    for start in range(len(order)):
        end = start + 1
        while end < len(order) and not sorted_apart[start:end, end].any():
            end += 1
        if end > furthest:
            groups.append(tuple(int(unit) for unit in order[start:end]))
            furthest = end
    return tuple(groups)

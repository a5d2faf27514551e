"""This module tells how far two appraisers agree: weighted kappa, intraclass correlation."""

from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.stats import f as f_law

Floats = NDArray[np.float64]
Weighting = Literal["none", "linear", "quadratic"]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement beyond chance (1 is perfect, 0 is chance), with its interval."""

    n: int
    value: float
    ci_low: float
    ci_high: float
    se: float | None = None


def weighted_kappa(
    table: Floats, *, weighting: Weighting = "linear", level: float = 0.95
) -> Agreement:
    """Give kappa of a square table of counts: what the first said × what the second said.

    J. Cohen, Psychological Bulletin 70 (1968); agreement of grades i and j weighs 1 - |i-j|/(k-1),
    squared distances for ``quadratic``, 0 unless equal for ``none``. The standard error is that of
    J. Fleiss, J. Cohen and B. Everitt, Psychological Bulletin 72 (1969). Raises ValueError for a
    table that is not square or has no counts, or where both gave one and the same grade to all.
    """
    if table.ndim != 2 or table.shape[0] != table.shape[1] or len(table) < 2:
        raise ValueError("kappa needs a square table of two grades or more")
    if (table < 0).any() or not table.any():
        raise ValueError("kappa needs counts, some of them above 0")
    n = float(table.sum())
    p = table / n
    rows, columns = p.sum(axis=1), p.sum(axis=0)
    weight = _weights(len(table), weighting)
    observed, expected = float((weight * p).sum()), float(rows @ weight @ columns)
    if expected >= 1:
        raise ValueError("both gave one grade to all: agreement cannot be told from chance")
    kappa = (observed - expected) / (1 - expected)
    # Fleiss et al., equation 9: weights averaged over what the other appraiser says.
    by_row, by_column = weight @ columns, rows @ weight
    terms = weight - (by_row[:, None] + by_column[None, :]) * (1 - kappa)
    spread = float((p * terms**2).sum()) - (kappa - expected * (1 - kappa)) ** 2
    se = float(np.sqrt(max(0.0, spread) / n) / (1 - expected))
    half = NormalDist().inv_cdf((1 + level) / 2) * se
    return Agreement(round(n), kappa, max(-1.0, kappa - half), min(1.0, kappa + half), se)


def grade_table(first: NDArray[np.int64], second: NDArray[np.int64], grades: int) -> Floats:
    """Count grades 0 to ``grades`` - 1 that two appraisers gave to the same units."""
    table = np.zeros((grades, grades))
    np.add.at(table, (first, second), 1)
    return table


def icc_agreement(ratings: Floats, *, level: float = 0.95) -> Agreement:
    """Give ICC(2,1) of units × appraisers: absolute agreement of one random appraiser's scores.

    P. Shrout and J. Fleiss, Psychological Bulletin 86 (1979), two-way random effects, with their
    interval. Raises ValueError where a score is absent, there are fewer than two units or
    appraisers, or the scores do not vary.
    """
    n, k = ratings.shape
    if np.isnan(ratings).any() or n < 2 or k < 2:
        raise ValueError("the ICC needs two units and two appraisers, and every score")
    centre = ratings.mean()
    of_units = k * float(((ratings.mean(axis=1) - centre) ** 2).sum()) / (n - 1)
    of_people = n * float(((ratings.mean(axis=0) - centre) ** 2).sum()) / (k - 1)
    left = (
        ratings - ratings.mean(axis=1, keepdims=True) - ratings.mean(axis=0, keepdims=True) + centre
    )
    error = float((left**2).sum()) / ((n - 1) * (k - 1))
    scale = of_units + (k - 1) * error + k * (of_people - error) / n
    if scale <= 0:
        raise ValueError("the scores do not vary")
    value = (of_units - error) / scale
    if error <= 1e-12 * of_units and of_people <= 1e-12 * of_units:
        return Agreement(n, value, value, value)
    low, high = _icc_interval(
        of_units, of_people, error=error, value=value, shape=(n, k), level=level
    )
    return Agreement(n, value, low, high)


def _icc_interval(
    of_units: float,
    of_people: float,
    *,
    error: float,
    value: float,
    shape: tuple[int, int],
    level: float,
) -> tuple[float, float]:
    """Give Shrout and Fleiss's interval, by Satterthwaite's degrees of freedom.

    All mean squares are multiplied through, so that an error of exactly 0 is no special case.
    """
    n, k = shape
    share = n * (1 + (k - 1) * value) - k * value
    above = (k - 1) * (n - 1) * (k * value * of_people + share * error) ** 2
    below = (n - 1) * (k * value * of_people) ** 2 + (share * error) ** 2
    freedom = above / below
    tail = (1 + level) / 2
    upper = float(f_law.ppf(tail, n - 1, freedom))
    lower = float(f_law.ppf(tail, freedom, n - 1))
    people = k * of_people + (k * n - k - n) * error
    return (
        n * (of_units - upper * error) / (upper * people + n * of_units),
        n * (lower * of_units - error) / (people + n * lower * of_units),
    )


def _weights(grades: int, weighting: Weighting) -> Floats:
    distance = np.abs(np.subtract.outer(np.arange(grades), np.arange(grades))) / (grades - 1)
    if weighting == "none":
        return np.asarray(distance == 0, dtype=np.float64)
    return np.asarray(1 - (distance if weighting == "linear" else distance**2), dtype=np.float64)

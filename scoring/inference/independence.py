"""This module tests whether two answers hang together (Rao and Scott's chi-square)."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import stats

from scoring.inference.arrays import Floats, Ints
from scoring.inference.design import Design
from scoring.inference.variance import covariance

Reference = Literal["F", "chisq"]


@dataclass(frozen=True, slots=True)
class Association:
    """A test of independence: statistic, degrees of freedom (numerator, denominator) and p."""

    statistic: float
    df: float
    df_denominator: float
    p: float


def rao_scott(
    design: Design, rows: Ints, columns: Ints, *, reference: Reference = "F"
) -> Association:
    """Test the independence of two categories, numbered from 0 by row (below 0: missing).

    "F" is the second-order correction (R ``svychisq``'s default), "chisq" the first-order one, with
    infinite ``df_denominator``. Sources: Rao and Scott 1981, 1984; Thomas and Rao 1987.
    """
    known = (rows >= 0) & (columns >= 0) & (design.weights != 0)
    high, wide = int(rows.max()) + 1, int(columns.max()) + 1
    if high < 2 or wide < 2:
        raise ValueError("independence needs two categories on either side")
    weight = np.where(known, design.weights, 0.0)
    cell = np.where(known, rows + high * columns, 0)
    counted = weight * design.times
    share = np.bincount(cell, weights=counted, minlength=high * wide) / counted.sum()
    scores = (cell[:, None] == np.arange(high * wide)) - share
    scores = scores * (weight / counted.sum())[:, None]
    size = float(design.times.sum())
    delta = _effects(covariance(design, scores, members=known), share, size=size, high=high)
    pearson = _pearson(share.reshape(wide, high), size)
    trace = float(np.trace(delta))
    if reference == "chisq":
        degrees = float(len(delta))
        p = float(stats.chi2.sf(pearson / (trace / degrees), degrees))
        return Association(pearson, degrees, float("inf"), p)
    degrees = trace**2 / float(np.trace(delta @ delta))
    # R's svychisq counts the clusters drawn, those whose weight is 0 too; its degf does not.
    below = degrees * (float(design.stages[0].sampled.sum()) - design.stages[0].strata)
    statistic = pearson / trace
    return Association(statistic, degrees, below, float(stats.f.sf(statistic, degrees, below)))


def _effects(found: Floats, share: Floats, *, size: float, high: int) -> Floats:
    """Give the matrix whose eigenvalues are the generalised design effects of the interaction."""
    wide = share.size // high
    row, column = np.tile(np.arange(high), wide), np.repeat(np.arange(wide), high)
    one = np.ones((share.size, 1))
    by_row = (row[:, None] == np.arange(1, high)).astype(np.float64)
    by_column = (column[:, None] == np.arange(1, wide)).astype(np.float64)
    both = (by_row[:, :, None] * by_column[:, None, :]).reshape(share.size, -1)
    basis, _ = np.linalg.qr(np.hstack([one, by_row, by_column]))
    contrasts = both - basis @ (basis.T @ both)
    inverse = np.where(share == 0, 0.0, 1 / np.where(share == 0, 1.0, share))[:, None]
    expected = contrasts.T @ (contrasts * inverse) / size
    observed = (contrasts * inverse).T @ found @ (contrasts * inverse)
    return np.asarray(np.linalg.solve(expected, observed))


def _pearson(share: Floats, size: float) -> float:
    """Give Pearson's X² of a table of shares."""
    expected = np.outer(share.sum(axis=1), share.sum(axis=0))
    return float(size * ((share - expected) ** 2 / expected).sum())

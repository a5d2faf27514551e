"""This module gives Krippendorff's alpha: agreement of any number of appraisers, gaps allowed."""

from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Scale = Literal["nominal", "ordinal", "interval"]


def krippendorff_alpha(ratings: Floats, scale: Scale) -> float:
    """Give alpha of units × appraisers, NaN where one has not judged; 1 is perfect, 0 is chance.

    K. Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011): 1 - observed ÷ expected
    disagreement over the coincidences of values in units judged by two or more. Raises ValueError
    where no unit was, or where all values are the same.
    """
    judged = (~np.isnan(ratings)).sum(axis=1)
    paired = ratings[judged >= 2]
    if not len(paired):
        raise ValueError("no unit was judged by two appraisers")
    values = np.unique(paired[~np.isnan(paired)])
    counts = (paired[:, :, None] == values).sum(axis=1).astype(np.float64)
    m = counts.sum(axis=1, keepdims=True)
    # Each ordered pair of values within a unit counts 1 / (judgements - 1).
    coincidences = (counts / (m - 1)).T @ counts - np.diag((counts / (m - 1)).sum(axis=0))
    totals = coincidences.sum(axis=0)
    distance = _squared_distance(values, totals, scale)
    expected = totals @ distance @ totals / (totals.sum() - 1)
    if expected == 0:
        raise ValueError("all values are the same: agreement cannot be told from chance")
    return float(1 - (coincidences * distance).sum() / expected)


def _squared_distance(values: Floats, totals: Floats, scale: Scale) -> Floats:
    if scale == "nominal":
        return np.asarray(values[:, None] != values[None, :], dtype=np.float64)
    if scale == "interval":
        return np.asarray(np.subtract.outer(values, values) ** 2, dtype=np.float64)
    middle = np.cumsum(totals) - totals / 2
    return np.asarray(np.subtract.outer(middle, middle) ** 2, dtype=np.float64)

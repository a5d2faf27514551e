"""This module estimates how far units truly differ, and ranks them with the noise taken out."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Shrunken:
    """Units drawn towards their common mean, as far as their errors ask for.

    ``between`` is the variance of the true values, ``rankability`` the share of it in the total
    spread: near 0 a ranking is noise, near 1 it can be trusted.
    """

    homogeneity: float
    between: float
    centre: float
    mean: Floats
    variance: Floats
    expected_rank: Floats
    rankability: float


def shrink(estimates: Floats, standard_errors: Floats) -> Shrunken:
    """Fit the normal random-effects model to units with known errors, independent of each other.

    The between variance is by moments: R. DerSimonian and N. Laird, Controlled Clinical Trials 7
    (1986); expected ranks: N. Laird and T. Louis, Journal of Educational Statistics 14 (1989);
    rankability, here tau² / (tau² + mean error²): after H. Lingsma et al., Quality and Safety in
    Health Care 19 (2010), who take the median error.
    Raises ValueError where fewer than two units or an error of 0 is given.
    """
    variances = np.asarray(standard_errors, dtype=np.float64) ** 2
    if len(variances) < 2 or not (variances > 0).all():
        raise ValueError("shrinkage needs two units or more, each with an error above 0")
    weights = 1 / variances
    fixed = float(weights @ estimates / weights.sum())
    homogeneity = float(weights @ (estimates - fixed) ** 2)
    spread = float(weights.sum() - (weights**2).sum() / weights.sum())
    between = max(0.0, (homogeneity - (len(weights) - 1)) / spread)
    total = 1 / (between + variances)
    centre = float(total @ estimates / total.sum())
    kept = between / (between + variances)
    mean, variance = centre + kept * (estimates - centre), kept * variances
    return Shrunken(
        homogeneity,
        between,
        centre,
        mean,
        variance,
        _expected_ranks(mean, variance),
        between / (between + float(np.mean(variances))),
    )


def _expected_ranks(mean: Floats, variance: Floats) -> Floats:
    """Give 1 + the sum over the others of the chance that they truly lie above."""
    scale = np.sqrt(variance[None, :] + variance[:, None])
    above = mean[None, :] - mean[:, None]
    z = np.zeros_like(scale)
    np.divide(above, scale, out=z, where=scale > 0)
    chance = norm.cdf(z)
    np.fill_diagonal(chance, 0.0)
    return np.asarray(1 + chance.sum(axis=1), dtype=np.float64)

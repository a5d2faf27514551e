"""This module tells how far the items of a scale measure one thing: alpha, omega, item–rest."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

Floats = NDArray[np.float64]

_LARGEST_LOADING = 0.995**0.5  # a uniqueness of at least 0.005, as in R's psych


@dataclass(frozen=True, slots=True, eq=False)
class Consistency:
    """How well the sum of the items measures one thing; ``n`` answered every item.

    ``alpha`` and ``omega`` are reliabilities of the sum, at most 1. For each item: ``item_rest``,
    its correlation with the sum of the others, ``alpha_without`` it, and its standardised
    ``loadings`` on the common factor.
    """

    n: int
    alpha: float
    omega: float
    omega_standardised: float
    item_rest: Floats
    alpha_without: Floats
    loadings: Floats


def consistency(items: Floats, weights: Floats | None = None) -> Consistency:
    """Analyse the answers (people × items, NaN where there is none) of a scale.

    Only people who answered every item count, as in R's ``svycralpha`` and ``psych``. Alpha:
    L. J. Cronbach, Psychometrika 16 (1951); omega: R. P. McDonald, Test Theory (1999), for one
    factor fitted by minimum residuals (H. Harman and W. Jones, Psychometrika 31, 1966); item–rest:
    the corrected item–total correlation. ``weights`` are sampling weights. Raises ValueError where
    there are fewer than three items or people, or an item that does not vary.
    """
    whole = ~np.isnan(items).any(axis=1)
    if weights is not None:
        whole &= weights > 0
    rows = items[whole]
    if items.shape[1] < 3 or len(rows) < 3:
        raise ValueError("a scale needs three items and three people who answered them all")
    covariance = _covariance(rows, None if weights is None else weights[whole])
    deviations = np.sqrt(np.diag(covariance))
    if not (deviations > 0).all():
        raise ValueError("an item to which all give the same answer measures nothing")
    correlation = covariance / np.outer(deviations, deviations)
    loadings = one_factor(correlation)
    unique = 1 - loadings**2
    return Consistency(
        len(rows),
        _alpha(covariance),
        1 - float((unique * deviations**2).sum() / covariance.sum()),
        1 - float(unique.sum() / correlation.sum()),
        _item_rest(covariance),
        np.array(
            [
                _alpha(np.delete(np.delete(covariance, item, axis=0), item, axis=1))
                for item in range(len(covariance))
            ]
        ),
        loadings,
    )


def cronbach_alpha(items: Floats, weights: Floats | None = None) -> float:
    """Give Cronbach's alpha of people × items: k/(k-1) (1 - Σ item variances / variance of sum).

    L. J. Cronbach, Psychometrika 16 (1951); who left an item out does not count. Raises ValueError
    where there are fewer than two items or people, or where the sum does not vary.
    """
    whole = ~np.isnan(items).any(axis=1)
    if items.shape[1] < 2 or whole.sum() < 2:
        raise ValueError("alpha needs two items and two people who answered both")
    covariance = _covariance(items[whole], None if weights is None else weights[whole])
    if covariance.sum() <= 0:
        raise ValueError("the sum of the items does not vary")
    return _alpha(covariance)


def one_factor(correlation: Floats) -> Floats:
    """Fit one factor to a correlation matrix by minimum residuals; give the loadings, sum ≥ 0.

    H. Harman and W. Jones, Psychometrika 31 (1966): the least squares of what the factor leaves
    over off the diagonal. Raises ValueError where the search does not come to an end.
    """
    off = ~np.eye(len(correlation), dtype=np.bool_)

    def misfit(loadings: Floats) -> tuple[float, Floats]:
        left = np.where(off, correlation - np.outer(loadings, loadings), 0.0)
        return float((left**2).sum() / 2), -2 * left @ loadings

    values, vectors = np.linalg.eigh(correlation)
    start = vectors[:, -1] * np.sqrt(values[-1]) * 0.9
    bound = (-_LARGEST_LOADING, _LARGEST_LOADING)
    found = minimize(
        misfit,
        np.clip(start, *bound),
        jac=True,
        method="L-BFGS-B",
        bounds=[bound] * len(start),
        options={"maxiter": 2000, "ftol": 1e-15, "gtol": 1e-10},
    )
    if not np.isfinite(found.fun):
        raise ValueError("no common factor could be fitted")
    loadings = np.asarray(found.x, dtype=np.float64)
    return loadings if loadings.sum() >= 0 else -loadings


def _covariance(rows: Floats, weights: Floats | None) -> Floats:
    """Give the (weighted) covariance; its divisor cancels in all that is made of it."""
    w = np.ones(len(rows)) if weights is None else weights
    centred = rows - np.average(rows, axis=0, weights=w)
    return np.asarray((centred * w[:, None]).T @ centred / w.sum(), dtype=np.float64)


def _alpha(covariance: Floats) -> float:
    items = len(covariance)
    return float(items / (items - 1) * (1 - np.trace(covariance) / covariance.sum()))


def _item_rest(covariance: Floats) -> Floats:
    variances = np.diag(covariance)
    with_rest = covariance.sum(axis=1) - variances
    of_rest = covariance.sum() - 2 * covariance.sum(axis=1) + variances
    out = np.full(len(covariance), np.nan)
    np.divide(with_rest, np.sqrt(variances * of_rest), out=out, where=of_rest > 0)
    return out

"""This module gives the ranks that data cannot rule out: confidence sets of ranks.

The method is that of M. Mogstad, J. Romano, A. Shaikh and D. Wilhelm, "Inference for Ranks with
Applications to Mobility across Neighbourhoods and Academic Achievement across Countries", Review of
Economic Studies 91 (2024): bootstrap the largest studentised difference, step down, count the units
that are told apart. Results equal those of the authors' R package csranks 1.2.3 on the same draws.
Rank 1 is the largest estimate.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from scoring.uncertainty.extremes import IndependentExtremes

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

DRAWS = 20_000
SEED = 1
_CELLS = 1 << 21


@dataclass(frozen=True, slots=True, eq=False)
class RankSets:
    """Each unit's rank, the lowest and highest that cannot be ruled out, and the critical values.

    Simultaneous sets list the critical value of every step down; marginal ones the last of each
    unit.
    """

    rank: Ints
    low: Ints
    high: Ints
    critical_values: tuple[float, ...]


def ranks_of(estimates: Floats) -> Ints:
    """Rank by estimate, the largest first; equal estimates share a rank (1-2-2-4).

    >>> ranks_of(np.array([3.0, 9.0, 3.0, 1.0])).tolist()
    [2, 1, 2, 4]
    """
    ordered = np.sort(estimates)
    return np.asarray(
        len(ordered) - np.searchsorted(ordered, estimates, side="right") + 1, dtype=np.int64
    )


def simultaneous_independent(
    estimates: Floats,
    standard_errors: Floats,
    *,
    level: float = 0.95,
    draws: int = DRAWS,
    seed: int = SEED,
    step_down: bool = True,
) -> RankSets:
    """Give sets that hold all ranks at once with probability ``level``; errors are independent.

    Mogstad et al. (2024), two-sided. Thousands of units are no burden: see ``extremes``. Two units
    without any error are ordered by their estimates. Raises ValueError for impossible input.
    """
    estimates, standard_errors = _checked(estimates, standard_errors, level=level)
    if draws < 1:
        raise ValueError("there must be at least one draw")
    if len(estimates) < 2 or not standard_errors.any():
        return _sets(estimates, standard_errors**2, critical=(0.0,))
    extremes = IndependentExtremes(standard_errors, draws=draws, seed=seed)
    critical = [float(np.quantile(extremes.maxima(estimates), level))]
    while step_down:
        maxima = extremes.maxima(estimates, rejected_at=critical[-1])
        next_value = float(np.quantile(maxima, level))
        critical.append(next_value)
        if next_value >= critical[-2]:
            break
    return _sets(estimates, standard_errors**2, critical=tuple(critical))


def simultaneous(
    estimates: Floats,
    covariance: Floats,
    *,
    draws: Floats,
    level: float = 0.95,
    step_down: bool = True,
) -> RankSets:
    """Give sets that hold all ranks at once with probability ``level``, errors correlated.

    ``covariance`` is units × units, ``draws`` holds errors drawn from it (draws × units, see
    ``normal_draws``). Mogstad et al. (2024), two-sided: both orders of each pair are tested.
    """
    errors = difference_errors(covariance)
    every = errors > 0
    critical = _step_down(
        estimates, errors, draws=draws, pairs=every, level=level, step_down=step_down
    )
    low, high = _count(estimates, errors, np.full(len(estimates), critical[-1]))
    return RankSets(ranks_of(estimates), low, high, critical)


def marginal(
    estimates: Floats,
    covariance: Floats,
    *,
    draws: Floats,
    level: float = 0.95,
    step_down: bool = True,
) -> RankSets:
    """Give for each unit a set that holds its own rank with probability ``level``.

    Mogstad et al. (2024), two-sided: only pairs with that unit are tested, in both orders. Several
    of these sets read together hold less than ``level``; that is what ``simultaneous`` is for.
    """
    errors = difference_errors(covariance)
    last = np.zeros(len(estimates))
    for unit in range(len(estimates)):
        pairs = np.zeros_like(errors, dtype=np.bool_)
        pairs[unit, :] = pairs[:, unit] = True
        pairs &= errors > 0
        if pairs.any():
            last[unit] = _step_down(
                estimates, errors, draws=draws, pairs=pairs, level=level, step_down=step_down
            )[-1]
    low, high = _count(estimates, errors, last)
    return RankSets(ranks_of(estimates), low, high, tuple(last.tolist()))


def can_be_among(sets: RankSets, best: int, *, end: Literal["top", "bottom"] = "top") -> Bools:
    """Tell which units cannot be ruled out of the ``best`` first (or last) places.

    With simultaneous sets, all units that truly stand there are named with probability ``level``
    (Mogstad et al. 2024, section on the tau-best).
    """
    if end == "top":
        return np.asarray(sets.low <= best)
    return np.asarray(sets.high > len(sets.high) - best)


def normal_draws(covariance: Floats, draws: int, *, seed: int) -> Floats:
    """Draw errors (draws × units) from a normal law with the given covariance.

    By the eigenvalue root, which also serves singular matrices. Raises ValueError where the matrix
    is not one of covariances.
    """
    if not np.allclose(covariance, covariance.T):
        raise ValueError("the covariance matrix is not symmetric")
    values, vectors = np.linalg.eigh(covariance)
    if values.min() < -1e-8 * max(1.0, float(values.max())):
        raise ValueError("the covariance matrix has a negative eigenvalue")
    root = vectors * np.sqrt(np.maximum(values, 0.0))
    standard = np.random.default_rng(seed).standard_normal((draws, len(values)))
    return np.asarray(standard @ root.T, dtype=np.float64)


def difference_errors(covariance: Floats) -> Floats:
    """Give the standard error of each difference, units × units; 0 where it has none."""
    variances = np.diag(covariance)
    squares = variances[:, None] + variances[None, :] - 2 * covariance
    squares[squares < 1e-12 * max(1e-300, float(variances.max(initial=0.0)))] = 0.0
    return np.asarray(np.sqrt(squares), dtype=np.float64)


def _step_down(
    estimates: Floats,
    errors: Floats,
    *,
    draws: Floats,
    pairs: Bools,
    level: float,
    step_down: bool,
) -> tuple[float, ...]:
    """Take the quantile over the pairs left, reject, and again while there are new rejections."""
    if not pairs.any():
        return (0.0,)
    differences = estimates[:, None] - estimates[None, :]
    critical: list[float] = []
    while True:
        maxima = _maxima(draws, errors, pairs=pairs)
        critical.append(float(np.quantile(maxima, level)))
        left = pairs & (differences <= critical[-1] * errors)
        if not step_down or not left.any() or bool((left == pairs).all()):
            return tuple(critical)
        pairs = left


def _maxima(draws: Floats, errors: Floats, *, pairs: Bools) -> Floats:
    """Give each draw's largest studentised difference over the pairs, a few draws at a time."""
    first, second = np.nonzero(pairs)
    scale = 1.0 / errors[first, second]
    rows = max(1, _CELLS // len(first))
    parts = [
        ((block[:, first] - block[:, second]) * scale).max(axis=1)
        for start in range(0, len(draws), rows)
        for block in (draws[start : start + rows],)
    ]
    return np.concatenate(parts)


def _count(estimates: Floats, errors: Floats, critical: Floats) -> tuple[Ints, Ints]:
    differences = estimates[None, :] - estimates[:, None]  # [i, j]: how far j is above i
    reach = critical[:, None] * errors
    low = 1 + (differences > reach).sum(axis=1)
    high = len(estimates) - (-differences > reach).sum(axis=1)
    return np.asarray(low, dtype=np.int64), np.asarray(high, dtype=np.int64)


def _sets(estimates: Floats, variances: Floats, *, critical: tuple[float, ...]) -> RankSets:
    """Count who is told apart, some rows at a time."""
    units = len(estimates)
    low, high = np.empty(units, dtype=np.int64), np.empty(units, dtype=np.int64)
    rows = max(1, _CELLS // max(1, units))
    for start in range(0, units, rows):
        some = slice(start, start + rows)
        above = estimates[None, :] - estimates[some, None]
        reach = critical[-1] * np.sqrt(variances[None, :] + variances[some, None])
        low[some] = 1 + (above > reach).sum(axis=1)
        high[some] = units - (-above > reach).sum(axis=1)
    return RankSets(ranks_of(estimates), low, high, critical)


def _checked(estimates: Floats, standard_errors: Floats, *, level: float) -> tuple[Floats, Floats]:
    estimates = np.asarray(estimates, dtype=np.float64)
    standard_errors = np.asarray(standard_errors, dtype=np.float64)
    if not 0 < level < 1:
        raise ValueError(f"a level lies between 0 and 1, not at {level}")
    if estimates.ndim != 1 or estimates.shape != standard_errors.shape:
        raise ValueError("estimates and standard errors are two lists of one length")
    if not (np.isfinite(estimates).all() and np.isfinite(standard_errors).all()):
        raise ValueError("estimates and standard errors are finite numbers")
    if (standard_errors < 0).any():
        raise ValueError("a standard error is not negative")
    return estimates, standard_errors

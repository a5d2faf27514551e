"""This module makes replicate weights: the jackknife and the rescaled bootstrap."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from scoring.inference.arrays import Floats, Ints
from scoring.inference.design import Design, Stage


@dataclass(frozen=True, slots=True)
class Replicates:
    """Replicate weights, kept by first-stage unit: ``factors`` (units, replicates) times weight.

    The covariance of an estimate is ``scale`` × the sum over replicates of ``rscales`` × the
    squared distance from the mean of the replicates.
    """

    factors: Floats
    unit: Ints
    scale: float
    rscales: Floats

    @property
    def count(self) -> int:
        """How many replicates there are."""
        return int(self.rscales.size)


def jackknife(design: Design) -> Replicates:
    """Leave out one first-stage unit at a time (JK1 without strata, JKn with).

    Uses the first stage's population sizes. Sources: R ``jk1weights``, ``jknweights``; Rust and
    Rao 1996.
    """
    first = design.stages[0]
    unit, stratum = _first_units(design, first)
    drawn = np.bincount(stratum, minlength=first.strata).astype(np.float64)
    left = np.where(np.isinf(first.population), 1.0, 1 - drawn / first.population)
    alone = drawn == 1
    adjust = design.lonely == "adjust"
    usable = np.flatnonzero((left[stratum] >= 1e-7) & (~alone[stratum] | adjust))
    factors = np.ones((stratum.size, usable.size))
    same = stratum[:, None] == stratum[usable]
    step = drawn / np.maximum(drawn - 1, 1)
    factors = np.where(same, step[stratum[usable]], 1.0)
    rscales = (left / step)[stratum[usable]]
    single = alone[stratum[usable]]
    if single.any():
        around = first.strata / (first.strata - 1)
        factors[:, single] = np.where(same[:, single], 0.0, around)
        rscales[single] = 1 / around
    factors[usable, np.arange(usable.size)] = 0.0
    scale = stratum.size / usable.size if design.lonely == "average" else 1.0
    return Replicates(factors, unit, scale, rscales)


def bootstrap(design: Design, rng: np.random.Generator, *, replicates: int) -> Replicates:
    """Draw n - 1 of the n first-stage units of each stratum with replacement, and rescale.

    Population sizes are not used. Sources: Rao and Wu 1988; R ``subbootweights``.
    """
    first = design.stages[0]
    _, stratum = _first_units(design, first)
    counts = np.empty((stratum.size, replicates))
    for number in range(first.strata):
        members = np.flatnonzero(stratum == number)
        n = members.size
        drawn = rng.integers(n, size=(replicates, n - 1)) + n * np.arange(replicates)[:, None]
        tally = np.bincount(drawn.reshape(-1), minlength=n * replicates)
        counts[members] = tally.reshape(replicates, n).T
    return bootstrap_of(design, counts)


def bootstrap_of(design: Design, counts: Floats) -> Replicates:
    """Make the rescaled bootstrap from how often each unit was drawn (units, replicates).

    Source: as ``bootstrap``.
    """
    first = design.stages[0]
    unit, stratum = _first_units(design, first)
    n = np.bincount(stratum, minlength=first.strata).astype(np.float64)
    if (n == 1).any():
        raise ValueError("the bootstrap needs two first-stage units in every stratum")
    factors = counts * (n / (n - 1))[stratum][:, None]
    replicates = counts.shape[1]
    return Replicates(factors, unit, 1 / (replicates - 1), np.ones(replicates))


def replicate_covariance(
    design: Design, replicates: Replicates, statistic: Callable[[Floats], Floats]
) -> Floats:
    """Give the covariance of any statistic, a function of the weights by row to numbers (k,).

    Replicates that give no number (a domain that lost its only unit) are left out. Source: R
    ``svrVar`` with ``mse = FALSE``.
    """
    found = np.stack(
        [
            np.atleast_1d(statistic(design.weights * replicates.factors[replicates.unit, each]))
            for each in range(replicates.count)
        ]
    )
    usable = np.isfinite(found).all(axis=1)
    thetas, rscales = found[usable], replicates.rscales[usable]
    apart = thetas - thetas[rscales > 0].mean(axis=0)
    return np.asarray(replicates.scale * (apart.T @ (apart * rscales[:, None])))


def _first_units(design: Design, first: Stage) -> tuple[Ints, Ints]:
    """Give each row's first-stage unit and each unit's stratum."""
    if first.unit is not None:
        return first.unit, first.stratum_of_unit
    if not bool(np.all(design.times == 1)):
        raise ValueError("tallied rows cannot be left out one by one")
    return np.arange(design.rows, dtype=np.int64), first.stratum

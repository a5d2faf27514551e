"""This module tells how far a composite ranking depends on its weights, its sum and its surveys."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from scoring.uncertainty.composite import League, Runs, indices
from scoring.uncertainty.sobol import sobol_indices

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Law = Literal["uniform", "dirichlet"]

_SMALLEST = 2.0**-53  # Sobol' points can be 0, where a normal quantile has no value


@dataclass(frozen=True, slots=True, eq=False)
class Sensitivity:
    """How ranks move over the runs, beside the official rank.

    ``low`` and ``high`` bound the middle ``level`` of a unit's ranks; ``shift`` is its mean
    distance from the official rank; ``runs`` × units ``ranks`` are all there is to it.
    """

    official: Ints
    median: Floats
    low: Ints
    high: Ints
    shift: Floats
    ranks: Ints

    def chance_of_top(self, best: int) -> Floats:
        """Give each unit's share of runs among the ``best`` first."""
        return np.asarray((self.ranks <= best).mean(axis=0), dtype=np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class RankDrivers:
    """What moves the ranking: shares of the variance of the mean rank shift, and of each index.

    By cause: one ``weight <area number>`` for each area, ``aggregation``, ``sampling``.
    """

    shift_first: Mapping[str, float]
    shift_total: Mapping[str, float]
    unit_first: Mapping[str, Floats]
    unit_total: Mapping[str, Floats]


def sensitivity(
    league: League,
    *,
    runs: int = 1000,
    seed: int,
    law: Law = "uniform",
    spread: float = 0.25,
    geometric_share: float = 0.5,
    level: float = 0.9,
) -> Sensitivity:
    """Rank the league again and again with other weights, sums of areas and survey errors.

    M. Saisana, A. Saltelli and S. Tarantola, "Uncertainty and sensitivity analysis techniques as
    tools for the quality assessment of composite indicators", JRSS A 168 (2005); the survey's
    sampling error is carried along, which they leave out. ``law`` and ``spread``: see
    ``vary_weights``. ``geometric_share`` of the runs multiply areas instead of adding them.
    """
    generator = np.random.default_rng(seed)
    weights = vary_weights(league.weights, runs, law=law, spread=spread, generator=generator)
    geometric = generator.random(runs) < geometric_share
    shocks = generator.standard_normal((runs, len(league.shares), league.survey_count))
    ranks = rank_rows(indices(league, Runs(weights, geometric, shocks)))
    official = _official(league)
    tail = round((1 - level) / 2, 12)
    low, high = np.quantile(ranks, [tail, 1 - tail], axis=0, method="inverted_cdf")
    return Sensitivity(
        official,
        np.asarray(np.median(ranks, axis=0), dtype=np.float64),
        low.astype(np.int64),
        high.astype(np.int64),
        np.abs(ranks - official).mean(axis=0),
        ranks,
    )


def vary_weights(
    weights: Floats, runs: int, *, law: Law, spread: float, generator: np.random.Generator
) -> Floats:
    """Give other weights with the same sum, runs × criteria.

    ``uniform``: each times 1 ± spread, then scaled back. ``dirichlet``: all ways of sharing out
    the sum, around the official one, such that a weight of average size has the coefficient of
    variation ``spread`` (a Dirichlet law with parameters proportional to the weights; the moments:
    N. Johnson and S. Kotz, Continuous Multivariate Distributions, 1972, ch. 40).
    """
    total = weights.sum()
    if law == "uniform":
        varied = weights * generator.uniform(1 - spread, 1 + spread, (runs, len(weights)))
        return np.asarray(varied / varied.sum(axis=1, keepdims=True) * total, dtype=np.float64)
    counted = weights > 0
    mean = weights[counted] / total
    average = float(mean.mean())
    # The variance of a Dirichlet share m is m (1 - m) / (concentration + 1).
    concentration = (1 - average) / (average * spread**2) - 1
    if concentration <= 0:
        raise ValueError(f"no Dirichlet law spreads so few weights by {spread}")
    out = np.zeros((runs, len(weights)))
    out[:, counted] = generator.dirichlet(mean * concentration, runs) * total
    return out


def rank_drivers(
    league: League, *, points: int = 1024, seed: int, spread: float = 0.25
) -> RankDrivers:
    """Split what moves ranks and indices among area weights, aggregation and sampling error.

    Sobol indices (``sobol.sobol_indices``) of the mean absolute distance from the official rank,
    after Saisana et al. (2005), and of each unit's index. An area's weight varies by ± ``spread``;
    half of the runs multiply areas instead of adding them.
    """
    units, areas, surveys = len(league.shares), league.area_count, league.survey_count
    official = _official(league)
    groups = {f"weight {area}": 1 for area in range(areas)}
    groups["aggregation"] = 1
    if surveys:
        groups["sampling"] = units * surveys

    def model(inputs: Floats) -> Floats:
        factors = 1 + spread * (2 * inputs[:, :areas] - 1)
        shocks = None
        if surveys:
            u = np.clip(inputs[:, areas + 1 :], _SMALLEST, 1 - _SMALLEST)
            shocks = np.asarray(ndtri(u), dtype=np.float64).reshape(len(inputs), units, surveys)
        weights = league.weights * factors[:, league.areas]
        scores = indices(league, Runs(weights, inputs[:, areas] >= 0.5, shocks))
        shift = np.abs(rank_rows(scores) - official).mean(axis=1, keepdims=True)
        return np.concatenate([shift, scores], axis=1)

    found = sobol_indices(model, groups, points=points, seed=seed)
    return RankDrivers(
        {cause: float(shares[0]) for cause, shares in found.first.items()},
        {cause: float(shares[0]) for cause, shares in found.total.items()},
        {cause: shares[1:] for cause, shares in found.first.items()},
        {cause: shares[1:] for cause, shares in found.total.items()},
    )


def rank_rows(values: Floats) -> Ints:
    """Rank each row, the largest first; equal values share a rank (1-2-2-4), NaN comes last.

    Source: as ``ranks_of``.

    >>> rank_rows(np.array([[0.5, 0.9, 0.5, 0.1]])).tolist()
    [[2, 1, 2, 4]]
    """
    known = np.where(np.isnan(values), -np.inf, values)
    order = np.argsort(-known, axis=1, kind="stable")
    in_order = np.take_along_axis(known, order, axis=1)
    places = np.broadcast_to(np.arange(1, known.shape[1] + 1), known.shape).copy()
    same = np.zeros(known.shape, dtype=np.bool_)
    same[:, 1:] = in_order[:, 1:] == in_order[:, :-1]
    places[same] = 0
    ranks = np.empty(known.shape, dtype=np.int64)
    np.put_along_axis(ranks, order, np.maximum.accumulate(places, axis=1), axis=1)
    return ranks


def _official(league: League) -> Ints:
    once = Runs(league.weights[None, :], np.zeros(1, dtype=np.bool_))
    return np.asarray(rank_rows(indices(league, once))[0], dtype=np.int64)

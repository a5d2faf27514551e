"""This module holds the quick maximum over pairs to the slow one over all pairs."""

from __future__ import annotations

import time
import tracemalloc

import numpy as np
import pytest
from scipy.stats import kstest

from scoring.uncertainty.extremes import KEPT, IndependentExtremes
from scoring.uncertainty.rank_sets import simultaneous_independent


def slow_maximum(
    z: np.ndarray, errors: np.ndarray, x: np.ndarray, rejected_at: float | None
) -> float:
    """All ordered pairs, one after the other."""
    best = -np.inf
    for j in range(len(z)):
        scale = np.hypot(errors[j], errors)
        allowed = scale > 0
        allowed[j] = False
        if rejected_at is not None:
            allowed &= x[j] - x <= rejected_at * scale
        if allowed.any():
            best = max(best, float(((z[j] - z)[allowed] / scale[allowed]).max()))
    return best


@pytest.mark.parametrize("units", [2, 2 * KEPT, 2 * KEPT + 1, 200])
@pytest.mark.parametrize("spread", [0.0, 1.0, 4.0])
@pytest.mark.parametrize("rejected_at", [None, 2.0])
def test_the_quick_maximum_is_the_largest_of_all_pairs(
    units: int, spread: float, rejected_at: float | None
) -> None:
    generator = np.random.default_rng(units)
    errors = np.exp(generator.normal(0, spread, units))
    if units > 5:
        errors[:2] = 0.0
    x = generator.normal(0, 5, units)
    extremes = IndependentExtremes(errors, draws=40, seed=3)
    quick = extremes.maxima(x, rejected_at=rejected_at)
    slow = [
        slow_maximum(errors * extremes.errors_of(row), errors, x, rejected_at) for row in range(40)
    ]
    assert quick == pytest.approx(slow, rel=1e-12)


def test_errors_drawn_from_their_extremes_are_independent_normal_ones() -> None:
    extremes = IndependentExtremes(np.ones(100), draws=3000, seed=5)
    g = np.array([extremes.errors_of(row) for row in range(3000)])
    assert kstest(g[:, 7], "norm").pvalue > 0.001
    assert kstest(g.ravel(), "norm").pvalue > 0.001
    assert kstest(g.sum(axis=1) / 10, "norm").pvalue > 0.001
    squares = (g**2).sum(axis=1)
    assert squares.mean() == pytest.approx(100, abs=1.5)
    assert squares.var() == pytest.approx(200, rel=0.12)
    off_diagonal = np.corrcoef(g, rowvar=False)[np.triu_indices(100, k=1)]
    assert np.abs(off_diagonal).max() < 0.1


def test_every_unit_is_as_likely_to_be_the_extreme_one() -> None:
    extremes = IndependentExtremes(np.ones(50), draws=20_000, seed=6)
    highest = np.array([extremes.errors_of(row).argmax() for row in range(4000)])
    counts = np.bincount(highest, minlength=50)
    assert counts.min() > 40
    assert counts.max() < 125


def test_the_same_seed_gives_the_same_sets_and_another_one_others() -> None:
    generator = np.random.default_rng(1)
    x, errors = generator.normal(80, 8, 300), generator.uniform(1, 4, 300)
    first, again, other = (
        simultaneous_independent(x, errors, draws=500, seed=seed) for seed in (1, 1, 2)
    )
    assert first.critical_values == again.critical_values
    assert first.low.tolist() == again.low.tolist()
    assert first.critical_values != other.critical_values


@pytest.mark.slow
def test_all_communes_of_the_country_are_ranked_in_ten_seconds_and_little_memory() -> None:
    generator = np.random.default_rng(1)
    x = generator.normal(80, 8, 3321)
    errors = 2 * np.exp(generator.normal(0, 0.6, 3321))
    began = time.process_time()
    sets = simultaneous_independent(x, errors, draws=10_000)
    assert time.process_time() - began < 10
    assert (sets.low <= sets.rank).all()
    assert (sets.rank <= sets.high).all()
    tracemalloc.start()
    simultaneous_independent(x, errors, draws=10_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 400e6

"""This module holds composite runs and Sobol indices to known answers."""

from __future__ import annotations

import time
from fractions import Fraction

import numpy as np
import pytest

from scoring.uncertainty.composite import FLOOR, League, Runs, indices, total_errors, without_errors
from scoring.uncertainty.sensitivity import rank_drivers, rank_rows, sensitivity, vary_weights
from scoring.uncertainty.sobol import sobol_indices


def ishigami(u: np.ndarray) -> np.ndarray:
    """T. Ishigami and T. Homma (1990) with a = 7, b = 0.1."""
    x = np.pi * (2 * u - 1)
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


@pytest.mark.parametrize("shift", [0.0, 1000.0])
def test_sobol_indices_of_the_ishigami_function_are_the_known_ones(shift: float) -> None:
    found = sobol_indices(
        lambda u: ishigami(u) + shift, {"a": 1, "b": 1, "c": 1}, points=16384, seed=1
    )
    assert [float(found.first[key][0]) for key in "abc"] == pytest.approx(
        [0.3139, 0.4424, 0.0], abs=0.002
    )
    assert [float(found.total[key][0]) for key in "abc"] == pytest.approx(
        [0.5576, 0.4424, 0.2437], abs=0.002
    )
    assert float(found.variance[0]) == pytest.approx(13.8446, rel=0.002)


def test_a_group_of_inputs_takes_their_shares_and_their_interplay() -> None:
    found = sobol_indices(ishigami, {"a": 1, "b and c": 2}, points=4096, seed=2)
    assert float(found.first["b and c"][0]) == pytest.approx(0.4424, abs=0.02)
    assert float(found.total["b and c"][0]) == pytest.approx(1 - 0.3139, abs=0.02)


def test_shares_of_an_additive_model_are_its_variances_for_each_output() -> None:
    found = sobol_indices(
        lambda u: np.stack([u[:, 0] + 2 * u[:, 1], np.ones(len(u))], axis=1),
        {"one": 1, "two": 1},
        points=1024,
        seed=3,
    )
    assert found.first["one"] == pytest.approx([0.2, 0.0], abs=0.01)
    assert found.total["two"] == pytest.approx([0.8, 0.0], abs=0.01)


def test_the_number_of_points_is_a_power_of_two() -> None:
    with pytest.raises(ValueError, match="power of two"):
        sobol_indices(ishigami, {"a": 3}, points=1000, seed=1)


def league(units: int = 51, criteria: int = 49) -> League:
    """A league with three surveyed criteria and one that does not apply to one unit."""
    generator = np.random.default_rng(5)
    shares = generator.beta(8, 2, (units, criteria))
    shares[3, 4] = np.nan
    errors = np.zeros_like(shares)
    errors[:, :3] = 0.04
    surveys = np.full(criteria, -1)
    surveys[:3] = [0, 0, 1]
    weights = generator.uniform(0.5, 3, criteria)
    return League(shares, weights, np.arange(criteria) * 7 // criteria, errors, surveys)


def test_the_arithmetic_index_is_points_over_the_applicable_maximum() -> None:
    one = league(5, 9)
    once = Runs(one.weights[None, :], np.zeros(1, dtype=bool))
    found = indices(one, once)[0]
    for unit in range(5):
        applicable = [k for k in range(9) if not np.isnan(one.shares[unit, k])]
        points = sum(
            Fraction(float(one.shares[unit, k])) * Fraction(float(one.weights[k]))
            for k in applicable
        )
        maximum = sum(Fraction(float(one.weights[k])) for k in applicable)
        assert found[unit] == pytest.approx(float(points / maximum), rel=1e-12)


def test_the_geometric_index_multiplies_areas_and_punishes_weakness() -> None:
    shares = np.array([[0.5, 0.5, 0.5], [0.9, 0.5, 0.1], [0.0, 1.0, 1.0]])
    one = without_errors(shares, np.array([2.0, 1.0, 1.0]), np.arange(3))
    found = indices(one, Runs(one.weights[None, :], np.ones(1, dtype=bool)))[0]
    assert found[0] == pytest.approx(0.5)
    assert found[1] == pytest.approx(0.9**0.5 * 0.5**0.25 * 0.1**0.25)
    assert found[2] == pytest.approx(FLOOR**0.5)


def test_a_unit_to_which_nothing_applies_has_no_index_and_the_last_rank() -> None:
    shares = np.array([[0.5, 0.6], [np.nan, np.nan]])
    one = without_errors(shares, np.ones(2), np.zeros(2, dtype=np.int64))
    found = indices(one, Runs(np.ones((2, 2)), np.array([False, True])))
    assert np.isnan(found[:, 1]).all()
    assert rank_rows(found).tolist() == [[1, 2], [1, 2]]


def test_errors_of_one_survey_add_up_and_those_of_two_add_up_squared() -> None:
    shares = np.full((1, 3), 0.5)
    one = League(
        shares, np.array([1.0, 1.0, 2.0]), np.zeros(3, int), np.full((1, 3), 0.1),
        np.array([0, 0, 1]),
    )  # fmt: skip
    assert total_errors(one)[0] == pytest.approx(np.hypot(0.2, 0.2) / 4)


def test_the_error_of_the_total_is_the_spread_of_simulated_totals() -> None:
    one = league()
    shocks = np.random.default_rng(1).standard_normal((4000, 51, 2))
    runs = Runs(np.tile(one.weights, (4000, 1)), np.zeros(4000, dtype=bool), shocks)
    middling = (one.shares[:, :3].max(axis=1) < 0.85) & (one.shares[:, :3].min(axis=1) > 0.15)
    assert middling.sum() > 5  # others are cut at full marks, so they spread less
    spread = indices(one, runs).std(axis=0)
    assert spread[middling] == pytest.approx(total_errors(one)[middling], rel=0.05)


@pytest.mark.parametrize("law", ["uniform", "dirichlet"])
def test_varied_weights_keep_their_sum_and_their_centre(law: str) -> None:
    weights = np.array([4.0, 0.0, 2.0, 6.0])
    varied = vary_weights(
        weights, 20_000, law=law, spread=0.2, generator=np.random.default_rng(1)  # type: ignore[arg-type]
    )  # fmt: skip
    assert varied.sum(axis=1) == pytest.approx(np.full(20_000, 12.0))
    assert varied.mean(axis=0) == pytest.approx(weights, abs=0.05)
    assert (varied[:, 1] == 0).all()
    assert (varied >= 0).all()


def test_without_any_doubt_ranks_stay_official() -> None:
    one = league()
    certain = without_errors(one.shares, one.weights, one.areas)
    found = sensitivity(certain, runs=50, seed=1, spread=0.0, geometric_share=0.0)
    assert (found.ranks == found.official).all()
    assert (found.shift == 0).all()


def test_more_doubt_moves_ranks_more() -> None:
    little, much = (
        sensitivity(league(), runs=300, seed=1, spread=spread).shift.mean()
        for spread in (0.05, 0.6)
    )
    assert much > 1.5 * little


def test_drivers_find_the_only_cause() -> None:
    one = league(20, 10)
    errors = np.zeros_like(one.shares)
    errors[:, :3] = 0.15
    noisy = League(one.shares, one.weights, one.areas, errors, one.surveys)
    found = rank_drivers(noisy, points=256, seed=1, spread=0.001)
    assert found.shift_total["sampling"] > 0.9
    assert max(share for cause, share in found.shift_total.items() if "weight" in cause) < 0.05


def test_rank_rows_ranks_like_a_count_of_the_larger() -> None:
    values = np.random.default_rng(4).integers(0, 6, (7, 20)).astype(float)
    slow = 1 + (values[:, None, :] > values[:, :, None]).sum(axis=2)
    assert rank_rows(values).tolist() == slow.tolist()


def test_a_thousand_runs_of_51_units_and_49_indicators_take_a_third_of_a_second() -> None:
    one = league()
    sensitivity(one, runs=10, seed=1)
    seconds = []
    for _ in range(3):
        began = time.process_time()
        sensitivity(one, runs=1000, seed=1)
        seconds.append(time.process_time() - began)
    assert min(seconds) < 0.37

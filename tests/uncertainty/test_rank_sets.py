"""This module holds rank sets to csranks' results on fixed draws, and to what they promise."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.integrate import quad
from scipy.stats import norm

from scoring.uncertainty.closed_form import klein_wright_wieczorek
from scoring.uncertainty.rank_chances import rank_chances
from scoring.uncertainty.rank_sets import (
    RankSets,
    can_be_among,
    difference_errors,
    marginal,
    normal_draws,
    ranks_of,
    simultaneous,
    simultaneous_independent,
)
from scoring.uncertainty.shrinkage import shrink
from scoring.uncertainty.told_apart import holm_apart, inseparable_groups, pairwise_p_values

HERE = Path(__file__).parent
League = Mapping[str, NDArray[np.float64]]


@pytest.fixture(scope="module")
def league() -> League:
    """85 units, their covariance and 1,000 draws."""
    return dict(np.load(HERE / "league85.npz"))


@pytest.fixture(scope="module")
def reference() -> Mapping[str, Any]:
    """What R made of them."""
    return json.loads((HERE / "league85.json").read_text(encoding="utf-8"))["cases"]


def same(sets: RankSets, case: Mapping[str, Any]) -> None:
    assert sets.low.tolist() == case["L"]
    assert sets.high.tolist() == case["U"]


@pytest.mark.parametrize(("way", "step_down"), [("stepdown", True), ("onestep", False)])
def test_simultaneous_sets_equal_csranks_on_the_same_draws(
    league: League, reference: Mapping[str, Any], way: str, step_down: bool
) -> None:
    case = reference[f"fixed_draws/league85/simultaneous/{way}"]
    sets = simultaneous(
        league["estimates"], league["covariance"], draws=league["draws"], step_down=step_down
    )
    same(sets, case)
    theirs = np.atleast_1d(case["critical_values"])
    assert np.array(sets.critical_values) == pytest.approx(theirs, rel=1e-12)


def test_marginal_sets_equal_csranks_on_the_same_draws(
    league: League, reference: Mapping[str, Any]
) -> None:
    x, covariance, draws = (league[key] for key in ("estimates", "covariance", "draws"))
    same(marginal(x, covariance, draws=draws), reference["fixed_draws/league85/marginal/stepdown"])
    one_step = marginal(x, covariance, draws=draws, step_down=False)
    # R's one-step marginal run looks at one order of each pair, so its lower ends are all 1; ours
    # look at both, as its step-down run does, and never lie above that run's.
    case = reference["fixed_draws/league85/marginal/onestep"]
    assert one_step.high.tolist() == case["U"]
    assert set(case["L"]) == {1}
    further = reference["fixed_draws/league85/marginal/stepdown"]["L"]
    assert all(one_step.low <= further)


@pytest.mark.parametrize("way", ["stepdown", "onestep"])
def test_own_draws_come_within_two_ranks_of_csranks(
    league: League, reference: Mapping[str, Any], way: str
) -> None:
    draws = normal_draws(league["covariance"], 4000, seed=7)
    sets = simultaneous(
        league["estimates"], league["covariance"], draws=draws, step_down=way == "stepdown"
    )
    case = reference[f"csranks/league85/simultaneous/{way}"]
    assert sets.rank.tolist() == case["rank"]
    assert np.abs(sets.low - case["L_R20000"]).max() <= 2
    assert np.abs(sets.high - case["U_R20000"]).max() <= 2


@pytest.mark.slow
@pytest.mark.parametrize("design", ["two_stage_fpc", "raked"])
def test_sets_of_surveyed_units_come_within_one_rank_of_csranks(design: str) -> None:
    text = (HERE / "citizen_ranks.json").read_text(encoding="utf-8")
    case = json.loads(text)["cases"][design]
    x, covariance = np.array(case["estimates"]), np.array(case["covariance"])
    draws = normal_draws(covariance, 20_000, seed=3)
    for way, name in ((simultaneous, "sim"), (marginal, "marg")):
        sets = way(x, covariance, draws=draws)
        assert sets.rank.tolist() == case["rank"]
        # Two runs of R with other seeds differ as much.
        assert np.abs(sets.low - case[f"{name}_L"]).max() <= 1
        assert np.abs(sets.high - case[f"{name}_U"]).max() <= 1


@pytest.mark.parametrize(
    ("adjustment", "name"),
    [("bonferroni", "bonferroni"), ("independent", "independent"), ("none", "unadjusted")],
)
def test_the_closed_form_equals_klein_wright_wieczorek(
    league: League, reference: Mapping[str, Any], adjustment: Any, name: str
) -> None:
    errors = np.sqrt(np.diag(league["covariance"]))
    sets = klein_wright_wieczorek(league["estimates"], errors, adjustment=adjustment)
    case = reference[f"klein_wright_wieczorek/league85/{name}"]
    same(sets, case)
    assert sets.critical_values[0] == pytest.approx(case["z"], rel=1e-12)


def test_rank_chances_equal_goldstein_and_spiegelhalter(
    league: League, reference: Mapping[str, Any]
) -> None:
    chances = rank_chances(league["estimates"], league["draws"], top=5)
    case = reference["goldstein_spiegelhalter/league85"]
    assert chances.low.tolist() == case["L"]
    assert chances.high.tolist() == case["U"]
    assert chances.mean == pytest.approx(case["mean_rank"], abs=1e-12)
    assert chances.top == pytest.approx(case["p_top5"], abs=1e-12)
    assert chances.best == pytest.approx(case["p_best"], abs=1e-12)


def test_as_many_pairs_are_told_apart_as_in_r(league: League, reference: Mapping[str, Any]) -> None:
    errors = difference_errors(league["covariance"])
    p_values = pairwise_p_values(league["estimates"], errors)
    upper = np.triu_indices(len(p_values), k=1)
    case = reference["pairwise/league85"]
    assert len(upper[0]) == case["n_pairs"]
    assert int((p_values[upper] < 0.05).sum()) == case["n_sig_raw"]
    apart = holm_apart(p_values)
    assert int(apart[upper].sum()) == case["n_sig_holm"]
    for group in inseparable_groups(league["estimates"], apart):
        assert not apart[np.ix_(group, group)].any()


def test_shrinkage_equals_the_reference(league: League, reference: Mapping[str, Any]) -> None:
    found = shrink(league["estimates"], np.sqrt(np.diag(league["covariance"])))
    case = reference["eb/league85"]
    assert found.homogeneity == pytest.approx(case["Q"], rel=1e-12)
    assert found.between == pytest.approx(case["tau2"], rel=1e-12)
    assert found.centre == pytest.approx(case["mu"], rel=1e-12)
    assert found.mean == pytest.approx(case["posterior_mean"], rel=1e-12)
    assert found.variance == pytest.approx(case["posterior_var"], rel=1e-12)
    assert found.expected_rank == pytest.approx(case["expected_rank"], rel=1e-12)
    assert found.rankability == pytest.approx(case["rankability"], rel=1e-12)


def test_the_last_and_the_first_places_are_open_to_whom_r_says(
    league: League, reference: Mapping[str, Any]
) -> None:
    sets = simultaneous(league["estimates"], league["covariance"], draws=league["draws"])
    for end, name in (("top", "taubest5"), ("bottom", "tauworst5")):
        theirs = np.array(reference[f"{name}/league85"]["inset"])
        # R drew 1,000 times anew, so one unit at the very edge may fall on the other side.
        assert int((can_be_among(sets, 5, end=end) != theirs).sum()) <= 1  # type: ignore[arg-type]


def test_a_marginal_critical_value_is_the_one_that_an_integral_gives() -> None:
    errors = np.array([1.0, 2.0, 0.5, 1.0])

    def chance_within(c: float) -> float:
        def density(g: float) -> float:
            reach = c * np.sqrt(errors[0] ** 2 + errors[1:] ** 2)
            inside = norm.cdf((errors[0] * g + reach) / errors[1:])
            inside -= norm.cdf((errors[0] * g - reach) / errors[1:])
            return float(norm.pdf(g) * inside.prod())

        return float(quad(density, -8, 8)[0])

    covariance = np.diag(errors**2)
    draws = normal_draws(covariance, 200_000, seed=4)
    sets = marginal(np.zeros(4), covariance, draws=draws, step_down=False)
    assert chance_within(sets.critical_values[0]) == pytest.approx(0.95, abs=0.002)


def test_ranks_of_units_without_errors_are_certain_and_ties_share_them() -> None:
    sets = simultaneous_independent(np.array([5.0, 7.0, 5.0, 1.0]), np.zeros(4))
    assert sets.rank.tolist() == [2, 1, 2, 4]
    assert sets.low.tolist() == [2, 1, 2, 4]
    assert sets.high.tolist() == [3, 1, 3, 4]


def test_one_unit_has_rank_one() -> None:
    sets = simultaneous_independent(np.array([5.0]), np.array([1.0]))
    assert (sets.rank[0], sets.low[0], sets.high[0]) == (1, 1, 1)


def test_units_far_apart_are_ranked_for_certain() -> None:
    x = np.arange(60, dtype=float) * 100
    sets = simultaneous_independent(x, np.ones(60), draws=500)
    assert (sets.low == sets.rank).all()
    assert (sets.high == sets.rank).all()


def test_units_that_are_alike_may_have_any_rank() -> None:
    x = np.random.default_rng(3).normal(0, 0.1, 90)
    sets = simultaneous_independent(x, np.ones(90), draws=500)
    assert set(sets.low.tolist()) == {1}
    assert set(sets.high.tolist()) == {90}


def test_shifting_and_stretching_all_estimates_moves_nobody() -> None:
    generator = np.random.default_rng(1)
    x, errors = generator.normal(70, 9, 120), generator.uniform(1, 5, 120)
    before = simultaneous_independent(x, errors, draws=500, seed=2)
    after = simultaneous_independent(3 * x - 40, 3 * errors, draws=500, seed=2)
    mirrored = simultaneous_independent(-x, errors, draws=500, seed=2)
    assert before.low.tolist() == after.low.tolist()
    assert before.high.tolist() == after.high.tolist()
    assert np.abs((121 - mirrored.high) - before.low).max() <= 3  # other draws at the edge


def test_a_higher_level_never_narrows_a_set() -> None:
    generator = np.random.default_rng(8)
    x, errors = generator.normal(70, 9, 80), generator.uniform(1, 5, 80)
    low, high = (
        simultaneous_independent(x, errors, draws=1000, level=level) for level in (0.8, 0.99)
    )
    assert (high.low <= low.low).all()
    assert (high.high >= low.high).all()
    assert (high.high > low.high).any()


@pytest.mark.parametrize(
    ("estimates", "errors", "level", "draws"),
    [
        ([1.0, np.nan], [1.0, 1.0], 0.95, 10),
        ([1.0, 2.0], [1.0, -1.0], 0.95, 10),
        ([1.0, 2.0], [1.0], 0.95, 10),
        ([1.0, 2.0], [1.0, 1.0], 95, 10),
        ([1.0, 2.0], [1.0, 1.0], 0.95, 0),
    ],
)
def test_impossible_input_is_refused(
    estimates: list[float], errors: list[float], level: float, draws: int
) -> None:
    with pytest.raises(ValueError, match=r"level|finite|length|negative|draw"):
        simultaneous_independent(np.array(estimates), np.array(errors), level=level, draws=draws)


def test_ranks_count_the_larger_ones() -> None:
    x = np.random.default_rng(2).integers(0, 9, 50).astype(float)
    assert ranks_of(x).tolist() == [1 + int((x > one).sum()) for one in x]


@pytest.mark.slow
@pytest.mark.parametrize("spread", [0.0, 1.0, 4.0])
def test_simultaneous_sets_hold_all_true_ranks_as_often_as_promised(spread: float) -> None:
    generator = np.random.default_rng(11)
    rounds, hits = 250, 0
    truth = np.repeat(np.linspace(-spread, spread, 10), 3)  # with ties, which are hardest
    errors = generator.uniform(0.5, 2.0, 30)
    best = 1 + (truth[None, :] > truth[:, None]).sum(axis=1)
    for number in range(rounds):
        x = truth + errors * generator.standard_normal(30)
        sets = simultaneous_independent(x, errors, draws=600, level=0.9, seed=number)
        hits += bool(((sets.low <= best) & (best <= sets.high)).all())
    assert hits / rounds >= 0.9 - 2 * np.sqrt(0.9 * 0.1 / rounds)


@pytest.mark.slow
def test_simultaneous_sets_with_correlated_errors_hold_too() -> None:
    generator = np.random.default_rng(12)
    root = generator.normal(0, 1, (12, 12))
    covariance = root @ root.T / 6
    truth = np.repeat(np.linspace(-1, 1, 4), 3)
    best = 1 + (truth[None, :] > truth[:, None]).sum(axis=1)
    rounds, hits = 200, 0
    for number in range(rounds):
        x = truth + normal_draws(covariance, 1, seed=10_000 + number)[0]
        draws = normal_draws(covariance, 600, seed=number)
        sets = simultaneous(x, covariance, draws=draws, level=0.9)
        hits += bool(((sets.low <= best) & (best <= sets.high)).all())
    assert hits / rounds >= 0.9 - 2 * np.sqrt(0.9 * 0.1 / rounds)

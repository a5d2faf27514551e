"""This module checks SIPAS indices, coverage, weights to the register and tests of differences."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from scoring.inference.arrays import codes_of
from scoring.inference.calibration import CalibrationFault, Margin
from scoring.inference.cells import make_cells
from scoring.inference.coverage import (
    coverage,
    required_answers,
    side_by_side,
    weighted_to_register,
)
from scoring.inference.design import make_design
from scoring.inference.estimates import estimate
from scoring.inference.intervals import (
    SHARE_INTERVALS,
    ShareInterval,
    exact_limit,
    share_interval,
)
from scoring.inference.linear import compare_samples, domain_means, domain_ratios
from scoring.inference.sipas import Convention, Item, satisfaction_index
from tests.inference.reference_sample import designs, domains, near, sample

DESIGNS = ["stratified", "one_stage", "two_stage", "two_stage_elements", "raked", "linear_x"]


def _items() -> list[Item]:
    found = []
    for name in ("a1", "a2", "a3"):
        answers = sample()[name]
        found.append(Item(answers >= 4, ~np.isnan(answers)))
    return found


@pytest.mark.parametrize("design", DESIGNS)
def test_the_index_of_one_item_is_its_share_in_every_convention(design: str) -> None:
    number, names = domains()
    cells = make_cells(designs()[design], number, domains=len(names))
    item = _items()[0]
    share = estimate(cells, item.satisfied, valid=item.valid)
    conventions: list[Convention] = ["pooled", "mean_of_items", "general"]
    for convention in conventions:
        got = satisfaction_index(cells, [item], convention=convention)
        near(got.answers, share.n)
        near(got.estimate, share.estimate)
        near(got.se, share.se)
        near(got.df, share.df)


@pytest.mark.parametrize("design", DESIGNS)
def test_the_pooled_index_is_a_ratio_and_the_mean_of_items_a_contrast(design: str) -> None:
    number, names = domains()
    one, items = designs()[design], _items()
    cells = make_cells(one, number, domains=len(names))
    hits = sum(np.where(each.satisfied & each.valid, 1.0, 0.0) for each in items)
    given = sum(np.where(each.valid, 1.0, 0.0) for each in items)
    ratio = domain_ratios(one, hits, given, domain=number, domains=len(names))
    got = satisfaction_index(cells, items)
    near(got.estimate, ratio.estimate)
    near(got.se, ratio.se)
    stacked = satisfaction_index(cells, items, convention="mean_of_items")
    shares = [estimate(cells, each.satisfied, valid=each.valid).estimate for each in items]
    near(stacked.estimate, np.mean(shares, axis=0))
    complete = [Item(each.satisfied, items[0].valid) for each in items]
    same = satisfaction_index(cells, complete, convention="mean_of_items")
    pooled = satisfaction_index(cells, complete)
    near(same.estimate, pooled.estimate)  # nobody skipped a single item: the two agree
    near(same.se, pooled.se)


def test_an_index_of_nothing_is_refused() -> None:
    cells = make_cells(make_design(3), np.zeros(3, np.int64), domains=1)
    with pytest.raises(ValueError, match="0 items"):
        satisfaction_index(cells, [])
    with pytest.raises(ValueError, match="general cannot be taken of 3 items"):
        satisfaction_index(cells, _items(), convention="general")


@pytest.mark.parametrize(
    ("served", "required"), [(0, 0), (1, 1), (100, 80), (400, 200), (6909, 379), (10**9, 400)]
)
def test_answers_required(served: int, required: int) -> None:
    assert required_answers(served) == required


def test_coverage_says_whether_answers_are_enough() -> None:
    assert coverage(200, 400).enough
    assert coverage(200, 400).rate == Fraction(1, 2)
    assert not coverage(199, 400).enough
    assert coverage(0, 0).rate is None
    assert not coverage(0, 0).enough
    with pytest.raises(ValueError, match="-1 served"):
        required_answers(-1)


def test_weights_to_the_register_move_the_mean_as_the_register_says() -> None:
    field = np.repeat([0, 1], [90, 10])
    answers = np.where(field == 0, 5, 1).astype(np.int8)
    known = [Margin(field, np.array([500.0, 500.0]))]
    both = side_by_side(make_design(100), known, answers, domain=np.zeros(100, np.int64), domains=1)
    assert both.plain.estimate[0] == pytest.approx(4.6)
    assert both.weighted.estimate[0] == pytest.approx(3.0)
    # Within a field all answer alike, so that known fields leave nothing uncertain.
    assert both.weighted.se[0] == pytest.approx(0, abs=1e-12)
    with pytest.raises(CalibrationFault, match="category-without-answers"):
        side_by_side(
            make_design(100),
            [Margin(field, np.array([500.0, 400.0, 100.0]))],
            answers,
            domain=np.zeros(100, np.int64),
            domains=1,
        )


def test_samples_drawn_apart_are_compared_as_welch_does() -> None:
    got = compare_samples((80.0, 1.0, 20.0), (84.0, 1.5, 30.0))
    assert (got.estimate, got.se) == (4.0, pytest.approx(np.sqrt(3.25)))
    assert got.df == pytest.approx(3.25**2 / (1 / 20 + 1.5**4 / 30))
    assert got.p < 0.05
    assert got.ci_low > 0


def test_a_domain_without_answers_has_no_numbers() -> None:
    number, names = codes_of(np.array(["a", "a", "b", "b"]))
    cells = make_cells(make_design(4), number, domains=names.size + 1)
    got = estimate(cells, np.array([1.0, 2.0, np.nan, np.nan]))
    assert got.n.tolist() == [2, 0, 0]
    assert np.isnan(got.estimate[1:]).all()
    assert np.isnan(got.se[1:]).all()
    low, high = share_interval(got.estimate - 1, got.se, n=got.n, df=got.df)
    assert np.isnan(low[1:]).all()
    assert np.isnan(high[1:]).all()
    joint = domain_means(
        make_design(4), np.array([1.0, 2.0, np.nan, np.nan]), domain=number, domains=3
    )
    assert np.isfinite(joint.se[0])
    assert np.isnan(joint.se[1:]).all()


@pytest.mark.parametrize("method", SHARE_INTERVALS)
def test_a_share_seen_in_one_cluster_only_has_no_interval(method: ShareInterval) -> None:
    clusters = [np.array(["a", "a", "b", "b", "b", "b", "c", "c"])]
    number = np.array([0, 0, 1, 1, 1, 1, 1, 1])
    cells = make_cells(make_design(8, clusters=clusters), number, domains=2)
    got = estimate(cells, np.array([1, 0, 1, 1, 0, 1, 0, 0]) == 1)
    assert got.se[0] == 0  # in R too: a single cluster does not differ from itself
    low, high = share_interval(got.estimate, got.se, n=got.n, df=got.df, method=method)
    assert np.isnan([low[0], high[0]]).all()
    assert low[1] < got.estimate[1] < high[1]


def test_answers_all_alike_have_no_error_whatever_their_weights() -> None:
    rng = np.random.default_rng(8)
    design = make_design(60, strata=np.arange(60) % 3, weights=rng.uniform(0.3, 7, 60))
    number = (np.arange(60) >= 40).astype(np.int64)
    answers = np.where(number == 1, 5, rng.integers(1, 6, 60)).astype(np.int8)
    got = estimate(make_cells(design, number, domains=2), answers, valid=np.arange(60) != 7)
    assert got.se[0] > 0.01
    assert got.se[1] < 1e-14
    assert np.isnan(got.deff[1])


def test_the_limit_of_a_share_of_nothing_shrinks_with_n() -> None:
    limits = exact_limit(np.array([10.0, 100.0]), df=np.array([9.0, 99.0]), level=0.95)
    near(limits, [1 - 0.05 ** (1 / 10), 1 - 0.05 ** (1 / 100)])


def test_the_effective_number_of_answers_is_n_over_the_design_effect() -> None:
    got = estimate(
        make_cells(designs()["two_stage"], np.zeros(len(sample()["w"]), np.int64), domains=1),
        sample()["y"],
    )
    near(got.effective_n, got.n / got.deff)


def test_large_numbers_far_from_zero_lose_nothing() -> None:
    rng = np.random.default_rng(2)
    values, strata = rng.normal(0, 1, 400), rng.integers(0, 4, 400)
    design = make_design(400, strata=strata, weights=rng.uniform(1, 2, 400))
    number = (np.arange(400) % 3).astype(np.int64)
    cells = make_cells(design, number, domains=3)
    far = values + np.array([1e9, -1e9, 5e8])[number]
    near(estimate(cells, far).se, estimate(cells, values).se, rel=1e-6)


@pytest.mark.parametrize("base", ["srs", "stratified", "one_stage", "two_stage_elements"])
@pytest.mark.parametrize("way", ["poststratified", "raked"])
def test_many_domains_of_fitted_weights_at_once_are_as_one_by_one(base: str, way: str) -> None:
    d = sample()
    sex, age = codes_of(d["sex"])[0], codes_of(d["age"])[0]
    margins = [Margin(sex, np.array([6e3, 7e3])), Margin(age, np.array([3e3, 3e3, 4e3, 3e3]))]
    chosen = margins[:1] if way == "poststratified" else margins
    fitted = weighted_to_register(designs()[base], chosen)
    number, names = domains()
    joint = domain_means(fitted, d["y"], domain=number, domains=len(names))
    got = estimate(make_cells(fitted, number, domains=len(names)), d["y"])
    near(got.estimate, joint.estimate)
    near(got.se, joint.se)


def test_a_share_of_everything_without_degrees_of_freedom_has_no_interval() -> None:
    one = np.ones(1)
    low, high = share_interval(one, one * 0, n=one * 9, df=one * 0)
    assert np.isnan(low).all()
    assert np.isnan(high).all()

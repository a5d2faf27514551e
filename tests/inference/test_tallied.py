"""Indices from tallies: the estimate of the full calculation, an error that is never too small."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.inference.cells import make_cells
from scoring.inference.design import make_design
from scoring.inference.sipas import Convention, Item, satisfaction_index
from scoring.inference.tallied import Counted, tallied_index

CONVENTIONS: tuple[Convention, ...] = ("pooled", "mean_of_items")


def _both(satisfied: np.ndarray, valid: np.ndarray, convention: Convention):
    """The index by answers (people × items) and by their tallies."""
    n, k = satisfied.shape
    cells = make_cells(make_design(n), np.zeros(n, dtype=np.int64), domains=1)
    items = [Item(satisfied[:, i], valid[:, i]) for i in range(k)]
    whole = satisfaction_index(cells, items, convention=convention)
    counted = [
        Counted(int((satisfied[:, i] & valid[:, i]).sum()), int(valid[:, i].sum()))
        for i in range(k)
    ]
    return whole, tallied_index(counted, forms=n, convention=convention)


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 10_000), n=st.integers(2, 60), k=st.integers(1, 5),
    convention=st.sampled_from(CONVENTIONS),
)  # fmt: skip
def test_the_estimate_is_the_same_and_the_error_never_smaller(seed, n, k, convention) -> None:
    chance = np.random.default_rng(seed)
    feeling = chance.normal(size=(n, 1))
    satisfied = feeling + chance.normal(size=(n, k)) > -0.7
    valid = chance.random((n, k)) < 0.8
    whole, tallied = _both(satisfied, valid, convention)
    assert tallied.marks == valid.sum()
    if np.isnan(whole.estimate[0]):
        assert np.isnan(tallied.estimate)
        return
    assert tallied.estimate == pytest.approx(whole.estimate[0], rel=1e-12)
    assert tallied.se >= whole.se[0] * (1 - 1e-9)
    if k == 1:
        assert tallied.se == pytest.approx(whole.se[0], rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("convention", CONVENTIONS)
def test_the_error_is_exact_where_all_items_are_answered_alike(convention: Convention) -> None:
    answers = np.repeat(np.arange(50)[:, None] % 7 > 1, 4, axis=1)
    whole, tallied = _both(answers, np.ones_like(answers), convention)
    assert tallied.se == pytest.approx(whole.se[0], rel=1e-12)
    assert tallied.ci_low < tallied.estimate < tallied.ci_high


def test_nobody_and_everybody() -> None:
    nobody = tallied_index([Counted(0, 0)], forms=3)
    assert np.isnan([nobody.estimate, nobody.se]).all()
    everybody = tallied_index([Counted(20, 20)], forms=20)
    assert (everybody.estimate, everybody.ci_high) == (1.0, 1.0)
    assert everybody.ci_low == pytest.approx(0.05 ** (1 / 20))


@pytest.mark.parametrize(
    ("items", "convention"),
    [([Counted(3, 2)], "pooled"), ([Counted(1, 9)], "pooled"), ([Counted(1, 1)] * 2, "general")],
)
def test_what_cannot_be_is_refused(items: list[Counted], convention: Convention) -> None:
    with pytest.raises(ValueError, match=r"cannot|more answers"):
        tallied_index(items, forms=5, convention=convention)

"""Shares, means and intervals from counts, against R; and what may be shown of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.disclosure import MINIMUM, may_show, to_hide
from scoring.estimates import distribution, mean, share_satisfied, wilson


@pytest.mark.parametrize(
    ("hits", "n", "level", "low", "high"),
    [
        # R: prop.test(hits, n, correct = FALSE)$conf.int
        (8, 10, 0.95, 0.4901624715, 0.9433178485),
        (0, 10, 0.95, 0.0, 0.2775327998),
        (10, 10, 0.95, 0.7224672002, 1.0),
    ],
)
def test_wilsons_interval_is_rs(hits: int, n: int, level: float, low: float, high: float) -> None:
    assert wilson(hits, n, level=level) == pytest.approx((low, high), abs=1e-9)


def test_the_share_counts_4_and_5_of_the_valid_answers() -> None:
    estimate = share_satisfied({1: 1, 2: 0, 3: 1, 4: 3, 5: 5})
    assert (estimate.n, estimate.estimate) == (10, 0.8)
    assert share_satisfied({1: 1, 5: 1}, satisfied=(1,)).estimate == 0.5


def test_the_mean_has_its_interval_from_the_sample_variance() -> None:
    estimate = mean({4: 2, 5: 2})
    assert estimate.estimate == 4.5
    assert estimate.ci_high - estimate.estimate == pytest.approx(1.959963985 * 0.2886751346)
    assert mean({3: 1}).ci_low == 3


def test_a_distribution_shows_points_without_answers_too() -> None:
    assert distribution({4: 1, 5: 3}, range(1, 6)) == {1: 0, 2: 0, 3: 0, 4: 0.25, 5: 0.75}


@pytest.mark.parametrize("counts", [{}, {5: 0}, {4: -1, 5: 2}])
def test_nothing_is_estimated_from_nothing(counts: dict[int, int]) -> None:
    for estimate in (share_satisfied, mean):
        with pytest.raises(ValueError, match=r"answer|negative"):
            estimate(counts)


@given(st.integers(1, 500), st.data())
def test_an_interval_holds_its_share_and_stays_within_0_and_1(n: int, data: st.DataObject) -> None:
    hits = data.draw(st.integers(0, n))
    low, high = wilson(hits, n)
    assert 0 <= low <= hits / n <= high <= 1


def test_nothing_is_shown_that_rests_on_too_few() -> None:
    assert not may_show(MINIMUM - 1)
    assert may_show(MINIMUM)
    assert not may_show(0, minimum=0)
    assert not may_show(9, minimum=10)


def test_a_hidden_part_is_not_given_away_by_the_sum() -> None:
    assert to_hide({"a": 3, "b": 9, "c": 40}) == {"a", "b"}
    assert to_hide({"a": 3, "b": 9, "c": 40}, whole_is_shown=False) == {"a"}
    assert to_hide({"a": 3, "b": 4, "c": 40}) == {"a", "b"}
    assert to_hide({"a": 0, "b": 9}) == {"a"}
    assert to_hide({"a": 9, "b": 9}) == frozenset()
    assert to_hide({"a": 1, "b": 1, "c": 40}) == {"a", "b", "c"}  # two are no more than one

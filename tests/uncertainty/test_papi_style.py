"""This module holds the PAPI-style arithmetic to its bounds and its exactness."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from scoring.benchmarks import colour_groups
from scoring.papi_style import Scale, changes, dimension_sum, part_error, part_score, total

SHARE = Scale(0, 1)


def test_the_worst_unit_gets_one_and_the_best_ten_in_each_dimension() -> None:
    for n in (3, 4, 6):
        assert dimension_sum([part_score([0, 0], [SHARE, SHARE], parts=n)] * n) == 1
        assert dimension_sum([part_score([1, 1], [SHARE, SHARE], parts=n)] * n) == 10


def test_indicators_are_averaged_after_rescaling_exactly() -> None:
    found = part_score([Decimal("0.1"), Decimal(3)], [SHARE, Scale(1, 5)], parts=3)
    assert found == Fraction(1, 3) + 3 * (Fraction(1, 10) + Fraction(1, 2)) / 2


def test_where_less_is_better_the_scale_is_turned_round() -> None:
    late = Scale(worst=Decimal(100), best=Decimal(0))
    assert part_score([Decimal(20)], [late], parts=1) == 1 + 9 * Fraction(4, 5)


def test_a_total_needs_every_dimension() -> None:
    assert total({"D1": Fraction(5), "D2": Fraction(11, 2)}) == Fraction(21, 2)
    assert total({"D1": Fraction(5), "D2": None}) is None
    assert total({}) is None


@pytest.mark.parametrize(
    ("values", "scale"), [([2], SHARE), ([-1], SHARE), ([], SHARE), ([1], Scale(1, 1))]
)
def test_values_off_their_scale_are_refused(values: list[int], scale: Scale) -> None:
    with pytest.raises(ValueError, match=r"scale|lie|same"):
        part_score(values, [scale] * len(values), parts=2)


def test_a_part_out_of_bounds_is_refused() -> None:
    with pytest.raises(ValueError, match="lies in"):
        dimension_sum([Fraction(1, 9), Fraction(1)])


def test_four_groups_by_quarter() -> None:
    scores = {f"X{n}": Decimal(n) for n in range(10)}
    groups = colour_groups(scores)
    assert groups["X9"] == "best"
    assert groups["X0"] == "poor"
    assert sorted(list(groups.values()).count(one) for one in set(groups.values())) == [2, 2, 3, 3]


def test_the_error_of_a_part_is_that_of_its_mean_rescaled() -> None:
    assert part_error([0.1], [SHARE], parts=3) == pytest.approx(0.3)
    assert part_error([0.3, 0.4], [SHARE, SHARE], parts=1) == pytest.approx(9 * 0.5 / 2)
    assert part_error([2.0], [Scale(100, 0)], parts=9) == pytest.approx(0.02)


def test_of_many_changes_only_those_beyond_joint_chance_are_significant() -> None:
    before = {f"X{n}": (50.0, 1.0) for n in range(100)} | {"new to us": (1.0, 1.0)}
    after = {f"X{n}": (52.9, 1.0) for n in range(100)} | {"X7": (56.0, 1.0), "only now": (1, 1)}
    found = changes(before, after)
    assert set(found) == {f"X{n}" for n in range(100)}
    assert [name for name, one in found.items() if one.significant] == ["X7"]
    assert found["X1"].p_value == pytest.approx(0.0403, abs=1e-4)
    alone = changes({"X1": (50.0, 1.0)}, {"X1": (52.9, 1.0)})
    assert alone["X1"].significant


def test_without_error_every_change_is_certain_and_none_is_none() -> None:
    found = changes({"A": (1.0, 0.0), "B": (1.0, 0.0)}, {"A": (2.0, 0.0), "B": (1.0, 0.0)})
    assert found["A"].significant
    assert not found["B"].significant

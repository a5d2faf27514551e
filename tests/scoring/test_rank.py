"""Ranks, bands and the invariants of the trade."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.definitions.criteria_set import Band
from scoring.engine import score_units
from scoring.rank import band_of, rank_units
from scoring.runs import data_sha256, make_run
from scoring.types import Text, Unit
from tests.reference import twin
from tests.scoring.making import Figures, contests, definition, made, units

MANUAL = {"type": "manual"}
BANDS = tuple(
    Band(code=code, name=Text(code), at_least=Decimal(bound))
    for code, bound in (("TOT", 80), ("KHA", 65), ("YEU", 0))
)


def places(points: dict[str, str | None], ranking: Any = "competition") -> list[Any]:
    figures: Figures = {
        code: {"A1": {"points": Decimal(value)}} for code, value in points.items() if value
    }
    scores = score_units(made(definition([(100, MANUAL)])), units(*points), figures)
    return [(place.unit.code, place.rank) for place in rank_units(scores, ranking, BANDS)]


def test_standard_competition_counts_1_2_2_4() -> None:
    points = {"D": "60", "B": "80", "A": "90", "C": "80"}
    assert places(points) == [("A", 1), ("B", 2), ("C", 2), ("D", 4)]


def test_dense_counts_1_2_2_3() -> None:
    points = {"D": "60", "B": "80", "A": "90", "C": "80"}
    assert places(points, "dense") == [("A", 1), ("B", 2), ("C", 2), ("D", 3)]


def test_a_unit_with_no_figures_is_unplaced_not_last() -> None:
    assert places({"A": None, "B": "0", "C": "50"}) == [("C", 1), ("B", 2), ("A", None)]


def test_ranks_come_from_what_was_computed_not_from_what_is_shown() -> None:
    assert places({"A": "80.001", "B": "80.002"}) == [("B", 1), ("A", 2)]


def test_groups_are_never_ranked_across() -> None:
    criteria_set = made(definition([(100, MANUAL)]))
    everyone = [Unit("A", "A", "xa"), Unit("B", "B", "so")]
    figures: Figures = {
        "A": {"A1": {"points": Decimal(1)}},
        "B": {"A1": {"points": Decimal(2)}},
    }
    found = rank_units(score_units(criteria_set, everyone, figures), "competition", ())
    assert [(place.group, place.rank, place.band) for place in found] == [
        ("so", 1, None),
        ("xa", 1, None),
    ]


@pytest.mark.parametrize(
    ("index", "band"), [("100", "TOT"), ("80", "TOT"), ("79.9999", "KHA"), ("0", "YEU")]
)
def test_lower_bounds_of_bands_are_inclusive_on_the_exact_index(index: str, band: str) -> None:
    assert band_of(Fraction(index), BANDS) == band


@given(contests(), st.randoms(use_true_random=False))
def test_the_order_of_the_input_is_irrelevant(contest: Any, random: Any) -> None:
    whole, everyone, figures = contest
    criteria_set = made(whole)
    shuffled = list(everyone)
    random.shuffle(shuffled)
    again = {code: figures[code] for code in reversed(list(figures))}
    one, other = (
        make_run(criteria_set, everyone, figures),
        make_run(criteria_set, shuffled, again),
    )
    assert one.places == other.places
    assert one.result_sha256 == other.result_sha256
    assert one.data_sha256 == other.data_sha256


@given(contests())
def test_equal_indexes_share_a_place_and_a_better_index_stands_before(contest: Any) -> None:
    whole, everyone, figures = contest
    criteria_set = made(whole)
    found = make_run(criteria_set, everyone, figures).places
    for one in found:
        for other in found:
            if one.group == other.group and one.index is not None and other.index is not None:
                assert one.rank is not None
                assert other.rank is not None
                assert (one.index > other.index) == (one.rank < other.rank)


@given(
    st.lists(st.lists(st.integers(0, 4), min_size=2, max_size=2), min_size=2, max_size=6),
    st.sampled_from([Decimal(2), Decimal("0.5"), Decimal(7)]),
)
def test_multiplying_every_maximum_moves_nobody(hits: list[list[int]], factor: Decimal) -> None:
    linear = {"type": "linear", "when_zero": "zero"}
    figures: Figures = {
        f"U{number}": {
            code: {"numerator": Decimal(hit), "denominator": Decimal(4)}
            for code, hit in zip(("A1", "A2"), own, strict=True)
        }
        for number, own in enumerate(hits)
    }
    everyone = units(*figures)
    ranks = []
    for scale in (Decimal(1), factor):
        criteria_set = made(definition([(3 * scale, linear), (5 * scale, linear)]))
        found = make_run(criteria_set, everyone, figures).places
        ranks.append([(place.unit.code, place.rank, place.index) for place in found])
    assert ranks[0] == ranks[1]


IN_POINTS = {"max_points", "points", "points_each", "cap", "default"}


def scaled(value: Any, factor: Decimal, *, key: str = "") -> Any:
    """Multiply everything in a definition that is counted in points."""
    if isinstance(value, dict):
        return {name: scaled(inner, factor, key=name) for name, inner in value.items()}
    if isinstance(value, list):
        return [scaled(inner, factor) for inner in value]
    return value * factor if key in IN_POINTS else value


@given(contests(), st.sampled_from([Decimal(2), Decimal("0.5"), Decimal("7.3")]))
def test_multiplying_all_points_of_any_set_moves_nobody(contest: Any, factor: Decimal) -> None:
    whole, everyone, figures = contest
    whole = {**whole, "rounding": {**whole["rounding"], "at": "none"}}
    for area in whole["areas"]:
        for criterion, _ in twin.leaves(area["criteria"]):
            if criterion["rule"]["type"] == "formula":  # not counted in points, then
                criterion["rule"]["full_at"] = Decimal(4)
    ranks = [
        [
            (place.unit.code, place.rank, place.index, place.band)
            for place in make_run(made(scaled(whole, each)), everyone, scaled(figures, each)).places
        ]
        for each in (Decimal(1), factor)
    ]
    assert ranks[0] == ranks[1]


def bettered(criterion: Any, own: Any) -> Any:
    """Improve what a unit declares for a criterion as far as it goes; None where nothing can be."""
    rule, most = criterion["rule"], Decimal(1000)
    if own.get("not_applicable") == 1:
        return None
    if rule["type"] in {"linear", "relative"} and {"numerator", "denominator"} <= set(own):
        if rule.get("best_is") == "lowest":
            return {**own, "numerator": Decimal(0)}
        return (
            {**own, "numerator": max(own["numerator"], own["denominator"])}
            if (own["numerator"] <= own["denominator"])
            else None
        )
    best = {
        "per_item": {"count": most},
        "tiers": {rule.get("by"): Decimal(100)},
        "deduction": {"count": Decimal(0)},
        "survey": {"index": Decimal(100)},
        "yes_no": {"yes": Decimal(1)},
        "options": {"option": "x"},
        "manual": {"points": criterion["max_points"]},
    }.get(rule["type"])
    return {**own, **best} if best is not None and set(best) <= set(own) else None


@given(contests(), st.data())
def test_better_evidence_never_lowers_a_place(contest: Any, data: Any) -> None:
    whole, everyone, figures = contest
    improvable = [
        (unit.code, criterion["code"], better)
        for unit in everyone
        for area in whole["areas"]
        for criterion, _ in twin.leaves(area["criteria"])
        if area.get("kind") != "penalty" or criterion["rule"]["type"] == "deduction"
        for own in [figures.get(unit.code, {}).get(criterion["code"], {})]
        for better in [bettered(criterion, own)]
        if better is not None
    ]
    if not improvable:
        return
    unit_code, code, figure = data.draw(st.sampled_from(improvable))
    better = {**figures, unit_code: {**figures[unit_code], code: figure}}
    criteria_set = made(whole)
    before, after = (
        {place.unit.code: place.rank for place in make_run(criteria_set, everyone, each).places}
        for each in (figures, better)
    )
    if before[unit_code] is not None:
        assert after[unit_code] is not None
        assert after[unit_code] <= before[unit_code]


def test_equal_numbers_hash_alike_and_other_numbers_do_not() -> None:
    def hashed(points: str) -> str:
        return data_sha256(units("A"), {"A": {"A1": {"points": Decimal(points)}}})

    assert hashed("1.5") == hashed("1.50")
    assert hashed("1.5") != hashed("1.51")
    assert hashed("0") == hashed("0.00")

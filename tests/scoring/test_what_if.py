"""Scoring with changed figures equals scoring everything anew, and touches nothing else."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.engine import score_units
from scoring.rank import rank_units
from scoring.types import Figure, ProblemsFound, Unit
from scoring.what_if import Basis, Change, basis_of, what_if
from tests.scoring.making import Figures, contests, definition, figures_of, made, units

LINEAR = {"type": "linear", "when_zero": "zero"}
RELATIVE = {"type": "relative", "best_is": "highest", "when_zero": "zero"}
Contest = tuple[dict[str, Any], list[Unit], Figures]


def ratio(part: int, whole: int = 10) -> dict[str, Figure]:
    return {"numerator": Decimal(part), "denominator": Decimal(whole)}


def prepared(*areas: Any, **figures: Any) -> Basis:
    return basis_of(made(definition(*areas)), units(*figures), figures)


def leaves(criteria: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for criterion in criteria:
        found += leaves(criterion["components"]) if "components" in criterion else [criterion]
    return found


@st.composite
def changes(draw: st.DrawFn, contest: Contest) -> list[Change]:
    whole, everyone, _ = contest
    criteria = [leaf for area in whole["areas"] for leaf in leaves(area["criteria"])]
    found = []
    for _ in range(draw(st.integers(1, 4))):
        unit, criterion = draw(st.sampled_from(everyone)), draw(st.sampled_from(criteria))
        for name, value in draw(figures_of(criterion)).items():
            taken = draw(st.integers(0, 5)) == 0
            found.append(Change(unit.code, criterion["code"], name, None if taken else value))
    return found


@given(st.data())
def test_it_equals_scoring_everything_anew(data: st.DataObject) -> None:
    contest = data.draw(contests())
    whole, everyone, figures = contest
    criteria_set = made(whole)
    wanted = data.draw(changes(contest))
    anew = {code: {c: dict(i) for c, i in own.items()} for code, own in figures.items()}
    for change in wanted:
        own = anew.setdefault(change.unit, {}).setdefault(change.criterion, {})
        if change.value is None:
            own.pop(change.input, None)
        else:
            own[change.input] = change.value
    basis = basis_of(criteria_set, everyone, figures)
    try:
        scores = score_units(criteria_set, everyone, anew)
    except ProblemsFound as problems:
        with pytest.raises(ProblemsFound) as ours:
            what_if(basis, wanted)
        assert str(ours.value) == str(problems)  # noqa: PT017  (both are of two calls)
        return
    result = what_if(basis, wanted)
    assert {one.unit.code: one for one in scores} == dict(result.after.scores)
    places = rank_units(scores, criteria_set.ranking, criteria_set.bands)
    assert {place.unit.code: place for place in places} == dict(result.after.places)
    assert {one.after for one in result.moved} == {
        place for place in places if place != basis.places[place.unit.code]
    }
    # And again from where it ended, which is a basis like any other.
    back = [
        Change(
            one.unit, one.criterion, one.input,
            figures.get(one.unit, {}).get(one.criterion, {}).get(one.input),
        )
        for one in wanted
    ]  # fmt: skip
    assert dict(what_if(result.after, back).after.places) == dict(basis.places)


def test_the_basis_is_left_as_it_was() -> None:
    basis = prepared([(2, LINEAR)], a={"A1": ratio(5)}, b={"A1": ratio(6)})
    what_if(basis, [Change("a", "A1", "numerator", Decimal(9))])
    assert basis.figures["a"]["A1"]["numerator"] == 5
    assert basis.places["a"].rank == 2


def test_who_overtakes_and_who_is_overtaken_is_told() -> None:
    basis = prepared([(2, LINEAR)], a={"A1": ratio(5)}, b={"A1": ratio(6)}, c={"A1": ratio(9)})
    result = what_if(basis, [Change("a", "A1", "numerator", Decimal(8))])
    assert [(one.before.unit.code, one.before.rank, one.after.rank) for one in result.moved] == [
        ("a", 3, 2), ("b", 2, 3),
    ]  # fmt: skip
    assert result.moved[0].after.points == Fraction(8, 5)


def test_only_the_changed_unit_is_scored_anew() -> None:
    basis = prepared([(2, LINEAR)], **{f"u{n}": {"A1": ratio(n)} for n in range(10)})
    assert what_if(basis, [Change("u3", "A1", "numerator", Decimal(9))]).rescored == ("u3",)


def test_a_group_is_scored_anew_only_where_its_best_becomes_another() -> None:
    figures = {f"u{n}": {"A1": ratio(n)} for n in range(8)}
    basis = prepared([(2, RELATIVE)], **figures)
    assert what_if(basis, [Change("u3", "A1", "numerator", Decimal(6))]).rescored == ("u3",)
    shaken = what_if(basis, [Change("u3", "A1", "numerator", Decimal(9))])
    assert set(shaken.rescored) == set(figures)
    assert shaken.after.scores["u1"].points == 2 * Fraction(1, 9)
    # The best steps back, so that the next best counts.
    fallen = what_if(basis, [Change("u7", "A1", "numerator", Decimal(0))])
    assert set(fallen.rescored) == set(figures)


def test_another_group_is_never_touched() -> None:
    everyone = [*units("a", "b"), *units("c", group="so")]
    figures = {code: {"A1": ratio(5)} for code in "abc"}
    basis = basis_of(made(definition([(2, RELATIVE)])), everyone, figures)
    result = what_if(basis, [Change("a", "A1", "numerator", Decimal(10))])
    assert result.rescored == ("a", "b")
    assert result.after.scores["c"] is basis.scores["c"]


def test_figures_beside_an_area_given_directly_are_refused_by_name() -> None:
    basis = prepared([(2, LINEAR)], a={"A": {"points": Decimal(1)}})
    with pytest.raises(ProblemsFound, match="criteria A1"):
        what_if(basis, [Change("a", "A1", "numerator", Decimal(1))])


def test_a_unit_outside_the_round_is_refused() -> None:
    with pytest.raises(KeyError):
        what_if(prepared([(2, LINEAR)], a={}), [Change("z", "A1", "numerator", Decimal(1))])

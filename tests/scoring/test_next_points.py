"""A step gives exactly the points that it promises, and nothing smaller gives them."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given

import scoring.what_if
from scoring.definitions.criteria_set import Criterion
from scoring.engine import Scorer
from scoring.next_points import Opening, Step, by_worth, next_points
from scoring.rules import KINDS
from scoring.score import UnitScore
from scoring.types import Figure, Unit, UnitFigures
from scoring.what_if import Basis, Change, basis_of, what_if
from tests.scoring.making import contests, definition, made, units

MONOTONE = {"linear", "tiers", "per_item", "deduction", "survey", "manual", "relative"}


def figures(**declared: str) -> dict[str, Figure]:
    return {name: value if name == "option" else Decimal(value) for name, value in declared.items()}


def opened(rule: dict[str, Any], maximum: str = "2", **declared: str) -> Opening | None:
    """The opening of a unit with one criterion, beside a neighbour at one half."""
    basis = of(rule, maximum, **declared)
    return next(iter(next_points(basis, "a")), None)


def of(rule: dict[str, Any], maximum: str = "2", **declared: str) -> Basis:
    whole = made(definition([(Decimal(maximum), rule)]))
    own = {"A1": figures(**declared)}
    half = {"A1": figures(numerator="5", denominator="10")}
    neighbour = {"b": half} if rule["type"] == "relative" else {}
    return basis_of(whole, units("a", *neighbour), {"a": own, **neighbour})


def told(opening: Opening | None) -> list[tuple[str, str, str, Fraction]]:
    assert opening is not None
    return [(one.goal, one.change.input, str(one.needed), one.gain) for one in opening.steps]


LINEAR = {"type": "linear", "when_zero": "zero"}
TIERS = {
    "type": "tiers",
    "by": "percent",
    "tiers": [
        {"above": Decimal(95), "points": Decimal(2)},
        {"at_least": Decimal(80), "points": Decimal(1)},
    ],
}
COUNT_TIERS = {
    "type": "tiers",
    "by": "count",
    "tiers": [
        {"at_least": Decimal(7), "points": Decimal(2)},
        {"at_least": Decimal(4), "points": Decimal(1)},
    ],
}
OPTIONS = {
    "type": "options",
    "options": [
        {"code": code, "label": {"vi": code}, "points": Decimal(points)}
        for code, points in (("no", "0"), ("half", "1"), ("most", "1.5"), ("all", "2"))
    ],
}
FORMULA = {
    "type": "formula",
    "expression": "2 * (done - late) / whole",
    "when_zero": "zero",
    "variables": [
        {"name": name, "label": {"vi": name}, "kind": "count"} for name in ("done", "late", "whole")
    ],
}


@pytest.mark.parametrize(
    ("rule", "declared", "steps"),
    [
        (LINEAR, {"numerator": "150", "denominator": "300"},
         [("next", "numerator", "153", "0.02"), ("full", "numerator", "300", "1")]),
        ({**LINEAR, "target": Decimal(80)}, {"numerator": "7", "denominator": "10"},
         [("full", "numerator", "8", "0.25")]),
        ({**LINEAR, "floor": Decimal(40)}, {"numerator": "1", "denominator": "10"},
         [("next", "numerator", "4", "0.8"), ("full", "numerator", "10", "2")]),
        (LINEAR, {"numerator": "0.5", "denominator": "1"},
         [("next", "numerator", "0.6", "0.2"), ("full", "numerator", "1.0", "1")]),
        (TIERS, {"percent": "79.95"},
         [("next", "percent", "80.00", "1"), ("full", "percent", "95.01", "2")]),
        (COUNT_TIERS, {"count": "5"}, [("full", "count", "7", "1")]),
        ({"type": "per_item", "points_each": Decimal("0.5")}, {"count": "1"},
         [("next", "count", "2", "0.5"), ("full", "count", "4", "1.5")]),
        ({"type": "deduction", "points_each": Decimal("0.5")}, {"count": "9"},
         [("next", "count", "3", "0.5"), ("full", "count", "0", "2")]),
        (OPTIONS, {"option": "no"},
         [("next", "option", "half", "1"), ("full", "option", "all", "2")]),
        ({"type": "yes_no"}, {"yes": "0"}, [("full", "yes", "1", "2")]),
        ({"type": "survey", "asked": "citizens"}, {"index": "84.5"},
         [("next", "index", "85.50", "0.02"), ("full", "index", "100.00", "0.31")]),
        ({"type": "manual"}, {"points": "0.5"},
         [("next", "points", "1.50", "1"), ("full", "points", "2.00", "1.5")]),
        ({"type": "relative", "best_is": "highest", "when_zero": "zero"},
         {"numerator": "1", "denominator": "5"},
         [("next", "numerator", "2", "0.8"), ("full", "numerator", "3", "1.2")]),
        ({"type": "relative", "best_is": "lowest", "when_zero": "zero"},
         {"numerator": "80", "denominator": "100"},
         [("next", "numerator", "79", None), ("full", "numerator", "50", "0.75")]),
        (FORMULA, {"done": "6", "late": "2", "whole": "8"},
         [("next", "done", "7", "0.25"), ("most", "done", "8", "0.5"),
          ("next", "late", "1", "0.25"), ("most", "late", "0", "0.5")]),
    ],
)  # fmt: skip
def test_the_nearest_figures_of_every_kind(
    rule: dict[str, Any], declared: dict[str, str], steps: list[tuple[str, str, str, str | None]]
) -> None:
    found = told(opened(rule, **declared))
    assert [one[:3] for one in found] == [one[:3] for one in steps]
    for (*_, gain), (*_, wanted) in zip(found, steps, strict=True):
        if wanted is not None:
            assert gain == Fraction(wanted)


def test_every_kind_of_rule_is_among_the_worked_steps() -> None:
    marker = next(
        mark for mark in test_the_nearest_figures_of_every_kind.pytestmark
        if mark.name == "parametrize"
    )  # fmt: skip
    worked = {case[0]["type"] for case in marker.args[1]}
    assert worked == {kind.model_fields["type"].annotation.__args__[0] for kind in KINDS}


def test_a_numerator_never_passes_its_denominator_and_one_that_does_is_corrected() -> None:
    refused = {**LINEAR, "when_over": "refuse"}
    assert told(opened(refused, numerator="12", denominator="10")) == [
        ("full", "numerator", "10", 2)
    ]
    assert opened(LINEAR, numerator="12", denominator="10") is None
    assert told(opened(LINEAR, numerator="0", denominator="0")) == []


def test_what_is_not_declared_is_asked_for_and_what_does_not_apply_is_left_out() -> None:
    nothing = opened(LINEAR)
    assert nothing is not None
    assert (nothing.lacking, nothing.steps, nothing.open) == (("numerator", "denominator"), (), 2)
    half = opened(LINEAR, numerator="3")
    assert half is not None
    assert half.lacking == ("denominator",)
    assert opened(LINEAR, not_applicable="1") is None
    assert opened({**LINEAR, "when_missing": "full"}) is None


def test_an_area_given_directly_is_named_without_a_step() -> None:
    whole = made(definition([(2, LINEAR)], [(3, LINEAR)]))
    own = {"A": figures(points="0.5"), "B": figures(points="3")}
    (opening,) = next_points(basis_of(whole, units("a"), {"a": own}), "a")
    assert (opening.part.code, opening.open, opening.steps) == ("A", Fraction(3, 2), ())


def test_who_can_move_a_figure_is_told() -> None:
    survey = opened({"type": "survey", "asked": "citizens"}, index="50")
    manual = opened({"type": "manual"}, points="0")
    linear = opened(LINEAR, numerator="1", denominator="2")
    assert [one.moved_by for one in (survey, manual, linear) if one] == [
        "survey", "appraiser", "unit",
    ]  # fmt: skip


def test_fewer_failings_win_back_what_a_penalty_took() -> None:
    rule = {"type": "deduction", "points_each": Decimal("0.5")}
    whole = definition([(2, LINEAR)], [(2, rule)], max_points=Decimal(2))
    whole["areas"][1]["kind"] = "penalty"
    own = {"A1": figures(numerator="1", denominator="1"), "B1": figures(count="3")}
    (opening,) = next_points(basis_of(made(whole), units("a"), {"a": own}), "a")
    assert [(one.goal, str(one.needed), one.gain) for one in opening.steps] == [
        ("next", "2", Fraction(1, 2)), ("full", "0", Fraction(3, 2)),
    ]  # fmt: skip


def test_points_come_first_or_what_each_item_is_worth() -> None:
    whole = made(
        definition(
            [(Decimal(8), {"type": "per_item", "points_each": Decimal("0.5")})],
            [(Decimal(3), {"type": "yes_no"})],
        )
    )
    own = {"A1": figures(count="0"), "B1": figures(yes="0")}
    found = next_points(basis_of(whole, units("a"), {"a": own}), "a")
    assert [one.part.code for one in found] == ["A1", "B1"]
    assert [one.part.code for one in by_worth(found)] == ["B1", "A1"]


def test_a_bonus_beyond_its_cap_wins_nothing_and_is_not_offered() -> None:
    rule = {"type": "per_item", "points_each": Decimal(1)}
    whole = definition([(2, LINEAR)], [(3, rule)], max_points=Decimal(2), beyond_maximum=True)
    whole["areas"][1] |= {"kind": "bonus", "max_points": Decimal(1)}
    own = {"A1": figures(numerator="1", denominator="1"), "B1": figures(count="1")}
    (opening,) = next_points(basis_of(made(whole), units("a"), {"a": own}), "a")
    assert opening.steps == ()


@given(contests())
def test_a_step_gives_exactly_what_it_promises_and_nothing_smaller_does(contest: Any) -> None:
    whole, everyone, declared = contest
    basis = basis_of(made(whole), everyone, declared)
    for unit in everyone:
        for opening in next_points(basis, unit.code):
            for step in opening.steps:
                _check(basis, opening, step)


def _rule(opening: Opening) -> Any:
    assert isinstance(opening.part, Criterion)
    return opening.part.scoring_rule


def _check(basis: Basis, opening: Opening, step: Step) -> None:
    before = basis.scores[step.change.unit]
    after = what_if(basis, [step.change]).after.scores[step.change.unit]
    assert after.points - before.points == step.gain > 0
    assert after.line(opening.part.code).points == step.points > opening.line.points
    rule = _rule(opening)
    needed, present = step.needed, step.present
    if rule.type not in MONOTONE or isinstance(needed, str) or isinstance(present, str):
        return
    whole = opening.line.inputs.get("denominator")
    if step.change.input == "numerator" and isinstance(whole, Decimal):
        assert needed <= whole
        if present > whole:
            return
    exponent = needed.as_tuple().exponent
    assert isinstance(exponent, int)
    grid = Decimal(1).scaleb(exponent)
    nearer = needed - grid if needed > present else needed + grid
    if nearer != present:
        change = Change(step.change.unit, step.change.criterion, step.change.input, nearer)
        short = what_if(basis, [change]).after.scores[step.change.unit]
        assert short.line(opening.part.code).points < step.points


def test_many_neighbours_cost_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = [(Decimal(2), LINEAR), (Decimal(2), COUNT_TIERS)]
    own = {"A1": figures(numerator="1", denominator="9"), "A2": figures(count="1")}
    scored: list[str] = []

    class Counted(Scorer):
        def score(self, unit: Unit, figures: UnitFigures) -> UnitScore:
            scored.append(unit.code)
            return super().score(unit, figures)

    monkeypatch.setattr(scoring.what_if, "Scorer", Counted)
    codes = [f"u{number}" for number in range(100)]
    basis = basis_of(made(definition(rules)), units(*codes), dict.fromkeys(codes, own))
    steps = [step for opening in next_points(basis, "u7") for step in opening.steps]
    assert scored == ["u7"] * len(steps) == ["u7"] * 4

"""Bonus, penalty, criteria asked of some units only, surveys not held, shown points."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from scoring.definitions.criteria_set import CriteriaSet
from scoring.engine import score_units
from scoring.runs import make_run
from scoring.score import UnitScore
from scoring.types import Figure, Unit
from tests.scoring.making import Figures, definition, made, units
from ui.words import translator

MANUAL = {"type": "manual"}
PER_ITEM = {"type": "per_item", "points_each": Decimal("0.5")}
DEDUCTION = {"type": "deduction", "points_each": Decimal("0.5")}


def with_beyond(**changes: Any) -> CriteriaSet:
    """Make a set of 10 points with a bonus of at most 2 and a penalty of at most 3."""
    whole = definition(
        [(10, MANUAL)], [(2, PER_ITEM), (2, PER_ITEM)], [(2, DEDUCTION), (3, MANUAL)]
    )
    whole["areas"][1] |= {"kind": "bonus", "max_points": Decimal(2)}
    whole["areas"][2] |= {"kind": "penalty", "max_points": Decimal(3)}
    return made({**whole, "max_points": Decimal(10), **changes})


def scored(criteria_set: CriteriaSet, **figures: dict[str, Figure]) -> UnitScore:
    return score_units(criteria_set, units("U"), {"U": figures})[0]


def test_a_bonus_counts_beyond_the_maximum_as_far_as_its_cap() -> None:
    score = scored(
        with_beyond(),
        A1={"points": Decimal(5)},
        B1={"count": Decimal(3)},
        B2={"count": Decimal(3)},
    )
    assert (score.points, score.applicable_max) == (7, 10)
    assert score.index == 70
    assert (score.line("B").points, score.line("B").max_points) == (2, 0)
    assert score.line("B1").points == Fraction(3, 2)
    assert score.complete  # nobody has to declare a penalty


def test_a_penalty_is_taken_off_as_far_as_its_cap_and_never_below_0() -> None:
    figures: dict[str, dict[str, Figure]] = {
        "C1": {"count": Decimal(3)},
        "C2": {"points": Decimal(3), "reason": "Kết luận thanh tra"},
    }
    score = scored(with_beyond(), A1={"points": Decimal(5)}, **figures)
    assert (score.line("C1").points, score.line("C2").points) == (Fraction(-3, 2), -3)
    assert (score.line("C").points, score.points) == (-3, 2)
    assert scored(with_beyond(), A1={"points": Decimal(1)}, **figures).points == 0


@pytest.mark.parametrize(("beyond", "total"), [(False, 10), (True, 11)])
def test_the_total_passes_the_maximum_only_where_the_set_says_so(beyond: bool, total: int) -> None:
    score = scored(
        with_beyond(beyond_maximum=beyond), A1={"points": Decimal(10)}, B1={"count": Decimal(2)}
    )
    assert score.points == total


def test_a_bonus_or_penalty_may_be_given_as_a_whole() -> None:
    score = scored(
        with_beyond(),
        A1={"points": Decimal(5)},
        B={"points": Decimal("1.5")},
        C={"points": Decimal(1)},
    )
    assert (score.line("B").points, score.line("C").points) == (Fraction(3, 2), -1)
    assert score.points == Fraction(11, 2)


def test_sentences_say_bonus_and_penalty_in_vietnamese() -> None:
    score = scored(
        with_beyond(rounding={"at": "criterion", "places": 2, "mode": "half_up"}),
        A1={"points": Decimal(5)},
        B1={"count": Decimal(3)},
        C1={"count": Decimal(1)},
    )
    say = translator("vi").say
    assert say(score.line("B1").explanation) == "Điểm thưởng. Số lượng: 3 × 0,5 điểm ⇒ 1,50/2 điểm."
    assert say(score.line("C1").explanation).startswith("Điểm trừ. Số lần vi phạm: 1")
    assert say(score.line("TOTAL").explanation).endswith(
        "Điểm thưởng và điểm trừ cộng lại: 1,00 điểm."
    )


def asked_of(**condition: Any) -> CriteriaSet:
    whole = definition(
        [(6, MANUAL), (4, {"type": "relative", "best_is": "highest", "when_zero": "zero"})]
    )
    whole["areas"][0]["criteria"][1]["applies_to"] = condition
    return made(whole)


EVERYONE = [
    Unit("XA1", "Xã Một", "xa", "commune"),
    Unit("XA2", "Xã Hai", "xa", "commune"),
    Unit("P1", "Phường Một", "xa", "phuong"),
]
OWN: Figures = {
    "XA1": {
        "A1": {"points": Decimal(3)},
        "A2": {"numerator": Decimal(1), "denominator": Decimal(4)},
    },
    "XA2": {
        "A1": {"points": Decimal(3)},
        "A2": {"numerator": Decimal(2), "denominator": Decimal(4)},
    },
    "P1": {
        "A1": {"points": Decimal(3)},
        "A2": {"numerator": Decimal(4), "denominator": Decimal(4)},
    },
}


@pytest.mark.parametrize(
    "condition",
    [{"kinds": ["commune"]}, {"except_kinds": ["phuong"]}, {"units": ["XA1", "XA2"]},
     {"groups": ["xa"], "except_units": ["P1"]}],
)  # fmt: skip
def test_who_is_not_asked_is_rescaled_and_is_nobodys_best(condition: dict[str, Any]) -> None:
    one, two, ward = score_units(asked_of(**condition), EVERYONE, OWN)
    assert (ward.points, ward.applicable_max, ward.index) == (3, 6, 50)
    assert ward.line("A2").status == "not_applicable"
    assert "not used" in str(ward.line("A2").explanation)
    assert (one.line("A2").points, two.line("A2").points) == (2, 4)


def test_a_units_kind_belongs_to_the_data_only_where_the_set_asks_for_it() -> None:
    plain = [Unit(unit.code, unit.name, unit.group) for unit in EVERYONE]
    hashes = [
        make_run(criteria_set, everyone, OWN).data_sha256
        for criteria_set in (asked_of(units=["XA1"]), asked_of(kinds=["commune"]))
        for everyone in (plain, EVERYONE)
    ]
    assert hashes[0] == hashes[1]
    assert hashes[2] != hashes[3]


def test_a_condition_on_a_whole_area_reaches_its_components() -> None:
    whole = definition([(6, MANUAL)], [(4, MANUAL)])
    inner = whole["areas"][1]["criteria"][0]
    whole["areas"][1] |= {
        "applies_to": {"groups": ["so"]},
        "criteria": [{**inner, "code": "B", "components": [{**inner, "code": "B1"}]}],
    }
    del whole["areas"][1]["criteria"][0]["rule"]
    whole["areas"][1]["code"] = "BB"
    (score,) = score_units(made(whole), units("U"), {"U": {"A1": {"points": Decimal(3)}}})
    assert [score.line(code).status for code in ("BB", "B", "B1")] == ["not_applicable"] * 3
    assert (score.index, score.complete) == (50, True)


def test_without_a_survey_the_appraised_points_alone_are_rescaled_as_ha_noi_2022() -> None:
    survey = {"type": "survey", "asked": "citizens", "when_not_held": "not_applicable"}
    criteria_set = made(definition([(70, MANUAL)], [(30, survey)]))
    score = scored(criteria_set, A1={"points": Decimal(63)}, B1={"held": Decimal(0)})
    assert (score.points, score.applicable_max, score.index) == (63, 70, 90)
    assert score.complete


@pytest.mark.parametrize(
    ("at", "criterion", "total"),
    [("criterion", "1,50/2 điểm", "1,50/2 điểm"), ("total", "1,5/2 điểm", "1,50/2 điểm"),
     ("none", "1,5/2 điểm", "1,5/2 điểm")],
)  # fmt: skip
def test_rounded_points_show_all_places_of_the_set(at: str, criterion: str, total: str) -> None:
    rounding = {"at": at, "places": 2, "mode": "half_up"}
    score = scored(
        made(definition([(2, MANUAL)], rounding=rounding)), A1={"points": Decimal("1.5")}
    )
    say = translator("vi").say
    assert criterion in say(score.line("A1").explanation)
    assert total in say(score.line("TOTAL").explanation)

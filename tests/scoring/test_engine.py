"""Areas, totals, missing and excluded criteria count as the decisions of provinces say."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given

from scoring.engine import score_units
from scoring.types import ProblemsFound, RoundedPoints, Sentence, Text, Unit
from tests.scoring.making import Figures, contests, definition, made, units

YES_NO = {"type": "yes_no"}
MANUAL = {"type": "manual"}
LINEAR = {"type": "linear", "when_zero": "zero"}


def ratio(numerator: int, denominator: int) -> dict[str, Decimal]:
    return {"numerator": Decimal(numerator), "denominator": Decimal(denominator)}


def test_what_is_not_applicable_rescales_the_index_as_thanh_hoa_2023_published() -> None:
    # QĐ 600/QĐ-UBND: Ban Dân tộc, 68.32 points, published 81.33 %, applicable maximum 84.
    criteria_set = made(definition([(84, MANUAL), (16, MANUAL)]))
    figures: Figures = {
        "BDT": {"A1": {"points": Decimal("68.32")}, "A2": {"not_applicable": Decimal(1)}}
    }
    (score,) = score_units(criteria_set, units("BDT"), figures)
    assert (score.points, score.applicable_max) == (Fraction("68.32"), 84)
    assert score.index is not None
    assert round(float(score.index), 2) == 81.33
    assert score.complete
    assert score.line("A2").status == "not_applicable"
    assert "1 not applicable" in str(score.line("A").explanation)


def test_fewer_points_of_less_rank_before_more_points_of_more_as_binh_thuan_2018() -> None:
    # VP UBND 93.76 of 95 (98.7 %) ranks before a department with more points of 98.5.
    criteria_set = made(
        definition([(95, MANUAL), (Decimal("3.5"), MANUAL)], max_points=Decimal("98.5"))
    )
    figures: Figures = {
        "VP": {"A1": {"points": Decimal("93.76")}, "A2": {"not_applicable": Decimal(1)}},
        "SNV": {"A1": {"points": Decimal("93.95")}, "A2": {"points": Decimal(0)}},
    }
    office, department = score_units(criteria_set, units("VP", "SNV"), figures)
    assert office.points < department.points
    assert office.index is not None
    assert department.index is not None
    assert round(float(office.index), 1) == 98.7
    assert office.index > department.index


def test_a_missing_criterion_counts_nothing_and_marks_the_unit_incomplete() -> None:
    criteria_set = made(definition([(2, YES_NO), (2, YES_NO)]))
    (score,) = score_units(criteria_set, units("A"), {"A": {"A1": {"yes": Decimal(1)}}})
    assert score.index == 50
    assert not score.complete
    assert score.line("A2").status == "missing"


def test_a_unit_without_figures_has_no_index() -> None:
    rule = {**LINEAR, "when_missing": "full"}
    (score,) = score_units(made(definition([(2, rule)])), units("A"), {})
    assert score.index is None
    assert not score.complete


def test_a_unit_to_which_nothing_applies_has_no_index() -> None:
    figures: Figures = {"A": {"A": {"not_applicable": Decimal(1)}}}
    (score,) = score_units(made(definition([(2, YES_NO)])), units("A"), figures)
    assert score.index is None
    assert score.line("A").status == "not_applicable"
    assert score.line("A1").status == "not_applicable"


def test_a_maximum_of_zero_never_makes_a_unit_incomplete() -> None:
    criteria_set = made(definition([(0, LINEAR), (2, YES_NO)]))
    (score,) = score_units(criteria_set, units("A"), {"A": {"A2": {"yes": Decimal(1)}}})
    assert score.complete
    assert score.index == 100


def test_an_area_given_directly_needs_no_criteria() -> None:
    criteria_set = made(definition([(2, YES_NO)], [(12, LINEAR)]))
    figures: Figures = {"A": {"A1": {"yes": Decimal(1)}, "B": {"points": Decimal("6.31")}}}
    (score,) = score_units(criteria_set, units("A"), figures)
    assert score.points == Fraction("8.31")
    assert [line.code for line in score.lines] == ["A", "A1", "B", "TOTAL"]
    assert score.complete


def test_an_area_given_directly_beside_figures_of_its_criteria_is_refused() -> None:
    criteria_set = made(definition([(2, YES_NO)]))
    figures: Figures = {"A": {"A1": {"yes": Decimal(1)}, "A": {"points": Decimal(1)}}}
    with pytest.raises(ProblemsFound) as found:
        score_units(criteria_set, units("A"), figures)
    assert [problem.code for problem in found.value.problems] == ["figures.area-and-criteria"]


@pytest.mark.parametrize(
    ("at", "mode", "expected"),
    [
        ("criterion", "half_up", "0.26"),  # 0.125 + 0.125, each 0.13
        ("criterion", "half_even", "0.24"),  # each 0.12
        ("area", "half_up", "0.25"),
        ("total", "half_up", "0.25"),
        ("none", "half_up", "0.25"),
    ],
)
def test_points_are_rounded_where_the_set_says_and_nowhere_else(
    at: str, mode: str, expected: str
) -> None:
    rounding = {"at": at, "places": 2, "mode": mode}
    criteria_set = made(definition([(1, LINEAR), (1, LINEAR)], rounding=rounding))
    (score,) = score_units(criteria_set, units("A"), {"A": {"A1": ratio(1, 8), "A2": ratio(1, 8)}})
    assert score.points == Fraction(expected)


def test_the_sentence_states_the_points_as_they_stand_after_rounding() -> None:
    rounding = {"at": "criterion", "places": 2, "mode": "half_even"}
    criteria_set = made(definition([(1, LINEAR)], rounding=rounding))
    (score,) = score_units(criteria_set, units("A"), {"A": {"A1": ratio(1, 8)}})
    assert "0.12/1 points" in str(score.line("A1").explanation)


def test_components_add_up_to_their_criterion_and_the_sum_counts_them_once() -> None:
    written = definition([(3, YES_NO)])
    criterion = written["areas"][0]["criteria"][0]
    del criterion["rule"]
    criterion["components"] = [
        {"code": "A1.1", "name": {"vi": "x"}, "max_points": 1, "rule": YES_NO},
        {"code": "A1.2", "name": {"vi": "y"}, "max_points": 2, "rule": YES_NO},
    ]
    figures: Figures = {"A": {"A1.1": {"yes": Decimal(0)}, "A1.2": {"yes": Decimal(1)}}}
    (score,) = score_units(made(written), units("A"), figures)
    assert [(line.code, line.level, line.points) for line in score.lines] == [
        ("A", "area", 2),
        ("A1", "group", 2),
        ("A1.1", "criterion", 0),
        ("A1.2", "criterion", 2),
        ("TOTAL", "total", 2),
    ]


def test_a_unit_is_compared_with_the_best_of_its_own_group_only() -> None:
    rule = {"type": "relative", "best_is": "highest", "when_zero": "zero"}
    everyone = [Unit("A", "A", "xa"), Unit("B", "B", "xa"), Unit("C", "C", "so")]
    figures: Figures = {
        "A": {"A1": ratio(1, 4)},
        "B": {"A1": ratio(2, 4)},
        "C": {"A1": ratio(4, 4)},
    }
    scores = score_units(made(definition([(4, rule)])), everyone, figures)
    assert [score.points for score in scores] == [2, 4, 4]


def test_no_float_enters_an_official_point() -> None:
    criteria_set = made(definition([(1, LINEAR)]))
    (score,) = score_units(criteria_set, units("A"), {"A": {"A1": ratio(1, 3)}})
    assert score.points == Fraction(1, 3)
    assert all(isinstance(line.points, Fraction) for line in score.lines)


def test_the_total_names_the_criteria_without_figures_though_no_area_is_empty() -> None:
    chosen = made(
        definition(
            [(2, {"type": "yes_no"}), (2, {"type": "yes_no"})],
            [(3, {"type": "yes_no"}), (3, {"type": "yes_no"})],
        )
    )
    unit = Unit("u", "Xã U", "xa")
    (score,) = score_units(
        chosen, [unit], {"u": {"A1": {"yes": Decimal(1)}, "B2": {"yes": Decimal(1)}}}
    )
    assert not score.complete
    total = score.line("TOTAL")
    assert total.missing == 2
    assert "2 criteria still without figures" in str(total.explanation)
    assert score.line("A").missing == score.line("B").missing == 1


def test_points_given_to_an_area_keep_the_places_of_the_set() -> None:
    chosen = made(
        definition(
            [(5, {"type": "yes_no"})], rounding={"at": "criterion", "places": 2, "mode": "half_up"}
        )
    )
    (score,) = score_units(
        chosen, [Unit("u", "Xã U", "xa")], {"u": {"A": {"points": Decimal("3.125")}}}
    )
    assert score.line("A").points == score.points == Fraction(313, 100)


def test_an_area_declared_applicable_is_no_contradiction_to_its_figures() -> None:
    chosen = made(definition([(5, {"type": "yes_no"})]))
    (score,) = score_units(
        chosen,
        [Unit("u", "Xã U", "xa")],
        {"u": {"A": {"not_applicable": Decimal(0)}, "A1": {"yes": Decimal(1)}}},
    )
    assert score.points == 5


def test_half_a_ratio_says_in_words_what_is_lacking() -> None:
    chosen = made(definition([(5, {"type": "linear", "when_zero": "zero"})]))
    (score,) = score_units(
        chosen, [Unit("u", "Xã U", "xa")], {"u": {"A1": {"denominator": Decimal(10)}}}
    )
    assert score.line("A1").explanation.values["lacking"] == Text("tử số", "numerator")


@given(contests())
def test_a_sentence_made_when_it_is_read_states_the_points_of_its_line(contest: Any) -> None:
    definition, everyone, figures = contest
    for score in score_units(made(definition), everyone, figures):
        for line in score.lines:
            why = line.explanation
            while isinstance(inner := why.values.get("sentence"), Sentence):
                why = inner
            said = why.values.get("points", abs(line.points))
            points = said.value if isinstance(said, RoundedPoints) else said
            # A penalty's own sentence names what is taken off; a sum of several keeps its sign.
            assert points in {line.points, abs(line.points)}, line
            assert "{" not in str(line.explanation)

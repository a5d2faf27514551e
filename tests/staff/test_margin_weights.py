"""This module tests coverage and weights by unit, field, way of filing, sex and age."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from dashboards import wiring
from dashboards.queries.margin_weights import MarginWeights, kept_weights, make_weights
from dashboards.queries.representation import representation
from dashboards.queries.served import served
from dashboards.queries.whom import whom
from scoring.definitions.criteria_sets import criteria_directories
from scoring.definitions.margins import load_margin_sources
from scoring.definitions.questionnaire_load import find_questionnaire
from scoring.definitions.register import MarginCount, RegisterCounts
from scoring.disclosure import Shown, Withheld
from scoring.types import ProblemsFound
from storage import Database, Margins, NewRegisterFile, Register
from tests.staff.conftest import NOW, UNITS, shown
from tests.staff.test_statistics import add_answers

DIRECTORIES = criteria_directories()
GROUPS = dict.fromkeys(("X1", "X2"), "COMMUNE")


def _served(database: Database, counts: dict[tuple[str, str, str], int]) -> None:
    rows = [MarginCount(*key, "2026-11", n) for key, n in counts.items()]
    Margins(database).add(NewRegisterFile("ai.csv", "c" * 64, "thuky", NOW, simulated=True), rows)


def _made(database: Database, groups: dict[str, str] = GROUPS) -> MarginWeights:
    assert make_weights(
        database, "COMMUNE", groups, directories=DIRECTORIES, made_by="thuky", at=NOW
    )
    kept = kept_weights(database, "COMMUNE", groups)
    assert kept is not None
    return kept[0]


def _province(database: Database) -> None:
    """X1 and X2 served as many; men are half of those served and a quarter of those who say so."""
    add_register(database, {"X1": (500, 0, 500, 0), "X2": (500, 0, 500, 0)})
    for unit in GROUPS:
        answers: list[dict[str, object]] = [{"OVERALL": 5, "SEX": "nu"}] * 60
        answers += [{"OVERALL": 1, "SEX": "nam"}] * 20
        add_answers(database, unit, answers)
    _served(database, {(unit, "sex", name): 250 for unit in GROUPS for name in ("Nam", "NỮ")})


def test_served_comes_from_the_register_or_else_from_declared_dossiers(house: wiring.House) -> None:
    known = served(house.database, frozenset(UNITS))
    assert known is not None
    assert (known.source, known.by_unit["X1"], known.late["X1"]) == ("figures", 10, 0.1)
    add_register(house.database, {"X1": (200, 150, 30, 20), "X2": (40, 0, 20, 20)})
    known = served(house.database, frozenset(UNITS))
    assert known is not None
    assert (known.source, known.by_unit) == ("register", {"X1": 200, "X2": 40})
    assert known.late == {"X1": 0.1, "X2": 0.5}
    assert (known.first.isoformat(), known.last.isoformat()) == ("2026-11-01", "2026-11-30")


def add_register(database: Database, counts: dict[str, tuple[int, int, int, int]]) -> None:
    names = ("received", "early", "on_time", "late")
    Register(database).add(
        NewRegisterFile("so.csv", "b" * 64, "thuky", NOW),
        [
            RegisterCounts(unit, "ho-tich", "2026-11", dict(zip(names, row, strict=True)))
            for unit, row in counts.items()
        ],
    )


def test_coverage_and_weights_follow_the_register(house: wiring.House) -> None:
    add_register(
        house.database, {"X1": (900, 0, 900, 0), "X2": (100, 0, 100, 0), "X5": (7, 0, 7, 0)}
    )
    found = representation(house.database, dict.fromkeys(("X1", "X2", "X5"), "COMMUNE"))
    assert found is not None
    one = found.units["X1"]
    assert (one.answered, one.rate, one.required, one.enough) == (8, Fraction(8, 900), 277, False)
    assert found.left_out == 1
    assert found.unknown == 0
    assert isinstance(found.plain, Shown)
    assert isinstance(found.weighted, Shown)
    # X1: 7 of 8 satisfied, X2: 3 of 8; X1 served nine times as many.
    assert found.plain.value.estimate == pytest.approx(10 / 16)
    assert found.weighted.value.estimate == pytest.approx(0.9 * 7 / 8 + 0.1 * 3 / 8)


def test_units_without_a_register_are_not_told_by_the_total_of_those_with_one(
    house: wiring.House,
) -> None:
    """All 18 answers are shown; without X3 they are 16: the difference is X3's two answers."""
    add_register(house.database, {"X1": (900, 0, 900, 0), "X2": (100, 0, 100, 0)})
    found = representation(house.database, dict.fromkeys(UNITS, "COMMUNE"))
    assert found is not None
    assert isinstance(found.plain, Withheld)
    assert isinstance(found.weighted, Withheld)
    assert found.unknown == len(UNITS) - 2


def test_men_who_seldom_answer_weigh_as_they_were_served(house: wiring.House) -> None:
    _province(house.database)
    found = _made(house.database)
    assert isinstance(found.plain, Shown)
    assert isinstance(found.weighted, Shown)
    # 8 answers a unit say no sex: 7 of 8 satisfied in X1, 3 of 8 in X2; they keep 8/88 of a unit.
    assert found.plain.value.estimate == pytest.approx((120 + 10) / 176)
    assert found.weighted.value.estimate == pytest.approx(80 / 88 * 0.5 + 8 / 88 * 10 / 16)
    assert found.weighted.value.gap < 1e-9
    assert found.weighted.value.effective_n < found.plain.value.effective_n == 176
    (sex,) = [use for use in found.uses if use.margin == "sex"]
    assert (sex.unused, sex.source) == ("", "margins")
    assert [part.served for part in sex.parts] == [500, 500]
    assert isinstance(sex.not_stated, Shown)
    assert sex.not_stated.value == 16
    assert found.simulated


def test_a_margin_that_not_every_unit_counts_is_named_and_not_used(house: wiring.House) -> None:
    _province(house.database)
    _served(house.database, {("X1", "age", "25–34"): 400, ("X1", "age", "Trên 60"): 100})
    (age,) = [use for use in _made(house.database).uses if use.margin == "age"]
    assert (age.unused, age.units) == ("units", 1)


def test_the_register_tells_the_field_where_no_file_does(house: wiring.House) -> None:
    _province(house.database)
    by = {one.margin: one for one in whom(house.database, directories=DIRECTORIES)}
    assert (by["field"].source, by["sex"].source) == ("register", "margins")
    assert by["field"].totals(["X1", "X2"])[by["field"].category(["ho-tich"], "qr")] == 1000
    _served(house.database, {("X1", "field", "Lâm nghiệp"): 9, ("X1", "field", "CHỨNG  thực"): 5})
    field = next(one for one in whom(house.database, directories=DIRECTORIES))
    assert (field.source, field.names[-1].vi) == ("margins", "Lâm nghiệp")
    assert field.served["X1"][field.category(["chung-thuc"], "qr")] == 5


def test_few_who_did_not_say_are_not_counted_out_and_hidden_units_hide_totals(
    house: wiring.House,
) -> None:
    _province(house.database)
    groups = {**GROUPS, "X3": "COMMUNE"}  # two answers
    add_register(house.database, {"X3": (500, 0, 500, 0)})
    _served(house.database, {("X3", "sex", name): 250 for name in ("Nam", "Nữ")})
    assert isinstance(_made(house.database, groups).weighted, Withheld)
    few: list[dict[str, object]] = [{"OVERALL": 5, "SEX": "nu"}] * 40 + [{"OVERALL": 4}] * 3
    few += [{"OVERALL": 2, "SEX": "nam"}] * 40
    add_answers(house.database, "X5", few)
    add_register(house.database, {"X5": (900, 0, 900, 0)})
    _served(house.database, {("X5", "sex", name): 450 for name in ("Nam", "Nữ")})
    (sex,) = [use for use in _made(house.database, {"X5": "COMMUNE"}).uses if use.margin == "sex"]
    assert isinstance(sex.not_stated, Withheld)
    assert any(isinstance(part.answers, Withheld) for part in sex.parts)


def test_a_few_new_answers_are_not_told_by_the_kept_number(house: wiring.House) -> None:
    _province(house.database)
    _made(house.database)
    add_answers(house.database, "X1", [{"OVERALL": 1}] * 2, language="en")
    kept = kept_weights(house.database, "COMMUNE", GROUPS)
    assert kept is not None
    assert kept[0].new_answers == 2
    assert isinstance(kept[0].plain, Withheld)


def test_every_problem_of_a_file_that_says_which_question_tells_a_margin(tmp_path: Path) -> None:
    file = tmp_path / "sai.yaml"
    file.write_text(
        "questionnaire: mot-cua/v9\nmargins:\n  income: {question: SEX}\n"
        "  sex: {question: OVERALL}\n"
        "  age: {question: AGE, counted_as: {tre: [trẻ], 25-34: [vừa], 35-49: [Vừa]}}\n"
        "way_of_channel: {qr: bay}\n",
        encoding="utf-8",
    )
    form = find_questionnaire("mot-cua/v2", directories=DIRECTORIES)
    with pytest.raises(ProblemsFound) as caught:
        load_margin_sources(file, form)
    assert [problem.line for problem in caught.value.problems] == [1, 3, 4, 5, 5, 6]


@pytest.mark.slow
def test_the_desk_shows_plain_beside_weighted_and_what_volunteers_are(
    open_screen, house: wiring.House
) -> None:
    _province(house.database)
    app = open_screen("leader", "chi-so")
    assert "Chưa tính trọng số này" in shown(app)
    app.button(key="margins_make").click().run()
    text = shown(app).replace("\\", "")
    assert "gán trọng số theo đơn vị và giới tính" in text
    assert "không cách gán trọng số nào biến chúng thành mẫu ngẫu nhiên" in text
    assert "Không trả lời câu này: 16." in text
    assert "2 trong 5 đơn vị đủ số liệu" in text

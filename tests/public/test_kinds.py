"""Every kind of question, conditions and what the loader finds wrong."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.conditions import Condition
from scoring.definitions.questionnaire_answers import (
    Answers,
    FieldErrors,
    canonical_json,
    parse_answers,
)
from scoring.definitions.questionnaire_load import load_questionnaire, questionnaire_from_bytes
from scoring.question import cleaned
from scoring.questions import DateQuestion, NumberQuestion, RatingQuestion, SeveralChoicesQuestion
from scoring.types import ProblemsFound, Sentence, Text
from tests.guards.sources import ROOT
from tests.strategies.questionnaires import KINDS, forms, questionnaires

SURVEYS = ROOT / "criteria" / "surveys"


@pytest.fixture(scope="module")
def showcase():
    return load_questionnaire(SURVEYS / "cac-kieu-cau-hoi" / "v1.yaml")


@pytest.fixture(scope="module")
def second():
    return load_questionnaire(SURVEYS / "mot-cua" / "v2.yaml")


def number(typed, **options):
    question = NumberQuestion(type="number", code="N", label=Text("Số"), **options)
    return question.parse([typed])


@pytest.mark.parametrize(
    ("typed", "options", "value"),
    [
        ("12", {}, 12),
        (" 1.234.567 ", {}, 1234567),
        ("1 200", {}, 1200),
        ("−3", {}, -3),
        ("007", {}, 7),
        ("2,0", {}, 2),
        ("12,5", {"decimals": 1}, "12.5"),
        ("1.234,50", {"decimals": 2}, "1234.5"),
        ("-0,0", {"decimals": 2}, "0"),
        ("1,234.5", {"decimals": 1, "decimal_mark": "."}, "1234.5"),
        ("100", {"decimals": 2}, "100"),
    ],
)
def test_numbers_are_read_by_the_declared_convention(typed, options, value):
    assert number(typed, **options) == value


@pytest.mark.parametrize(
    "typed",
    ["12.5", "1.23", "1.2345", "1.234 567", "1,5", "1e3", "٣", "NaN", "--1", "1" * 16, "mười", "½"],
)
def test_numbers_that_could_mean_two_things_are_refused(typed):
    assert isinstance(number(typed), Sentence)


@pytest.mark.parametrize("typed", ["32/1/2026", "29/02/2025", "5/11/26", "2026/11/05", "hôm qua"])
def test_days_that_do_not_exist_or_are_guesses_are_refused(typed):
    question = DateQuestion(type="date", code="D", label=Text("Ngày"))
    assert isinstance(question.parse([typed]), Sentence)


def test_a_day_outside_its_limits_is_refused_and_says_them():
    question = DateQuestion(
        type="date", code="D", label=Text("Ngày"), earliest="2025-07-01", latest="2026-12-31"
    )
    assert question.parse(["30/6/2025"]).values == {"earliest": "01/07/2025"}
    assert question.parse(["1.1.2027"]).values == {"latest": "31/12/2026"}


def test_hidden_questions_are_neither_checked_nor_kept_nor_required(showcase):
    sent = {"OVERALL": ["5"], "WHY_BAD": ["nonsense"], "LATE": ["yes"], "DAYS_LATE": ["-4"]}
    parsed = parse_answers(showcase, sent, "vi")
    assert parsed == Answers({"OVERALL": 5, "LATE": "yes"}, "vi")
    shown = [question.code for question in showcase.shown(parsed.values)]
    assert "WHY_GOOD" in shown
    assert "WHY_BAD" not in shown
    wrong = parse_answers(showcase, {**sent, "OVERALL": ["1"], "LATE": ["no"]}, "vi")
    assert isinstance(wrong, FieldErrors)
    assert list(wrong.fields) == ["WHY_BAD", "DAYS_LATE"]


def test_an_answer_to_a_hidden_question_meets_no_later_condition():
    document = _document(
        {"type": "yes_no", "code": "B", "show_when": {"question": "A", "any_of": [1, 3]}},
        {"type": "yes_no", "code": "C", "show_when": {"question": "B", "any_of": ["yes"]}},
    )
    questionnaire = questionnaire_from_bytes(json.dumps(document).encode(), file="x")
    chain = {"A": ["2"], "B": ["yes"], "C": ["yes"]}
    assert parse_answers(questionnaire, chain, "vi").values == {"A": 2}
    assert [one.code for one in questionnaire.shown({"A": 2, "B": "yes"})] == ["A"]
    assert set(parse_answers(questionnaire, {**chain, "A": ["1"]}, "vi").values) == {"A", "B", "C"}


def _ends(question):
    return question.ends()


@pytest.mark.parametrize("name", ["mot-cua/v1", "mot-cua/v2", "cac-kieu-cau-hoi/v1"])
def test_the_best_and_the_worst_answer_cost_as_many_taps(name):
    questionnaire = load_questionnaire(SURVEYS / f"{name}.yaml")
    for rated in questionnaire.ratings():
        taps = []
        for end in _ends(rated):
            shown = questionnaire.shown({rated.code: end})
            offered = [len(one.choices()) for one in shown if isinstance(one, RatingQuestion)]
            reasons = [len(one.options) for one in shown if isinstance(one, SeveralChoicesQuestion)]
            required = sum(one.required for one in shown)
            taps.append((len(shown), required, offered, reasons))
        assert taps[0] == taps[1], rated.code


def test_the_second_version_asks_everybody_for_reasons(second):
    for point, code in [(1, "WHY_BAD"), (2, "WHY_BAD"), (4, "WHY_GOOD"), (5, "WHY_GOOD")]:
        shown = {question.code for question in second.shown({"OVERALL": point})}
        assert shown & {"WHY_BAD", "WHY_GOOD"} == {code}
    assert second.question("WHY_BAD").options == second.question("WHY_GOOD").options


def test_the_showcase_holds_every_kind(showcase):
    assert {question.type for question in showcase.questions()} == set(KINDS)


def _document(*more, **first):
    questions = [
        {
            "code": "A", "type": "rating", "required": True, "label": {"vi": "Hỏi"},
            "scale": [{"vi": "Kém"}, {"vi": "Vừa"}, {"vi": "Tốt"}], "satisfied_from": 3, **first,
        },
        *({"label": {"vi": "Hỏi"}, **one} for one in more),
    ]  # fmt: skip
    section = {"code": "S", "title": {"vi": "Phần"}, "questions": questions}
    return {"id": "thu/v1", "title": {"vi": "Phiếu"}, "languages": ["vi"], "sections": [section]}


def _codes(*more):
    with pytest.raises(ProblemsFound) as found:
        questionnaire_from_bytes(json.dumps(_document(*more)).encode(), file="x.yaml")
    return [problem.code for problem in found.value.problems]


@pytest.mark.parametrize(
    "condition",
    [
        {"question": "C", "answered": True},
        {"question": "B", "answered": True},
        {"question": "NOWHERE", "answered": True},
        {"question": "A", "any_of": [1, 3, 4]},
        {"question": "A", "any_of": ["1", 3]},
        {"question": "A", "row": "x", "any_of": [1, 3]},
    ],
)
def test_a_condition_asks_for_an_earlier_question_and_a_possible_value(condition):
    later = {"type": "short_text", "code": "C"}
    assert "questionnaire.condition" in _codes(
        {"type": "yes_no", "code": "B", "show_when": condition}, later
    )


@pytest.mark.parametrize(
    "condition",
    [
        {"question": "A"},
        {"answered": True},
        {"question": "A", "any_of": [1], "at_least": 1},
        {"all": []},
        {"all": [{"question": "A", "answered": True}], "answered": True},
        {"question": "A", "any_of": []},
        {"question": "A", "equals": 1},
        "A = 1",
    ],
)
def test_a_condition_says_exactly_one_thing(condition):
    codes = _codes({"type": "yes_no", "code": "B", "show_when": condition})
    assert [code for code in codes if code.startswith("shape.")]


def test_tests_fit_the_kind_that_they_ask_about():
    words = {"type": "short_text", "code": "B"}
    for test in ({"any_of": ["x"]}, {"at_least": 3}):
        asked = {"type": "yes_no", "code": "C", "show_when": {"question": "B", **test}}
        assert _codes(words, asked) == ["questionnaire.condition"]
    matrix = {
        "type": "matrix", "code": "B", "satisfied_from": 2, "scale": [{"vi": "Kém"}, {"vi": "Tốt"}],
        "rows": [{"code": "r", "label": {"vi": "Dòng"}}],
    }  # fmt: skip
    asked = {"type": "yes_no", "code": "C", "show_when": {"question": "B", "any_of": [1]}}
    assert _codes(matrix, asked) == ["questionnaire.condition"]
    asked["show_when"] = {"question": "B", "row": "r", "answered": True}
    questionnaire_from_bytes(json.dumps(_document(matrix, asked)).encode(), file="x.yaml")
    for answered in (True, False):
        asked["show_when"] = {"question": "B", "row": "nowhere", "answered": answered}
        with pytest.raises(ProblemsFound) as found:
            questionnaire_from_bytes(json.dumps(_document(matrix, asked)).encode(), file="x.yaml")
        (problem,) = found.value.problems
        assert problem.code == "questionnaire.condition"
        assert problem.place.endswith("show_when › row")
        assert problem.got.values == {"text": "nowhere"}


@pytest.mark.parametrize(
    "condition",
    [
        {"question": "A", "any_of": [1]},
        {"question": "A", "at_least": 2},
        {"not": {"question": "A", "any_of": [3]}},
        {"all": [{"question": "A", "any_of": [1]}, {"question": "B", "answered": True}]},
    ],
)
def test_reasons_at_one_end_only_are_refused(condition):
    reasons = {"type": "short_text", "code": "C", "show_when": condition}
    assert _codes({"type": "yes_no", "code": "B"}, reasons) == ["questionnaire.symmetry"]


X = {"code": "x", "label": {"vi": "X"}}
Y = {"code": "y", "label": {"vi": "Y"}}
EARLY, LATE = "2026-01-01", "2026-02-01"


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ({"type": "number", "lowest": 5, "highest": 1}, "questionnaire.limits"),
        ({"type": "date", "earliest": LATE, "latest": EARLY}, "questionnaire.limits"),
        ({"type": "date", "earliest": "2026-02-30"}, "shape.date"),
        ({"type": "note", "required": True}, "questionnaire.required"),
        (
            {
                "type": "several_choices", "alone": ["z"], "at_least": 2, "at_most": 1,
                "options": [X, Y],
            },
            "questionnaire.alone",
        ),
        (
            {
                "type": "ranking", "places": 3,
                "options": [X, X],
            },
            "questionnaire.code-twice",
        ),
    ],
)  # fmt: skip
def test_limits_and_lists_have_to_make_sense(question, code):
    assert code in _codes({"code": "B", **question})


def test_other_languages_may_stay_incomplete_and_fall_back():
    text = Text("Xin chào", "Hello", jra="Kơkuh")
    assert [text.in_language(code) for code in ("vi", "en", "jra", "bdq", "xx", "speaks")] == [
        "Xin chào", "Hello", "Kơkuh", "Xin chào", "Xin chào", "Xin chào",
    ]  # fmt: skip
    document = {**_document(), "languages": ["vi", "jra", "rad"]}
    assert questionnaire_from_bytes(json.dumps(document).encode(), file="x").languages[1] == "jra"


def test_values_written_back_as_fields_parse_to_themselves(showcase):
    values = {
        "OVERALL": 1, "WHY_BAD": ["thoi-gian", "giay-to"], "LATE": "no", "DAYS_LATE": 12, "NPS": 0,
        "ASPECTS": {"thai-do": 4, "cho-ngoi": "na"}, "FIRST": {"giay-to": 1, "thai-do": 2},
        "DAY": "2026-11-05", "FEE": "1234.5", "FIELD": "khac", "OTHER_FIELD": "Rừng",
        "COMMENT": "Tốt\nlắm",
    }  # fmt: skip
    fields = {}
    for code, value in values.items():
        question = showcase.question(code)
        assert question.values_are_valid(value), code
        fields |= question.fields_of(value)
    parsed = parse_answers(showcase, fields, "vi")
    assert parsed == Answers(values, "vi")
    assert json.loads(canonical_json(parsed)) == values


@pytest.mark.parametrize("value", [None, 99, "zzz", ["zzz"], {"zzz": 1}, {"thai-do": 9}, True])
def test_values_that_no_form_gives_are_not_valid(showcase, value):
    for question in showcase.questions():
        if question.type not in {"short_text", "long_text", "number"}:
            assert not question.values_are_valid(value), question.code


@pytest.mark.slow
@settings(deadline=None)
@given(st.data())
def test_whatever_is_sent_gives_valid_values_or_reasons(data):
    questionnaire = data.draw(questionnaires())
    fields = data.draw(forms(questionnaire))
    parsed = parse_answers(questionnaire, fields, "vi")
    if isinstance(parsed, FieldErrors):
        assert parsed.fields.keys() <= {question.code for question in questionnaire.questions()}
        return
    shown = {question.code: question for question in questionnaire.shown(parsed.values)}
    assert parsed.values.keys() <= shown.keys()
    assert all(shown[code].values_are_valid(value) for code, value in parsed.values.items())
    assert all(code in parsed.values for code, one in shown.items() if one.required)
    again = {}
    for code, value in parsed.values.items():
        again |= shown[code].fields_of(value)
    assert parse_answers(questionnaire, again, "en").values == parsed.values


@given(st.text(max_size=60))
def test_cleaning_twice_changes_nothing(typed):
    assert cleaned(cleaned(typed)) == cleaned(typed)


def test_conditions_can_be_written_with_the_word_not():
    assert Condition.model_validate({"not": {"question": "A", "answered": True}}).holds({})


def test_questionnaires_that_are_used_stay_as_they_are():
    first = load_questionnaire(Path(SURVEYS / "mot-cua" / "v1.yaml"))
    assert first.sha256.startswith(FROZEN_V1)


FROZEN_V1 = "3e74739e0de29fc3"

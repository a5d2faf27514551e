import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.definitions.questionnaire_answers import (
    Answers,
    FieldErrors,
    canonical_json,
    content_hash,
    parse_answers,
)
from scoring.definitions.questionnaire_load import load_questionnaire, questionnaire_from_bytes
from scoring.types import ProblemsFound

SIPAS_ITEMS = ("S1.1", "S1.4", "S2.2", "S2.3", "S3.1", "S3.3", "S4.1", "S5.1")
ANYTHING = st.text(st.characters(), max_size=1400)


def test_the_form_asks_five_factors_in_eight_items_and_requires_one_answer(questionnaire):
    ratings = [question.code for question in questionnaire.ratings()]
    assert ratings == ["OVERALL", *SIPAS_ITEMS]
    assert {code[:2] for code in SIPAS_ITEMS} == {"S1", "S2", "S3", "S4", "S5"}
    assert [q.code for q in questionnaire.questions() if q.required] == ["OVERALL"]
    assert all(questionnaire.question(code).not_applicable for code in SIPAS_ITEMS)
    assert "COMMENT" not in questionnaire.counted()


def test_answers_are_parsed_into_points_codes_and_words(questionnaire):
    fields = {"OVERALL": ["5"], "S1.1": ["na"], "FIELD": ["dat-dai"], "COMMENT": [" Tốt\r\n"]}
    parsed = parse_answers(questionnaire, fields, "vi")
    assert parsed == Answers(
        {"OVERALL": 5, "S1.1": "na", "FIELD": "dat-dai", "COMMENT": "Tốt"}, "vi"
    )


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({}, ["OVERALL"]),
        ({"OVERALL": [" "]}, ["OVERALL"]),
        ({"OVERALL": ["6"], "S1.1": ["0"]}, ["OVERALL", "S1.1"]),
        ({"OVERALL": ["na"]}, ["OVERALL"]),
        ({"OVERALL": ["٣"]}, ["OVERALL"]),
        ({"OVERALL": ["4", "5"]}, ["OVERALL"]),
        ({"OVERALL": ["4"], "FIELD": ["bay"], "SEX": ["x"]}, ["FIELD", "SEX"]),
        ({"OVERALL": ["4"], "COMMENT": ["a" * 1251]}, ["COMMENT"]),
        ({"OVERALL": ["4"], "COMMENT": ["a" * 60_000]}, ["COMMENT"]),
    ],
)
def test_every_wrong_field_is_named_at_once(questionnaire, fields, wrong):
    parsed = parse_answers(questionnaire, fields, "vi")
    assert isinstance(parsed, FieldErrors)
    assert list(parsed.fields) == wrong


def test_fields_of_another_form_and_too_many_fields_are_refused(questionnaire):
    unknown = parse_answers(questionnaire, {"OVERALL": ["4"], "is_admin": ["1"]}, "vi")
    many = parse_answers(questionnaire, {str(n): [""] for n in range(201)}, "vi")
    assert isinstance(unknown, FieldErrors)
    assert unknown.whole
    assert isinstance(many, FieldErrors)
    assert "fields" in many.whole[0].template


def test_a_comment_of_the_full_length_fits_however_it_was_composed(questionnaire):
    decomposed = unicodedata.normalize("NFD", "ế" * 1250)
    parsed = parse_answers(questionnaire, {"OVERALL": ["4"], "COMMENT": [decomposed]}, "vi")
    assert isinstance(parsed, Answers)
    assert parsed.values["COMMENT"] == "ế" * 1250


@given(ANYTHING)
def test_whatever_is_typed_becomes_clean_words_or_a_refusal(questionnaire, typed):
    parsed = parse_answers(questionnaire, {"OVERALL": ["3"], "COMMENT": [typed]}, "vi")
    if isinstance(parsed, FieldErrors):
        assert list(parsed.fields) == ["COMMENT"]
        return
    words = parsed.values.get("COMMENT", "")
    assert words == unicodedata.normalize("NFC", words).strip()
    assert not any(
        unicodedata.category(letter) in {"Cc", "Cs"} for letter in words if letter != "\n"
    )
    canonical_json(parsed).encode()  # can be stored


@given(st.dictionaries(ANYTHING, st.lists(ANYTHING, max_size=3), max_size=5))
def test_no_field_whatever_makes_the_parser_fail(questionnaire, fields):
    parse_answers(questionnaire, fields, "vi")


def test_the_content_hash_knows_answers_place_and_form_but_not_order_or_language():
    one = canonical_json(Answers({"OVERALL": 5, "S1.1": 4}, "vi"))
    assert one == canonical_json(Answers({"S1.1": 4, "OVERALL": 5}, "en"))
    fewer = canonical_json(Answers({"OVERALL": 5}, "vi"))
    other = canonical_json(Answers({"OVERALL": 5, "S1.1": "4"}, "vi"))
    hashes = {
        content_hash("A", "f", one),
        content_hash("B", "f", one),
        content_hash("A", "g", one),
        content_hash("A", "f", fewer),
        content_hash("A", "f", other),
    }
    assert len(hashes) == 5


BROKEN = """\
id: Một cửa
title: {vi: Phiếu}
languages: [vi]
colour: blue
sections:
  - code: A
    title: {vi: Phần}
    questions:
      - {code: Q1, type: rating, scale: nowhere, label: {vi: Hỏi}}
      - {code: q2, type: rating, scale: [{vi: Một}], label: {vi: Hỏi}}
      - {code: Q3, type: essay, label: {vi: Hỏi}}
      - {code: Q4, type: long_text, longest: 5000, label: {vi: Hỏi}}
      - {code: Q5, type: single_choice, options: [{code: A b, label: {vi: Một}}], label: {en: Ask}}
"""
MEANINGLESS = """\
id: thu/v1
title: {vi: Phiếu, en: Form}
languages: [vi, en]
sections:
  - code: A
    title: {vi: Phần}
    questions:
      - code: Q1
        type: single_choice
        label: {vi: Hỏi, en: Ask}
        options: [{code: a, label: {vi: Một, en: One}}, {code: a, label: {vi: Hai, en: Two}}]
      - {code: Q1, type: short_text, label: {vi: Hỏi, en: Ask}}
      - code: Q2
        type: rating
        satisfied_from: 4
        scale: [{vi: Kém, en: Bad}, {vi: Tốt, en: Good}]
        label: {vi: Hỏi, en: Ask}
"""


def _problems(text):
    with pytest.raises(ProblemsFound) as found:
        questionnaire_from_bytes(text.encode(), file="phieu.yaml")
    return found.value.problems


def test_every_mistake_of_shape_is_told_with_its_line():
    problems = _problems(BROKEN)
    assert {problem.line for problem in problems} >= {1, 4, 9, 10, 11, 12, 13}
    assert {problem.code for problem in problems} >= {
        "shape.pattern", "shape.unknown-key", "questionnaire.scale", "shape.kind", "shape.range",
        "shape.too-few", "shape.missing",
    }  # fmt: skip


def test_every_mistake_of_meaning_is_told_with_its_line():
    told = {(problem.code, problem.line) for problem in _problems(MEANINGLESS)}
    assert told == {
        ("questionnaire.translation", 6),
        ("questionnaire.code-twice", 11),
        ("questionnaire.code-twice", 12),
        ("questionnaire.satisfied", 15),
        ("questionnaire.required", 4),
    }


def test_a_questionnaire_read_back_from_its_bytes_is_the_same(questionnaire):
    again = questionnaire_from_bytes(questionnaire.raw, file="kept")
    assert again == questionnaire


def test_a_missing_file_is_one_clear_problem(tmp_path):
    with pytest.raises(ProblemsFound) as found:
        load_questionnaire(tmp_path / "none.yaml")
    assert [problem.code for problem in found.value.problems] == ["file.unreadable"]

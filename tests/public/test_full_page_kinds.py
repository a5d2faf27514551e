"""This module fills in every kind of question on the full page, and forms nobody thought of."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

import survey_app
from scoring.definitions.questionnaire_answers import Answers, canonical_json, parse_answers
from scoring.definitions.questionnaire_load import load_questionnaire
from scoring.types import Text
from storage.records import ServicePoint, Stored
from survey_app import wiring
from survey_app.actions import new_key
from survey_app.drafts import Draft
from survey_app.wiring import Counter, Desk
from tests.public.conftest import NOW, OPEN
from tests.strategies import questionnaires as random_forms

SCRIPT = Path(survey_app.__file__).with_name("app.py")
SURVEYS = Path(str(resources.files("criteria"))) / "surveys"
# Running the page takes a tenth of a second: a change tries a few forms, the night all of them.
_WANTED = settings().max_examples
EXAMPLES = _WANTED if _WANTED >= 1000 else max(10, _WANTED // 4)


@pytest.fixture
def taken(monkeypatch):
    """What the page sent through `submit` and would have stored."""
    taken = []

    def store(self, answer):
        del self
        taken.append(answer)
        return Stored("0" * 11)

    monkeypatch.setattr(Desk, "store", store)
    return taken


@pytest.fixture
def ask(desk, monkeypatch, taken):
    """Open the full page for any questionnaire, with what its fields hold already."""
    monkeypatch.setattr(wiring, "_desks", [desk])

    def ask(questionnaire, fields=None, **parameters):
        taken.clear()
        point = ServicePoint(OPEN, "X1", Text("Quầy thử", ""), questionnaire.id)
        counter = Counter(point, "Phường Pleiku", questionnaire)
        monkeypatch.setattr(Desk, "counter", lambda self, point: counter)
        key = new_key()
        desk.drafts.keep(Draft(key, OPEN, NOW, fields or {}), now=NOW)
        page = AppTest.from_file(SCRIPT, default_timeout=30)
        page.query_params.update({"ma": OPEN, "phieu": key, **parameters})
        return page.run()

    return ask


@pytest.fixture(scope="session")
def showcase():
    return load_questionnaire(SURVEYS / "cac-kieu-cau-hoi/v1.yaml")


def press(page, label):
    return next(one for one in page.button if one.label == label).click().run()


def widget(page, name):
    drawn = [*page.button_group, *page.selectbox, *page.text_input, *page.text_area]
    return next((one for one in drawn if one.key.endswith(f"/{name}")), None)


def contents(taken):
    return [json.loads(answer.content) for answer in taken]


def test_every_kind_is_filled_in_by_its_widget_and_stored(ask, showcase, taken):
    page = ask(showcase)
    sent = {}
    for question in showcase.questions():
        for number, name in enumerate(question.field_names(), start=1):
            field = widget(page, name)
            if field is None:
                continue
            value = _one_answer(question, number)
            field.set_value(value)
            sent[name] = [value] if isinstance(value, str) else value or []
            page.run()
    expected = parse_answers(showcase, sent, "vi")
    assert isinstance(expected, Answers), expected
    kinds = {showcase.question(code).type for code in expected.values}
    assert len(kinds) >= 10
    page = press(page, "Gửi ý kiến")
    assert page.success
    assert contents(taken) == [dict(expected.values)]


def _one_answer(question, number):
    match question.type:
        case "several_choices":
            return [question.options[0].code]
        case "number":
            return "7"
        case "date":
            return "05/11/2026"
        case "short_text" | "long_text":
            return "Chữ <b>có</b> *dấu*"
        case "ranking":
            return str(number) if number <= question.most() else None
        case _:
            return question.choices()[0][0]


def test_a_question_appears_when_an_answer_calls_for_it_and_goes_again(ask, showcase):
    page = ask(showcase)
    assert widget(page, "WHY_BAD") is None
    widget(page, "OVERALL").set_value("1")
    page.run()
    widget(page, "WHY_BAD").set_value(["thoi-gian"])
    page.run()
    widget(page, "OVERALL").set_value("5")
    page.run()
    assert widget(page, "WHY_BAD") is None
    widget(page, "OVERALL").set_value("2")
    page.run()
    assert widget(page, "WHY_BAD").value == ["thoi-gian"]


def test_one_question_a_screen_goes_on_back_and_to_the_end(ask, questionnaire, taken):
    page = ask(questionnaire, **{"che-do": "tung-cau"})
    assert len(page.button_group) == 1
    page = press(page, "Tiếp tục")
    drawn = "".join(one.proto.body for one in page.get("html"))
    assert "Xin trả lời câu này" in drawn
    assert widget(page, "OVERALL") is not None
    widget(page, "OVERALL").set_value("4")
    page = press(page, "Tiếp tục")
    assert widget(page, "OVERALL") is None
    page = press(page, "Quay lại")
    assert widget(page, "OVERALL").value == "4"
    for _ in questionnaire.questions():
        page = press(page, "Tiếp tục")
    page = press(page, "Gửi ý kiến")
    assert contents(taken) == [{"OVERALL": 4}]


def test_a_form_that_speaks_less_says_so(ask):
    document = {
        "id": "thu/v1", "title": {"vi": "Phiếu"}, "languages": ["vi", "jra"],
        "sections": [{"code": "S", "title": {"vi": "Phần"}, "questions": [
            {"code": "A", "type": "yes_no", "label": {"vi": "Có?", "jra": "Hơmâo?"}},
            {"code": "B", "type": "rating", "label": {"vi": "Mức"}, "required": True,
             "scale": [{"vi": "Kém"}, {"vi": "Tốt"}], "satisfied_from": 2},
        ]}],
    }  # fmt: skip
    page = ask(random_forms.loaded(document), lang="jra")
    drawn = "".join(one.proto.body for one in page.get("html"))
    assert "Hơmâo?" in drawn
    assert "Jrai" in page.info[0].value


@pytest.mark.slow
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_the_full_page_and_the_parser_agree_on_what_is_valid(ask, taken, data):
    questionnaire = data.draw(random_forms.questionnaires())
    sent = data.draw(random_forms.forms(questionnaire))
    held = {name: given for name, given in _held(questionnaire, sent) if given}
    # A draft may hold what no widget takes, from a form of another day: nothing breaks by it.
    fields = sent if data.draw(st.integers(0, 4)) == 0 else held
    page = ask(questionnaire, fields, **{"che-do": "ca-phieu"})
    assert not page.exception
    page = press(page, "Gửi ý kiến")
    assert not page.exception
    if fields != held:
        return
    expected = parse_answers(questionnaire, held, "vi")
    wanted = [canonical_json(expected)] if isinstance(expected, Answers) else []
    assert [one.content for one in taken] == wanted


def _held(questionnaire, fields):
    """Give what the widgets can hold of a form's fields: one text, or choices that are offered."""
    for question in questionnaire.questions():
        for name in question.field_names():
            given = fields.get(name, [])
            if question.type == "several_choices":
                offered = [option.code for option in question.options]
                yield name, [one for one in dict.fromkeys(given) if one in offered]
            else:
                yield name, [one for one in given[:1] if one and _can_hold(question, one)]


def _can_hold(question, text):
    match question.type:
        case "number" | "date" | "short_text" | "long_text":
            return True
        case "ranking":
            return text in {str(place) for place in range(1, question.most() + 1)}
        case _:
            return text in {value for value, _ in question.choices()}

import typing
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import survey_app
from scoring.questions import Question
from storage.faults import Unavailable
from storage.service_points import ServicePoints
from storage.submissions import Submissions
from survey_app import widgets, wiring
from survey_app.codes import new_code
from tests.public.conftest import CLOSED, HOSTILE, NASTY, OPEN, stored_answers

SCRIPT = Path(survey_app.__file__).with_name("app.py")


@pytest.fixture
def open_page(desk, monkeypatch):
    monkeypatch.setattr(wiring, "_desks", [desk])

    def open_page(code=OPEN, **parameters):
        page = AppTest.from_file(SCRIPT, default_timeout=20)
        if code:
            page.query_params["ma"] = code
        for name, value in parameters.items():
            page.query_params[name] = value
        return page.run()

    return open_page


def rate(page, question, value):
    next(one for one in page.button_group if one.key.endswith(f"/{question}")).set_value(value)


def send(page):
    return page.button[0].click().run()


def refusals(page):
    drawn = [one.proto.body for one in page.get("html")]
    return [body for body in drawn if 'class="wrong"' in body]


def test_every_kind_of_question_has_a_widget():
    union = typing.get_args(Question)[0]
    assert widgets.kinds() == set(typing.get_args(union))


def test_every_kind_of_question_can_be_asked_on_the_light_page():
    template = SCRIPT.with_name("light") / "templates" / "questions.html"
    union = typing.get_args(Question)[0]
    for kind in typing.get_args(union):
        name = typing.get_args(kind.model_fields["type"].annotation)[0]
        assert f"{{% macro {name}(" in template.read_text(encoding="utf-8")
        assert f'question.type == "{name}"' in template.read_text(encoding="utf-8")


def test_the_page_asks_the_whole_questionnaire(open_page, questionnaire):
    page = open_page()
    assert not page.exception
    assert page.title[0].value == questionnaire.title.vi
    asked = len(page.button_group) + len(page.selectbox) + len(page.text_area)
    assert asked == len(questionnaire.questions())


def test_an_answer_is_stored_through_the_same_submit_and_receipted(open_page, staff_database):
    page = open_page()
    rate(page, "OVERALL", "5")
    rate(page, "S3.1", "na")
    page.text_area[0].set_value("Cảm ơn")
    page = send(page)
    assert not page.exception
    assert page.success[0].value == "Cảm ơn ông/bà, ý kiến đã được ghi nhận."
    assert len(page.code[0].value) == 13
    with staff_database.read() as connection:
        row = connection.exec_driver_sql("SELECT content, channel FROM answer").one()
    assert row.content == '{"COMMENT":"Cảm ơn","OVERALL":5,"S3.1":"na"}'
    assert row.channel == "streamlit"


def test_pressing_again_stores_nothing_twice_and_another_form_is_a_new_one(
    open_page, staff_database
):
    page = open_page()
    rate(page, "OVERALL", "5")
    page = send(page)
    page.run()
    assert stored_answers(staff_database) == 1
    page = page.button[0].click().run()
    assert page.button_group[0].value is None
    rate(page, "OVERALL", "1")
    send(page)
    assert stored_answers(staff_database) == 2


def test_a_forgotten_answer_is_asked_for_and_nothing_typed_is_lost(open_page, staff_database):
    page = open_page()
    rate(page, "S1.1", "2")
    page.text_area[0].set_value("Chờ lâu")
    page = send(page)
    beside_field, beside_button = refusals(page)
    assert "Xin trả lời câu này" in beside_field
    assert "Phiếu chưa gửi được" in beside_button
    assert 'href="#w-OVERALL"' in beside_button
    assert page.text_area[0].value == "Chờ lâu"
    assert stored_answers(staff_database) == 0
    rate(page, "OVERALL", "3")
    page.run()
    assert refusals(page) == []
    send(page)
    assert stored_answers(staff_database) == 1


def test_the_page_speaks_english(open_page):
    page = open_page(lang="en")
    assert page.title[0].value == "Your view of this visit"


def test_a_closed_counter_takes_nothing(open_page):
    page = open_page(CLOSED)
    assert "ngừng nhận ý kiến" in page.info[0].value
    assert not page.button_group


@pytest.mark.parametrize("code", ["", "0000000", NASTY])
def test_without_a_good_code_the_page_asks_for_one(open_page, code):
    page = open_page(code)
    assert not page.exception
    assert bool(page.warning) == bool(code)
    page.text_input[0].set_value(OPEN.lower())
    page = page.button[0].click().run()
    assert page.button_group


def test_names_that_look_like_markup_are_shown_as_text(open_page):
    page = open_page(HOSTILE)
    assert not page.exception
    band = "".join(one.proto.body for one in page.get("html"))
    assert "<script" not in band
    assert "&lt;script&gt;" in band


def test_a_busy_database_keeps_the_form(open_page, monkeypatch, staff_database):
    page = open_page()
    rate(page, "OVERALL", "5")

    def refuse(self, answer):
        raise Unavailable("locked")

    with monkeypatch.context() as patch:
        patch.setattr(Submissions, "add", refuse)
        page = send(page)
    assert "chưa lưu được" in refusals(page)[0]
    send(page)
    assert stored_answers(staff_database) == 1


@pytest.mark.parametrize("begun_before", [False, True])
def test_a_replaced_code_leads_on_to_the_form_of_the_same_counter(
    open_page, staff_database, begun_before
):
    new = new_code(b"\x55\x44\x33\x20")
    page = open_page() if begun_before else None
    ServicePoints(staff_database).replace(OPEN, new)
    if page is None:
        page = open_page()
    else:
        rate(page, "OVERALL", "4")
        page = send(page)
    assert [one.value for one in page.info] == ["Quầy này đã có mã mới"]
    assert not page.button_group
    page = page.button[0].click().run()
    assert page.query_params["ma"] in (new, [new])
    assert not page.info
    if not begun_before:
        rate(page, "OVERALL", "4")
    page = send(page)
    assert page.success
    assert stored_answers(staff_database) == 1

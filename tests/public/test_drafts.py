"""This module checks that started forms are found again, for a day, few at a time."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import survey_app
from survey_app import wiring
from survey_app.actions import new_key
from survey_app.drafts import MOST_CHARACTERS, Draft, Drafts
from tests.public.conftest import FULL, NOW, OPEN, stored_answers

SCRIPT = Path(survey_app.__file__).with_name("app.py")


def draft(key="k", words="x", at=NOW, code=OPEN):
    return Draft(key, code, at, {"COMMENT": [words]})


def test_a_draft_is_found_by_its_key_at_its_point_only():
    drafts = Drafts()
    drafts.keep(draft(), now=NOW)
    assert drafts.find("k", OPEN, now=NOW) == draft()
    assert drafts.find("k", FULL, now=NOW) is None
    assert drafts.find("other", OPEN, now=NOW) is None


def test_a_draft_is_forgotten_after_a_day():
    drafts = Drafts()
    drafts.keep(draft(), now=NOW)
    assert drafts.find("k", OPEN, now=NOW + timedelta(hours=23)) is not None
    assert drafts.find("k", OPEN, now=NOW + timedelta(hours=25)) is None
    assert len(drafts) == 0


def test_the_oldest_give_way_by_number_and_by_size():
    few = Drafts(most=2)
    for key in "abc":
        few.keep(draft(key), now=NOW)
    assert [few.find(key, OPEN, now=NOW) is not None for key in "abc"] == [False, True, True]
    small = Drafts(most_characters=30)
    for key in "abc":
        small.keep(draft(key, "x" * 8), now=NOW)
    assert [small.find(key, OPEN, now=NOW) is not None for key in "abc"] == [False, True, True]


def test_a_draft_that_is_far_too_long_is_not_kept():
    drafts = Drafts()
    drafts.keep(draft(words="x" * MOST_CHARACTERS), now=NOW)
    assert len(drafts) == 0


def test_a_sent_draft_keeps_its_receipt_and_no_answers():
    drafts = Drafts()
    drafts.keep(draft(words="riêng"), now=NOW)
    drafts.finish("k", "R")
    drafts.keep(draft(words="muộn"), now=NOW)
    found = drafts.find("k", OPEN, now=NOW)
    assert found.receipt == "R"
    assert found.fields == {}


@pytest.fixture
def open_page(desk, monkeypatch):
    monkeypatch.setattr(wiring, "_desks", [desk])

    def open_page(**parameters):
        page = AppTest.from_file(SCRIPT, default_timeout=20)
        page.query_params.update({"ma": OPEN, **parameters})
        return page.run()

    return open_page


def key_of(page):
    named = page.query_params["phieu"]
    return named if isinstance(named, str) else named[0]


def send(page):
    return next(one for one in page.button if one.label == "Gửi ý kiến").click().run()


def test_a_reload_brings_back_what_was_answered_and_typed(open_page, staff_database):
    page = open_page()
    page.button_group[0].set_value("2")
    page.text_area[0].set_value("Chờ *lâu*")
    page.run()
    again = open_page(phieu=key_of(page), lang="en")
    assert again.button_group[0].value == "2"
    assert again.text_area[0].value == "Chờ *lâu*"
    assert stored_answers(staff_database) == 0


def test_two_windows_of_one_form_send_one_answer(open_page, staff_database):
    page = open_page()
    page.button_group[0].set_value("4")
    page.run()
    other = open_page(phieu=key_of(page))
    first, second = send(page), send(other)
    assert first.code[0].value == second.code[0].value
    assert stored_answers(staff_database) == 1


def test_after_sending_a_reload_shows_the_receipt_and_a_new_form_has_a_new_key(
    open_page, staff_database
):
    page = open_page()
    page.button_group[0].set_value("4")
    page = send(page)
    again = open_page(phieu=key_of(page))
    assert again.code[0].value == page.code[0].value
    assert not again.button_group
    fresh = again.button[0].click().run()
    assert key_of(fresh) != key_of(page)
    assert fresh.button_group[0].value is None
    assert stored_answers(staff_database) == 1


def test_a_key_that_was_used_is_never_used_again_even_when_memory_is_lost(
    open_page, desk, staff_database
):
    page = open_page()
    page.button_group[0].set_value("4")
    page = send(page)
    del desk.__dict__["drafts"]
    again = open_page(phieu=key_of(page))
    assert "đã được gửi trước đó" in again.info[0].value
    assert not again.button_group


@pytest.mark.parametrize("key", ["x", "<script>", "a" * 22 + "!", ""])
def test_a_key_that_is_none_is_replaced(open_page, key):
    page = open_page(phieu=key)
    assert not page.exception
    assert key_of(page) != key
    assert len(key_of(page)) == len(new_key())

"""Whoever has a code that leads nowhere is helped, and never handed a list of codes."""

from __future__ import annotations

import pytest

from storage.database import Database
from storage.service_points import ServicePoints
from survey_app.codes import new_code
from tests.public.conftest import OPEN, key_in, stored_answers

NEW = new_code(b"\x55\x44\x33\x20")


def test_a_replaced_code_leads_on_to_the_form_of_the_same_counter(
    client, staff_database: Database
) -> None:
    ServicePoints(staff_database).replace(OPEN, NEW)
    answer = client.get(f"/s/{OPEN}")
    assert answer.status_code == 410
    assert "Quầy này đã có mã mới" in answer.text
    assert f'href="/s/{NEW}"' in answer.text
    form = client.get(f"/s/{NEW}")
    assert form.status_code == 200
    assert "Quầy tiếp nhận" in form.text
    english = client.get(f"/s/{OPEN}?lang=en").text
    assert "This counter has a new code" in english
    assert f'href="/s/{NEW}?lang=en"' in english


def test_a_form_opened_before_its_code_was_replaced_is_not_taken_under_the_old_one(
    client, staff_database: Database
) -> None:
    key = key_in(client.get(f"/s/{OPEN}").text)
    ServicePoints(staff_database).replace(OPEN, NEW)
    answer = client.post(f"/s/{OPEN}", data={"key": key, "OVERALL": "5"})
    assert answer.status_code == 410
    assert f'href="/s/{NEW}"' in answer.text
    assert stored_answers(staff_database) == 0


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("U23456", "Mã không bao giờ có các ký tự này: U"),
        ("12345", "Mã có 7 ký tự; ông/bà đã gõ 5 ký tự"),
        ("123456789", "ông/bà đã gõ 9 ký tự"),
        (f"{OPEN[:-1]}{'X' if OPEN[-1] != 'X' else 'Y'}", "Có ký tự chưa đúng"),
    ],
)
def test_an_unknown_code_is_explained_from_what_was_typed(client, typed: str, said: str) -> None:
    answer = client.get(f"/s/{typed}")
    assert answer.status_code == 404
    assert said in answer.text
    assert f'value="{typed}"' in answer.text
    assert OPEN not in answer.text
    assert 'href="/s/' not in answer.text


def test_hostile_codes_come_back_as_plain_text(client) -> None:
    answer = client.get("/?ma=<script>alert(1)</script>")
    assert answer.status_code == 404
    assert "<script>alert(1)" not in answer.text

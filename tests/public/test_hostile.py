"""Hostile texts in every address, field and name: none becomes markup, a formula or a failure."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from itertools import product
from pathlib import Path
from urllib.parse import quote

import openpyxl
import pypdfium2
import pytest

from dashboards.exports import csv_bytes
from scoring.rank import Place
from scoring.tables.results import ranking_csv
from scoring.types import Text, Unit
from storage.improvements import Improvement, ImprovementNotes
from storage.service_points import ServicePoints
from survey_app.codes import new_code
from tests.public.conftest import HOSTILE, NASTY, OPEN, key_in
from tests.public.html_form import read_form
from tests.strategies.questionnaires import loaded
from thuocdo.xlsform.writing import write_form
from ui.printing.posters import Poster, poster_pdf
from ui.words import translator

PAYLOADS = [
    NASTY,
    "<img src=x onerror=alert(1)>",
    "\"><svg/onload=alert(1)>",
    "' onmouseover='alert(1)",
    "</title><script>alert(1)</script>",
    "</template><script>alert(1)</script>",
    "javascript:alert(1)",
    "{{7*7}}{% raw %}",
    "=cmd|' /C calc'!A0",
    "../../../etc/passwd",
    "%00%0d%0aSet-Cookie: x=1",
    "\u202egnp.exe",
]  # fmt: skip
DAY = date(2026, 1, 5)
FORMULAS = ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1+1", "\r=1+1"]
ADDRESSES = [
    "/?ma={}", "/?lang={}", "/s/{}", "/s/{}?lang=en", "/s/OPEN?lang={}", "/s/OPEN?che-do={}",
    "/s/OPEN?ve={}", "/s/OPEN?m={}", "/s/OPEN?buoc={}", "/qr/{}.png", "/qr/OPEN.{}", "/r/{}",
    "/r/{}?lang=en", "/bien-nhan/{}.txt", "/bien-nhan?lang={}", "/ve?ve={}", "/ve?ma={}",
    "/man-hinh/{}", "/man-hinh/OPEN?khoa={}", "/cong-khai?dot={}", "/quyen-rieng-tu?lang={}",
    "/kiosk/{}", "/kiosk/OPEN?the={}", "/kiosk/OPEN?lang={}", "/am-thanh/{}/v1/vi/A.mp3",
    "/am-thanh/mot-cua/v1/vi/{}", "/{}",
]  # fmt: skip
FIELDS = ["key", "moc", "ve", "viec", "trang_web", "OVERALL", "COMMENT"]
SCRIPTS = {"<script async src=", "<script defer src=", "<script src="}


def harmless_page(answer) -> None:
    """Fail if a page holds a handler, a script that is not a file of ours, or a foreign address."""
    assert answer.status_code < 500
    assert "set-cookie" not in answer.headers
    if not answer.headers.get("content-type", "").startswith("text/html"):
        return
    page = read_form(answer.text)
    assert page.handlers == []
    assert not {"iframe", "object", "embed", "base"} & set(page.tags)
    started = answer.text.count("<script")
    assert started == sum(answer.text.count(one) for one in SCRIPTS)
    assert 'href="javascript:' not in answer.text.lower()


@pytest.mark.slow
def test_no_address_brings_markup_into_a_page(client) -> None:
    for address, payload in product(ADDRESSES, PAYLOADS):
        path = address.replace("OPEN", OPEN).replace("{}", quote(payload, safe=""))
        harmless_page(client.get(path))


@pytest.mark.slow
def test_no_field_brings_markup_into_a_page(client) -> None:
    for field, payload in product(FIELDS, PAYLOADS):
        for address in (f"/s/{OPEN}", f"/s/{OPEN}?lang=en&doi=1", f"/kiosk/{OPEN}"):
            key = key_in(client.get(f"/s/{OPEN}").text)
            harmless_page(client.post(address, data={"key": key, "S1.1": "9", field: payload}))


def test_hostile_names_of_units_and_counters_stay_text_on_every_page(
    client, staff_database
) -> None:
    ImprovementNotes(staff_database).add(
        Improvement("X2", Text(NASTY, NASTY), Text(NASTY, NASTY), published_on=DAY)
    )
    key = key_in(client.get(f"/s/{HOSTILE}").text)
    thanks = client.post(f"/s/{HOSTILE}", data={"key": key, "OVERALL": "5"})
    assert thanks.status_code == 201
    receipt = thanks.headers["thuocdo-receipt"]
    new = new_code(b"\x01\x02\x03\x20")
    pages = [thanks, *(client.get(path) for path in (
        f"/s/{HOSTILE}", f"/s/{HOSTILE}?che-do=tung-cau", f"/kiosk/{HOSTILE}", f"/r/{receipt}",
        f"/s/{HOSTILE}?ve=ABC", f"/man-hinh/{HOSTILE}", "/cong-khai",
    ))]  # fmt: skip
    ServicePoints(staff_database).replace(HOSTILE, new)
    pages.append(client.get(f"/s/{HOSTILE}"))
    for page in pages:
        harmless_page(page)
    assert "&lt;script&gt;alert(1)" in pages[-1].text


def test_a_poster_prints_hostile_names_as_they_are() -> None:
    poster = Poster(NASTY, PAYLOADS[1], OPEN, f"https://gopy.vn/s/{OPEN}")
    printed = poster_pdf([poster], "a4", words=translator("vi"))
    for name in (b"/JavaScript", b"/JS", b"/Launch", b"/SubmitForm"):
        assert name not in printed
    (page,) = pypdfium2.PdfDocument(printed)
    text = "".join(page.get_textpage().get_text_bounded().split())
    assert "<script>alert(1)</script>" in text
    assert "<imgsrc=xonerror=alert(1)>" in text


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_cell_of_a_table_is_a_formula(formula: str) -> None:
    place = Place(
        Unit(formula, formula, "COMMUNE"), "COMMUNE", 1, Fraction(-1), Fraction(2), None, None
    )
    for written in (ranking_csv([place]), csv_bytes([formula], [[formula]]).decode("utf-8-sig")):
        assert f"'{formula}" in written.replace('"', "")
        assert not written.startswith(formula)
    assert ",-1," in ranking_csv([place])


@pytest.mark.parametrize("formula", FORMULAS[:4])
def test_no_cell_of_an_exported_form_is_a_formula(formula: str, tmp_path: Path) -> None:
    text = {"vi": formula, "en": formula}
    scale = [text, text]
    questionnaire = loaded(
        {"id": "cong-thuc/v1", "title": text, "languages": ["vi", "en"], "sections": [
            {"code": "S", "title": text, "questions": [
                {"code": "A", "type": "rating", "required": True, "label": text, "hint": text,
                 "scale": scale, "satisfied_from": 2},
                {"code": "B", "type": "single_choice", "label": text,
                 "options": [{"code": "x", "label": text}, {"code": "y", "label": text}]},
            ]},
        ]}
    )  # fmt: skip
    out = tmp_path / "form.xlsx"
    write_form(questionnaire, out)
    found = 0
    for sheet in openpyxl.load_workbook(out):
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", (sheet.title, cell.coordinate)
                found += cell.value == formula
                assert cell.value != formula or cell.quotePrefix
    assert found >= 5

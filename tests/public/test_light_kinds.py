"""The light page draws every kind, gives back what was sent, and lets nothing through unescaped."""

import json
import re
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.definitions.questionnaire_answers import Answers, FieldErrors, parse_answers
from scoring.questions import DateQuestion, LongTextQuestion, NumberQuestion, ShortTextQuestion
from scoring.types import Text
from storage.improvements import Improvement, ImprovementNotes
from storage.questionnaires import Questionnaires
from storage.records import ServicePoint
from storage.service_points import ServicePoints
from survey_app.actions import FORM_FIELDS, Opening
from survey_app.codes import new_code
from survey_app.light.form_page import around
from survey_app.light.hiding import hiding_style
from survey_app.light.rendering import render
from survey_app.wiring import Counter
from tests.public.conftest import NASTY, NOW, OPEN, SECOND, SHOWCASE, key_in, stored_answers
from tests.public.html_form import read_form
from tests.strategies.questionnaires import forms, loaded, questionnaires

TYPED = (NumberQuestion, DateQuestion, ShortTextQuestion, LongTextQuestion)
PAYLOADS = [
    NASTY,
    "</textarea><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' autofocus onfocus=alert(1) x='",
    "</style><script>alert(1)</script>",
    "javascript:alert(1)",
    "{% raw %}{{ config }}{% endraw %}",
    "<!--<svg/onload=alert(1)>",
    "&lt;script&gt;&#60;script&#62;",
    "\u202egnp.exe\u2066",
    "=HYPERLINK(\"http://x\")",
    "a\x00b\x08c",
]  # fmt: skip


def drawn(questionnaire, sent, language="vi", **more):
    counter = Counter(ServicePoint("0000000", "X", Text("Quầy"), "x/v1"), "Đơn vị", questionnaire)
    context = {
        "opening": Opening("k" * 22, "s"), "work": 0, "audio": {}, "given": sent, "wrong": {},
        "whole": (), "survey_link": "/", **more,
    }  # fmt: skip
    return render(
        "form.html",
        language,
        questionnaire=questionnaire,
        **around(counter, language),
        **context,
    )


def posted_back(page):
    return {name: sent for name, sent in page.fields.items() if name not in FORM_FIELDS}


@pytest.mark.slow
@given(st.data())
def test_what_the_page_gives_back_parses_to_the_same_answers(data):
    questionnaire = data.draw(questionnaires())
    sent = data.draw(forms(questionnaire))
    page = read_form(drawn(questionnaire, sent))
    assert page.names - FORM_FIELDS == set(questionnaire.field_names())
    assert page.handlers == []
    assert page.tags.count("script") == 1
    assert page.tags.count("b") == 1
    assert "img" not in page.tags
    before = parse_answers(questionnaire, sent, "vi")
    after = parse_answers(questionnaire, posted_back(page), "vi")
    if isinstance(before, Answers):
        assert after == before
        return
    # What cannot be chosen on the page is gone; what was typed is still there and still refused.
    typed = {
        code
        for code in before.fields
        if isinstance(questionnaire.question(code), TYPED)
        and len(sent.get(code, ())) == 1
        and sent[code][0].strip()
        and not any(letter in sent[code][0] for letter in "\x00\r\x0c")
        and questionnaire.question(code).show_when is None
    }
    assert not typed or (isinstance(after, FieldErrors) and typed <= after.fields.keys())


@pytest.mark.slow
@given(questionnaires())
def test_every_choice_that_is_offered_is_taken(questionnaire):
    page = read_form(drawn(questionnaire, {}))
    for question in questionnaire.questions():
        for name in question.field_names():
            for value in page.choices.get(name, ()):
                parsed = question.parse_fields({name: [value or ""]})
                told = getattr(parsed, "template", "")
                assert "Choose one of" not in told
                assert "Choose a place" not in told


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_strings_in_every_field_come_back_as_text(client, payload):
    names = read_form(client.get(f"/s/{SHOWCASE}").text).names
    for query in ("?gui=1", "?doi=1", "?che-do=tung-cau&buoc=COMMENT", f"?buoc={quote(payload)}"):
        sent = dict.fromkeys(names - {"trang_web"}, payload)
        answer = client.post(f"/s/{SHOWCASE}{query}", data=sent)
        assert answer.status_code in {200, 400, 422, 404}
        page = read_form(answer.text)
        assert page.handlers == []
        assert page.tags.count("script") == 1
        assert "img" not in page.tags
        assert page.tags.count("style") <= 2


def test_hostile_texts_of_a_questionnaire_are_shown_as_text():
    question = {"code": "Q", "label": {"vi": NASTY}, "hint": {"vi": NASTY}}
    option = [{"code": code, "label": {"vi": NASTY}} for code in ("a", "b")]
    scale = [{"vi": NASTY}, {"vi": NASTY}]
    kinds = [
        {"type": "rating", "scale": scale, "satisfied_from": 2, "not_applicable": {"vi": NASTY}},
        {"type": "matrix", "scale": scale, "satisfied_from": 2, "rows": option},
        {"type": "single_choice", "options": option, "compact": True},
        {"type": "several_choices", "options": option},
        {"type": "ranking", "options": option},
        {"type": "yes_no", "yes": {"vi": NASTY}},
        {"type": "net_promoter", "low": {"vi": NASTY}, "high": {"vi": NASTY}},
        {"type": "number", "unit": {"vi": NASTY}},
        {"type": "note", "show_when": {"question": "Q0", "any_of": [1, 2]}},
    ]
    document = {
        "id": "xau/v1", "title": {"vi": NASTY}, "intro": {"vi": NASTY}, "languages": ["vi", "jra"],
        "sections": [{
            "code": "S", "title": {"vi": NASTY}, "hint": {"vi": NASTY},
            "questions": [
                {**question, **kind, "code": f"Q{place}", "required": place == 0}
                for place, kind in enumerate(kinds)
            ],
        }],
    }  # fmt: skip
    for language in ("vi", "jra"):
        page = read_form(drawn(loaded(document), {}, language))
        assert page.handlers == []
        assert page.tags.count("script") == 1


def test_another_language_keeps_everything_that_was_typed(client, staff_database):
    blank = client.get(f"/s/{SHOWCASE}")
    key = key_in(blank.text)
    sent = {
        "key": key, "OVERALL": "1", "WHY_BAD": ["thoi-gian", "can-bo"], "COMMENT": "Chờ lâu",
        "DAY": "99", "FIRST/giay-to": "2", "ASPECTS/thai-do": "na",
    }  # fmt: skip
    answer = client.post(f"/s/{SHOWCASE}?lang=en&doi=1", data=sent)
    assert answer.status_code == 200
    assert '<html lang="en">' in answer.text
    fields = read_form(answer.text).fields
    assert {name: fields[name] for name in sent} == {
        name: value if isinstance(value, list) else [value] for name, value in sent.items()
    }
    assert "alert" not in answer.text
    assert stored_answers(staff_database) == 0


def test_a_form_without_conditions_brings_no_second_style_and_others_bring_their_own(client):
    for code, styles in ((OPEN, 1), (SECOND, 2)):
        answer = client.get(f"/s/{code}")
        assert answer.text.count("<style>") == styles
        policy = answer.headers["content-security-policy"]
        assert policy.count("'sha256-") == styles
    assert "(trả lời" not in answer.text
    assert ".ten{" not in answer.text
    assert ".ticks{" in answer.text
    assert ".ten{" in client.get(f"/s/{SHOWCASE}").text
    assert "Xin trả lời nếu câu “Nhìn chung" in answer.text


def test_a_page_allows_the_very_styles_that_it_brings(client):
    import base64
    import hashlib

    for path in (f"/s/{SECOND}", f"/s/{OPEN}", f"/s/{SECOND}?che-do=tung-cau", "/cong-khai", "/"):
        answer = client.get(path)
        for style in re.findall(r"<style>(.*?)</style>", answer.text, re.DOTALL):
            digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
            assert f"'sha256-{digest}'" in answer.headers["content-security-policy"]


def test_conditions_that_no_style_can_tell_hide_nothing():
    document = {
        "id": "an/v1", "title": {"vi": "Phiếu"}, "languages": ["vi"],
        "sections": [{"code": "S", "title": {"vi": "Phần"}, "questions": [
            {"code": "A", "type": "number", "required": True, "label": {"vi": "Số"}},
            {"code": "B", "type": "yes_no", "label": {"vi": "Hỏi"},
             "show_when": {"question": "A", "at_least": 3}},
        ]}],
    }  # fmt: skip
    questionnaire = loaded(document)
    assert hiding_style(questionnaire) == ""
    assert "Xin trả lời nếu câu “Số” được trả lời từ 3 trở lên." in drawn(questionnaire, {})


def _in_jrai(staff_database):
    text = {"vi": "Hỏi", "jra": "Tơña"}
    document = {
        "id": "jrai/v1", "title": {"vi": "Phiếu"}, "languages": ["vi", "en", "jra"],
        "sections": [{"code": "S", "title": {"vi": "Phần", "en": "Part"}, "questions": [
            {"code": "A", "type": "yes_no", "required": True, "label": {**text, "en": "Ask"}}]}],
    }  # fmt: skip
    document["title"]["en"] = "Form"
    questionnaire = loaded(document)
    Questionnaires(staff_database).keep(
        questionnaire.raw, questionnaire.sha256, id=questionnaire.id, counted=["A"], kept_at=NOW
    )
    code = new_code(bytes([1, 1, 1, 0]))
    ServicePoints(staff_database).add_many([ServicePoint(code, "X1", Text("Quầy"), "jrai/v1")])
    return code


def test_an_unfinished_language_falls_back_and_says_so(client, staff_database):
    code = _in_jrai(staff_database)
    page = client.get(f"/s/{code}?lang=jra").text
    assert '<html lang="vi">' in page
    assert '<span lang="jra">Tơña</span>' in page
    assert "Chưa dịch hết sang Jrai" in page
    assert "Phiếu" in page
    assert 'value="Jrai"' not in page
    assert 'value="English"' in page
    assert "Chưa dịch hết" not in client.get(f"/s/{code}?lang=en").text
    assert client.get(f"/s/{code}?lang=bdq").text.count("Tơña") == 0
    stored = client.post(f"/s/{code}?lang=jra&gui=1", data={"key": key_in(page), "A": "yes"})
    assert stored.status_code == 201
    with staff_database.read() as connection:
        assert connection.exec_driver_sql("SELECT language FROM answer").scalar_one() == "jra"


def test_recordings_of_the_office_are_played_and_nothing_else_is_served(client, settings):
    folder = settings.data_dir / "audio" / "mot-cua" / "v1" / "vi"
    folder.mkdir(parents=True)
    assert "<audio" not in client.get(f"/s/{OPEN}").text
    (folder / "OVERALL.mp3").write_bytes(b"ID3" + bytes(100))
    (folder / "ghi chu.txt").write_text("x")
    page = client.get(f"/s/{OPEN}").text
    (address,) = re.findall(r'<audio controls preload="none" src="([^"]+)"', page)
    assert address == "/am-thanh/mot-cua/v1/vi/OVERALL.mp3"
    heard = client.get(address)
    assert heard.status_code == 200
    assert heard.headers["content-type"] == "audio/mpeg"
    assert client.get(address, headers={"range": "bytes=0-2"}).content == b"ID3"
    assert "<audio" not in client.get(f"/s/{OPEN}?lang=en").text
    for path in ("ghi%20chu.txt", "S1.1.mp3", "..%2f..%2f..%2fsecret", "OVERALL.wav"):
        assert client.get(f"/am-thanh/mot-cua/v1/vi/{path}").status_code == 404
    assert client.get("/am-thanh/..%2f../v1/vi/OVERALL.mp3").status_code == 404
    assert client.get("/am-thanh/mot-cua/v1/xx/OVERALL.mp3").status_code == 404


def test_a_recording_that_leads_out_of_its_folder_is_not_served(client, settings):
    folder = settings.data_dir / "audio" / "mot-cua" / "v1" / "vi"
    folder.mkdir(parents=True)
    (settings.data_dir / "secret.mp3").write_bytes(b"secret")
    (folder / "OVERALL.mp3").symlink_to(settings.data_dir / "secret.mp3")
    assert client.get("/am-thanh/mot-cua/v1/vi/OVERALL.mp3").status_code == 404


def test_the_privacy_page_says_what_is_kept_and_whom_to_ask(client, settings):
    page = client.get("/quyen-rieng-tu").text
    assert "91/2025/QH15" in page
    assert "13/2023/NĐ-CP" in page
    assert "48 giờ" in page
    assert "Xin hỏi tại quầy" in page
    assert 'href="/quyen-rieng-tu"' in client.get(f"/s/{OPEN}").text
    (settings.data_dir / "lien-he.txt").write_text("Sở Nội vụ <tỉnh>\n\n0269 000", "utf-8")
    page = client.get("/quyen-rieng-tu").text
    assert "Sở Nội vụ &lt;tỉnh&gt;<br>0269 000" in page
    assert "Xin hỏi tại quầy" not in page
    assert "How your answers are kept" in client.get("/quyen-rieng-tu?lang=en").text


def test_thanks_show_what_the_unit_did_after_people_had_spoken(client, staff_database):
    note = Improvement(
        "X1", Text(f"Chờ lâu {NASTY}"), Text("Mở thêm quầy."), NOW.date(), simulated=True
    )
    ImprovementNotes(staff_database).add(note)
    key = key_in(client.get(f"/s/{SECOND}").text)
    thanks = client.post(f"/s/{SECOND}?gui=1", data={"key": key, "OVERALL": "4"})
    assert thanks.status_code == 201
    assert "Mở thêm quầy." in thanks.text
    assert "Dữ liệu mô phỏng" in thanks.text
    assert "<script>" not in thanks.text


def test_all_kinds_are_stored_as_the_parser_reads_them(client, staff_database):
    key = key_in(client.get(f"/s/{SHOWCASE}").text)
    sent = {
        "key": key, "OVERALL": "5", "WHY_GOOD": ["can-bo"], "WHY_BAD": "x", "LATE": "no",
        "DAYS_LATE": "3", "NPS": "10", "ASPECTS/thai-do": "4", "FIRST/giay-to": "1",
        "DAY": "5/8/2025", "FEE": "1.200,5", "FIELD": "khac", "OTHER_FIELD": "Rừng", "AGE": "35-60",
    }  # fmt: skip
    assert client.post(f"/s/{SHOWCASE}?gui=1", data=sent).status_code == 201
    with staff_database.read() as connection:
        content = connection.exec_driver_sql("SELECT content FROM answer").scalar_one()
    assert json.loads(content) == {
        "OVERALL": 5, "WHY_GOOD": ["can-bo"], "LATE": "no", "DAYS_LATE": 3, "NPS": 10,
        "ASPECTS": {"thai-do": 4}, "FIRST": {"giay-to": 1}, "DAY": "2025-08-05", "FEE": "1200.5",
        "FIELD": "khac", "OTHER_FIELD": "Rừng", "AGE": "35-60",
    }  # fmt: skip

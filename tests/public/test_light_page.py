import gzip
import re
from html.parser import HTMLParser

import pytest

from storage.faults import Unavailable
from storage.submissions import Submissions
from survey_app import static
from tests.public.conftest import (
    CLOSED,
    FULL,
    HOSTILE,
    NASTY,
    OPEN,
    SECOND,
    SHOWCASE,
    SURVEY_URL,
    key_in,
    stored_answers,
)

FORM_TYPE = {"content-type": "application/x-www-form-urlencoded"}
EVERY_PAGE = [
    "/",
    f"/s/{OPEN}",
    f"/s/{OPEN}?lang=en",
    "/s/ABCDEFG",
    "/nowhere",
    "/cong-khai",
    "/r/X",
]


class Reader(HTMLParser):
    """Gathers what a browser would fetch or run, and whether the page is well nested."""

    VOID = frozenset({"meta", "link", "input", "br", "use", "path", "circle", "rect"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.fetched: list[str] = []
        self.active: list[str] = []
        self.ids: list[str] = []
        self.names: set[str] = set()

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag not in self.VOID:
            self.open.append(tag)
        if tag == "script" or any(name.startswith("on") or name == "style" for name in given):
            self.active.append(tag)
        source = given.get("src") or (
            given.get("href") if tag in {"link", "use", "image"} else None
        )
        if source and not source.startswith(("data:", "#")):
            self.fetched.append(source)
        if "id" in given:
            self.ids.append(given["id"])
        if tag in {"input", "select", "textarea"} and given.get("name"):
            self.names.add(given["name"])

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in self.VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def read(page):
    reader = Reader()
    reader.feed(page)
    reader.close()
    assert reader.open == []
    assert len(reader.ids) == len(set(reader.ids))
    return reader


def send(client, *, code=OPEN, key=None, language="", **answers):
    key = key or key_in(client.get(f"/s/{code}").text)
    fields = {"key": key, **{name.replace("_", "."): value for name, value in answers.items()}}
    return client.post(f"/s/{code}{language}", data=fields)


def test_the_whole_form_is_one_small_page_in_vietnamese(client, questionnaire):
    answer = client.get(f"/s/{OPEN}")
    assert answer.status_code == 200
    assert '<html lang="vi">' in answer.text
    assert "Phường Pleiku" in answer.text
    assert "Quầy tiếp nhận" in answer.text
    page = read(answer.text)
    marks = {"key", "moc", "trang_web"}
    assert page.names == marks | {question.code for question in questionnaire.questions()}
    assert page.fetched == [static.address(static.OFFLINE)]
    assert page.active == ["script"]


def test_every_visit_gets_its_own_key_and_each_counter_its_own_page(client):
    pages = [client.get(f"/s/{code}").text for code in (OPEN, OPEN, HOSTILE)]
    keys = [key_in(page) for page in pages]
    assert len(set(keys)) == 3
    seals = [re.search(r'name="moc" value="([\w-]{28})"', page)[1] for page in pages]
    plain = [
        page.replace(key, "").replace(seal, "")
        for page, key, seal in zip(pages, keys, seals, strict=True)
    ]
    assert plain[0] == plain[1]
    assert "Phường Pleiku" not in pages[2]
    assert "Filing counter" in client.get(f"/s/{OPEN}?lang=en").text


@pytest.mark.parametrize("code", [OPEN, SECOND, SHOWCASE])
def test_the_page_stays_under_fourteen_kilobytes_on_the_wire(client, code):
    with client.stream("GET", f"/s/{code}") as answer:
        assert answer.headers["content-encoding"] == "gzip"
        body = b"".join(answer.iter_raw())
        head = sum(len(name) + len(value) + 4 for name, value in answer.headers.raw)
    assert len(gzip.decompress(body)) > len(body)
    assert len(body) + head <= 14_000


def test_the_same_form_speaks_english(client):
    page = client.get(f"/s/{OPEN}?lang=en").text
    assert '<html lang="en">' in page
    assert "Filing counter" in page
    assert "Overall, how satisfied are you?" in page
    assert f'action="/s/{OPEN}?lang=en&amp;gui=1"' in page
    assert client.get(f"/s/{OPEN}?lang=km").text.count('<html lang="vi">') == 1


@pytest.mark.parametrize("path", EVERY_PAGE)
def test_every_page_forbids_foreign_scripts_framing_and_foreign_addresses(client, path):
    answer = client.get(path)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe-eval" not in policy
    assert "unsafe-inline" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "set-cookie" not in answer.headers
    page = read(answer.text)
    # A form brings the one script that keeps it working without a network; others bring none.
    scripts = [static.address(static.OFFLINE)] if "/s/" in path and answer.is_success else []
    assert page.fetched == scripts
    assert page.active == ["script"] * len(scripts)


def test_the_policy_allows_the_very_style_of_the_page(client):
    import base64
    import hashlib

    answer = client.get(f"/s/{OPEN}")
    style = re.search(r"<style>(.*?)</style>", answer.text, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in answer.headers["content-security-policy"]
    assert "<" not in style


def test_only_back_may_show_a_kept_form_and_no_receipt_is_kept(client):
    assert client.get(f"/s/{OPEN}").headers["cache-control"] == "private, no-cache"
    assert send(client, COMMENT="thiếu").headers["cache-control"] == "private, no-cache"
    assert send(client, OVERALL="5").headers["cache-control"] == "no-store"


def test_an_answer_is_stored_and_receipted(client, staff_database):
    answer = send(client, OVERALL="5", S1_1="na", COMMENT="Cảm ơn cán bộ.", FIELD="ho-tich")
    assert answer.status_code == 201
    receipt = re.search(r'class="code"[^>]*>([0-9A-Z-]+)<', answer.text)[1]
    assert stored_answers(staff_database) == 1
    with staff_database.read() as connection:
        row = connection.exec_driver_sql(
            "SELECT content, unit_code, channel, language, local_day FROM answer"
        ).one()
    assert row.content == '{"COMMENT":"Cảm ơn cán bộ.","FIELD":"ho-tich","OVERALL":5,"S1.1":"na"}'
    assert (row.unit_code, row.channel, row.language) == ("X1", "qr", "vi")
    checked = client.get(f"/r/{receipt.lower()}")
    assert checked.status_code == 200
    assert "05/11/2026" in checked.text
    assert "Cảm ơn cán bộ." not in checked.text


def test_the_same_form_again_changes_nothing_and_says_so(client, staff_database):
    key = key_in(client.get(f"/s/{OPEN}").text)
    first = send(client, key=key, OVERALL="5", S1_1="4")
    again = send(client, key=key, OVERALL="5", S1_1="4", language="?lang=en")
    assert (first.status_code, again.status_code) == (201, 202)
    receipts = [re.search(r"/r/([0-9A-Z-]+)", one.text)[1] for one in (first, again)]
    assert receipts[0] == receipts[1]
    assert "nothing" in again.text.lower()
    assert stored_answers(staff_database) == 1


def test_a_sent_form_with_other_answers_gets_a_kind_refusal_and_a_fresh_form(
    client, staff_database
):
    key = key_in(client.get(f"/s/{OPEN}").text)
    send(client, key=key, OVERALL="5")
    changed = send(client, key=key, OVERALL="1")
    assert changed.status_code == 409
    assert "Mở phiếu mới" in changed.text
    assert f'href="/s/{OPEN}"' in changed.text
    assert stored_answers(staff_database) == 1
    assert key_in(client.get(f"/s/{OPEN}").text) != key


def test_the_same_key_at_another_counter_is_other_content(client):
    key = key_in(client.get(f"/s/{OPEN}").text)
    send(client, key=key, OVERALL="5")
    assert send(client, code=HOSTILE, key=key, OVERALL="5").status_code == 409


def test_a_forgotten_answer_keeps_everything_typed_and_leads_to_the_question(
    client, staff_database
):
    key = key_in(client.get(f"/s/{OPEN}").text)
    answer = send(client, key=key, S1_1="2", COMMENT="Chờ lâu", FIELD="dat-dai", AGE="25-34")
    assert answer.status_code == 422
    page = answer.text
    assert '<a href="#OVERALL">' in page
    assert 'id="OVERALL"' in page
    assert 'aria-describedby="OVERALL-e"' in page
    assert "Xin trả lời câu này" in page
    assert re.search(r'name="S1.1" value="2"[^>]* checked>', page)
    assert re.search(r'name="AGE" value="25-34"[^>]* checked>', page)
    assert '<option value="dat-dai" selected>' in page
    assert "Chờ lâu</textarea>" in page
    assert key_in(page) == key
    assert stored_answers(staff_database) == 0
    read(page)


def test_a_long_comment_is_refused_whole_and_given_back_whole(client):
    comment = "Đ" * 1300
    answer = send(client, OVERALL="4", COMMENT=comment)
    assert answer.status_code == 422
    assert "Dài quá 50 ký tự" in answer.text
    assert comment in answer.text


@pytest.mark.parametrize("key", ["", "short", "x" * 23, "../../../../etc/passwd", NASTY])
def test_a_form_without_a_good_key_gets_a_new_one_and_keeps_its_answers(client, key):
    answer = client.post(f"/s/{OPEN}", data={"key": key, "OVERALL": "4"})
    assert answer.status_code == 400
    assert re.search(r'name="OVERALL" value="4"[^>]* checked>', answer.text)
    assert key_in(answer.text) != key
    assert send(client, key=key_in(answer.text), OVERALL="4").status_code == 201


def test_fields_of_another_form_are_refused_kindly(client):
    answer = send(client, OVERALL="4", role="admin")
    assert answer.status_code == 400
    assert "không thuộc khảo sát này" in answer.text


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"OVERALL=5&COMMENT=" + b"a" * 65_536, FORM_TYPE, 413),
        (b"&".join(b"f%d=1" % n for n in range(400)), FORM_TYPE, 400),
        (b"OVERALL=5&COMMENT=%ff%fe", FORM_TYPE, 400),
        (b"OVERALL=5&COMMENT=\xff", FORM_TYPE, 400),
        (b'{"OVERALL": 5}', {"content-type": "application/json"}, 415),
        (b"OVERALL=5", {}, 415),
    ],
)
def test_what_is_no_form_of_ours_is_refused_before_parsing(
    client, staff_database, body, headers, status
):
    answer = client.post(f"/s/{OPEN}", content=body, headers=headers)
    assert answer.status_code == status
    assert "<h1>" in answer.text
    assert stored_answers(staff_database) == 0


def test_a_body_that_never_said_its_length_is_cut_off_at_the_limit(client):
    sent = []

    def chunks():
        for _ in range(1000):
            sent.append(1)
            yield b"a" * 4096

    answer = client.post(f"/s/{OPEN}", content=chunks(), headers=FORM_TYPE)
    assert answer.status_code == 413
    assert answer.headers["connection"] == "close"


def test_hostile_text_is_shown_as_text_in_every_field(client):
    answer = send(client, code=HOSTILE, COMMENT=NASTY, FIELD=NASTY, S1_1=NASTY, AGE=NASTY)
    assert answer.status_code == 422
    page = read(answer.text)
    assert page.active == ["script"]
    assert page.fetched == [static.address(static.OFFLINE)]
    assert "<script>" not in answer.text
    assert answer.text.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 3
    assert "{{7*7}}" in answer.text
    for path in (f"/s/{NASTY}", f"/?ma={NASTY}", f"/r/{NASTY}", f"/cong-khai?ky={NASTY}"):
        assert "<script" not in client.get(path).text


def test_an_unknown_code_gets_help_and_says_whether_it_was_mistyped(client):
    mistyped = client.get(f"/s/{OPEN[:-1]}{'A' if OPEN[-1] != 'A' else 'B'}")
    unknown = client.get("/s/0000000")
    assert (mistyped.status_code, unknown.status_code) == (404, 404)
    assert "ký tự chưa đúng" in mistyped.text
    assert "Không có quầy nào mang mã này" in unknown.text
    assert 'name="ma"' in mistyped.text
    assert client.post("/s/0000000", data={"OVERALL": "5"}).status_code == 404


def test_a_code_is_found_however_it_is_typed(client):
    typed = f"{OPEN[:3].lower()}-{OPEN[3:].lower().replace('0', 'o')}"
    assert client.get(f"/s/{typed}").headers["location"] == f"/s/{OPEN}"
    assert client.get("/", params={"ma": typed}).headers["location"] == f"/s/{OPEN}"
    assert client.get(f"/?ma={typed}&lang=en").headers["location"] == f"/s/{OPEN}?lang=en"


def test_a_closed_counter_shows_and_takes_nothing(client, staff_database):
    assert client.get(f"/s/{CLOSED}").status_code == 410
    answer = client.post(f"/s/{CLOSED}", data={"key": "a" * 22, "OVERALL": "5"})
    assert answer.status_code == 410
    assert stored_answers(staff_database) == 0


def test_a_counter_can_open_the_full_page_but_the_light_one_stays_reachable(client):
    moved = client.get(f"/s/{FULL}?lang=en")
    assert moved.status_code == 302
    assert moved.headers["location"] == f"{SURVEY_URL}/?ma={FULL}&lang=en"
    light = client.get(f"/s/{FULL}?light=1")
    assert light.status_code == 200
    assert f'formaction="/s/{FULL}?lang=en&amp;doi=1"' in light.text
    assert send(client, code=FULL, key=key_in(light.text), OVERALL="3").status_code == 201


def test_a_forged_host_never_gets_into_a_link(client):
    for path in (f"/s/{OPEN}", f"/s/{FULL}", f"/s/{OPEN.lower()}", "/", "/cong-khai"):
        answer = client.get(
            path, headers={"host": "evil.example", "x-forwarded-host": "evil.example"}
        )
        assert "evil.example" not in answer.text
        assert "evil.example" not in answer.headers.get("location", "")


def test_a_busy_database_loses_nothing_that_was_typed(client, monkeypatch, staff_database):
    key = key_in(client.get(f"/s/{OPEN}").text)

    def refuse(self, answer):
        raise Unavailable("locked")

    with monkeypatch.context() as patch:
        patch.setattr(Submissions, "add", refuse)
        busy = send(client, key=key, OVERALL="5", COMMENT="Nhanh")
    assert busy.status_code == 503
    assert busy.headers["retry-after"]
    assert "Nhanh</textarea>" in busy.text
    assert key_in(busy.text) == key
    assert send(client, key=key, OVERALL="5", COMMENT="Nhanh").status_code == 201
    assert stored_answers(staff_database) == 1


def test_a_fault_of_ours_is_owned_up_to_without_a_traceback(client, monkeypatch):
    def fail(self, code):
        raise RuntimeError("a secret of the house")

    monkeypatch.setattr("survey_app.wiring.Desk.point", fail)
    answer = client.get(f"/s/{OPEN}")
    assert answer.status_code == 500
    assert "Hệ thống gặp trục trặc" in answer.text
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text


def test_health_and_readiness(client, staff_database):
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").status_code == 200
    with staff_database.write() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'older'")
    assert client.get("/readyz").status_code == 503
    assert client.get("/healthz").status_code == 200


def test_other_methods_and_paths_get_kind_pages(client):
    assert client.put(f"/s/{OPEN}").status_code == 405
    assert client.get("/wp-login.php").status_code == 404
    assert client.head(f"/s/{OPEN}").status_code == 200


@pytest.mark.parametrize("path", [f"/s/{OPEN}/", "/cong-khai/", "/qr/"])
def test_no_address_is_ever_built_from_the_host_header(client, path):
    answer = client.get(path, headers={"host": "evil.example"}, follow_redirects=False)
    assert answer.status_code in {200, 404}
    assert "evil.example" not in answer.text + str(answer.headers)

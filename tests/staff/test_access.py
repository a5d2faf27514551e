"""This module tests who may come in: every path, every method, websockets, cookies, roles."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect
from streamlit import file_util
from streamlit.runtime import Runtime

from dashboards import wiring
from dashboards.access.cookies import cookie_names, form_token, form_token_is_right
from dashboards.access.origin import origin_is_ours, safe_next
from dashboards.access.roles import EVERYONE, ROLES, SCREEN_ROLES, may_open, may_read_unit
from dashboards.access.sessions import LiveSessions
from dashboards.asgi import staff
from dashboards.screens.census import SCREENS
from storage import Audit, People, Sessions, Settings
from storage import records as storage_records
from tests.staff.conftest import PASSWORD, STAFF_URL, settings_of

pytestmark = pytest.mark.slow  # each test starts a runtime of Streamlit

PAGE = {"accept": "text/html"}
ORIGIN = {"origin": STAFF_URL}


@pytest.fixture
def browser(house: wiring.House) -> Iterator[TestClient]:
    with serving(house.settings, STAFF_URL) as client:
        yield client


@contextmanager
def serving(settings: Settings, url: str) -> Iterator[TestClient]:
    """Serve the staff door to a test; Streamlit allows one runtime a process, so it is put away."""
    try:
        with TestClient(staff(settings), base_url=url, follow_redirects=False) as client:
            yield client
    finally:
        Runtime._instance = None


def token_in(page: str) -> str:
    return page.split('name="csrf" value="')[1].split('"', maxsplit=1)[0]


def sign_in(client: TestClient, username: str = "leader", password: str = PASSWORD, **more: str):
    form = {"csrf": token_in(client.get("/dang-nhap").text), "username": username,
            "password": password, **more}  # fmt: skip
    return client.post("/dang-nhap", data=form, headers=ORIGIN)


GUARDED = (
    "/", "/xep-hang", "/cham-diem", "/static-x", "/static/../media/x", "/media/x",
    "/_stcore/health",
    "/_stcore/host-config", "/_stcore/upload_file/a/b", "/component/x", "/favicon.png",
    "//xep-hang", "/dang-nhap/", "/healthz/x", "/_stcore/stream", "/DANG-NHAP",
)  # fmt: skip


def test_nothing_is_served_without_a_session(browser: TestClient) -> None:
    for path in GUARDED:
        assert browser.get(path).status_code == 401, path
        page = browser.get(path, headers=PAGE)
        assert page.status_code == 303, path
        assert page.headers["location"].startswith("/dang-nhap")
        assert browser.post(path).status_code == 401, path
        assert browser.put(path).status_code == 401, path


def test_the_published_bundles_load_without_a_session_for_reading_only(browser: TestClient) -> None:
    name = inline_bundle()
    assert browser.get(f"/static/js/{name}").status_code == 200
    assert browser.head(f"/static/js/{name}").status_code == 200
    assert browser.post(f"/static/js/{name}").status_code == 401


def inline_bundle() -> str:
    folder = Path(file_util.get_static_dir()) / "static" / "js"
    return next(file.name for file in sorted(folder.glob("LinkButton.*.js")))


def test_an_address_without_a_page_is_answered_in_the_readers_language(browser: TestClient) -> None:
    sign_in(browser)
    for path in ("/khong-co", "/xep-hang/9", "/Tong-Quan", "/ho-so.php"):
        answer = browser.get(path, headers=PAGE)
        assert answer.status_code == 404, path
        assert "Không có trang này" in answer.text
        assert 'href="/"' in answer.text
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    for screen in SCREENS:
        assert browser.get(f"/{screen.address}", headers=PAGE).status_code == 200
        assert browser.get(f"/{screen.address}/", headers=PAGE).status_code == 301  # to the above
    assert browser.get("/", headers=PAGE).status_code == 200
    assert browser.get("/_stcore/health").status_code == 200


def test_health_answers_without_a_session(browser: TestClient) -> None:
    assert browser.get("/healthz").json() == {"status": "ok"}
    assert browser.get("/readyz").json() == {"status": "ok"}


def test_readyz_says_when_the_tables_are_not_ours(browser: TestClient, house: wiring.House) -> None:
    with house.database.write() as connection:
        connection.exec_driver_sql("DELETE FROM alembic_version")
    assert browser.get("/readyz").status_code == 503


def test_sign_in_opens_the_page_asked_for_and_renews_the_session(browser: TestClient) -> None:
    first = sign_in(browser, tiep="/xep-hang?ky=1")
    assert first.status_code == 303
    assert first.headers["location"] == "/xep-hang?ky=1"
    cookie = first.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Domain" not in cookie
    old = browser.cookies["thuocdo_phien"]
    page = browser.get("/", headers=PAGE)
    assert page.status_code == 200
    assert '<html lang="vi">' in page.text
    assert "<title>Streamlit</title>" not in page.text
    browser.cookies.set("thuocdo_truoc", "")
    browser.cookies.clear()
    browser.cookies.set("thuocdo_phien", old)
    assert sign_in_again(browser) != old


def sign_in_again(browser: TestClient) -> str:
    """Sign in over a live session: the sign-in page itself then only shows who is in."""
    assert "Đang đăng nhập" in browser.get("/dang-nhap").text
    bound = "x" * 43
    browser.cookies.set("thuocdo_truoc", bound)
    form = {"csrf": form_token(wiring.house().settings.secret, bound), "username": "leader",
            "password": PASSWORD}  # fmt: skip
    old = browser.cookies["thuocdo_phien"]
    answer = browser.post("/dang-nhap", data=form, headers=ORIGIN)
    assert answer.status_code == 303
    assert Sessions(wiring.house().database).person_for(old, now=wiring.now()) is None
    return answer.cookies["thuocdo_phien"]


def test_a_wrong_password_and_an_unknown_name_are_told_the_same(browser: TestClient) -> None:
    wrong = sign_in(browser, password="không phải mật khẩu")
    unknown = sign_in(browser, username="nobody", password="không phải mật khẩu")
    assert wrong.status_code == unknown.status_code == 401
    assert "chưa đúng" in wrong.text
    assert "chưa đúng" in unknown.text
    assert "thuocdo_phien" not in wrong.cookies


def test_repeated_failures_must_wait_and_are_told_how_long(browser: TestClient) -> None:
    answers = [sign_in(browser, password="sai hoàn toàn rồi") for _ in range(6)]
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["retry-after"]) in range(1, 62)
    assert "Xin thử lại sau" in answers[-1].text
    assert sign_in(browser).status_code == 429  # the right password too, while the name waits


def test_a_form_without_its_token_or_from_another_browser_is_refused(browser: TestClient) -> None:
    stolen = token_in(browser.get("/dang-nhap").text)
    form = {"username": "leader", "password": PASSWORD}
    assert browser.post("/dang-nhap", data=form, headers=ORIGIN).status_code == 403
    browser.cookies.clear()
    browser.get("/dang-nhap")
    answer = browser.post("/dang-nhap", data={**form, "csrf": stolen}, headers=ORIGIN)
    assert answer.status_code == 403
    assert "đã mở quá lâu" in answer.text
    browser.cookies.clear()
    answer = browser.post("/dang-nhap", data={**form, "csrf": stolen}, headers=ORIGIN)
    assert answer.status_code == 403


def test_empty_huge_and_foreign_forms_are_refused_kindly(browser: TestClient) -> None:
    assert sign_in(browser, username=" ").status_code == 422
    assert sign_in(browser, password="x" * 2000).status_code == 422
    assert sign_in(browser, username="x" * 20_000).status_code == 413
    foreign = browser.post("/dang-nhap", data={}, headers={"origin": "https://evil.example"})
    assert foreign.status_code == 403
    assert browser.post("/dang-nhap", content=b"{}", headers=ORIGIN).status_code == 403


def test_what_was_typed_is_escaped(browser: TestClient) -> None:
    page = sign_in(browser, username='"><script>alert(1)</script>', password="sai hoàn toàn rồi")
    assert "<script" not in page.text
    assert "&lt;script&gt;" in page.text


def test_a_forged_cookie_opens_nothing(browser: TestClient) -> None:
    sign_in(browser)
    real = browser.cookies["thuocdo_phien"]
    browser.cookies.clear()
    for forged in ("", "x", real[:-1], real + "x", real.swapcase(), "é" * 20):
        raw = f"thuocdo_phien={forged}".encode()
        answer = browser.get("/_stcore/health", headers={b"cookie": raw})
        assert answer.status_code == 401, forged


def test_sign_out_needs_the_token_and_then_ends_the_session(browser: TestClient) -> None:
    sign_in(browser)
    kept = browser.cookies["thuocdo_phien"]
    assert browser.get("/_stcore/health").status_code == 200
    assert browser.post("/dang-xuat", headers=ORIGIN).headers["location"] == "/dang-xuat"
    assert browser.get("/_stcore/health").status_code == 200
    csrf = token_in(browser.get("/dang-xuat").text)
    answer = browser.post("/dang-xuat", data={"csrf": csrf}, headers=ORIGIN)
    assert answer.headers["location"] == "/dang-nhap?xong=1"
    browser.cookies.set("thuocdo_phien", kept)
    assert browser.get("/_stcore/health").status_code == 401
    assert "Ông/bà đã đăng xuất" in browser.get("/dang-nhap?xong=1").text
    actions = [event.action for event in Audit(wiring.house().database).latest(2)]
    assert actions == ["sign_out", "sign_in"]


def test_a_person_who_is_barred_is_out_at_once(browser: TestClient, house: wiring.House) -> None:
    sign_in(browser)
    People(house.database).set_active("leader", False)
    with pytest.raises(WebSocketDisconnect), connect(browser, STAFF_URL):
        pass


def connect(client: TestClient, origin: str | None):
    headers = {"origin": origin} if origin else {}
    return client.websocket_connect("/_stcore/stream", subprotocols=["streamlit"], headers=headers)


def test_a_websocket_of_another_origin_is_refused(browser: TestClient) -> None:
    sign_in(browser)
    for origin in (None, "null", "https://evil.example", STAFF_URL + ".evil.vn"):
        with pytest.raises(WebSocketDisconnect), connect(browser, origin):
            pass


def test_a_websocket_needs_a_live_session(browser: TestClient) -> None:
    with pytest.raises(WebSocketDisconnect), connect(browser, STAFF_URL):
        pass
    sign_in(browser)
    with connect(browser, STAFF_URL) as socket:
        assert socket.accepted_subprotocol == "streamlit"


def test_every_answer_carries_the_security_headers(browser: TestClient) -> None:
    answers = [browser.get(path, headers=PAGE) for path in ("/", "/dang-nhap", "/healthz", "/x")]
    sign_in(browser)
    answers.append(browser.get("/", headers=PAGE))
    for answer in answers:
        policy = answer.headers["content-security-policy"]
        assert "frame-ancestors 'none'" in policy
        assert "script-src 'self' 'unsafe-inline'" not in policy
        assert "unsafe-eval" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-frame-options"] == "DENY"
    assert "default-src 'none'" in answers[1].headers["content-security-policy"]
    assert "connect-src 'self'" in answers[-1].headers["content-security-policy"]


def test_https_makes_cookies_secure_and_host_only() -> None:
    names = cookie_names("https://canbo.example.vn")
    assert names.secure
    assert names.session == "__Host-thuocdo_phien"
    assert not cookie_names("http://127.0.0.1:8502").secure


def test_secure_cookies_are_set_over_https(house: wiring.House) -> None:
    url = "https://canbo.example.vn"
    settings = settings_of(house.settings.data_dir, THUOCDO_STAFF_URL=url)
    with serving(settings, url) as client:
        form = {"csrf": token_in(client.get("/dang-nhap").text), "username": "leader",
                "password": PASSWORD}  # fmt: skip
        answer = client.post("/dang-nhap", data=form, headers={"origin": url})
        assert answer.status_code == 303
        session = next(
            value for value in answer.headers.get_list("set-cookie") if "phien=" in value
        )
        assert session.startswith("__Host-thuocdo_phien=")
        assert "Secure" in session
        assert "max-age" in answer.headers["strict-transport-security"]


def test_bundles_are_compressed_once_and_come_out_the_same(browser: TestClient) -> None:
    sign_in(browser)
    page = browser.get("/", headers=PAGE).text
    path = page.split('src="./static/js/')[1].split('"')[0]
    plain = browser.get(f"/static/js/{path}", headers={"accept-encoding": "identity"})
    for _ in range(2):
        packed = browser.get(f"/static/js/{path}", headers={"accept-encoding": "gzip"})
        assert packed.headers["content-encoding"] == "gzip"
        assert int(packed.headers["content-length"]) < len(plain.content) / 2
        assert packed.content == plain.content
    for language in ("en", "vi"):  # a name that does not exist is a page, and no page is kept
        browser.get(f"/dang-nhap?lang={language}")
        missing = browser.get("/static/js/none.js", headers={"accept-encoding": "gzip"})
        assert f'<html lang="{language}">' in missing.text


def test_the_sign_in_page_lists_sign_ins_only_for_a_demonstration(
    browser: TestClient, house: wiring.House
) -> None:
    file = house.settings.data_dir / wiring.DEMO_SIGN_INS
    file.write_text('[{"username": "leader", "password": "ai cũng biết"}]', encoding="utf-8")
    assert "ai cũng biết" not in browser.get("/dang-nhap").text
    wiring.Properties(house.database).put("demo", "yes")
    # The application has a connection of its own, so what it shows is read from the file.
    assert "ai cũng biết" in browser.get("/dang-nhap").text
    file.write_text("{broken", encoding="utf-8")
    assert browser.get("/dang-nhap").status_code == 200


def test_the_page_speaks_the_language_chosen(browser: TestClient) -> None:
    page = browser.get("/dang-nhap?lang=en")
    assert '<html lang="en">' in page.text
    assert "Sign in" in page.text
    sign_in(browser)
    assert '<html lang="en">' in browser.get("/", headers=PAGE).text
    assert browser.get("/dang-nhap?lang=xx").status_code == 200


@pytest.mark.parametrize(
    ("path", "kept"),
    [("/xep-hang", "/xep-hang"), ("/a?b=c", "/a?b=c"), ("//evil.example", "/"), (None, "/"),
     ("https://evil.example", "/"), ("/\\evil.example", "/"), ("/a\r\nb", "/"),
     ("/dang-nhap?tiep=/", "/"), ("", "/")],
)  # fmt: skip
def test_sign_in_leads_only_inside(path: str | None, kept: str) -> None:
    assert safe_next(path) == kept


@pytest.mark.parametrize(
    ("origin", "host", "ours"),
    [("https://a.vn", "a.vn", True), ("https://A.vn", "x", True), ("http://b:1", "b:1", True),
     ("https://a.vn.evil", "a.vn", False), ("null", "a.vn", False), (None, "a.vn", False),
     ("ftp://b", "b", False), ("https://b", None, False)],
)  # fmt: skip
def test_an_origin_is_ours_by_address_or_host(
    origin: str | None, host: str | None, ours: bool
) -> None:
    assert origin_is_ours(origin, host, "https://a.vn") is ours


def test_a_form_token_belongs_to_one_browser_and_one_secret() -> None:
    token = form_token(b"secret", "browser")
    assert form_token_is_right(b"secret", "browser", token)
    assert not form_token_is_right(b"other", "browser", token)
    assert not form_token_is_right(b"secret", "other", token)
    assert not form_token_is_right(b"secret", None, token)
    assert not form_token_is_right(b"secret", "browser", "ơ")


def test_only_a_yes_is_remembered_and_only_for_a_moment() -> None:
    asked: list[str] = []
    clock = [0.0]
    person = storage_records.Person(1, "a", "A", "leader", None, True)

    def ask(token: str) -> storage_records.Person | None:
        asked.append(token)
        return person if token == "good" else None

    live = LiveSessions(ask, clock=lambda: clock[0])
    assert live.is_live("good")
    assert live.is_live("good")
    assert asked == ["good"]
    assert live.is_live("good", fresh=True)
    assert len(asked) == 2
    clock[0] = 2.1
    live.is_live("good")
    assert len(asked) == 3
    live.forget("good")
    live.is_live("good")
    assert len(asked) == 4
    assert not live.is_live("bad")
    assert not live.is_live("bad")
    assert len(asked) == 6
    assert not live.is_live(None)


def test_screens_and_roles_agree_both_ways() -> None:
    assert {screen.address: screen.roles for screen in SCREENS} == dict(SCREEN_ROLES)
    assert len({screen.address for screen in SCREENS}) == len(SCREENS)
    assert frozenset(storage_records.ROLES) == frozenset(ROLES) == EVERYONE
    assert not may_open("leader", "no-such-screen")
    assert not may_open("nobody", "papi")


def test_an_officer_reads_only_the_own_unit() -> None:
    assert may_read_unit("unit_officer", "X1", "X1")
    assert not may_read_unit("unit_officer", "X1", "X2")
    assert not may_read_unit("unit_officer", None, "X1")
    assert may_read_unit("leader", None, "X2")
    assert not may_read_unit("operator", None, "X1")

"""This module opens both faces of the survey in a real browser, as people do."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta

import httpx2
import pytest
import uvicorn
import zxingcpp
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from storage.receipt_days import ReceiptDays
from survey_app.guard.rotating import RotatingCodes
from survey_app.intake import intake
from tests.public.conftest import (
    CLOSED,
    OPEN,
    PUBLIC_URL,
    SECOND,
    SURVEY_URL,
    key_in,
    stored_answers,
)

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
PHONE = {"width": 390, "height": 844}
SMALL_PHONE = {"width": 320, "height": 640}
DESKTOP = {"width": 1280, "height": 900}


@pytest.fixture
def browser(chromium_path):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def address(settings, desk):
    """The address of an intake that really listens."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(
        uvicorn.Config(intake(settings, desk=desk), log_level="error", access_log=False)
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join(10)
    listener.close()


@pytest.fixture
def survey_address(settings, staff_database):
    """The address of a Streamlit process that really listens."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    program = (
        "import sys, uvicorn; from pathlib import Path; from storage.settings import Settings; "
        "from survey_app.asgi import survey; "
        "uvicorn.run(survey(Settings.from_environment(Path(sys.argv[1]))), port=int(sys.argv[2]), "
        "log_level='error')"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program, str(settings.data_dir), str(port)],
        env={**os.environ, "THUOCDO_PUBLIC_URL": PUBLIC_URL, "THUOCDO_SURVEY_URL": SURVEY_URL},
    )
    found = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{found}/healthz")
        yield found
    finally:
        process.terminate()
        process.wait(20)


def _wait_for(url: str) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            assert httpx2.get(url, timeout=2).json() == {"status": "ok"}
            return
        except httpx2.TransportError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def open_page(browser: Browser, url: str, **options) -> Page:
    context = browser.new_context(**{"viewport": PHONE, **options})
    page = context.new_page()
    page.goto(url)
    return page


def violations(page: Page) -> list[str]:
    report = Axe().run(page)
    return [
        f"{one['id']}: {node['target']}"
        for one in report.response["violations"]
        for node in one["nodes"]
    ]


VARIANTS = {
    "phone": ("", {}),
    "small phone": ("", {"viewport": SMALL_PHONE}),
    "desktop": ("", {"viewport": DESKTOP}),
    "dark": ("", {"color_scheme": "dark"}),
    "English": ("?lang=en", {}),
    "forced colours": ("", {"forced_colors": "active"}),
    "reduced motion": ("", {"reduced_motion": "reduce"}),
}


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_light_page_has_no_known_barrier(browser, address, variant):
    query, options = VARIANTS[variant]
    page = open_page(browser, f"{address}/s/{OPEN}{query}", **options)
    assert violations(page) == []
    page.locator("main button").first.click()
    page.get_by_role("alert").wait_for()
    assert violations(page) == []
    page.set_default_timeout(10_000)
    page.locator('input[name=OVERALL][value="4"]').check()
    page.locator("main button").first.click()
    page.get_by_role("status").wait_for()
    assert violations(page) == []


@pytest.fixture
def small_pages(address, settings, staff_database):
    """Every page of the light door that is no form, with something on it where it can have it."""
    key = key_in(httpx2.get(f"{address}/s/{OPEN}").text)
    sent = httpx2.post(f"{address}/s/{OPEN}", data={"key": key, "OVERALL": "4"})
    receipt = sent.headers["thuocdo-receipt"]
    ReceiptDays(staff_database).close_due(
        datetime.now(UTC) + timedelta(days=1), new_salt=lambda: "0" * 32
    )
    screen_key = RotatingCodes(settings.secret).screen_key(OPEN)
    return [
        "/", "/?ma=12345", "/s/ABCDEFG", f"/s/{CLOSED}", "/cong-khai", "/nowhere",
        "/quyen-rieng-tu", f"/r/{receipt}", "/r/1234567890A", "/bien-nhan",
        "/ve", "/ve?ve=ABC", f"/s/{OPEN}?ve=ABC", f"/man-hinh/{OPEN}?khoa={screen_key}",
    ]  # fmt: skip


@pytest.mark.parametrize(("viewport", "scheme"), [(PHONE, "dark"), (DESKTOP, "light")])
def test_the_small_pages_have_no_known_barrier(browser, address, small_pages, viewport, scheme):
    page = open_page(browser, address, color_scheme=scheme, viewport=viewport)
    for path in small_pages:
        page.goto(address + path)
        assert violations(page) == [], path


@pytest.mark.parametrize("code", [OPEN, SECOND])
def test_a_cold_visit_costs_few_requests_and_bytes(browser, address, code):
    context = browser.new_context(viewport=PHONE)
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    finished: list[float] = []
    session.on("Network.loadingFinished", lambda event: finished.append(event["encodedDataLength"]))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}/s/{code}", wait_until="networkidle")
    over_the_wire = [url for url in asked if not url.startswith("data:")]
    assert 1 <= len(over_the_wire) <= 3
    assert all(url.startswith(address) for url in over_the_wire)
    assert 0 < sum(finished) <= 14_000


def test_the_whole_journey_needs_no_javascript(browser, address, staff_database):
    page = open_page(browser, f"{address}/s/{OPEN}", java_script_enabled=False)
    page.get_by_role("button", name="Gửi ý kiến").click()
    page.get_by_role("link", name=re.compile("Xin trả lời câu này")).click()
    assert page.url.endswith("#OVERALL")
    page.get_by_text("Hài lòng", exact=True).first.click()
    page.get_by_label("Ông/bà muốn góp ý điều gì?").fill("Cán bộ rất tận tình.")
    page.get_by_role("button", name="Gửi ý kiến").click()
    page.get_by_text("ý kiến đã được ghi nhận").wait_for()
    assert stored_answers(staff_database) == 1
    page.reload()
    assert "đã được ghi nhận từ trước" in page.content()
    assert stored_answers(staff_database) == 1


def test_after_back_a_changed_answer_gets_a_kind_page(browser, address, staff_database):
    page = open_page(browser, f"{address}/s/{OPEN}")
    page.locator('input[name=OVERALL][value="5"]').check()
    key = page.locator("input[name=key]").input_value()
    page.locator("main button").first.click()
    page.get_by_role("status").wait_for()
    page.go_back()
    assert page.locator("input[name=key]").input_value() == key
    page.locator('input[name=OVERALL][value="1"]').check()
    with page.expect_response(lambda response: response.request.method == "POST") as sent:
        page.locator("main button").first.click()
    assert sent.value.status == 409
    page.get_by_text("đã được gửi trước đó").first.wait_for()
    assert stored_answers(staff_database) == 1
    page.goto(f"{address}/s/{OPEN}")
    assert page.locator("input[name=key]").input_value() != key


def test_back_from_the_receipt_to_a_form_with_a_slip_shows_that_form(browser, address):
    page = open_page(browser, f"{address}/s/{OPEN}", java_script_enabled=False)
    key = page.locator("input[name=key]").input_value()
    send = page.get_by_role("button", name="Gửi ý kiến")
    with page.expect_response(lambda response: response.request.method == "POST") as refused:
        send.click()
    assert refused.value.status == 422
    page.locator('input[name=OVERALL][value="4"]').check()
    send.click()
    page.get_by_role("status").wait_for()
    page.go_back()
    assert page.locator("input[name=key]").input_value() == key


def test_the_keyboard_alone_reaches_the_receipt(browser, address, staff_database):
    page = open_page(browser, f"{address}/s/{OPEN}")
    page.locator("#OVERALL").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.tagName") == "BUTTON":
            break
    page.keyboard.press("Enter")
    page.get_by_role("status").wait_for()
    with staff_database.read() as connection:
        stored = connection.exec_driver_sql("SELECT content FROM answer").scalar_one()
    assert stored == '{"OVERALL":3}'


@pytest.mark.parametrize("query", ["", "?lang=en"])
def test_touch_targets_are_large_and_nothing_runs_off_the_side(browser, address, query):
    page = open_page(browser, f"{address}/s/{OPEN}{query}", viewport=SMALL_PHONE)
    small = page.evaluate(
        """() => [...document.querySelectorAll(
            'label.o, button, select, textarea, nav a, .bar a, .langs input:not(.v-h)')]
        .map(e => [e.textContent.trim(), e.getBoundingClientRect()])
        .filter(([, box]) => box.height < 44 || box.width < 44)
        .map(([text, box]) => `${text}: ${box.width} x ${box.height}`)"""
    )
    assert small == []
    assert page.evaluate("document.documentElement.scrollWidth") <= SMALL_PHONE["width"]


def test_text_at_twice_the_size_still_fits(browser, address):
    page = open_page(browser, f"{address}/s/{OPEN}")
    page.context.new_cdp_session(page).send("Emulation.setEmulatedMedia", {"media": "screen"})
    page.evaluate("document.documentElement.style.setProperty('font-size', '200%')")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    clipped = page.evaluate(
        """() => [...document.querySelectorAll('.o span')]
        .filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.textContent.trim())"""
    )
    assert clipped == []


def test_the_vector_picture_is_read_as_a_camera_would(browser, address, tmp_path):
    page = open_page(browser, f"{address}/qr/{OPEN}.svg", viewport={"width": 400, "height": 400})
    shot = tmp_path / "qr.png"
    page.screenshot(path=shot)
    with Image.open(shot) as picture:
        assert [one.text for one in zxingcpp.read_barcodes(picture)] == [f"{PUBLIC_URL}/s/{OPEN}"]


def test_the_full_page_takes_an_answer_and_stays_on_this_host(
    browser, survey_address, staff_database
):
    context = browser.new_context(viewport=PHONE)
    page = context.new_page()
    foreign: list[str] = []
    page.on(
        "request",
        lambda request: (
            foreign.append(request.url)
            if not request.url.startswith((survey_address, "data:", "blob:"))
            else None
        ),
    )
    complaints: list[str] = []
    page.on("console", lambda told: complaints.append(told.text) if told.type == "error" else None)
    page.goto(f"{survey_address}/?ma={OPEN}")
    page.get_by_role("button", name="Gửi ý kiến").wait_for(timeout=60_000)
    assert page.locator("html").get_attribute("lang") == "vi"
    assert "Ý kiến của ông/bà" in page.title()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.get_by_role("radiogroup").first.get_by_role("radio", name="Rất hài lòng").click()
    page.get_by_role("button", name="Gửi ý kiến").click()
    page.get_by_text("ý kiến đã được ghi nhận").wait_for(timeout=20_000)
    assert stored_answers(staff_database) == 1
    assert foreign == []
    assert complaints == []
    page.get_by_role("link", name="English").click()
    page.get_by_role("button", name="Answer about another procedure").wait_for(timeout=60_000)
    assert page.locator("html").get_attribute("lang") == "en"


def test_the_full_page_sends_its_bundles_compressed(survey_address):
    page = httpx2.get(survey_address, headers={"Accept-Encoding": "gzip"})
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
    script = re.search(r'src="\./(static/js/index\.[^"]+\.js)"', page.text)
    assert script
    bundle = httpx2.get(f"{survey_address}/{script[1]}", headers={"Accept-Encoding": "gzip"})
    assert bundle.headers["content-encoding"] == "gzip"

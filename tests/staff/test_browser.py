"""This module walks through the staff door in a browser, at the size of a phone and of a desk."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.staff.conftest import PASSWORD, ROUND, UNITS

pytestmark = pytest.mark.browser

ARGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}
STARTED_WITHIN = 60.0
PATIENCE = 30_000


@pytest.fixture(scope="module")
def staff_url(filled_house: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The staff process as an office runs it, over the small province."""
    data = Path(shutil.copytree(filled_house, tmp_path_factory.mktemp("browser") / "data"))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    process = subprocess.Popen(
        [sys.executable, "-m", "thuocdo", "serve", "staff", "--data", str(data),
         "--port", str(port)],
        env={**os.environ, "THUOCDO_STAFF_URL": url},
    )  # fmt: skip
    try:
        _wait_until_healthy(process, url)
        yield url
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait_until_healthy(process: subprocess.Popen[bytes], url: str) -> None:
    until = time.monotonic() + STARTED_WITHIN
    while time.monotonic() < until:
        assert process.poll() is None, "the staff process ended at once"
        try:
            direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
            with direct.open(f"{url}/healthz", timeout=2) as answer:
                assert json.load(answer) == {"status": "ok"}
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError("the staff process did not answer in time")


@pytest.fixture
def browser(chromium_path: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium_path, args=list(ARGS))
        yield started
        started.close()


def sign_in(page: Page, url: str, username: str = "leader") -> None:
    page.goto(f"{url}/dang-nhap")
    page.get_by_label("Tên đăng nhập").fill(username)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()


def go(page: Page, name: str) -> None:
    """Choose a screen in the menu, which a phone keeps folded."""
    unfold = page.get_by_test_id("stExpandSidebarButton")
    if unfold.is_visible():
        unfold.click()
    link = page.get_by_test_id("stSidebarNavLink")
    link.filter(has=page.get_by_text(name, exact=True)).click()


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_leader_goes_from_sign_in_to_papi(
    browser: Browser, staff_url: str, size: dict[str, int]
) -> None:
    context = browser.new_context(viewport=size, locale="vi-VN")
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    abroad: list[str] = []
    complaints: list[str] = []
    page.on(
        "request", lambda sent: abroad.append(sent.url) if not _ours(sent.url, staff_url) else 0
    )
    page.on("pageerror", lambda fault: complaints.append(str(fault)))
    page.on(
        "console",
        lambda said: complaints.append(said.text) if "Content Security" in said.text else None,
    )
    sign_in(page, staff_url)
    expect(page.get_by_role("heading", name="Tổng quan")).to_be_visible(timeout=PATIENCE)
    assert page.locator("html").get_attribute("lang") == "vi"
    expect(page.locator(".js-plotly-plot").first).to_be_visible(timeout=PATIENCE)
    assert fits(page)
    go(page, "Xếp hạng")
    expect(page.get_by_role("heading", name="Xếp hạng")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_test_id("stDataFrame")).to_be_visible(timeout=PATIENCE)
    assert fits(page)
    page.goto(f"{staff_url}/ho-so?don-vi=X1&ky={ROUND}")
    expect(page.get_by_role("heading", name=UNITS["X1"])).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text("Mất điểm ở đâu")).to_be_visible()
    assert fits(page)
    go(page, "PAPI")
    expect(page.get_by_text("Gia Lai (cũ)").first).to_be_visible(timeout=PATIENCE)
    expect(page.locator(".js-plotly-plot")).to_have_count(3, timeout=PATIENCE)
    expect(page.get_by_text("Nguồn: PAPI")).to_be_visible()
    assert fits(page)
    assert abroad == []
    assert complaints == []
    context.close()


def _ours(url: str, staff_url: str) -> bool:
    return url.startswith((staff_url, staff_url.replace("http", "ws", 1), "data:", "blob:"))


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_sign_in_page_has_no_barrier(
    browser: Browser, staff_url: str, size: dict[str, int], scheme: str
) -> None:
    context = browser.new_context(viewport=size, locale="vi-VN", color_scheme=scheme)
    page = context.new_page()
    page.goto(f"{staff_url}/dang-nhap")
    assert Axe().run(page).violations_count == 0
    page.get_by_label("Mật khẩu").fill("sai hoàn toàn rồi")
    page.get_by_label("Tên đăng nhập").fill(f"nobody-{scheme}-{size['width']}")
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("chưa đúng")
    assert Axe().run(page).violations_count == 0
    assert fits(page)
    context.close()


def test_signing_out_in_one_tab_stops_the_other(browser: Browser, staff_url: str) -> None:
    context = browser.new_context(viewport=DESK, locale="vi-VN")
    context.set_default_timeout(PATIENCE)
    first = context.new_page()
    sign_in(first, staff_url)
    expect(first.get_by_role("heading", name="Tổng quan")).to_be_visible(timeout=PATIENCE)
    second = context.new_page()
    second.goto(f"{staff_url}/dang-xuat")
    second.get_by_role("button", name="Đăng xuất").click()
    expect(second.get_by_text("Ông/bà đã đăng xuất")).to_be_visible()
    go(first, "Xếp hạng")
    expect(first.get_by_role("heading", name="Ông/bà chưa đăng nhập")).to_be_visible(
        timeout=PATIENCE
    )
    assert first.get_by_test_id("stDataFrame").count() == 0
    first.wait_for_timeout(1500)  # a part that could not be fetched would say so by now
    assert first.get_by_test_id("stAlert").count() == 0
    assert "Error" not in first.locator("body").inner_text()
    link = first.get_by_role("link", name="Đăng nhập lại")
    assert (link.get_attribute("href") or "").endswith("/dang-nhap")
    context.close()


def test_every_address_opens_or_says_why_not_in_vietnamese(
    browser: Browser, staff_url: str
) -> None:
    context = browser.new_context(viewport=PHONE, locale="vi-VN")
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    sign_in(page, staff_url)
    expect(page.get_by_role("heading", name="Tổng quan")).to_be_visible(timeout=PATIENCE)
    assert page.url == f"{staff_url}/tong-quan"
    for address, heading in (
        ("tong-quan", "Tổng quan"),
        ("cham-diem", "Ông/bà không có quyền mở trang này"),
        ("ma-qr", "Ông/bà không có quyền mở trang này"),
        ("khong-co-trang-nay", "Không có trang này"),
    ):
        page.goto(f"{staff_url}/{address}")
        expect(page.get_by_role("heading", name=heading)).to_be_visible(timeout=PATIENCE)
        assert page.get_by_text("Page not found").count() == 0
        assert fits(page)
    context.close()


def test_a_leader_supposes_on_a_phone_and_a_new_load_has_forgotten_it(
    browser: Browser, staff_url: str
) -> None:
    context = browser.new_context(viewport=PHONE, locale="vi-VN")
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    sign_in(page, staff_url)
    expect(page.get_by_role("heading", name="Tổng quan")).to_be_visible(timeout=PATIENCE)
    page.goto(f"{staff_url}/gia-dinh?don-vi=X2&ky={ROUND}")
    points = page.get_by_test_id("stMetricValue").first
    expect(points).to_have_text("18,00/100", timeout=PATIENCE)
    page.get_by_text("tiêu chí khác").click()  # what is not declared yet comes before it
    step = page.get_by_role("button", name="Đạt điểm tối đa: 8 → 10 (+4 điểm)")
    size = step.bounding_box()
    assert size is not None
    assert size["height"] >= 44
    step.press("Enter")  # the keyboard does what a finger does
    expect(points).to_have_text("22,00/100", timeout=PATIENCE)
    expect(page.get_by_role("button", name="Làm lại từ đầu")).to_be_visible()
    # For a moment the fields from before stand beside the new ones.
    fields = page.get_by_label("Số đạt (tử số)")
    expect(fields).to_have_count(1, timeout=PATIENCE)
    expect(fields).to_have_value("10", timeout=PATIENCE)
    assert fits(page)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    page.reload()
    expect(points).to_have_text("18,00/100", timeout=PATIENCE)
    context.close()

"""This module takes the pictures of the documentation from a demo that is running on this machine.

Usage: python docs/images/take.py PORT SURVEY_ADDRESS (both as `thuocdo demo` prints them)
"""

from __future__ import annotations

import io
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).parent
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 860}
COLOURS = 128  # a palette keeps the pictures small; the pages have few colours
SETTLE_MS = 6_000  # Streamlit draws its charts after the page has loaded


def keep(page: Page, name: str) -> None:
    """Save what the page shows as a small PNG."""
    picture = Image.open(io.BytesIO(page.screenshot()))
    small = picture.convert("RGB").quantize(COLOURS)
    small.save(HERE / f"{name}.png", optimize=True)


def sign_in(page: Page, staff: str, *, username: str) -> None:
    """Sign in with one of the demo's accounts."""
    page.goto(staff)
    page.fill('input[name="username"]', username)
    page.fill('input[type="password"]', "thuocdo-demo")
    page.press('input[type="password"]', "Enter")
    page.wait_for_timeout(SETTLE_MS)


def public_pages(page: Page, survey: str, *, port: int) -> None:
    """Take the light page, the receipt and the published results."""
    page.goto(survey)
    keep(page, "light-phone")
    page.locator('input[name="OVERALL"][value="4"]').check(force=True)
    page.get_by_role("button", name="Gửi ý kiến").click()
    page.get_by_role("status").wait_for()
    keep(page, "receipt-phone")
    page.goto(f"http://127.0.0.1:{port}/cong-khai")
    keep(page, "published-phone")
    page.goto(f"http://127.0.0.1:{port + 2}/?ma={survey.rsplit('/', 1)[-1]}")
    page.wait_for_timeout(SETTLE_MS)
    keep(page, "full-page-phone")


def leader_pages(page: Page, staff: str, *, suffix: str) -> None:
    """Take what a leader sees."""
    sign_in(page, staff, username="lanhdao")
    keep(page, f"overview-{suffix}")
    for path, name in (
        ("xep-hang", "ranking"),
        ("ho-so", "profile"),
        ("hai-long", "satisfaction"),
        ("papi", "papi"),
    ):
        page.goto(f"{staff}{path}")
        page.wait_for_timeout(SETTLE_MS)
        keep(page, f"{name}-{suffix}")


def inspector_pages(page: Page, staff: str) -> None:
    """Take the inspector's form."""
    sign_in(page, staff, username="thamdinh")
    page.goto(f"{staff}cham-diem")
    page.wait_for_timeout(SETTLE_MS)
    keep(page, "appraisal-desktop")


def in_a_new_window(
    browser: Browser, size: dict[str, int], *, take: Callable[[Page], None]
) -> None:
    """Give each set of pictures a window of its own, with no cookie of another."""
    context = browser.new_context(viewport=size, locale="vi-VN", device_scale_factor=1)  # type: ignore[arg-type]
    take(context.new_page())
    context.close()


def main(port: int, survey: str) -> None:
    """Take all pictures."""
    staff = f"http://127.0.0.1:{port + 1}/"
    path = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        in_a_new_window(browser, PHONE, take=lambda page: public_pages(page, survey, port=port))
        in_a_new_window(
            browser, DESKTOP, take=lambda page: leader_pages(page, staff, suffix="desktop")
        )
        in_a_new_window(browser, PHONE, take=lambda page: leader_pages(page, staff, suffix="phone"))
        in_a_new_window(browser, DESKTOP, take=lambda page: inspector_pages(page, staff))
        browser.close()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])

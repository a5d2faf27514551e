"""This module looks at the statistical screens in a browser, on a phone."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from tests.staff.test_browser import (
    PATIENCE,
    PHONE,
    browser,
    fits,
    sign_in,
    staff_url,
)

pytestmark = [pytest.mark.browser, pytest.mark.slow]

__all__ = ["browser", "staff_url"]

SCREENS = {
    "chi-so": "Chỉ số hài lòng (SIPAS)",
    "dau-hieu": "Dấu hiệu bất thường",
    "do-tin-cay": "Chất lượng phép đo",
    "kieu-papi": "Điểm kiểu PAPI",
}


def test_the_statistical_screens_fit_a_phone_and_have_no_barrier(
    browser: Browser, staff_url: str
) -> None:
    context = browser.new_context(viewport=PHONE, locale="vi-VN")
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    sign_in(page, staff_url, "inspector")
    expect(page.get_by_role("heading", name="Tổng quan")).to_be_visible(timeout=PATIENCE)
    for address, heading in SCREENS.items():
        page.goto(f"{staff_url}/{address}")
        expect(page.get_by_role("heading", name=heading, exact=True)).to_be_visible(
            timeout=PATIENCE
        )
        expect(page.get_by_test_id("stStatusWidget")).to_have_count(0, timeout=PATIENCE)
        assert fits(page), address
        found = Axe().run(page, context="[data-testid=stMain]")
        serious = [
            (one["id"], node["html"][:160])
            for one in found.response["violations"]
            for node in one["nodes"]
            if one["impact"] != "minor"
        ]
        assert serious == [], address
    assert faults == []
    context.close()

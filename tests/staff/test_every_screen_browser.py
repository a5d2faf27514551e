"""This module opens every screen of the staff door once, on a phone, and looks for barriers."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from dashboards.access.roles import may_open
from dashboards.screens.census import SCREENS
from tests.staff.test_browser import PATIENCE, PHONE, browser, fits, sign_in, staff_url

pytestmark = [pytest.mark.browser, pytest.mark.slow]

__all__ = ["browser", "staff_url"]

# Together these two open every screen.
ROLES = ("inspector", "secretariat")
# The icons over a table stay small: grown, they would cover what stands above it.
SMALL_BUTTONS = """() => [...document.querySelectorAll("[data-testid=stMain] button")]
  .filter((one) => !one.closest("[data-testid=stElementToolbar]"))
  .map((one) => [one.innerText || one.ariaLabel, one.getBoundingClientRect()])
  .filter(([name, box]) => box.height > 17 && box.height < 44).map(([name]) => name)"""
ENGLISH = ("Skip to main content", "Upload", "Expand sidebar", "Choose an option", "Fullscreen")


def test_every_screen_opens_on_a_phone_without_a_barrier(browser: Browser, staff_url: str) -> None:
    unseen = [screen.address for screen in SCREENS]
    wrong: list[str] = []
    for role in ROLES:
        context = browser.new_context(viewport=PHONE, locale="vi-VN", has_touch=True)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.on("pageerror", lambda fault, kept=wrong: kept.append(str(fault)))
        page.on("console", lambda said, kept=wrong: kept.extend(_refused(said.text)))
        sign_in(page, staff_url, role)
        expect(page.get_by_test_id("stMain")).to_be_visible()
        for address in [one for one in unseen if may_open(role, one)]:
            page.goto(f"{staff_url}/{address}")
            expect(page.get_by_role("heading", level=1)).to_be_visible()
            expect(page.get_by_test_id("stStatusWidget")).to_have_count(0)
            wrong += [f"{address}: {fault}" for fault in _faults(page)]
            unseen.remove(address)
        context.close()
    assert unseen == []
    assert wrong == []


def _refused(said: str) -> list[str]:
    return [said] if "Content Security" in said else []


def _faults(page: Page) -> list[str]:
    found = [] if fits(page) else ["wider than the phone"]
    found += [f"lower than 44 pixels: {name}" for name in page.evaluate(SMALL_BUTTONS)]
    content = page.content().split('name="thuocdo-words"')[1].split("</head>")[1]
    found += [f"in English: {word}" for word in ENGLISH if f'"{word}' in content]
    for one in Axe().run(page).response["violations"]:
        found += [f"{one['id']}: {node['html'][:160]}" for node in one["nodes"]]
    return found

"""This module uses the full survey page on a phone, as people do."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.public.conftest import OPEN, stored_answers
from tests.public.test_browser import PHONE, SMALL_PHONE, browser, survey_address, violations

pytestmark = [pytest.mark.browser, pytest.mark.slow]

__all__ = ["browser", "survey_address"]  # fixtures

IN_VIEW = """e => { const box = e.getBoundingClientRect();
  return box.top >= 0 && box.bottom <= innerHeight; }"""
SMALL_TARGETS = """() => [...document.querySelectorAll(
  '.stButtonGroup button, .stButton button, .band a, input, textarea')]
  .map(e => [e.textContent || e.ariaLabel, (e.closest('[data-baseweb]') || e)
    .getBoundingClientRect()])
  .filter(([, box]) => box.height < 44 && box.height > 1)
  .map(([text, box]) => `${text}: ${box.width} x ${box.height}`)"""


def opened(browser, address: str, query: str = "", **options) -> Page:
    page = browser.new_context(**{"viewport": PHONE, **options}).new_page()
    page.goto(f"{address}/?ma={OPEN}{query}")
    page.locator(".stButtonGroup").first.wait_for(timeout=60_000)
    return page


def scale(page: Page):
    """The boxes of the first question's answers."""
    buttons = page.get_by_role("radiogroup").first.get_by_role("radio")
    return [one.bounding_box() for one in buttons.all()]


def test_sending_without_the_required_answer_is_told_where_people_look(
    browser, survey_address, staff_database
):
    page = opened(browser, survey_address)
    page.get_by_label("Ông/bà muốn góp ý điều gì?").fill("Chờ lâu")
    page.get_by_role("button", name="Gửi ý kiến").click()
    alert = page.get_by_role("alert").filter(has_text="Phiếu chưa gửi được")
    alert.wait_for(timeout=20_000)
    assert alert.evaluate(IN_VIEW)
    assert violations(page) == []
    alert.get_by_role("link").click()
    beside = page.locator("#w-OVERALL .wrong")
    expect(beside).to_be_in_viewport()
    page.get_by_role("radio", name="Hài lòng", exact=True).first.click()
    expect(beside).to_have_count(0, timeout=20_000)
    page.get_by_role("button", name="Gửi ý kiến").click()
    page.get_by_text("ý kiến đã được ghi nhận").wait_for(timeout=20_000)
    assert stored_answers(staff_database) == 1


@pytest.mark.parametrize("query", ["", "&lang=en"])
def test_the_scale_keeps_its_order_and_every_target_is_large(browser, survey_address, query):
    page = opened(browser, survey_address, query)
    boxes = scale(page)
    assert len(boxes) == 5
    assert len({box["y"] for box in boxes}) == 1
    assert [box["x"] for box in boxes] == sorted(box["x"] for box in boxes)
    assert max(box["width"] for box in boxes) - min(box["width"] for box in boxes) < 2
    assert page.evaluate(SMALL_TARGETS) == []
    page.set_viewport_size(SMALL_PHONE)
    page.wait_for_timeout(500)
    small = scale(page)
    assert len({box["x"] for box in small}) == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= SMALL_PHONE["width"]


def test_a_reload_and_another_language_bring_the_started_form_back(
    browser, survey_address, staff_database
):
    page = opened(browser, survey_address)
    page.get_by_role("radio", name="Rất hài lòng").first.click()
    page.get_by_label("Ông/bà muốn góp ý điều gì?").fill("Cảm ơn")
    page.keyboard.press("Tab")
    page.get_by_text("Đã trả lời 2/").wait_for(timeout=20_000)
    page.reload()
    chosen = page.get_by_role("radio", name="Rất hài lòng").first
    expect(chosen).to_be_checked(timeout=60_000)
    page.get_by_role("link", name="English").click()
    page.get_by_text("2 of ").wait_for(timeout=60_000)
    assert page.locator("html").get_attribute("lang") == "en"
    page.get_by_role("button", name="Send my answers").click()
    page.locator(".stCode").wait_for(timeout=20_000)
    receipt = page.locator(".stCode").inner_text().strip()
    page.reload()
    page.locator(".stCode").wait_for(timeout=60_000)
    assert page.locator(".stCode").inner_text().strip() == receipt
    assert stored_answers(staff_database) == 1


def test_a_lost_connection_is_told_and_the_started_form_goes_on_when_it_is_back(
    browser, survey_address, staff_database
):
    lines = []
    page = browser.new_context(viewport=PHONE).new_page()
    page.route_web_socket("**/_stcore/stream*", lambda line: lines.append(line_through(line)))
    page.goto(f"{survey_address}/?ma={OPEN}")
    page.locator(".stButtonGroup").first.wait_for(timeout=60_000)
    page.get_by_role("radio", name="Rất hài lòng").first.click()
    page.get_by_label("Ông/bà muốn góp ý điều gì?").fill("Cảm ơn")
    page.keyboard.press("Tab")
    page.get_by_text("Đã trả lời 2/").wait_for(timeout=20_000)
    page.route("**/_stcore/**", lambda route: route.abort())
    lines[-1].close()
    page.get_by_role("dialog", name="Mất kết nối").wait_for(timeout=30_000)
    page.unroute("**/_stcore/**")
    page.get_by_role("dialog").wait_for(state="hidden", timeout=60_000)
    assert len(lines) > 1
    expect(page.get_by_role("radio", name="Rất hài lòng").first).to_be_checked()
    page.get_by_role("button", name="Gửi ý kiến").click(timeout=20_000)
    page.locator(".stCode").wait_for(timeout=20_000)
    assert stored_answers(staff_database) == 1


def line_through(line):
    """Connect a page's line to the server, so that it can be cut."""
    line.connect_to_server()
    return line


def test_the_dark_page_has_no_known_barrier(browser, survey_address):
    page = opened(browser, survey_address, color_scheme="dark")
    paper = page.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor")
    assert paper == "rgb(13, 25, 28)"
    assert violations(page) == []

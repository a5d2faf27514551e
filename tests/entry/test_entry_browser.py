"""A clerk with a keyboard and an interviewer with a telephone do a piece of their day."""

from __future__ import annotations

import time

import pytest

from storage.paper_serials import serial_number
from tests.public.conftest import stored_answers
from tests.public.test_browser import ARGUMENTS, PHONE, violations

pytestmark = [pytest.mark.browser, pytest.mark.slow]
DESKTOP = {"width": 1280, "height": 900}


@pytest.fixture
def browser(playwright, chromium_path):
    browser = playwright.chromium.launch(executable_path=chromium_path, args=ARGUMENTS)
    yield browser
    browser.close()


def page_of(browser, **options):
    page = browser.new_context(**options).new_page()
    page.set_default_timeout(15_000)
    return page


def wait_until(page, condition, seconds=20):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        page.wait_for_timeout(100)


def type_paper(page, serial, answers):
    """Type a whole paper without a mouse: digits choose, Enter moves on."""
    for typed in (serial, "", *answers[:-1]):
        page.keyboard.type(typed)
        page.keyboard.press("Enter")
    page.keyboard.type(answers[-1])
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "da-ghi=1" in page.url


def test_two_clerks_enter_papers_by_keyboard_and_settle_a_difference(
    line, office, browser, staff_database
) -> None:
    one, two = office.passes_for()
    alike = ["4", "5", "0", *[""] * 6, "3", "Nhanh", "1", "2"]
    other = ["4", "1", "0", *[""] * 6, "3", "Nhanh", "1", "2"]
    page = page_of(browser, viewport=DESKTOP)
    page.goto(f"{line.address}/nhap/{one}")
    page.keyboard.type("000001-X")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "so_phieu"  # it does not move on
    assert page.locator("#so_phieu-x").is_visible()
    type_paper(page, serial_number(1), alike)
    type_paper(page, serial_number(2), alike)
    assert page.evaluate("document.activeElement.id") == "so_phieu"
    page.keyboard.press("F8")
    assert page.evaluate("document.activeElement.id") == "hoan-tac"
    page.keyboard.press("Enter")
    page.wait_for_url("**/hoan-tac")
    assert page.locator("#so_phieu").input_value() == serial_number(2)
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**da-ghi=1*")
    assert violations(page) == []
    page.get_by_role("button", name="Khép lô này").click()
    page.wait_for_url("**/doi-chieu?*")

    # The second clerk's browser has no JavaScript: the page is a plain form.
    plain = page_of(browser, viewport=DESKTOP, java_script_enabled=False)
    for serial, answers in ((serial_number(1), alike), (serial_number(2), other)):
        plain.goto(f"{line.address}/nhap/{two}")
        plain.fill("#so_phieu", serial)
        for field, typed in zip(
            plain.locator(".e-line input, .e-line textarea").all(), answers, strict=True
        ):
            field.fill(typed)
        plain.get_by_role("button", name="Ghi phiếu này").click()
    plain.get_by_role("button", name="Khép lô này").click()
    assert stored_answers(staff_database) == 1
    assert violations(page_at(page, plain.url)) == []
    plain.get_by_role("link", name="Quyết định").click()
    assert violations(page_at(page, plain.url)) == []
    plain.locator("label.o", has_text="1 Rất không hài lòng").click()
    plain.get_by_role("button", name="Đưa phiếu vào kết quả").click()
    assert stored_answers(staff_database) == 2
    assert "27 trên 28" in plain.content()


def page_at(page, address):
    page.goto(address)
    return page


def test_interviewer_asks_one_citizen_after_another_also_without_a_network(
    line, office, browser, staff_database
) -> None:
    (token,) = office.passes_for("interviewer")
    page = page_of(browser, viewport=PHONE, has_touch=True)
    page.goto(f"{line.address}/nhap/{token}")
    page.wait_for_function("window.Hang")
    assert violations(page) == []

    def interview(value):
        page.locator(f'#k-OVERALL label.o:has(input[value="{value}"])').tap()
        page.locator("#k-now").tap()

    def count(kind):
        return int(page.locator(f"#pv-{kind}").text_content())

    interview(4)
    page.locator("#k-thanks .k-again").wait_for()
    assert len(page.locator("#k-receipt").text_content().replace("-", "")) == 11
    page.wait_for_timeout(6000)  # longer than a tablet would wait: two people are talking
    assert page.locator("#k-thanks").is_visible()
    page.locator("#k-thanks .k-again").tap()
    assert page.locator("#k-OVERALL").is_visible()
    wait_until(page, lambda: count("interview") == 1)
    page.get_by_role("button", name="Từ chối").tap()
    page.get_by_role("button", name="Hoàn tác").tap()
    wait_until(page, lambda: count("refusal") == 0)
    line.cut()
    page.get_by_role("button", name="Vắng nhà").tap()
    interview(2)
    page.locator("#k-saved .k-again").tap()
    wait_until(page, lambda: count("waiting") == 2)
    assert (count("interview"), count("absence")) == (2, 1)
    line.mend()
    page.evaluate("Hang.work(true)")
    wait_until(page, lambda: count("waiting") == 0 and count("interview") == 2, seconds=40)
    assert count("absence") == 1
    assert stored_answers(staff_database) == 2
    assert {one["tier"] for one in office.answers()} == {"D"}

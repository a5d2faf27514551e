"""This module walks from the QR code at the counter to the number that a leader reads."""

import io
import re
import urllib.request

import PIL.Image
import pytest
import zxingcpp
from playwright.sync_api import Browser, Page, expect

from tests.journey.running import RunningDemo
from thuocdo.demo.people import PASSWORD
from thuocdo.demo.seed import COMMUNE_ROUND

pytestmark = [pytest.mark.slow, pytest.mark.browser]

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 1000}
COMMUNE = "Xã Vân Canh"
RECEIPT = re.compile(r"[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{3}")
PATIENCE = 60_000


def test_an_answer_on_the_light_page_reaches_the_leader(
    running: RunningDemo, browser: Browser
) -> None:
    leader = sign_in(running, browser)
    before = answers_of_the_commune(running, leader)

    citizen = browser.new_context(viewport=PHONE, locale="vi-VN", java_script_enabled=False)
    page = citizen.new_page()
    page.goto(address_in_the_qr_picture(running))
    expect(page.locator("html")).to_have_attribute("lang", "vi")
    expect(page.get_by_text(COMMUNE)).to_be_visible()
    page.locator("label", has=page.locator('input[name="OVERALL"][value="4"]')).click()
    page.locator("label", has=page.locator('input[name="S3.1"][value="5"]')).click()
    page.locator('textarea[name="COMMENT"]').fill("Cán bộ tận tình, xin cảm ơn!")
    with page.expect_response(lambda answer: answer.request.method == "POST") as posted:
        page.locator('form[action*="/s/"] button').click()
    assert posted.value.status == 201
    receipt = page.locator(".code").inner_text()
    assert RECEIPT.fullmatch(receipt)
    citizen.close()

    assert answers_of_the_commune(running, leader) == before + 1
    assert_receipt_is_known(running, receipt)


def test_an_answer_on_the_streamlit_page_reaches_the_leader(
    running: RunningDemo, browser: Browser
) -> None:
    leader = sign_in(running, browser)
    before = answers_of_the_commune(running, leader)

    citizen = browser.new_context(viewport=PHONE, locale="vi-VN")
    page = citizen.new_page()
    page.goto(f"{running.survey}/?ma={running.code}")
    expect(page.get_by_text(COMMUNE)).to_be_visible(timeout=PATIENCE)
    # What is pressed while the page is still being drawn is drawn over.
    expect(page.get_by_test_id("stApp")).to_have_attribute(
        "data-test-script-state", "notRunning", timeout=PATIENCE
    )
    overall = page.get_by_role("radio", name="Hài lòng", exact=True).first
    overall.click()
    expect(overall).to_be_checked(timeout=PATIENCE)
    page.get_by_role("button", name="Gửi ý kiến").click()
    receipt = page.get_by_test_id("stCode").inner_text(timeout=PATIENCE).strip()
    assert RECEIPT.fullmatch(receipt)
    citizen.close()

    assert answers_of_the_commune(running, leader) == before + 1
    assert_receipt_is_known(running, receipt)


def address_in_the_qr_picture(running: RunningDemo) -> str:
    """Read the picture as a phone does; it must lead to the point whose picture it is."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with direct.open(f"{running.public}/qr/{running.code}.png", timeout=10) as answer:
        picture = PIL.Image.open(io.BytesIO(answer.read()))
    (found,) = zxingcpp.read_barcodes(picture)
    assert found.text == f"{running.public}/s/{running.code}"
    return found.text


def sign_in(running: RunningDemo, browser: Browser) -> Page:
    """Sign in as the leader."""
    page = browser.new_context(viewport=DESK, locale="vi-VN").new_page()
    page.goto(f"{running.staff}/")
    page.locator("#username").fill("lanhdao")
    page.locator("#password").fill(PASSWORD)
    page.locator('form:has(#password) button[type="submit"]').click()
    page.wait_for_url(f"{running.staff}/")
    return page


def answers_of_the_commune(running: RunningDemo, leader: Page) -> int:
    """Read the commune's number of answers from the leader's page of satisfaction."""
    leader.goto(f"{running.staff}/hai-long?ky={COMMUNE_ROUND.id}")
    search = leader.get_by_test_id("stTextInput").locator("input")
    search.fill("van canh", timeout=PATIENCE)
    search.press("Enter")
    # The page is drawn again after the search, and a table's cells exist only where they are seen.
    leader.wait_for_function(f"() => ({_CELLS})().length === 4", timeout=PATIENCE)
    name, _share, answers, *_ = leader.evaluate(_CELLS)
    assert name == COMMUNE
    return int(answers.replace(".", ""))


_CELLS = """() => {
  const table = document.querySelector('[data-testid="stDataFrame"]');
  if (!table) return [];
  table.scrollIntoView({block: "center"});
  return [...table.querySelectorAll('[role="gridcell"]')].map(cell => cell.textContent);
}"""


def assert_receipt_is_known(running: RunningDemo, receipt: str) -> None:
    """The public door confirms the receipt."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with direct.open(f"{running.public}/r/{receipt}", timeout=10) as answer:
        assert answer.status == 200
        assert receipt in answer.read().decode()

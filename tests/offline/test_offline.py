"""This module cuts the network, kills the browser, and counts what arrives."""

from __future__ import annotations

import json
import re
import time
from contextlib import suppress

import httpx2
import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page, expect

from tests.public.conftest import OPEN, stored_answers

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FORM = f"/s/{OPEN}"
KEPT = """async () => {
  const {active} = await navigator.serviceWorker.ready;
  const all = await (await caches.open('phieu')).keys();
  return active.state === 'activated' && all.some((one) => one.url.includes('/s/'));
}"""


def wire_size(url: str) -> int:
    with httpx2.stream("GET", url, headers={"accept-encoding": "gzip"}) as answer:
        body = b"".join(answer.iter_raw())
        return len(body) + sum(len(name) + len(value) + 4 for name, value in answer.headers.raw)


def visited(page: Page, url: str) -> None:
    """Open the form and wait until it is kept on the phone, as a moment's reading allows."""
    page.goto(url)
    page.locator("#COMMENT").fill("x")
    page.locator("#COMMENT").fill("")
    deadline = time.monotonic() + 15
    while not page.evaluate(KEPT):
        assert time.monotonic() < deadline, "the form is not kept"
        page.wait_for_timeout(100)


def answer(page: Page, comment: str, *, rating: int = 4) -> None:
    page.locator(f'input[name=OVERALL][value="{rating}"]').check()
    page.locator("#COMMENT").fill(comment)
    page.get_by_role("button", name="Gửi ý kiến").click()


def arrived(database) -> list[str]:
    with database.read() as connection:
        rows = connection.exec_driver_sql("SELECT content FROM answer").scalars()
        return sorted(json.loads(content).get("COMMENT", "") for content in rows)


def wait_for_answers(database, number: int, page: Page, *, seconds: float = 40) -> None:
    deadline = time.monotonic() + seconds
    while stored_answers(database) < number and time.monotonic() < deadline:
        page.wait_for_timeout(100)


def test_twenty_answers_outlive_the_network_and_the_browser_and_arrive_once_each(
    phone, line, staff_database
):
    page = phone.start()
    visited(page, line.address + FORM)
    line.cut()
    keys = set()
    for number in range(20):
        page.goto(line.address + FORM)
        keys.add(page.locator("input[name=key]").input_value())
        answer(page, f"Ý kiến {number:02}")
        page.get_by_role("heading", name="Đã lưu trên máy, sẽ tự gửi khi có mạng.").wait_for()
    assert len(keys) == 20
    phone.kill()
    line.mend()
    assert stored_answers(staff_database) == 0
    page = phone.start()
    page.goto(line.address + FORM)
    wait_for_answers(staff_database, 20, page)
    expect(page.locator("#hang-xong")).to_contain_text("đã được gửi")
    page.wait_for_timeout(1_000)
    assert arrived(staff_database) == [f"Ý kiến {number:02}" for number in range(20)]
    receipts = re.findall(r"\w{4}-\w{4}-\w{3}", page.locator("#hang-xong").inner_text())
    assert len(set(receipts)) == 20
    assert httpx2.get(f"{line.address}/r/{receipts[7]}").status_code == 200
    page.get_by_role("button", name="Tôi đã ghi lại").click()
    expect(page.locator("#hang-xong")).to_have_count(0)
    page.reload()
    page.wait_for_timeout(500)
    assert page.locator("#hang-xong").count() == 0
    assert stored_answers(staff_database) == 20


def test_an_answer_whose_receipt_was_lost_on_the_way_counts_once(context, line, staff_database):
    page = context.new_page()
    visited(page, line.address + FORM)
    page.reload()
    # The form arrives, its answer does not.
    taken = []

    def lose(route):
        taken.append(route.fetch().status)
        # The page may have given this attempt up and started the next one meanwhile.
        with suppress(PlaywrightError):
            route.abort()

    context.route("**/s/**", lambda route: lose(route) if route.request.method == "POST" else
                  route.continue_())  # fmt: skip
    answer(page, "Một lần thôi")
    page.get_by_role("heading", name="Đã lưu trên máy").wait_for()
    assert taken[0] == 201
    context.unroute_all(behavior="ignoreErrors")
    page.goto(line.address + FORM)
    expect(page.locator("#hang-xong")).to_contain_text("đã được gửi", timeout=30_000)
    assert arrived(staff_database) == ["Một lần thôi"]


def test_without_a_network_the_page_itself_keeps_a_finished_answer(context, line, staff_database):
    page = context.new_page()
    page.goto(line.address + FORM)
    page.wait_for_timeout(500)
    context.set_offline(True)
    page.get_by_role("button", name="Gửi ý kiến").click()
    page.get_by_text("Xin trả lời câu được đánh dấu trước").wait_for()
    assert page.evaluate("document.activeElement.name") == "OVERALL"
    answer(page, "Lúc mất mạng")
    page.get_by_role("heading", name="Đã lưu trên máy, sẽ tự gửi khi có mạng.").wait_for()
    assert stored_answers(staff_database) == 0
    context.set_offline(False)
    expect(page.locator("#hang-xong")).to_contain_text("Mã biên nhận")
    assert page.locator("#luu-tam").is_hidden()
    assert arrived(staff_database) == ["Lúc mất mạng"]


def test_a_started_answer_survives_a_reload_and_goes_when_it_is_sent(context, line, staff_database):
    page = context.new_page()
    page.goto(line.address + FORM)
    page.locator('input[name=OVERALL][value="2"]').check()
    page.locator("#COMMENT").fill("Đang viết dở")
    page.locator("#FIELD").select_option("dat-dai")
    page.wait_for_timeout(500)
    page.reload()
    page.get_by_text("nhập dở trên máy này vẫn còn đây").wait_for()
    assert page.locator("#COMMENT").input_value() == "Đang viết dở"
    assert page.locator("#FIELD").input_value() == "dat-dai"
    assert page.locator("input[name=OVERALL]:checked").input_value() == "2"
    page.get_by_role("button", name="Gửi ý kiến").click()
    page.get_by_text("ý kiến đã được ghi nhận").wait_for()
    page.goto(line.address + FORM)
    page.wait_for_timeout(400)
    assert page.locator("#COMMENT").input_value() == ""
    assert page.evaluate("Object.keys(localStorage)") == []
    assert arrived(staff_database) == ["Đang viết dở"]


def test_a_started_answer_can_be_cleared(context, line):
    page = context.new_page()
    page.goto(line.address + FORM)
    page.locator("#COMMENT").fill("Không gửi nữa")
    page.wait_for_timeout(500)
    page.reload()
    page.get_by_role("button", name="Xoá và làm lại từ đầu").click()
    assert page.locator("#COMMENT").input_value() == ""
    page.reload()
    page.wait_for_timeout(400)
    assert page.locator("#COMMENT").input_value() == ""


def test_what_the_server_refuses_later_is_told_and_not_sent_for_ever(context, line, staff_database):
    page = context.new_page()
    visited(page, line.address + FORM)
    page.reload()
    line.cut()
    page.get_by_role("button", name="Gửi ý kiến").click()  # the required answer is missing
    page.get_by_role("heading", name="Đã lưu trên máy").wait_for()
    line.mend()
    page.goto(line.address + FORM)
    expect(page.locator("#hang-sai")).to_contain_text("không được tiếp nhận", timeout=30_000)
    asked = len([one for one in line.asked if one.startswith("POST")])
    page.reload()
    page.wait_for_timeout(1_500)
    assert len([one for one in line.asked if one.startswith("POST")]) == asked
    assert stored_answers(staff_database) == 0


def test_a_cold_visit_asks_three_times_at_most_and_only_this_host(context, line):
    foreign = []
    context.on(
        "request",
        lambda request: (
            None if request.url.startswith((line.address, "data:")) else foreign.append(request.url)
        ),
    )
    page = context.new_page()
    page.goto(line.address + FORM, wait_until="networkidle")
    assert line.asked == [f"GET {FORM}", "GET /offline.js"]
    page.locator("#COMMENT").fill("x")  # whoever begins to answer gets what keeps it
    page.wait_for_function("async () => (await navigator.serviceWorker.ready).active")
    page.wait_for_timeout(500)
    assert line.asked[2:] in ([], ["GET /offline.js"])
    assert foreign == []
    sizes = [wire_size(line.address + path) for path in (FORM, "/offline.js")]
    assert sum(sizes) <= 14_000, sizes


def test_a_step_or_a_ticket_is_never_kept_for_later(context, line):
    page = context.new_page()
    visited(page, line.address + FORM)
    page.goto(f"{line.address}{FORM}?ve=ABC")
    names = page.evaluate(
        "async () => (await (await caches.open('phieu')).keys()).map((one) => one.url)"
    )
    assert not [name for name in names if "ve=" in name]

"""The office's path in a browser: export, edit, import, compare, issue, open a round."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Browser, Page, expect

from scoring.definitions import CriteriaSet, find_set
from scoring.definitions.criteria_set import Criterion
from tests.staff.test_browser import DESK, PATIENCE, PHONE, browser, sign_in, staff_url  # noqa: F401

pytestmark = pytest.mark.browser

SET = "cchc-so/2026"
SCALES = frozenset({"linear", "yes_no", "survey", "deduction", "relative"})


def three_that_scale(criteria_set: CriteriaSet) -> list[Criterion]:
    """Three neighbours of one area whose maxima can be changed without changing their rules."""
    for area in criteria_set.areas:
        found = [
            one
            for one in area.criteria
            if one.rule is not None and one.rule.type in SCALES and one.max_points >= 1
        ]
        if len(found) >= 3 and any(one.scoring_rule.type == "linear" for one in found[:3]):
            return found[:3]
    raise AssertionError("no area has three such criteria")


def edit(raw: Path, out: Path, changes: dict[tuple[str, str], Any]) -> Path:
    book = openpyxl.load_workbook(raw)
    sheet = book["Tiêu chí"]
    names = [cell.value for cell in sheet[2]]
    rows = {sheet.cell(row, names.index("code") + 1).value: row for row in range(3, 200)}
    for (code, column), value in changes.items():
        sheet.cell(rows[code], names.index(column) + 1).value = value
    whole = book["Bộ tiêu chí"]
    keys = {whole.cell(row, 3).value: row for row in range(3, 40)}
    whole.cell(keys["id"], 4).value = "so-noi-vu/2027"
    book.save(out)
    return out


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:  # noqa: F811
    context = browser.new_context(viewport=DESK, locale="vi-VN", accept_downloads=True)
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


def choose(page: Page, label: str, text: str) -> None:
    """Choose in a box of Streamlit: open it, type, press Enter."""
    box = page.get_by_role("combobox", name=label)
    box.click()
    box.fill(text)
    page.get_by_role("option").filter(has_text=text).first.click()


def write_decision(page: Page) -> None:
    for label, text in (
        ("Tên gọi của bộ tiêu chí", "Bộ tiêu chí của tỉnh"),
        ("Số quyết định", "12/2027/QĐ-UBND"),
        ("Cơ quan ban hành", "Ủy ban nhân dân tỉnh"),
    ):
        page.get_by_label(label).first.fill(text)
        page.get_by_label(label).first.press("Enter")
    page.get_by_role("group", name="Ngày quyết định").get_by_role("spinbutton").first.click()
    page.keyboard.type("15012027")
    page.keyboard.press("Enter")


def expect_the_mistake_is_named(page: Page) -> None:
    """Find the cell, what stood there and, on a phone too, what to do about it."""
    problem = page.get_by_test_id("stTable")
    expect(problem).to_contain_text("Tiêu chí")
    expect(problem).to_contain_text("E (Điểm tối đa)")
    expect(problem).to_contain_text("6.909")
    page.set_viewport_size(PHONE)  # what to do is in sight without moving the table sideways
    page.wait_for_function(
        "() => { const t = document.querySelector('[data-testid=stTable]');"
        " return t && t.getBoundingClientRect().right <= innerWidth"
        " && [t, ...t.querySelectorAll('*')].every(e => e.scrollWidth <= e.clientWidth + 1"
        " || getComputedStyle(e).overflowX === 'visible'); }"
    )
    page.set_viewport_size(DESK)


def test_an_office_changes_a_set_and_opens_a_round_with_it(
    page: Page,
    staff_url: str,  # noqa: F811
    tmp_path: Path,
) -> None:
    sign_in(page, staff_url, "secretariat")
    expect(page.get_by_role("heading", name="Tổng quan")).to_be_visible(timeout=PATIENCE)
    page.goto(f"{staff_url}/bo-tieu-chi")
    expect(page.get_by_role("heading", name="Bộ tiêu chí").first).to_be_visible(timeout=PATIENCE)
    with page.expect_download() as waited:
        page.get_by_role("button", name="Tải về dạng Excel để chỉnh sửa").click()
    exported = tmp_path / "cchc-so-2026.xlsx"
    waited.value.save_as(exported)

    first, second, third = three_that_scale(find_set(SET))
    linear = next(one for one in (first, second, third) if one.scoring_rule.type == "linear")
    changes: dict[tuple[str, str], Any] = {
        (first.code, "max_points"): float(first.max_points + 1),
        (second.code, "max_points"): float(second.max_points - Decimal("0.5")),
        (third.code, "max_points"): float(third.max_points - Decimal("0.5")),
        (linear.code, "rule.target"): 77,
    }
    wrong = edit(exported, tmp_path / "sai.xlsx", changes | {(first.code, "max_points"): "6.909"})
    page.get_by_role("radio", name="Nhập tệp Excel").click()
    page.locator('input[type="file"]').set_input_files(wrong)
    expect(page.get_by_text("Số lỗi cần sửa: 1")).to_be_visible(timeout=PATIENCE)
    expect_the_mistake_is_named(page)

    page.locator('input[type="file"]').set_input_files(
        edit(exported, tmp_path / "dung.xlsx", changes)
    )
    expect(page.get_by_text("không có lỗi")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text("Điểm tối đa: 3 · Cách chấm: 1")).to_be_visible()
    page.get_by_role("button", name="Lưu bản dự thảo").click()
    expect(page.get_by_text("Đã lưu bản dự thảo: so-noi-vu/2027")).to_be_visible(timeout=PATIENCE)

    page.get_by_role("radio", name="Bộ và phiên bản").click()
    choose(page, "Bộ tiêu chí cần xem", "so-noi-vu/2027")
    page.get_by_text("Tôi đã đối chiếu với quyết định").click()
    issue = page.get_by_role("button", name="Ban hành phiên bản này")
    issue.click()  # still a template: the title and the decision are asked for
    expect(page.get_by_text("Chưa ban hành được bộ tiêu chí")).to_be_visible(timeout=PATIENCE)
    write_decision(page)
    issue.click()
    expect(page.get_by_text("Đã ban hành so-noi-vu/2027")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_role("combobox", name="Bộ tiêu chí cần xem")).to_have_value(
        re.compile("so-noi-vu/2027 · đã ban hành"), timeout=PATIENCE
    )

    page.goto(f"{staff_url}/ky-danh-gia")
    page.get_by_label("Tên kỳ đánh giá").fill("Chỉ số CCHC năm 2027: xã")
    choose(page, "Bộ tiêu chí (phiên bản)", "so-noi-vu/2027")
    page.get_by_role("button", name="Mở kỳ đánh giá").click()
    expect(page.get_by_text("Đã mở kỳ so-noi-vu-")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text("bộ so-noi-vu/2027")).to_be_visible()

"""Every kind of question on the light page in a real browser: barriers, keyboard, no script."""

from __future__ import annotations

import json

import pytest

from tests.public.conftest import OPEN, SECOND, SHOWCASE, stored_answers
from tests.public.test_browser import (
    DESKTOP,
    PHONE,
    SMALL_PHONE,
    address,
    browser,
    open_page,
    violations,
)

__all__ = ["address", "browser"]

pytestmark = [pytest.mark.browser, pytest.mark.slow]

VARIANTS = {
    "phone": ("", {}),
    "tablet": ("", {"viewport": {"width": 820, "height": 1180}}),
    "desktop": ("", {"viewport": DESKTOP}),
    "dark": ("", {"color_scheme": "dark"}),
    "forced colours": ("", {"forced_colors": "active"}),
    "reduced motion": ("", {"reduced_motion": "reduce"}),
    "English": ("lang=en", {}),
    "200 % text": ("", {}),
    "small phone": ("", {"viewport": SMALL_PHONE}),
}


@pytest.mark.parametrize("variant", VARIANTS)
def test_no_kind_of_question_has_a_known_barrier(browser, address, variant):
    query, options = VARIANTS[variant]
    page = open_page(browser, f"{address}/s/{SHOWCASE}?{query}", **options)
    if variant == "200 % text":
        page.evaluate("document.documentElement.style.setProperty('font-size', '200%')")
    page.locator('input[name=OVERALL][value="1"]').check(force=True)
    assert page.locator('[id="w-WHY_BAD"]').is_visible()
    assert not page.locator('[id="w-WHY_GOOD"]').is_visible()
    assert violations(page) == []
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= page.viewport_size["width"]


@pytest.mark.parametrize("variant", VARIANTS)
def test_an_empty_form_and_single_screens_have_no_known_barrier(browser, address, variant):
    query, options = VARIANTS[variant]
    page = open_page(browser, f"{address}/s/{SHOWCASE}?{query}", **options)
    page.locator("#DAY").fill("99")
    page.locator("main button").first.click()
    page.get_by_role("alert").wait_for()
    assert violations(page) == []
    page.goto(f"{address}/s/{SHOWCASE}?che-do=tung-cau&{query}")
    assert violations(page) == []
    page.locator("main button").first.click()
    page.get_by_role("alert").wait_for()
    assert violations(page) == []


@pytest.mark.parametrize("path", ["/quyen-rieng-tu", "/quyen-rieng-tu?lang=en"])
def test_the_privacy_page_has_no_known_barrier(browser, address, path):
    assert violations(open_page(browser, address + path)) == []


@pytest.mark.parametrize("code", [SHOWCASE, SECOND])
def test_every_target_is_large_enough(browser, address, code):
    page = open_page(browser, f"{address}/s/{code}", viewport=SMALL_PHONE)
    page.locator('input[name=OVERALL][value="1"]').check(force=True)
    small = page.evaluate(
        """() => [...document.querySelectorAll(
            'label.o, button, select, textarea, input[type=text]:not([tabindex]), nav a, .bar a, ' +
            '.langs input:not(.v-h)')]
        .filter(e => e.offsetParent)
        .map(e => [e.textContent.trim() || e.name, e.getBoundingClientRect()])
        .filter(([, box]) => box.height < 44 || box.width < 44)
        .map(([text, box]) => `${text}: ${box.width} x ${box.height}`)"""
    )
    assert small == []
    assert page.evaluate("document.documentElement.scrollWidth") <= SMALL_PHONE["width"]


def test_the_whole_way_one_question_a_screen_needs_no_script_and_back_works(
    browser, address, staff_database
):
    page = open_page(browser, f"{address}/s/{SECOND}?che-do=tung-cau", java_script_enabled=False)
    key = page.locator("input[name=key]").input_value()
    page.locator('input[name=OVERALL][value="1"]').check(force=True)
    page.locator("main button").first.click()
    page.locator("input[name=WHY_BAD]").nth(1).check(force=True)
    page.locator("main button").first.click()
    assert page.locator(".prog p").inner_text() == "Câu 3/14"
    page.go_back()
    assert page.locator(".prog p").inner_text() == "Câu 2/14"
    assert page.locator("input[name=WHY_BAD]").nth(1).is_checked()
    page.go_back()
    assert page.locator('input[name=OVERALL][value="1"]').is_checked()
    assert page.locator("input[name=key]").input_value() == key
    page.go_forward()
    page.go_forward()
    for _ in range(20):
        page.locator("main button").first.click()
        if page.get_by_role("status").count():
            break
    with staff_database.read() as connection:
        content = connection.exec_driver_sql("SELECT content FROM answer").scalar_one()
    assert json.loads(content) == {"OVERALL": 1, "WHY_BAD": ["noi-tiep-don"]}


def test_the_best_and_the_worst_answer_take_as_many_taps_in_the_browser(browser, address):
    page = open_page(browser, f"{address}/s/{SECOND}")
    seen = []
    for value in ("1", "5"):
        page.locator(f'input[name=OVERALL][value="{value}"]').check(force=True)
        seen.append(page.locator("#phieu input:not([type=hidden])").evaluate_all(
            "all => all.filter(e => e.closest('.item') && e.closest('.item').offsetParent).length"
        ))  # fmt: skip
    assert seen[0] == seen[1] > 0


def test_the_keyboard_alone_answers_with_reasons_and_enter_never_changes_the_language(
    browser, address, staff_database
):
    page = open_page(browser, f"{address}/s/{SECOND}")
    page.keyboard.press("Tab")  # skip link
    page.keyboard.press("Enter")
    page.locator("#OVERALL").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('main button')"):
            break
    page.keyboard.press("Enter")
    page.get_by_role("status").wait_for()
    with staff_database.read() as connection:
        content = connection.exec_driver_sql("SELECT content FROM answer").scalar_one()
    assert json.loads(content) == {"OVERALL": 2, "WHY_BAD": ["thong-tin"]}
    page.goto(f"{address}/s/{SHOWCASE}")
    page.locator('input[name=OVERALL][value="3"]').check(force=True)
    page.locator("#FEE").press("Enter")
    page.get_by_role("status").wait_for()
    assert page.locator("html").get_attribute("lang") == "vi"
    assert stored_answers(staff_database) == 2


def test_a_language_changed_half_way_keeps_what_was_typed_without_a_script(browser, address):
    page = open_page(browser, f"{address}/s/{OPEN}", java_script_enabled=False)
    page.locator('input[name=OVERALL][value="2"]').check(force=True)
    page.locator("#COMMENT").fill("Chờ lâu")
    page.get_by_role("button", name="English").click()
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator('input[name=OVERALL][value="2"]').is_checked()
    assert page.locator("#COMMENT").input_value() == "Chờ lâu"


VOICES = """(local) => {
  window.spoken = [];
  class Words { constructor(text) { this.text = text; } }
  const voices = {
    getVoices: () => [{ lang: 'vi-VN', localService: LOCAL, name: 'x' }],
    cancel() {}, speak(one) { window.spoken.push(one.text); }, addEventListener() {},
  };
  Object.defineProperty(window, 'speechSynthesis', { value: voices });
  window.SpeechSynthesisUtterance = Words;
}"""


@pytest.mark.parametrize("local", ["true", "false"])
def test_questions_are_read_out_only_by_a_voice_of_the_device(browser, address, local):
    context = browser.new_context(viewport=PHONE)
    page = context.new_page()
    page.add_init_script(f"({VOICES.replace('LOCAL', local)})()")
    page.goto(f"{address}/s/{OPEN}", wait_until="networkidle")
    buttons = page.locator("button.listen")
    if local == "false":
        assert buttons.count() == 0
        return
    assert buttons.count() == 13
    assert violations(page) == []
    buttons.first.click()
    (text,) = page.evaluate("window.spoken")
    assert text.startswith("Nhìn chung")
    assert text.endswith("Rất hài lòng")
    assert buttons.first.get_attribute("aria-pressed") == "true"

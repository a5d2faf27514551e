"""This module stands at the tablet as one citizen after another does."""

from __future__ import annotations

import json
import time

import pytest

from scoring.definitions.questionnaire_load import load_questionnaire
from scoring.types import Text
from storage.kiosks import Kiosks, kiosk_pass
from storage.opening_hours import read_hours
from storage.questionnaires import Questionnaires
from storage.records import ServicePoint
from storage.service_points import ServicePoints
from survey_app.codes import new_code
from tests.public.conftest import NOW, OPEN, stored_answers
from tests.public.test_browser import ARGUMENTS, violations

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TABLET = {"width": 1280, "height": 800}
KIOSK = f"/kiosk/{OPEN}"
SHOWCASE = new_code(b"kind")


@pytest.fixture
def browser(playwright, chromium_path):
    browser = playwright.chromium.launch(executable_path=chromium_path, args=ARGUMENTS)
    yield browser
    browser.close()


@pytest.fixture
def tablet(browser):
    context = browser.new_context(viewport=TABLET, has_touch=True)
    page = context.new_page()
    page.set_default_timeout(15_000)
    return page


@pytest.fixture
def showcase(staff_database):
    from importlib import resources
    from pathlib import Path

    file = Path(str(resources.files("criteria"))) / "surveys" / "cac-kieu-cau-hoi" / "v1.yaml"
    form = load_questionnaire(file)
    Questionnaires(staff_database).keep(
        form.raw, form.sha256, id=form.id, counted=form.counted(), kept_at=NOW
    )
    ServicePoints(staff_database).add_many(
        [ServicePoint(SHOWCASE, "X1", Text("Quầy mẫu", "Sample"), form.id)]
    )
    return form


def touch(page, code, value):
    page.locator(f'#k-{code} label.o:has(input[value="{value}"])').first.tap()


def seen(page):
    return page.evaluate("document.querySelector('.k-screen:not([hidden])').id")


def wait_until(page, condition, seconds=30):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        page.wait_for_timeout(100)


def content(database):
    with database.read() as connection:
        return [
            json.loads(one)
            for one in connection.exec_driver_sql(
                "SELECT content FROM answer ORDER BY id"
            ).scalars()
        ]


def test_two_touches_give_an_answer_and_the_next_person_waits_five_seconds(
    tablet, line, staff_database
):
    tablet.goto(line.address + KIOSK)
    faces = tablet.locator("#k-OVERALL .faces svg")
    boxes = [faces.nth(place).bounding_box() for place in range(5)]
    assert min(min(box["width"], box["height"]) for box in boxes) >= 96
    touch(tablet, "OVERALL", 5)
    tablet.locator('[id="k-S1.1"]').wait_for()
    tablet.locator("#k-now").tap()
    tablet.locator("#k-thanks").wait_for()
    began = time.monotonic()
    receipt = tablet.locator("#k-receipt").inner_text()
    assert tablet.locator("#k-check").inner_text().endswith(f"/r/{receipt}")
    assert content(staff_database) == [{"OVERALL": 5}]
    for _ in range(8):  # a child that keeps hitting the screen
        tablet.touchscreen.tap(200, 420)
        tablet.wait_for_timeout(400)
    assert seen(tablet) == "k-thanks"
    tablet.locator("#k-OVERALL").wait_for()
    assert time.monotonic() - began >= 4.5
    assert tablet.locator("input:checked").count() == 0
    assert tablet.locator("#k-receipt").text_content() == ""
    assert receipt not in tablet.content()
    assert stored_answers(staff_database) == 1


def test_after_half_a_minute_nothing_of_the_last_person_is_left(tablet, line, staff_database):
    tablet.clock.install()
    tablet.goto(line.address + KIOSK)
    length = tablet.evaluate("history.length")
    touch(tablet, "OVERALL", 1)
    tablet.clock.run_for(1_000)
    while seen(tablet) != "k-COMMENT":
        tablet.locator("#k-next").tap()
    tablet.locator("#COMMENT").fill("Bí mật của tôi")
    tablet.clock.run_for(12_000)
    assert "20 giây" in tablet.locator("#k-idle").inner_text()
    tablet.locator("#k-stay").tap()
    assert tablet.locator("#k-idle").is_hidden()
    tablet.clock.run_for(12_000)
    assert tablet.locator("#COMMENT").input_value() == "Bí mật của tôi"
    tablet.clock.run_for(19_000)
    assert seen(tablet) == "k-OVERALL"
    assert tablet.locator("input:checked").count() == 0
    assert tablet.locator("#COMMENT").input_value() == ""
    assert tablet.evaluate("history.length") == length
    kept = tablet.evaluate(
        """async () => JSON.stringify([
          Object.entries(localStorage), Object.entries(sessionStorage), await Hang.list(),
          document.cookie, document.documentElement.outerHTML])"""
    )
    assert "Bí mật" not in kept
    tablet.locator("#k-COMMENT").evaluate("(one) => { one.hidden = false; }")
    tablet.locator("#COMMENT").focus()
    tablet.keyboard.press("Control+z")
    assert tablet.locator("#COMMENT").input_value() == ""
    tablet.go_back()
    tablet.go_forward()
    tablet.locator("#k-OVERALL").wait_for()
    assert tablet.locator("#COMMENT").input_value() == ""
    assert tablet.locator("input:checked").count() == 0
    assert stored_answers(staff_database) == 0


def test_another_language_is_for_one_person_only(tablet, line):
    tablet.clock.install()
    tablet.goto(line.address + KIOSK)
    length = tablet.evaluate("history.length")
    tablet.get_by_role("link", name="English").tap()
    tablet.get_by_text("Overall, how satisfied are you?").wait_for()
    assert tablet.evaluate("history.length") == length
    tablet.clock.run_for(31_000)
    tablet.get_by_text("Nhìn chung, ông/bà hài lòng").wait_for()


def test_the_keyboard_alone_reaches_the_receipt(tablet, line, staff_database):
    tablet.goto(line.address + KIOSK)
    tablet.locator("#OVERALL").focus()
    tablet.keyboard.press("ArrowRight")
    tablet.keyboard.press("ArrowRight")
    tablet.wait_for_timeout(700)
    assert seen(tablet) == "k-OVERALL"  # arrow keys choose, Enter moves on
    tablet.keyboard.press("Enter")
    assert seen(tablet) == "k-S1.1"
    assert tablet.evaluate("document.activeElement.id") == "k-S1.1"
    for _ in range(12):
        tablet.keyboard.press("Tab")
        if tablet.evaluate("document.activeElement.id") == "k-now":
            break
    tablet.keyboard.press("Enter")
    tablet.locator("#k-thanks").wait_for()
    assert content(staff_database) == [{"OVERALL": 3}]


def test_a_tablet_without_a_network_keeps_answers_and_sends_each_once(
    tablet, line, settings, staff_database
):
    shown = kiosk_pass(settings.secret, OPEN)
    tablet.goto(f"{line.address}{KIOSK}?the={shown}")
    assert "the=" not in tablet.url
    tablet.wait_for_function(
        """async (page) => {
          const cache = await caches.open('phieu');
          return Boolean(await cache.match(page)) && (await cache.keys()).length >= 4;
        }""",
        arg=KIOSK,
        timeout=20_000,
    )
    line.cut()
    tablet.goto(line.address + KIOSK)  # somebody switches it off and on
    for value in (1, 5):
        touch(tablet, "OVERALL", value)
        tablet.locator('[id="k-S1.1"]').wait_for()
        tablet.locator("#k-now").tap()
        tablet.locator("#k-saved").wait_for()
        tablet.locator("#k-OVERALL").wait_for()
    assert stored_answers(staff_database) == 0
    line.mend()
    tablet.goto(line.address + KIOSK)
    wait_until(tablet, lambda: stored_answers(staff_database) == 2)
    tablet.wait_for_timeout(1_000)
    assert content(staff_database) == [{"OVERALL": 1}, {"OVERALL": 5}]
    wait_until(tablet, lambda: tablet.evaluate("Hang.list().then((all) => all.length)") == 0)
    with staff_database.read() as connection:
        tiers = set(connection.exec_driver_sql("SELECT channel, tier FROM answer"))
    assert {tuple(tier) for tier in tiers} == {("kiosk", "B")}


def test_a_tablet_that_is_set_up_gives_signs_of_life(tablet, line, settings, staff_database):
    tablet.goto(f"{line.address}{KIOSK}?the={kiosk_pass(settings.secret, OPEN)}")
    wait_until(tablet, lambda: Kiosks(staff_database).tablets())
    (found,) = Kiosks(staff_database).tablets()
    assert found.tablet == tablet.locator("#k-tablet").inner_text()
    assert (found.queued, found.refused) == (0, 0)
    assert found.version == tablet.locator("main").get_attribute("data-version")


def test_a_tablet_that_nobody_set_up_says_nothing_of_itself(tablet, line):
    tablet.goto(line.address + KIOSK)
    tablet.wait_for_timeout(1_000)
    assert not [one for one in line.asked if one.endswith("/song")]


def test_outside_opening_hours_a_kind_screen_says_when_to_come(tablet, line, staff_database):
    Kiosks(staff_database).set_hours(OPEN, read_hours("1-5 07:30-11:30 13:30-17:00"))
    tablet.clock.install(time="2026-11-08T03:30:00Z")  # a Sunday
    tablet.goto(line.address + KIOSK)
    assert seen(tablet) == "k-shut"
    assert "13:30–17:00" in tablet.locator("#k-shut").inner_text()
    assert violations(tablet) == []
    tablet.clock.set_system_time("2026-11-09T00:29:58Z")  # Monday, two seconds to half past seven
    tablet.clock.run_for(10_000)
    assert seen(tablet) == "k-OVERALL"


def test_questions_appear_by_what_was_answered_and_every_kind_can_be_answered(
    tablet, line, staff_database, showcase
):
    tablet.goto(f"{line.address}/kiosk/{SHOWCASE}")
    assert violations(tablet) == []
    touch(tablet, "OVERALL", 1)
    tablet.locator("#k-WHY_BAD").wait_for()
    screens = []
    for _ in range(40):
        screens.append(seen(tablet))
        if screens[-1] in {"k-thanks", "k-sending"}:
            break
        assert violations(tablet) == [], screens[-1]
        tablet.locator("#k-next").tap()
        tablet.wait_for_timeout(150)
    tablet.locator("#k-thanks").wait_for()
    assert violations(tablet) == []
    assert "k-WHY_GOOD" not in screens
    assert len(screens) == len(set(screens))
    (stored,) = content(staff_database)
    assert stored["OVERALL"] == 1


VARIANTS = {
    "tablet": ("", {}),
    "English": ("?lang=en", {}),
    "portrait": ("", {"viewport": {"width": 800, "height": 1280}}),
    "phone": ("", {"viewport": {"width": 390, "height": 844}}),
    "dark": ("", {"color_scheme": "dark"}),
    "forced colours": ("", {"forced_colors": "active"}),
    "reduced motion": ("", {"reduced_motion": "reduce"}),
}


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_tablet_has_no_known_barrier(browser, line, variant):
    language, options = VARIANTS[variant]
    context = browser.new_context(**{"viewport": TABLET, **options})
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.goto(line.address + KIOSK + language)
    assert violations(page) == []
    width = page.viewport_size["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.locator('#k-OVERALL input[value="4"]').check()
    page.locator("#k-next").click()
    assert violations(page) == []
    page.locator("#k-now").click()
    page.locator("#k-thanks").wait_for()
    page.wait_for_timeout(300)
    assert violations(page) == []


def test_without_javascript_the_light_page_takes_over(browser, line):
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(line.address + KIOSK)
    page.wait_for_url(f"**/s/{OPEN}")


def test_nothing_leaves_this_host(tablet, line):
    foreign = []
    tablet.context.on(
        "request",
        lambda request: (
            None if request.url.startswith((line.address, "data:")) else foreign.append(request.url)
        ),
    )
    tablet.goto(line.address + KIOSK)
    touch(tablet, "OVERALL", 3)
    tablet.locator('[id="k-S1.1"]').wait_for()
    tablet.locator("#k-now").tap()
    tablet.locator("#k-thanks").wait_for()
    assert foreign == []

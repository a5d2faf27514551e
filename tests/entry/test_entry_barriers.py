"""The desks of clerks and interviewers hold no known barrier, on any screen, with any setting."""

from __future__ import annotations

import httpx2
import pytest

from storage.paper_serials import serial_number
from tests.entry.test_entry_browser import DESKTOP, browser
from tests.public.test_browser import PHONE, open_page, violations

__all__ = ["browser"]

pytestmark = [pytest.mark.browser, pytest.mark.slow]

VARIANTS = {
    "phone": ("", {}),
    "desktop": ("", {"viewport": DESKTOP}),
    "dark": ("", {"color_scheme": "dark"}),
    "English": ("?lang=en", {}),
    "forced colours": ("", {"forced_colors": "active"}),
    "reduced motion": ("", {"reduced_motion": "reduce"}),
    "200 % text": ("", {}),
}


@pytest.fixture
def busy_desk(line, office):
    """The pass of a desk with papers of every fate, and the pass of an interviewer."""
    one, two = office.passes_for()
    with httpx2.Client(base_url=line.address) as clerk:
        for token, face in ((one, "5"), (two, "1")):
            for number in (1, 2):
                clerk.post(
                    f"/nhap/{token}",
                    data={"so_phieu": serial_number(number), "OVERALL": face, "S1.1": "0"},
                )
        for form in ({"so_phieu": serial_number(3)}, {"so_phieu": ""}):
            clerk.post(f"/nhap/{one}/hong", data={**form, "vi_sao": "torn"})
        for token in (one, two):
            clerk.post(f"/nhap/{token}/khep-lo", data={"x": ""})
        clerk.post(f"/nhap/{one}", data={"so_phieu": serial_number(4), "OVERALL": "3"})
    with office.database.write() as connection:
        connection.exec_driver_sql(
            f"UPDATE entry_draft SET sealed = 'AAAA' WHERE serial = '{serial_number(2)}'"
        )
    (interviewer,) = office.passes_for("interviewer", seed=8)
    return one, interviewer


def test_no_page_of_a_desk_has_a_known_barrier(line, browser, busy_desk) -> None:
    clerk, interviewer = busy_desk
    found: dict[str, list[str]] = {}
    for variant, (query, options) in VARIANTS.items():
        page = open_page(browser, f"{line.address}/nhap/{clerk}{query}", **options)

        def look(what, page=page, variant=variant):
            if variant == "200 % text":
                page.evaluate("document.documentElement.style.setProperty('font-size', '200%')")
            found[f"{variant}, {what}"] = violations(page)
            width = page.evaluate("document.documentElement.scrollWidth")
            if width > page.viewport_size["width"]:
                found[f"{variant}, {what}"].append(f"scrolls sideways to {width}")

        page.locator(".e-unusable summary").click()
        with page.expect_navigation():
            page.locator(".e-unusable button").click()
        look("refused")
        if variant == "phone":
            assert page.locator("#vi_sao-e").is_visible()
            assert page.locator("#vi_sao").is_visible()
        page.goto(f"{line.address}/nhap/{clerk}/doi-chieu{query}")
        assert page.locator('form[action*="cat-di"]').count() == 2
        look("compare")
        page.goto(f"{line.address}/nhap/{clerk}/doi-chieu/{serial_number(1)}{query}")
        look("decide")
        page.goto(f"{line.address}/phong-van/{interviewer}{query}")
        page.locator("#k-OVERALL").wait_for()
        look("interview")
        page.context.close()
    assert {place: told for place, told in found.items() if told} == {}


FACES = """() => [...document.querySelectorAll('#k-OVERALL .faces .o')].map((one) => {
  const box = one.getBoundingClientRect(), text = one.querySelector('span');
  return {left: box.left, right: box.right, top: box.top, bottom: box.bottom,
          said: text.textContent.trim(), cut: text.scrollWidth > text.clientWidth};
})"""


@pytest.mark.parametrize("width", [320, 390])
def test_an_interviewer_sees_all_five_faces_at_once_on_a_phone(
    line, browser, office, width: int
) -> None:
    (token,) = office.passes_for("interviewer")
    screen = {"width": width, "height": PHONE["height"]}
    page = open_page(browser, f"{line.address}/phong-van/{token}", viewport=screen)
    page.locator("#k-OVERALL").wait_for()
    page.wait_for_timeout(300)  # the screen slides in
    faces = page.evaluate(FACES)
    assert len(faces) == 5
    assert len({round(one["top"]) for one in faces}) == 1
    assert faces[-1]["bottom"] <= PHONE["height"]
    for one in faces:
        assert one["left"] >= 0
        assert one["right"] <= width
        assert one["right"] - one["left"] >= 44
        assert one["bottom"] - one["top"] >= 44
        assert one["said"]
        assert not one["cut"]

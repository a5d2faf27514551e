"""This module tests “what if” and “where points were lost” as Streamlit runs them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from dashboards import wiring
from storage import Audit, Figures
from tests.staff.conftest import ROUND, UNITS, figure, shown

pytestmark = pytest.mark.slow  # each test starts a runtime of Streamlit

Open = Callable[..., AppTest]
FULL = "what_if_try_DOSSIER_ON_TIME_numerator_full"


def said(app: AppTest) -> str:
    """What a run wrote; the cards once more, each on a line that ends with its change."""
    cards = [f"{one.label} {one.value} [{one.delta}]" for one in app.metric]
    return "\n".join([shown(app), *cards]).replace("\\", "").replace("\N{NO-BREAK SPACE}", " ")


def supposing(open_screen: Open, unit: str, role: str = "leader") -> AppTest:
    app = open_screen(role, "gia-dinh")
    return app.selectbox(key=f"unit_gia-dinh_{ROUND}").set_value(unit).run()


def field(app: AppTest, ending: str):
    return next(one for one in app.text_input if (one.key or "").endswith(ending))


def test_a_step_is_tried_and_nothing_is_stored(open_screen: Open, house: wiring.House) -> None:
    stated, noted = Figures(house.database).latest_id(ROUND), Audit(house.database).latest(1)
    app = supposing(open_screen, "X2")
    assert "không phải số liệu chính thức" in said(app)
    assert "Điểm 18,00/100 []" in said(app)
    assert app.button(key=FULL).label.replace("\\", "") == "Đạt điểm tối đa: 8 → 10 (+4 điểm)"
    app.button(key=FULL).click().run()
    text = said(app)
    assert "Điểm 22,00/100 [+4,00]" in text
    assert "Chỉ số 22,00 % [+4,00]" in text
    assert "hiện nay: 18,00/100" in text
    assert "Số đạt (tử số): 8 → **10**" in text
    assert field(app, "_numerator").value == "10"
    assert Figures(house.database).latest_id(ROUND) == stated
    assert Audit(house.database).latest(1) == noted
    assert not app.exception


def test_ranks_move_and_those_overtaken_are_named(open_screen: Open) -> None:
    app = supposing(open_screen, "X4")
    assert "Hạng 4/4 []" in said(app)
    app.button(key=FULL).click().run()
    text = said(app)
    assert "Hạng 2/4 [tăng 2 bậc]" in text
    assert "2 đơn vị khác sẽ đổi thứ hạng." in text
    assert "Xã Đăk Song (2 → 3)" in text


def test_figures_are_typed_taken_out_and_all_is_begun_again(open_screen: Open) -> None:
    app = supposing(open_screen, "X2")
    app.selectbox(key="what_if_part_X2_0").set_value("DOSSIER_ON_TIME").run()
    field(app, "_numerator").set_value("4").run()
    assert "Điểm 10,00/100 [-8,00]" in said(app)
    field(app, "_numerator").set_value("bốn").run()
    assert any("bốn" in error.value for error in app.error)
    assert "Điểm 10,00/100 [-8,00]" in said(app)  # what could not be read changes nothing
    app.button(key=f"what_if_out_{ROUND}_X2_DOSSIER_ON_TIME_numerator").click().run()
    assert "Điểm 18,00/100 []" in said(app)
    assert field(app, "_numerator").value == "8"
    app.button(key=FULL).click().run()
    app.button(key="what_if_start_over").click().run()
    assert "Điểm 18,00/100 []" in said(app)
    assert not app.exception


def test_what_is_supposed_of_one_unit_stays_while_another_is_looked_at(open_screen: Open) -> None:
    app = supposing(open_screen, "X4")
    app.button(key=FULL).click().run()
    app.selectbox(key=f"unit_gia-dinh_{ROUND}").set_value("X2").run()
    assert "Hạng 3/4 [-1 bậc]" in said(app)
    app.button(key=FULL).click().run()
    text = said(app)
    assert "Hạng 2/4 []" in text
    assert "Xã Đăk Song · " in text  # whose figure it is, once there are several


def test_an_officer_supposes_for_the_own_unit_and_reads_no_other(open_screen: Open) -> None:
    app = open_screen("unit_officer", "gia-dinh")
    assert app.selectbox(key=f"unit_gia-dinh_{ROUND}").options == [UNITS["X1"]]
    app.selectbox(key="what_if_part_X1_0").set_value("DOSSIER_ON_TIME").run()
    field(app, "_numerator").set_value("0").run()
    text = said(app)
    assert "2 đơn vị khác sẽ đổi thứ hạng." in text
    assert not any(
        name.removeprefix("UBND ") in text for code, name in UNITS.items() if code != "X1"
    )


def test_what_is_absent_is_asked_for_and_what_is_given_whole_is_named(open_screen: Open) -> None:
    app = supposing(open_screen, "X1")
    text = said(app)
    assert "Lĩnh vực được nhập điểm trực tiếp" in text
    empty = next(
        one
        for one in app.button
        if (one.key or "").startswith("what_if_fill_") and one.key != "what_if_fill_CLGQ"
    )
    code = (empty.key or "").removeprefix("what_if_fill_")
    empty.click().run()
    assert app.selectbox(key="what_if_part_X1_1").value == code
    app.segmented_control(key="what_if_order").set_value("worth").run()
    assert not app.exception


def test_an_area_and_its_criteria_at_once_are_refused_in_words(
    open_screen: Open, house: wiring.House
) -> None:
    app = supposing(open_screen, "X2")
    app.button(key=FULL).click().run()
    # Meanwhile the area is given whole in earnest; what was supposed contradicts it now.
    area = "TDGQ"
    for name in ("numerator", "denominator"):
        taken = figure("X2", "DOSSIER_ON_TIME", name, 0)
        Figures(house.database).declare(type(taken)(**{**_fields(taken), "value": None}))
    Figures(house.database).declare(figure("X2", area, "points", 3))
    app.run()
    assert any("hoặc" in error.value for error in app.error)
    assert "Điểm 5,00/100 []" in said(app)
    app.button(key="what_if_start_over").click().run()
    assert not app.error
    assert not app.exception


def _fields(record: object) -> dict[str, object]:
    return {name: getattr(record, name) for name in type(record).__dataclass_fields__}  # type: ignore[attr-defined]


def test_the_overview_shows_where_points_were_lost_and_why(open_screen: Open) -> None:
    app = open_screen("leader", "tong-quan")
    text = said(app)
    assert "Mất điểm ở đâu" in text
    box = app.selectbox(key=f"lost_in_{ROUND}")
    box.set_value("DOSSIER_ON_TIME").run()
    text = said(app)
    reasons = [line for line in text.splitlines() if "**−" in line]
    assert [line.split(" ")[1] for line in reasons] == [
        "**−10,00**",
        "**−4,00**",
        "**−4,00**",
        "**−2,00**",
    ]
    assert "5/10" in reasons[0]
    assert not app.exception

"""This module tests the inspector's form as Streamlit runs it: fields, refusals, preview, save."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from dashboards import wiring
from storage import Figures
from tests.staff.conftest import NOW, ROUND, figure, shown

pytestmark = pytest.mark.slow  # each test starts a runtime of Streamlit

Open = Callable[..., AppTest]


def appraisal_of(app: AppTest, unit: str, code: str) -> AppTest:
    app.selectbox(key=f"unit_cham-diem_{ROUND}").set_value(unit).run()
    box = app.selectbox(key=f"criterion_{ROUND}_{unit}")
    return box.set_value(code).run()


def field(app: AppTest, ending: str):
    return next(
        widget
        for widget in [*app.text_input, *app.text_area]
        if (widget.key or "").endswith(ending)
    )


def save_button(app: AppTest):
    return next(button for button in app.button if button.label == "Lưu kết quả thẩm định")


def test_an_inspector_previews_saves_and_finds_it_in_the_history(
    open_screen: Open, house: wiring.House
) -> None:
    app = appraisal_of(open_screen("inspector", "cham-diem"), "X2", "DOSSIER_ON_TIME")
    field(app, "_numerator").set_value("10").run()
    assert "Điểm nếu lưu 20,00/20 4,00" in shown(app)
    assert Figures(house.database).effective(ROUND)["X2"]["DOSSIER_ON_TIME"]["numerator"] == 8
    save_button(app).click().run()
    assert "Xin ghi lý do, ít nhất 5 ký tự" in shown(app)
    field(app, "_reason").set_value("Đối chiếu lại sổ")
    field(app, "_evidence").set_value("Biểu 3")
    save_button(app).click().run()
    assert "Đã lưu" in shown(app)
    assert not app.exception
    assert Figures(house.database).effective(ROUND)["X2"]["DOSSIER_ON_TIME"]["numerator"] == 10
    texts = [element.value for element in [*app.markdown, *app.caption]]
    assert any("**10**" in text and "tử số" in text for text in texts)
    assert any("tử số" in text and "**8** · " in text and "mẫu số" in text for text in texts)
    assert "Lý do: Đối chiếu lại sổ" in texts


@pytest.mark.parametrize(
    ("typed", "said"), [("-1", "−1|-1"), ("mười", "mười"), ("1,2,3", "1,2,3"), ("1e5", "1e5")]
)
def test_a_figure_that_cannot_be_read_is_told_with_its_remedy(
    open_screen: Open, typed: str, said: str
) -> None:
    app = appraisal_of(open_screen("inspector", "cham-diem"), "X2", "DOSSIER_ON_TIME")
    field(app, "_numerator").set_value(typed)
    field(app, "_denominator").set_value("không").run()
    errors = [error.value.replace("\\", "") for error in app.error]
    assert len(errors) == 2  # both at once
    assert any(part in errors[0] for part in said.split("|"))
    assert not any("--decimal" in error or "12.5" in error for error in errors)
    assert "1.234,5" in errors[1]
    assert save_button(app).disabled
    assert "xin sửa các số liệu đã báo ở trên" in shown(app)


def test_grouped_numbers_are_read_as_vietnamese_writes_them(
    open_screen: Open, house: wiring.House
) -> None:
    app = appraisal_of(open_screen("inspector", "cham-diem"), "X2", "DOSSIER_ON_TIME")
    field(app, "_numerator").set_value("6.909")
    field(app, "_denominator").set_value("7.000,5").run()
    assert not app.error
    field(app, "_reason").set_value("Theo báo cáo năm")
    save_button(app).click().run()
    kept = Figures(house.database).effective(ROUND)["X2"]["DOSSIER_ON_TIME"]
    assert {name: str(value) for name, value in kept.items()} == {
        "numerator": "6909", "denominator": "7000.5",
    }  # fmt: skip


def test_an_inspector_is_told_when_somebody_else_was_first(
    open_screen: Open, house: wiring.House
) -> None:
    app = appraisal_of(open_screen("inspector", "cham-diem"), "X2", "DOSSIER_ON_TIME")
    field(app, "_numerator").set_value("10")
    field(app, "_reason").set_value("Đối chiếu lại sổ").run()
    Figures(house.database).declare(figure("X2", "DOSSIER_ON_TIME", "numerator", 3))
    save_button(app).click().run()
    assert "Đã có người khác ghi số liệu" in shown(app)
    assert Figures(house.database).effective(ROUND)["X2"]["DOSSIER_ON_TIME"]["numerator"] == 3
    again = next(button for button in app.button if button.label == "Xem số liệu hiện có")
    again.click().run()
    assert field(app, "_numerator").value == "3"
    assert not app.exception


def test_an_area_given_whole_is_appraised_as_a_whole(open_screen: Open) -> None:
    app = appraisal_of(open_screen("inspector", "cham-diem"), "X1", "CLGQ")
    assert field(app, "_points").value == "11"
    field(app, "_points").set_value("12").run()
    assert "Điểm nếu lưu 12,00/12" in shown(app)
    field(app, "_points").set_value("12,5").run()
    assert app.error


def test_times_are_those_of_viet_nam(open_screen: Open) -> None:
    app = appraisal_of(open_screen("inspector", "cham-diem"), "X2", "DOSSIER_ON_TIME")
    assert NOW.hour == 3
    assert "10:30, 05/11/2026" in shown(app).replace("\\", "")


def test_what_is_larger_than_its_whole_is_asked_about(open_screen: Open) -> None:
    app = appraisal_of(open_screen("inspector", "cham-diem"), "X2", "DOSSIER_ON_TIME")
    assert "Tử số lớn hơn mẫu số" not in shown(app)
    field(app, "_numerator").set_value("11").run()
    assert "Tử số lớn hơn mẫu số: hãy kiểm tra lại" in shown(app)
    assert not save_button(app).disabled  # a warning, not a refusal


def test_save_says_why_it_is_shut(open_screen: Open) -> None:
    app = appraisal_of(open_screen("inspector", "cham-diem"), "X2", "DOSSIER_ON_TIME")
    assert save_button(app).disabled
    assert "Chưa có gì để lưu" in shown(app)
    labels = [area.label for area in app.text_area]
    assert any("ít nhất 5 ký tự" in label for label in labels)


def test_the_numerator_stands_before_the_denominator_and_its_origin_once(
    open_screen: Open,
) -> None:
    app = appraisal_of(open_screen("inspector", "cham-diem"), "X2", "DOSSIER_ON_TIME")
    lines = [element.value for element in app.markdown]
    values = [line for line in lines if line.endswith(("**8**", "**10**")) and " · " not in line]
    assert ["tử số" in line for line in values] == [True, False]
    origins = [line.value for line in app.caption if "kê khai · " in line.value]
    assert len(origins) == 2  # once as it stands, once in the history


def test_a_long_choice_is_narrowed_without_diacritics(open_screen: Open) -> None:
    app = appraisal_of(open_screen("inspector", "cham-diem"), "X2", "DOSSIER_ON_TIME")
    key = f"criterion_{ROUND}_X2"
    everything = len(app.selectbox(key=key).options)
    app.text_input(key=f"find_{key}").set_value("dung han").run()
    kept = app.selectbox(key=key).options
    assert 0 < len(kept) < everything
    assert all("đúng hạn" in name.lower() for name in kept)
    app.text_input(key=f"find_{key}").set_value("không có gì như vậy").run()
    assert len(app.selectbox(key=key).options) == everything
    assert not app.exception

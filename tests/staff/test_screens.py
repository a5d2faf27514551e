"""This module tests every screen as every role, as Streamlit runs it."""

from __future__ import annotations

import ast
from collections.abc import Callable
from importlib import resources
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboards import wiring
from dashboards.access.roles import ROLES, SCREEN_ROLES
from dashboards.screens import visitor
from dashboards.screens.census import SCREENS
from dashboards.screens.literal import literal
from storage import Audit, Benchmarks, Figures, People, Sessions
from tests.staff.conftest import NASTY, NOW, ROUND, UNITS, figure, shown
from ui.words import translator

pytestmark = pytest.mark.slow  # each test starts a runtime of Streamlit

Open = Callable[..., AppTest]
MATRIX = [(role, screen.address) for role in ROLES for screen in SCREENS]


@pytest.mark.parametrize(("role", "address"), MATRIX)
def test_a_role_sees_its_screens_and_no_other(open_screen: Open, role: str, address: str) -> None:
    app = open_screen(role, address)
    assert not app.exception
    title = next(screen.title for screen in SCREENS if screen.address == address)
    heading = {
        "hai-long": "Sự hài lòng của người dân", "papi": "PAPI: cảm nhận của người dân về tỉnh mình"
    }.get(address, translator("vi")(title))  # fmt: skip
    titles = [element.value for element in app.title]
    assert (heading in titles) is (role in SCREEN_ROLES[address])
    assert len(titles) == 1  # where it is closed, the role's own first page stands


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.address)
def test_every_screen_speaks_english_too(open_screen: Open, screen) -> None:
    role = sorted(screen.roles)[0]
    text = shown(open_screen(role, screen.address, language="en"))
    assert "Kỳ đánh giá" not in text
    assert "Người dân" not in text


@pytest.mark.parametrize(
    ("role", "title"),
    [("leader", "Tổng quan"), ("inspector", "Tổng quan"), ("secretariat", "Tổng quan"),
     ("unit_officer", "Bàn làm việc"), ("operator", "Bàn làm việc")],
)  # fmt: skip
def test_each_role_begins_on_its_own_page(open_screen: Open, role: str, title: str) -> None:
    assert [element.value for element in open_screen(role).title] == [title]


def test_nobody_sees_anything_without_a_session(open_screen: Open) -> None:
    app = open_screen(None, "xep-hang")
    assert [element.value for element in app.title] == ["Ông/bà chưa đăng nhập"]
    assert not app.dataframe
    assert app.link_button[0].url == "/dang-nhap"


def test_a_page_that_stays_open_shows_nothing_after_sign_out(
    open_screen: Open, house: wiring.House, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_screen("leader", "xep-hang")
    token = visitor.session_token(house)
    assert token is not None
    Sessions(house.database).end(token)
    app.text_input(key="ranking_search").set_value("ia").run()
    assert [element.value for element in app.title] == ["Ông/bà chưa đăng nhập"]
    assert not app.dataframe


def test_the_sign_out_button_ends_the_session(open_screen: Open, house: wiring.House) -> None:
    app = open_screen("leader")
    token = visitor.session_token(house)
    assert token is not None
    next(button for button in app.button if button.label == "Đăng xuất").click().run()
    assert [element.value for element in app.title] == ["Ông/bà chưa đăng nhập"]
    assert Sessions(house.database).person_for(token, now=wiring.now()) is None
    assert Audit(house.database).latest(1)[0].action == "sign_out"


def test_a_role_that_was_taken_away_is_gone_at_the_next_click(
    open_screen: Open, house: wiring.House
) -> None:
    app = open_screen("inspector", "cham-diem")
    People(house.database).set_active("inspector", False)
    app.run()
    assert [element.value for element in app.title] == ["Ông/bà chưa đăng nhập"]


def test_the_overview_says_who_is_ahead_and_what_is_simulated(open_screen: Open) -> None:
    text = shown(open_screen("leader"))
    assert "Đứng đầu 31,00 % UBND xã Ia Ly" in text
    assert "Đơn vị đủ số liệu 0/5 5 đơn vị chưa đủ" in text
    assert "Hài lòng (mô phỏng) 66,7 % 18 phiếu" in text
    assert "Cần xem trước" in text
    assert "**5 đơn vị** chưa đủ số liệu" in text


def test_the_ranking_shows_ties_search_and_incomplete_units(open_screen: Open) -> None:
    app = open_screen("leader", "xep-hang")
    assert app.download_button
    table = app.dataframe[0].value
    assert list(table["Hạng"]) == ["1", "2 =", "2 =", "4", "–"]
    assert list(table["Ghi chú"]) == ["chưa đủ số liệu"] * 5
    app.text_input(key="ranking_search").set_value("dak song").run()
    assert list(app.dataframe[0].value["Đơn vị"]) == ["UBND xã Đăk Song"]
    app.text_input(key="ranking_search").set_value("không có").run()
    assert not app.dataframe
    assert "Không có đơn vị nào" in shown(app)


def test_a_profile_explains_every_point_with_its_source(open_screen: Open) -> None:
    app = open_screen("leader", "ho-so")
    app.selectbox(key=f"unit_ho-so_{ROUND}").set_value("X1").run()
    text = shown(app)
    assert "Hạng 1/4" in text
    assert "9/10" in text.replace("\\", "")
    assert "Cổng Dịch vụ công" in text.replace("\\", "")
    assert "Mất điểm ở đâu" in text
    assert text.replace("\\", "").count("/20") >= 1
    criteria = {line for line in text.splitlines() if line.startswith("**")}
    assert len(criteria) >= 15  # each criterion that the set has outside the area given whole


def test_an_officer_reads_the_own_unit_and_no_other(
    open_screen: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_screen("unit_officer", "ho-so")
    assert app.selectbox(key=f"unit_ho-so_{ROUND}").options == [UNITS["X1"]]
    app.query_params["don-vi"] = "X2"
    app.run()
    assert [element.value for element in app.header] == [UNITS["X1"]]


def test_a_link_opens_the_unit_it_names(open_screen: Open) -> None:
    app = open_screen("leader", "ho-so")
    app.query_params["don-vi"] = "X3"
    app.query_params["ky"] = ROUND
    app.run()
    assert [element.value for element in app.header] == [UNITS["X3"]]
    app.query_params["don-vi"] = "không có"
    app.run()
    assert [element.value for element in app.header] == [UNITS["X3"]]


def test_satisfaction_says_what_kind_of_answers_and_hides_small_ones(open_screen: Open) -> None:
    app = open_screen("leader", "hai-long")
    text = shown(app)
    assert "câu trả lời tự nguyện qua QR" in text
    assert "dữ liệu mô phỏng" in text
    assert "Số phiếu 18 QR 18" in text
    table = app.dataframe[0].value
    shares = dict(zip(table["Đơn vị"], table["Hài lòng"], strict=True))
    assert shares[UNITS["X3"]] == "quá ít phiếu"
    assert list(table["Số phiếu"]).count("8") == 2


def test_papi_names_both_predecessors_as_old_and_says_why_years_break(open_screen: Open) -> None:
    app = open_screen("leader", "papi")
    text = shown(app).replace("\\", "")
    assert "**Gia Lai (cũ)**: 32,00 điểm" in text
    assert "**Bình Định (cũ)**" in text
    assert "2018" in text
    assert "papi.org.vn" in text
    app.selectbox(key="papi_what").set_value("D5").run()
    assert "Giấy phép xây dựng" in shown(app)
    app.selectbox(key="papi_year").set_value(2021).run()
    assert "**Bình Định (cũ)**: năm đó không có điểm" in shown(app).replace("\\", "")
    app.selectbox(key="papi_what").set_value("D7").run()
    app.selectbox(key="papi_year").set_value(2017).run()
    assert "chưa được đo" in shown(app)
    assert not app.exception


def test_papi_without_data_says_so(open_screen: Open, house: wiring.House) -> None:
    Benchmarks(house.database).replace("papi", [])
    assert "Chưa có điểm PAPI" in shown(open_screen("operator", "papi"))


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
    assert "Xin ghi lý do" in shown(app)
    field(app, "_reason").set_value("Đối chiếu lại sổ")
    field(app, "_evidence").set_value("Biểu 3")
    save_button(app).click().run()
    assert "Đã lưu" in shown(app)
    assert not app.exception
    assert Figures(house.database).effective(ROUND)["X2"]["DOSSIER_ON_TIME"]["numerator"] == 10
    history = app.dataframe[-1].value
    assert list(history["Bước"]) == ["thẩm định", "kê khai", "kê khai"]
    assert history["Lý do"][0] == "Đối chiếu lại sổ"


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
    assert not [button for button in app.button if button.label == "Lưu kết quả thẩm định"]


def test_grouped_numbers_are_read_as_vietnamese_writes_them(
    open_screen: Open, house: wiring.House
) -> None:
    app = appraisal_of(open_screen("inspector", "cham-diem"), "X2", "DOSSIER_ON_TIME")
    field(app, "_numerator").set_value("6.909")
    field(app, "_denominator").set_value("7.000,5")
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


def test_stored_text_never_becomes_markup(open_screen: Open) -> None:
    app = open_screen("leader", "ho-so")
    app.selectbox(key=f"unit_ho-so_{ROUND}").set_value("X4").run()
    assert not app.exception
    for element in [*app.markdown, *app.caption]:
        assert "<script>" not in element.value
        assert "](https://example.com)" not in element.value
        assert not element.allow_html
    assert literal("a*b") == "a\\*b"
    assert NASTY in UNITS["X4"]


def test_a_failure_shows_a_number_and_no_traceback(
    open_screen: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dashboards.screens.mishap import tell_kindly

    def script() -> None:
        from dashboards.access.roles import NotAllowed
        from dashboards.screens.mishap import tell_kindly
        from storage import Unavailable

        for fault in (KeyError("bí mật"), Unavailable("bí mật"), NotAllowed("bí mật")):
            assert tell_kindly(fault)

    app = AppTest.from_function(script).run()
    text = shown(app)
    assert "báo cho quản trị hệ thống mã số" in text
    assert "đang bận" in text
    assert "không có quyền" in text
    assert "bí mật" not in text
    assert tell_kindly.__doc__


def test_a_round_that_cannot_be_scored_says_what_to_correct(
    open_screen: Open, house: wiring.House
) -> None:
    Figures(house.database).declare(figure("X1", "ONLINE_DOSSIER", "numerator", 1))
    app = open_screen("leader", "tong-quan")
    assert "Chưa tính điểm được" in shown(app)
    assert not app.exception


def test_no_screen_uses_callbacks_fragments_or_raw_html() -> None:
    """Callbacks and fragments run before or without the check of who is looking."""
    root = Path(str(resources.files("dashboards")))
    for file in root.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.keyword):
                banned = {"on_change", "unsafe_allow_html", "unsafe_allow_javascript"}
                assert node.arg not in banned, file
                if node.arg in {"on_click", "on_select"}:
                    assert isinstance(node.value, ast.Constant), file
            if isinstance(node, ast.Attribute):
                assert node.attr not in {"fragment", "dialog", "html"}, file


def test_times_are_those_of_viet_nam(open_screen: Open) -> None:
    app = appraisal_of(open_screen("inspector", "cham-diem"), "X2", "DOSSIER_ON_TIME")
    assert NOW.hour == 3
    assert "10:30, 05/11/2026" in app.dataframe[-1].value["Thời điểm"][0]

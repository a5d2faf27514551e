"""This module tests every screen as every role, as Streamlit runs it."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from datetime import date
from importlib import resources
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboards import wiring
from dashboards.access.roles import ROLES, SCREEN_ROLES
from dashboards.queries.results import results, rounds
from dashboards.queries.standing import ranking_rows
from dashboards.screens import visitor
from dashboards.screens.census import SCREENS
from dashboards.screens.literal import literal
from scoring.types import Text
from storage import (
    Audit,
    Benchmarks,
    Figures,
    NewRound,
    NewRun,
    People,
    Rounds,
    RunPlace,
    Runs,
    Sessions,
    UnitRecord,
    Units,
)
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
        "hai-long": "Sự hài lòng của người dân", "papi": "PAPI 2011–2024"
    }.get(address, translator("vi")(title))  # fmt: skip
    titles = [element.value for element in app.title]
    assert (heading in titles) is (role in SCREEN_ROLES[address])
    assert len(titles) == 1
    if role not in SCREEN_ROLES[address]:
        assert titles == ["Ông/bà không có quyền mở trang này"]
        assert not app.dataframe
        assert not app.metric
        assert not app.selectbox


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
    assert "](/dang-nhap)" in shown(app)
    assert not app.link_button  # its code would be fetched late, when the gate is shut


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
    assert "Đứng đầu 31,00 %" in text
    assert "Xã Ia Ly" in text
    assert "Đơn vị đủ số liệu 0/5" in text
    assert "5 đơn vị chưa đủ" in text
    assert "Hài lòng (mô phỏng) 66,7 %" in text
    assert "Khoảng tin cậy 95 %: 43,7–83,7 %" in text.replace("\\", "")
    assert "18 phiếu" in text
    assert "Cần xem trước" in text
    assert "**5 đơn vị** chưa đủ số liệu" in text


def test_the_ranking_shows_ties_search_and_incomplete_units(open_screen: Open) -> None:
    app = open_screen("leader", "xep-hang")
    assert app.download_button
    table = app.dataframe[0].value
    assert list(table["Hạng"]) == ["1", "2 =", "2 =", "4", "–"]
    assert list(table["Ghi chú"]) == ["chưa đủ số liệu"] * 5
    app.text_input(key="ranking_search").set_value("dak song").run()
    assert list(app.dataframe[0].value["Đơn vị"]) == ["Xã Đăk Song"]
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


def test_an_officer_is_offered_the_rounds_of_the_own_unit_only(
    house: wiring.House, open_screen: Open
) -> None:
    database = house.database
    Units(database).add_many(
        [UnitRecord(f"S{n}", f"Sở {n}", "agency", "AGENCY", date(2025, 7, 1)) for n in range(9)]
    )
    communes = next(one for one in Rounds(database).all() if one.id == ROUND)
    taken = {name: getattr(communes, name) for name in ("set_id", "set_sha256", "set_content")}
    title = Text("Kỳ thử 2026: sở", "Trial round 2026: departments")
    Rounds(database).open(
        NewRound(id="so", title=title, year=2026, group="AGENCY", opened_at=NOW, **taken)
    )
    assert open_screen("unit_officer", "ho-so").selectbox(key="round_ho-so").options == [
        communes.title.vi
    ]
    assert open_screen("leader", "ho-so").selectbox(key="round_ho-so").options[0] == title.vi


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
    assert "Số phiếu 18" in text
    assert "QR: 18" in text.replace("\\", "")
    table = app.dataframe[0].value
    shares = dict(zip(table["Đơn vị"], table["Hài lòng, khoảng 95 %"], strict=True))
    assert shares["Phường Quy Nhơn"] == "quá ít phiếu"
    # One more is hidden with it; what is shown has its interval in the same cell.
    told = [share for share in shares.values() if share != "quá ít phiếu"]
    assert len(told) == 1
    assert re.fullmatch(r"[0-9,]+\* \([0-9,]+–[0-9,]+.%\)", told[0])
    assert "* Độ tin cậy thấp" in text.replace("\\", "")  # 8 answers are few, and say so
    assert "“quá ít phiếu”: Không hiển thị" in text.replace("\\", "")
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


def test_a_profile_opens_on_the_first_unit_with_figures_of_criteria(open_screen: Open) -> None:
    app = open_screen("leader", "ho-so")
    assert [element.value for element in app.header] == [UNITS["X1"]]


def test_what_was_published_stands_beside_what_is_calculated_now(
    open_screen: Open, house: wiring.House
) -> None:
    publish(house)
    text = shown(open_screen("leader", "xep-hang"))
    assert "Đã công bố ngày" in text
    assert "chỉ số không thay đổi" in text
    Figures(house.database).declare(figure("X1", "DOSSIER_ON_TIME", "numerator", 1))
    app = open_screen("leader", "xep-hang")
    assert "chỉ số của 1 đơn vị nay đã khác" in shown(app).lower()
    table = app.dataframe[0].value
    rows = dict(
        zip(table["Đơn vị"], zip(table["Chỉ số"], table["Đã công bố"], strict=True), strict=True)
    )
    assert rows["Xã Ia Ly"][1].startswith("31,00")
    assert rows["Xã Ia Ly"][0] != rows["Xã Ia Ly"][1]
    assert rows["Xã Đăk Song"][0] == rows["Xã Đăk Song"][1]
    profile = open_screen("leader", "ho-so")
    profile.selectbox(key=f"unit_ho-so_{ROUND}").set_value("X1").run()
    assert "đã công bố: 31,00 %" in shown(profile).replace("\\", "")


def publish(house: wiring.House) -> None:
    """Publish the round as it stands."""
    found = results(house.database, rounds(house.database)[0])
    places = tuple(
        RunPlace(row.unit_code, row.name, ROUND, row.rank, row.points, row.max_points, row.index,
                 None, row.complete)
        for row in ranking_rows(found)
    )  # fmt: skip
    Runs(house.database).publish(
        NewRun(ROUND, "0" * 64, "test", found.latest_figure_id, NOW, "thuky", places, ())
    )

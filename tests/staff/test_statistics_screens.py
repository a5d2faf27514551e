"""This module tests the statistical screens as Streamlit runs them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from dashboards import wiring
from dashboards.actions.decide import Judgement, decide
from dashboards.queries.indices import convention_of
from dashboards.screens import visitor
from storage import Answers, Audit
from tests.staff.conftest import shown

pytestmark = pytest.mark.slow  # each test starts a runtime of Streamlit

Open = Callable[..., AppTest]


def test_indices_say_where_the_number_comes_from_and_what_volunteers_are(open_screen: Open) -> None:
    text = shown(open_screen("leader", "chi-so")).replace("\\", "")
    assert "Chỉ số chung 66,7 %" in text
    assert "phiếu tự nguyện, không phải mẫu ngẫu nhiên" in text
    assert "Đã trả lời: 18 phiếu (QR 18)" in text
    assert "Số lượt giải quyết từ 01/01/2026 đến 31/12/2026: 40; trong đó đã trả lời 18" in text
    assert "chỉ số chung: tỷ lệ hài lòng ở một câu hỏi chung" in text
    assert "0 trên 4 đơn vị đủ số phiếu cần thiết" in text


def test_only_the_secretariat_changes_the_convention_for_everybody(
    open_screen: Open, house: wiring.House
) -> None:
    app = open_screen("leader", "chi-so")
    app.selectbox(key="indices_convention").set_value("mean_of_items").run()
    assert "indices_convention_keep" not in {button.key for button in app.button}
    app = open_screen("secretariat", "chi-so")
    app.selectbox(key="indices_convention").set_value("mean_of_items").run()
    app.button(key="indices_convention_keep").click().run()
    assert not app.exception
    assert convention_of(house.database) == "mean_of_items"


def test_a_review_is_made_when_asked_and_kept(open_screen: Open) -> None:
    app = open_screen("inspector", "dau-hieu")
    assert "chưa được rà soát lần nào" in shown(app)
    app.button(key="doubtful_look").click().run()
    text = shown(app)
    assert "Số phiếu đã rà soát 18" in text
    assert "Không có đơn vị nào khác thường" in text
    assert "Nhồi phiếu chậm và cẩn thận ở mức 5 %" in text
    assert "Không có phiếu nào của khối này bị nghi ngờ" in text


def test_a_person_decides_with_a_reason_and_the_numbers_follow(
    open_screen: Open, house: wiring.House
) -> None:

    app = open_screen("inspector", "dau-hieu")
    token = visitor.session_token(house)
    assert token is not None
    numbers = tuple(int(str(n)) for n in Answers(house.database).columns([], unit="X2")["number"])
    first = Judgement("X2", numbers[:6], True, "Cùng một nét chữ")
    decide(house.database, token, first, at=wiring.now())
    app.run()
    assert app.selectbox(key="doubtful_unit").value == "X2"
    app.checkbox(key="doubtful_all_X2").check()
    app.button(key="doubtful_clear_X2").click().run()
    assert [error.value for error in app.error] == ["Vui lòng ghi lý do, ít nhất 5 ký tự."]
    assert Answers(house.database).count("X2") == 2
    # Another reviewer decides between the look and the click: the click is not carried out.
    app.text_area(key="doubtful_reason_X2").set_value("Đã hỏi lại người dân tại quầy")
    decide(
        house.database, token, Judgement("X2", numbers[:5], False, "Đã xem lại"), at=wiring.now()
    )
    app.button(key="doubtful_clear_X2").click().run()
    assert ["Danh sách vừa thay đổi" in error.value for error in app.error] == [True]
    assert Answers(house.database).count("X2") == 7
    app.button(key="doubtful_clear_X2").click().run()
    text = shown(app)
    assert "Đã giữ lại 6 phiếu" in text
    assert "Đã hỏi lại người dân tại quầy" in text
    assert Answers(house.database).count("X2") == 8
    assert Audit(house.database).latest(1)[0].action == "answers.cleared"


def test_doubt_of_ranks_is_worked_out_at_a_click_and_then_kept(open_screen: Open) -> None:
    app = open_screen("leader", "xep-hang")
    assert "độ chắc chắn của thứ hạng chưa được tính" in shown(app)
    app.button(key="ranking_doubt_make").click().run()
    assert not app.exception
    text = shown(app)
    assert "không chịu sai số chọn mẫu" in text
    assert "dùng dãy số ngẫu nhiên cố định" in text
    assert "ranking_doubt_make" not in {button.key for button in app.button}


def test_quality_is_measured_at_a_click(open_screen: Open) -> None:
    app = open_screen("inspector", "do-tin-cay")
    app.button(key="quality_make").click().run()
    text = shown(app).replace("\\", "")
    assert "Có dưới 30 người trả lời mọi câu" in text
    assert "hiện có 0 cặp số liệu" in text


def test_papi_style_says_that_it_is_not_papi(open_screen: Open) -> None:
    text = shown(open_screen("leader", "kieu-papi"))
    assert "không so sánh được với điểm PAPI" in text
    assert "Không có đơn vị nào đủ phiếu cho mọi câu" in text


def test_the_satisfaction_screen_says_where_its_number_comes_from(open_screen: Open) -> None:
    text = shown(open_screen("leader", "hai-long")).replace("\\", "")
    assert "Đã trả lời: 18 phiếu (QR 18)" in text
    assert "khoảng tin cậy Wilson" in text
    assert "nguồn: số hồ sơ đã giải quyết kê khai cho Bộ chỉ số 766" in text


@pytest.mark.parametrize("address", ["tong-quan", "ho-so", "do-tin-cay"])
def test_every_number_of_answers_says_where_it_comes_from(open_screen: Open, address: str) -> None:
    app = open_screen("leader", address)
    if address == "do-tin-cay":
        app.button(key="quality_make").click().run()
    fold = next(one for one in app.expander if one.label == "Số này từ đâu ra")
    text = " ".join(str(line.value) for line in fold.markdown).replace("\\", "")
    assert "Đã trả lời: " in text
    assert "trong đó đã trả lời" in text
    assert ("vn-766/2022" in text) is (address != "do-tin-cay")
    assert ("alpha và omega" in text) is (address == "do-tin-cay")

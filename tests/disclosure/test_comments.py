"""This module tests that a comment keeps its sense and loses what names a person."""

from __future__ import annotations

import csv
import unicodedata
from importlib import resources
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.disclosure import MASKS, MaskedComment, mask
from ui.words import translator

# All people, numbers and addresses here are made up.
NAMING = [
    ("Gọi cho tôi 0905123456 nhé", "phone", "0905123456"),
    ("SĐT: 0905 123 456.", "phone", "0905 123 456"),
    ("số 0905.123.456, gặp An", "phone", "0905.123.456"),
    ("liên hệ 0905-123-456", "phone", "0905-123-456"),
    ("liên hệ 09 05 12 34 56", "phone", "09 05 12 34 56"),
    ("gọi +84 905 123 456", "phone", "+84 905 123 456"),
    ("gọi (+84) 905 123 456", "phone", "(+84) 905 123 456"),
    ("gọi 84905123456", "phone", "84905123456"),
    ("gọi 0084905123456", "phone", "0084905123456"),
    ("máy bàn 0269 3824 123", "phone", "0269 3824 123"),
    ("máy bàn (0269) 3824123", "phone", "(0269) 3824123"),
    ("số cũ 01234567890", "phone", "01234567890"),
    ("o9o5 123 456 là số của tôi", "phone", "o9o5 123 456"),
    ("0905\u200b123\u200b456", "phone", "0905123456"),
    ("gọi ０９０５１２３４５６", "phone", "０９０５１２３４５６"),
    ("SĐT0905123456", "phone", "0905123456"),
    ("0905123456nhé", "phone", "0905123456"),
    ("cccd052099001234của tôi", "identity", "052099001234"),
    ("0905 123 456 đồng ý nhận tin", "phone", "0905 123 456"),
    ("số 0 30 000 0000", "phone", "0 30 000 0000"),
    ("số 0905/123/456", "phone", "0905/123/456"),
    ("số 0905/123456", "phone", "0905/123456"),
    ("số 0905,123,456", "phone", "0905,123,456"),
    ("số 0905_123_456", "phone", "0905_123_456"),
    ("số 0905*123*456", "phone", "0905*123*456"),
    ("số 0905|123|456", "phone", "0905|123|456"),
    ("số 0905\u00a0123\u00a0456", "phone", "0905\u00a0123\u00a0456"),
    ("số 0905\n123 456", "phone", "0905\n123 456"),
    ("SĐT 84905123456 đồng chí Lan", "phone", "84905123456"),
    ("gọi +84905123456 đồng nghiệp tôi", "phone", "+84905123456"),
    ("gọi +84 905 123 456 đ/c Nam", "phone", "+84 905 123 456"),
    ("001/085/012345", "identity", "001/085/012345"),
    ("tk 1234/567/890", "account", "1234/567/890"),
    ("CCCD 052099001234", "identity", "052099001234"),
    ("căn cước 052 099 001 234", "identity", "052 099 001 234"),
    ("cccd: 052.099.001.234", "identity", "052.099.001.234"),
    ("CMND 231123456", "identity", "231123456"),
    ("chứng minh nhân dân số 231 123 456", "identity", "231 123 456"),
    ("số CMND của tôi: 231.123.000", "identity", "231.123.000"),
    ("hộ chiếu B1234567", "identity", "B1234567"),
    ("thẻ BHYT DN4012345678901", "identity", "DN4012345678901"),
    ("viết cho nguyen.van.a@example.vn", "email", "nguyen.van.a@example.vn"),
    ("thư: a_b+c @ example.com.vn", "email", "a_b+c @ example.com.vn"),
    ("nguyenvana (at) example.com", "email", "nguyenvana (at) example.com"),
    ("stk 12345678 ngân hàng", "account", "12345678"),
    ("Số tài khoản: 0011 0022 3344 5", "account", "0011 0022 3344 5"),
    ("chuyển vào 19036789012345", "account", "19036789012345"),
    ("TK Agribank 5000205123456", "account", "5000205123456"),
    ("phòng 3, 0905123456", "phone", "0905123456"),
    ("Tổ 5 0905 123 456", "phone", "0905 123 456"),
    ("1. gọi 2. 0905123456/2024", "phone", "0905123456"),
    ("0905 123 456/NĐ", "phone", "0905 123 456"),
    ("lúc 7:30 0905:123:456", "phone", "0905:123:456"),
    ("số 0905—123—456", "phone", "0905—123—456"),
    ("số 0905;123=456", "phone", "0905;123=456"),
    ("thẻ 9704-3612-3456-7890", "account", "9704-3612-3456-7890"),
    ("thẻ BHYT DN 4 01 23 45678901", "identity", "DN 4 01 23 45678901"),
    ("nguyenvana[at]example[dot]com", "email", "nguyenvana[at]example[dot]com"),
    ("hồ sơ 000.00.01.H21-240115-0001 trễ", "dossier", "000.00.01.H21-240115-0001"),
    ("H21.33.5-240115-00012 chưa trả", "dossier", "H21.33.5-240115-00012"),
    ("mã hồ sơ: 2024/0153 bị mất", "dossier", "2024/0153"),
    ("biên nhận số HS00123 đã nộp", "dossier", "HS00123"),
]

NAMING_NOBODY = [
    "Nộp ngày 15/01/2024, hẹn 20-01-2024, trả 25.01.2024.",
    "Từ 15.01.2024 - 20.01.2024 không ai gọi lại.",
    "Hẹn 2024-01-15 lúc 14:30, chờ 07h30 đến 11h00.",
    "Lệ phí 1.500.000đ, sau đó thu thêm 15 000 000 đồng.",
    "Tiền đất 150.000.000 mà giấy ghi 1.234.567.890đ.",
    "Nộp 200000000 vnd và 12,5 triệu.",
    "Theo Nghị định 61/2018/NĐ-CP và Quyết định 766/QĐ-TTg.",
    "Thông tư 01/2018/TT-VPCP, điều 12 khoản 3 điểm 4.",
    "Các năm 2019 2020 2021 2022 đều chậm.",
    "Gọi tổng đài 1900 1234 và 18001096 không ai nghe.",
    "Quầy số 3, phòng 204, số thứ tự 1234567.",
    "Nhà số 12/34/5 đường 30/4, kiệt 115.",
    "1. Thái độ 2. Thời gian 3. Phí 4. Trụ sở 5. Tất cả",
    "Đợi 3 4 lần, mỗi lần 30-45 phút, 100% không hài lòng.",
    "Điểm 5/5, 10/10!!! Cảm ơn <3",
    "Thửa đất số 125, tờ bản đồ số 37, diện tích 1234,56 m2.",
    "Sáng 07:30, 13:30 - 17:00 mở cửa; hẹn 3/5, 4/5 rồi 10/5.",
    "Quyết định 12/2024/QĐ-UBND, số 15/2023, 50.000 đồng một bản.",
    "oo ooo ồ ôi chán quá",
]


@pytest.mark.parametrize(("comment", "kind", "number"), NAMING)
def test_what_names_a_person_is_masked(comment: str, kind: str, number: str) -> None:
    masked = mask(comment)
    assert masked.found == (kind,)
    seen = unicodedata.normalize("NFC", comment).replace("\u200b", "")
    assert masked.text == seen.replace(number, MASKS[kind])  # type: ignore[index]


@pytest.mark.parametrize("comment", NAMING_NOBODY)
def test_numbers_that_name_nobody_stay(comment: str) -> None:
    assert mask(comment) == mask(mask(comment).text)
    assert mask(comment).found == ()
    assert mask(comment).text == comment


def test_several_are_masked_in_their_order_and_in_the_readers_language() -> None:
    words = translator("vi")
    labels = {kind: words(label) for kind, label in MASKS.items()}
    masked = mask("CCCD 052099001234, gọi 0905123456 hoặc a@b.vn; lệ phí 20.000đ", labels)
    assert masked.found == ("identity", "phone", "email")
    assert masked.text == (
        "CCCD [đã che số giấy tờ tùy thân], gọi [đã che số điện thoại] hoặc"
        " [đã che địa chỉ thư điện tử]; lệ phí 20.000đ"
    )


@pytest.mark.parametrize("mark", [", ", "/", " - ", " ", "; ", " 2. "])
def test_two_numbers_one_after_the_other_are_both_masked(mark: str) -> None:
    masked = mask(f"gọi 0905123456{mark}0905 123 457 nhé")
    assert masked.found == ("phone", "phone")
    assert "0905" not in masked.text


def test_decomposed_letters_hide_nothing() -> None:
    masked = mask(unicodedata.normalize("NFD", "số tài khoản 123456"))
    assert masked.found == ("account",)


def test_the_demonstrations_comments_name_nobody() -> None:
    file = resources.files("criteria") / "demo" / "comments.csv"
    rows = list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))
    assert rows
    for row in rows:
        for text in row.values():
            assert mask(text).found == (), text


@given(st.integers(0, 10**8 - 1), st.sampled_from(["", " ", ".", "-"]), st.data())
def test_no_mobile_number_gets_through_however_it_is_spaced(
    number: int, mark: str, data: st.DataObject
) -> None:
    digits = f"0{data.draw(st.sampled_from('35789'))}{number:08}"
    cuts = sorted(data.draw(st.sets(st.integers(1, 9), max_size=4)))
    parts = [digits[a:b] for a, b in zip([0, *cuts], [*cuts, 10], strict=True)]
    assert "phone" in mask(f"số {mark.join(parts)} đây").found


@given(st.text(max_size=200))
def test_any_text_can_be_masked_and_masking_twice_changes_nothing(text: str) -> None:
    once = mask(text)
    assert mask(once.text).text == once.text


def test_a_long_comment_is_masked_in_no_time() -> None:
    for part in ("0 ", "a@", "1.", "9", "a.", "(", "+", "/1", "số hồ sơ "):
        started = perf_counter()
        mask(part * (20_000 // len(part)))
        assert perf_counter() - started < 1


def test_nobody_else_can_say_that_a_comment_is_masked() -> None:
    with pytest.raises(TypeError):
        MaskedComment("0905123456", (), object())

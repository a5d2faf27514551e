"""Slips and ticket lists: each code reads and stands beside its own words."""

from __future__ import annotations

import random

import pytest
import zxingcpp

from tests.print.damage import covered
from tests.print.rendering import codes_on, pages_of, squeezed, text_of, unembedded_fonts
from ui import qr
from ui.printing.slips import Slip, slips_pdf, ticket_list_pdf
from ui.words import translator

VI = translator("vi")
SLIPS = [
    Slip(
        f"Ông/bà số {number}" if number % 5 else "Phó Chủ tịch Ủy ban nhân dân " * 4 + str(number),
        f"7K2M-9Q{number:02d}-4RT",
        f"https://gopy.gialai.gov.vn/s/7K2M9QX?ve=7K2M9Q{number:02d}4RT",
        "Trước ngày 30/11/2026",
    )
    for number in range(23)
]


@pytest.mark.parametrize("engine", ["pdfium", "poppler"])
def test_every_slip_has_its_own_code(engine: str) -> None:
    pages = list(pages_of(slips_pdf(SLIPS, words=VI, heading="Mời góp ý"), engine))
    read = [code.text for page in pages for code in codes_on(page)]
    assert read == [slip.url for slip in SLIPS]


def test_a_slip_reads_with_15_per_cent_covered() -> None:
    dice = random.Random(3)  # noqa: S311 - chance for a test
    (page,) = pages_of(slips_pdf(SLIPS[:2], words=VI, heading="Mời góp ý"))
    for code in codes_on(page):
        modules = len(qr.printed_squares(code.text))
        for _ in range(20):
            found = zxingcpp.read_barcodes(covered(page, code, modules=modules, dice=dice))
            assert [one.text for one in found] == [code.text]


@pytest.mark.parametrize("printer", [slips_pdf, ticket_list_pdf])
def test_every_word_of_every_slip_is_printed(printer) -> None:
    printed = printer(SLIPS, words=VI, heading="Mời góp ý", label="DỮ LIỆU MÔ PHỎNG")
    text = squeezed(" ".join(text_of(printed)))
    for slip in SLIPS:
        for part in (slip.title, slip.code, slip.note):
            assert squeezed(part) in text
    assert text.count(squeezed("DỮ LIỆU MÔ PHỎNG")) >= 1
    assert unembedded_fonts(printed) == []


def test_a_list_turns_its_pages_and_numbers_its_lines() -> None:
    texts = text_of(ticket_list_pdf(SLIPS * 4, words=VI, heading="Danh sách", note="Ghi chú"))
    assert len(texts) >= 3
    for number, text in enumerate(texts, start=1):
        assert f"Trang {number}" in text
        assert "Mã dùng một lần" in text
    assert str(len(SLIPS) * 4) in texts[-1]


def test_each_slip_is_told_as_it_is_done() -> None:
    done: list[int] = []
    slips_pdf(SLIPS, words=VI, heading="x", progress=lambda: done.append(1))
    ticket_list_pdf(SLIPS, words=VI, heading="x", progress=lambda: done.append(1))
    assert len(done) == 2 * len(SLIPS)

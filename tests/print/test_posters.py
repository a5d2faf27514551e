"""Posters and stickers: every code reads, also with a part covered; every word stands there."""

from __future__ import annotations

import random
import subprocess
import sys
import unicodedata

import pytest
import zxingcpp

from scoring.types import ProblemsFound
from storage.receipts import check_character
from tests.guards.sources import ROOT
from tests.print.damage import covered
from tests.print.rendering import codes_on, pages_of, squeezed, text_of, unembedded_fonts
from ui import qr
from ui.printing.posters import (
    PER_PAGE,
    SIZES,
    Poster,
    Size,
    poster_pdf,
    require_short_address,
    typed_code,
)
from ui.words import translator

VI, EN = translator("vi"), translator("en")
PUBLIC_URL = "https://khaosat.gialai.vn.vn"  # with a code, exactly 38 characters
LONG = Poster(
    "Trung tâm Phục vụ hành chính công tỉnh Gia Lai thuộc Văn phòng Ủy ban nhân dân tỉnh Gia Lai, "
    "cơ sở tại phường Quy Nhơn Nam (trụ sở Ủy ban nhân dân thành phố Quy Nhơn cũ)",
    "Quầy số 12: tiếp nhận hồ sơ lĩnh vực đất đai, môi trường, tài nguyên khoáng sản, khí tượng "
    "thủy văn, biến đổi khí hậu và các thủ tục liên thông khác theo quyết định công bố",
    "7K2M9QX",
    qr.address(PUBLIC_URL, "7K2M9QX"),
)


def posters(count: int) -> list[Poster]:
    """Make posters of small offices, each with a code of its own."""
    bodies = [f"{number:06d}" for number in range(count)]
    codes = [body + check_character(body) for body in bodies]
    return [
        Poster(f"Phường Số {place}", "Bộ phận Một cửa", code, qr.address(PUBLIC_URL, code))
        for place, code in enumerate(codes)
    ]


@pytest.mark.parametrize("engine", ["pdfium", "poppler"])
@pytest.mark.parametrize("size", SIZES)
def test_every_code_leads_to_its_own_counter(size: Size, engine: str) -> None:
    wanted = [LONG, *posters(9)]
    pages = list(pages_of(poster_pdf(wanted, size, words=VI), engine))
    assert len(pages) == -(-len(wanted) // PER_PAGE[size])
    read = [code for page in pages for code in codes_on(page)]
    assert [code.text for code in read] == [poster.address for poster in wanted]
    assert {code.ec_level for code in read} <= {"Q", "H"}


@pytest.mark.parametrize("size", SIZES)
def test_a_code_reads_with_15_per_cent_of_it_covered(size: Size) -> None:
    _read_damaged(size, squares=15, rectangles=0, seed=1)


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES)
def test_a_code_reads_wherever_a_square_of_15_per_cent_covers_it(size: Size) -> None:
    _read_damaged(size, squares=250, rectangles=100, seed=2)


def _read_damaged(size: Size, *, squares: int, rectangles: int, seed: int) -> None:
    """Cover codes at random places: every square must leave them readable, and nearly every long
    rectangle, which can take more of one block of the code than its check words make good."""
    dice = random.Random(seed)  # noqa: S311 - chance for a test
    printed = poster_pdf([LONG, *posters(1)], size, words=VI)
    lost = {"square": 0, "rectangle": 0}
    for page in pages_of(printed):
        for code in codes_on(page):
            modules = len(qr.printed_squares(code.text))
            for shape, times, stretch in (
                ("square", squares, 1.0),
                ("rectangle", rectangles, dice.choice([0.4, 2.5])),
            ):
                for _ in range(times):
                    hurt = covered(page, code, modules=modules, dice=dice, stretch=stretch)
                    found = zxingcpp.read_barcodes(hurt)
                    lost[shape] += not (found and found[0].text == code.text)
    assert lost["square"] == 0
    assert lost["rectangle"] <= 0.05 * 2 * rectangles


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("words", "language"), [(VI, "vi"), (EN, "en")])
def test_names_codes_and_sentences_stand_there_whole(size: Size, words, language: str) -> None:
    text = squeezed(" ".join(text_of(poster_pdf([LONG], size, words=words, label="MÔ PHỎNG"))))
    for part in (LONG.unit, LONG.counter, LONG.address, "MÔ PHỎNG"):
        assert squeezed(part) in text
    assert words("Please tell us how this visit went").replace(" ", "") in text
    assert squeezed(LONG.code) in text.replace("-", "")


def test_text_comes_out_in_nfc_however_it_was_typed() -> None:
    apart = Poster(
        unicodedata.normalize("NFD", "Phường Thống Nhất"), "Quầy\n1", "A", "http://x/s/A"
    )
    (text,) = text_of(poster_pdf([apart], "a4", words=VI))
    assert "Phường Thống Nhất" in text
    assert "Quầy 1" in text


def test_letters_of_other_languages_are_printed_too() -> None:
    other = Poster("Ƀuôn Ƀur, Čư M'gar, Krông Ƀuk, Ŏ", "Ê̆đê", "A", "http://x/s/A")
    (text,) = text_of(poster_pdf([other], "a4", words=VI))
    for word in ("Čư", "Krông", "Ŏ"):
        assert word in text


def test_nothing_but_embedded_fonts_is_used() -> None:
    for size in SIZES:
        assert unembedded_fonts(poster_pdf([LONG], size, words=VI)) == []


def test_an_absurdly_long_name_is_small_but_whole() -> None:
    name = "Ban " + "quảnlýdựánđầutưxâydựng" * 20
    (text,) = text_of(poster_pdf([Poster(name, name, "A", "http://x/s/A")], "a4", words=VI))
    assert squeezed(text).count(squeezed(name)) == 2


def test_nothing_is_drawn_outside_the_page() -> None:
    for size in SIZES:
        for page in pages_of(poster_pdf([LONG] * PER_PAGE[size], size, words=VI)):
            width, height = page.size
            for edge in ((0, height - 2, width, height), (width - 2, height // 2, width, height)):
                assert page.crop(edge).getextrema()[0] > 120  # nothing dark runs off the paper


def test_the_address_has_to_be_short_enough_to_type() -> None:
    require_short_address(PUBLIC_URL)
    with pytest.raises(ProblemsFound) as found:
        require_short_address(PUBLIC_URL + "x")
    (problem,) = found.value.problems
    said = VI.say(problem.sentence())
    assert "28" in said
    assert PUBLIC_URL in said


def test_typed_codes_come_in_two_groups() -> None:
    assert typed_code("7K2M9QX") == "7K2M-9QX"


def test_each_poster_is_told_as_it_is_done() -> None:
    done: list[int] = []
    poster_pdf(posters(3), "a5", words=VI, progress=lambda: done.append(1))
    assert len(done) == 3


_MANY = """
import resource, sys
from ui.printing.posters import Poster, poster_pdf
from ui.words import translator
def posters(count):
    for number in range(count):
        code = f"{number:07d}"
        yield Poster(f"Phường {number}", "Bộ phận Một cửa", code, f"https://gopy.vn/s/{code}")
def peak():
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
poster_pdf(posters(3), "a4", words=translator("vi"))
before = peak()
printed = poster_pdf(posters(2000), "a4", words=translator("vi"))
print(peak() - before, len(printed))
"""


@pytest.mark.slow
def test_two_thousand_posters_take_bounded_memory() -> None:
    pytest.importorskip("resource", reason="this system does not tell a process's memory")
    told = subprocess.run(
        [sys.executable, "-c", _MANY], cwd=ROOT, capture_output=True, check=True, timeout=300
    ).stdout.split()
    more, size = int(told[0]), int(told[1])
    assert more < 150e6
    assert size < 20e6

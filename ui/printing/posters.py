"""This module draws what hangs at a counter: posters in A4 and A5, and stickers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, Literal

from scoring.types import Problem, ProblemsFound, said
from ui import qr, theme
from ui.printing.sheet import A4, A4_WIDE, A5, GOLD, Box, Sheet
from ui.words import N_, Words

Size = Literal["a4", "a5", "a5x2", "sticker"]
SIZES: Final[tuple[Size, ...]] = ("a4", "a5", "a5x2", "sticker")
LONGEST_ADDRESS: Final = 38
"""Characters of an address that people may have to type."""

PER_PAGE: Final[dict[Size, int]] = {"a4": 1, "a5": 1, "a5x2": 2, "sticker": 8}

_PAPER: Final[dict[Size, tuple[float, float]]] = {
    "a4": A4,
    "a5": A5,
    "a5x2": A4_WIDE,
    "sticker": A4,
}
_ANY_CODE: Final = "0000000"
_C: Final = theme.LIGHT
_TITLE: Final = N_("Please tell us how this visit went")
_PROMISE: Final = N_("About one minute. No name, no phone number.")
_STICKER: Final = Box(0, 0, 99.0, 67.5)
_STICKER_MARGIN: Final = (6.0, 13.5)


@dataclass(frozen=True, slots=True)
class Poster:
    """One service point as it is printed: unit, counter, typed code and address."""

    unit: str
    counter: str
    code: str
    address: str


def require_short_address(public_url: str) -> None:
    """Stop before anything is printed whose address is too long to be typed; ProblemsFound."""
    length = len(qr.address(public_url, _ANY_CODE))
    if length <= LONGEST_ADDRESS:
        return
    raise ProblemsFound(
        [
            Problem(
                code="poster.address",
                file="THUOCDO_PUBLIC_URL",
                line=None,
                place="THUOCDO_PUBLIC_URL",
                expected=said(
                    N_("at most {most} characters, so that a printed address has at most {whole}"),
                    most=LONGEST_ADDRESS - length + len(public_url),
                    whole=LONGEST_ADDRESS,
                ),
                got=said(
                    N_("{address}, with {length} characters"),
                    address=public_url,
                    length=len(public_url),
                ),
                remedy=said(
                    N_(
                        "Give the public door a shorter host name, such as https://gopy.tinh.gov.vn."
                    )
                ),
            )
        ]
    )


def typed_code(code: str) -> str:
    """Group a code for reading aloud and typing, the check character in the second group.

    >>> typed_code("000G40G")
    '000G-40G'
    """
    return f"{code[:4]}-{code[4:]}" if len(code) > 4 else code


def poster_pdf(
    posters: Iterable[Poster],
    size: Size,
    *,
    words: Words,
    label: str = "",
    progress: Callable[[], None] = lambda: None,
) -> bytes:
    """Draw a PDF with every poster; `label` stands at the foot of each, `progress` hears of each.

    Sizes: `a4` and `a5` one on a page, `a5x2` two on A4 with a line to cut, `sticker` eight on A4.
    """
    paper = _PAPER[size]
    sheet = Sheet(title=words(_TITLE), language=words.language, size=paper)
    draw = _draw_sticker if size == "sticker" else _draw_poster
    for number, poster in enumerate(posters):
        place = number % PER_PAGE[size]
        if place == 0:
            sheet.add_page()
            _draw_cut_marks(sheet, size)
        x, y, factor = _place(size, place)
        if (x, y, factor) == (0, 0, 1):
            draw(sheet, poster, words=words, label=label)
        else:
            with sheet.scaled(x, y, factor):
                draw(sheet, poster, words=words, label=label)
        progress()
    return sheet.finished()


def _place(size: Size, place: int) -> tuple[float, float, float]:
    """Say where the upper left corner goes and how much smaller it is drawn."""
    if size == "a4":
        return 0, 0, 1
    if size == "sticker":
        left, top = _STICKER_MARGIN
        return left + place % 2 * _STICKER.width, top + place // 2 * _STICKER.height, 1
    return place * A5[0], 0, A5[0] / A4[0]


def _draw_cut_marks(sheet: Sheet, size: Size) -> None:
    sheet.set_draw_color(_C.field)
    sheet.set_line_width(0.2)
    if size == "a5x2":
        for y in (0.0, 204.0):
            sheet.line(A5[0], y, A5[0], y + 6)
    if size != "sticker":
        return
    left, top = _STICKER_MARGIN
    for column in range(3):
        x = left + column * _STICKER.width
        for y in (top - 6, A4[1] - top + 1):
            sheet.line(x, y, x, y + 5)
    for row in range(5):
        y = top + row * _STICKER.height
        for x in (0.5, A4[0] - left + 0.5):
            sheet.line(x, y, x + 5, y)


# ---------------------------------------------------------------- poster, drawn in A4


def _draw_poster(sheet: Sheet, poster: Poster, *, words: Words, label: str) -> None:
    _draw_head(sheet, words)
    _draw_place(sheet, poster)
    card = Box(16, 129, 96, 96)
    sheet.panel(Box(14, 127, 100, 100), fill="#ffffff", line=_C.teal_strong, thick=0.9, radius=5)
    sheet.squares(poster.address, card)
    _draw_steps(sheet, words)
    _draw_typing(sheet, poster, words)
    _draw_foot(sheet, words, label)


def _draw_head(sheet: Sheet, words: Words) -> None:
    sheet.panel(Box(0, 0, 210, 84), fill=_C.teal_strong)
    sheet.ruler(Box(5, 84, 200, 8), colour=GOLD, step=2.5)
    sheet.say(
        words(N_("CITIZENS' VIEW OF PUBLIC SERVICES")),
        105,
        16.5,
        size=12,
        bold=True,
        colour=GOLD,
        align="centre",
    )
    sheet.say_in(
        words(_TITLE),
        Box(12, 20, 186, 31),
        largest=33,
        bold=True,
        colour="#ffffff",
        align="centre",
    )
    for number in range(1, 6):
        sheet.face(number, Box(105 - 54 + (number - 1) * 22.5, 55, 18, 18))
    sheet.say(words(_PROMISE), 105, 80.2, size=11, colour="#ffffff", align="centre")


def _draw_place(sheet: Sheet, poster: Poster) -> None:
    unit = sheet.fitted(poster.unit, 182, height=17, largest=25, bold=True, leading=1.18)
    counter = sheet.fitted(poster.counter, 182, height=11, largest=15.5, leading=1.25)
    y = 95 + (29 - unit.height - counter.height) / 2
    y = sheet.say_lines(unit, 105, y, bold=True, colour=_C.teal_strong, align="centre")
    sheet.say_lines(counter, 105, y + 0.8, colour=_C.muted, align="centre")


def _draw_steps(sheet: Sheet, words: Words) -> None:
    steps = (
        words(N_("Open the camera of your phone and point it at the square.")),
        words(N_("Tap the link that appears.")),
        words(N_("Choose a face, add what you wish, press Send.")),
    )
    for place, step in enumerate(steps):
        y = 129 + place * 33.5
        sheet.set_fill_color(_C.teal)
        sheet.circle(129, y + 13, 7.2, style="F")
        sheet.say(str(place + 1), 129, y + 15.6, size=21, bold=True, colour="#fff", align="centre")
        sheet.say_in(step, Box(141, y, 57, 26), largest=15.5)


def _draw_typing(sheet: Sheet, poster: Poster, words: Words) -> None:
    sheet.panel(Box(14, 233, 182, 37), fill=_C.teal_soft, radius=5)
    sheet.say_in(words(N_("No camera? Open this address:")), Box(21, 236.5, 74, 7), largest=11.5)
    sheet.say_in(
        poster.address.partition("://")[2].partition("/s/")[0],
        Box(21, 243.5, 74, 8),
        largest=15,
        bold=True,
        colour=_C.teal_strong,
    )
    sheet.say_in(words(N_("and type the code on the right.")), Box(21, 251.5, 74, 6), largest=11.5)
    sheet.say_in(poster.address, Box(21, 259.5, 74, 6), largest=9, colour=_C.muted)
    _draw_code(sheet, poster.code, Box(100, 238.5, 90, 26))


def _draw_code(sheet: Sheet, code: str, box: Box) -> None:
    """Write the code a character a cell, with a hyphen between its two groups."""
    shown = typed_code(code)
    cell = box.width / (len(shown) - 0.45)
    x = box.x
    for letter in shown:
        if letter == "-":
            sheet.panel(
                Box(x + cell * 0.14, box.y + box.height / 2 - 0.5, cell * 0.27, 1),
                fill=_C.teal_strong,
            )
            x += cell * 0.55
            continue
        sheet.panel(
            Box(x + 0.6, box.y, cell - 1.2, box.height), fill="#ffffff", line=_C.teal, radius=1.6
        )
        size = min((cell * 0.93) / sheet.width_of("W", 1, bold=True), box.height * 2.2)
        baseline = box.y + box.height / 2 + size * 0.3528 * 0.36
        sheet.say(letter, x + cell / 2, baseline, size=size, bold=True, align="centre")
        x += cell


def _draw_foot(sheet: Sheet, words: Words, label: str) -> None:
    sheet.ruler(Box(14, 275, 182, 3), colour=_C.line, step=1.82)
    sheet.say_in(
        words(
            N_(
                "Your answer goes to the office that measures the service, not to the counter. We "
                "keep neither your name nor your number."
            )
        ),
        Box(14, 279.5, 182, 6),
        largest=9.5,
        colour=_C.muted,
        align="centre",
    )
    if label:
        sheet.say_in(
            label,
            Box(14, 286, 182, 5.5),
            largest=10.5,
            bold=True,
            colour=_C.accent,
            align="centre",
        )


# ---------------------------------------------------------------- sticker


def _draw_sticker(sheet: Sheet, poster: Poster, *, words: Words, label: str) -> None:
    sheet.panel(Box(0, 0, 99, 15), fill=_C.teal_strong)
    sheet.ruler(Box(2, 15, 95, 2.6), colour=GOLD, step=0.95)
    sheet.say_in(
        words(_TITLE),
        Box(4, 1.5, 91, 12),
        largest=14.5,
        bold=True,
        colour="#ffffff",
        align="centre",
    )
    sheet.squares(poster.address, Box(1.5, 18.2, 47.5, 47.5))
    unit = sheet.fitted(poster.unit, 46, height=12, largest=12.5, bold=True, leading=1.15)
    counter = sheet.fitted(poster.counter, 46, height=8, largest=9, leading=1.2)
    y = sheet.say_lines(unit, 49.5, 19.5, bold=True, colour=_C.teal_strong)
    sheet.say_lines(counter, 49.5, y + 0.6, colour=_C.muted)
    sheet.say_in(words(_PROMISE), Box(49.5, 41, 46, 4), largest=6.5, colour=_C.muted)
    _draw_code(sheet, poster.code, Box(49.2, 46, 46.4, 11))
    sheet.say_in(poster.address, Box(49.5, 58.3, 46, 3.6), largest=7.5, colour=_C.ink)
    if label:
        sheet.say_in(label, Box(49.5, 62, 46, 3.4), largest=6.5, bold=True, colour=_C.accent)

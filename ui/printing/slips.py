"""This module prints invitation slips and lists of one-time tickets."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from ui import theme
from ui.printing.sheet import A4, GOLD, Box, Sheet
from ui.words import N_, Words

_C: Final = theme.LIGHT
_SLIP: Final = Box(6, 11, 99, 55)  # the first of two columns and five rows
_PER_PAGE: Final = 10
_ROW: Final = 8.4
_TOP, _LAST = 41.0, 276.0
_COLUMNS: Final = ((15.0, 12.0), (27.0, 73.0), (100.0, 42.0), (142.0, 30.0), (172.0, 23.0))


@dataclass(frozen=True, slots=True)
class Slip:
    """One invitation or ticket: for whom or what, its one-time code, its address, a remark."""

    title: str
    code: str
    url: str
    note: str = ""


def slips_pdf(
    slips: Iterable[Slip],
    *,
    words: Words,
    heading: str,
    label: str = "",
    progress: Callable[[], None] = lambda: None,
) -> bytes:
    """Print slips to cut and hand out, ten on A4, each with its QR code and its typed code.

    `heading` stands on every slip; all texts are printed whole, smaller where they are long.
    """
    sheet = Sheet(title=heading, language=words.language)
    for number, slip in enumerate(slips):
        place = number % _PER_PAGE
        if place == 0:
            sheet.add_page()
            _draw_cut_marks(sheet)
        x = _SLIP.x + place % 2 * _SLIP.width
        y = _SLIP.y + place // 2 * _SLIP.height
        with sheet.scaled(x, y, 1):
            _draw_slip(sheet, slip, words=words, heading=heading, label=label)
        progress()
    return sheet.finished()


def _draw_slip(sheet: Sheet, slip: Slip, *, words: Words, heading: str, label: str) -> None:
    sheet.panel(Box(0, 0, 99, 10), fill=_C.teal_strong)
    sheet.ruler(Box(2, 10, 95, 1.9), colour=GOLD, step=0.95)
    sheet.say_in(heading, Box(4, 0.8, 91, 8.4), largest=11, bold=True, colour="#ffffff")
    sheet.squares(slip.url, Box(1.5, 12.6, 40, 40))
    sheet.say_in(slip.title, Box(43.5, 13, 52, 10), largest=11, bold=True, colour=_C.teal_strong)
    sheet.say_in(slip.note, Box(43.5, 23.2, 52, 6.4), largest=8.5, colour=_C.muted)
    sheet.say_in(words(N_("Your code, good for one answer:")), Box(43.5, 30, 52, 3.6), largest=7.5)
    sheet.panel(Box(43.5, 34, 52, 8.2), fill=_C.teal_soft, radius=1.2)
    sheet.say_in(slip.code, Box(45, 34, 49, 8.2), largest=16, bold=True, align="centre")
    sheet.say_in(slip.url, Box(43.5, 43, 52, 4.4), largest=7.5, colour=_C.ink)
    promise = words(N_("Nobody can see which answer came from which slip."))
    sheet.say_in(promise, Box(43.5, 47.2, 52, 3), largest=6.5, colour=_C.muted)
    if label:
        sheet.say_in(label, Box(43.5, 50.2, 52, 3.2), largest=6.5, bold=True, colour=_C.accent)


def _draw_cut_marks(sheet: Sheet) -> None:
    sheet.set_draw_color(_C.field)
    sheet.set_line_width(0.2)
    for column in range(3):
        x = _SLIP.x + column * _SLIP.width
        for y in (_SLIP.y - 6, A4[1] - _SLIP.y + 1):
            sheet.line(x, y, x, y + 5)
    for row in range(6):
        y = _SLIP.y + row * _SLIP.height
        for x in (0.5, A4[0] - _SLIP.x + 0.5):
            sheet.line(x, y, x + 5, y)


def ticket_list_pdf(
    slips: Iterable[Slip],
    *,
    words: Words,
    heading: str,
    note: str = "",
    label: str = "",
    progress: Callable[[], None] = lambda: None,
) -> bytes:
    """Print the list from which a counter hands tickets out, a line each, with room for a mark."""
    sheet = Sheet(title=heading, language=words.language)
    page, y = 0, _LAST + 1
    for number, slip in enumerate(slips, start=1):
        title = sheet.lines_of(slip.title, _COLUMNS[1][1] - 3, 9.5)
        height = min(60.0, max(_ROW, len(title) * 4.2 + 2))
        if y + height > _LAST:
            page += 1
            _draw_list_head(sheet, words, heading=heading, note=note)
            _draw_list_foot(sheet, words, page=page, label=label)
            y = _TOP
        _draw_ticket(sheet, slip, number=number, y=y, height=height)
        y += height
        progress()
    return sheet.finished()


def _draw_ticket(sheet: Sheet, slip: Slip, *, number: int, y: float, height: float) -> None:
    if number % 2:
        sheet.panel(Box(15, y, 180, height), fill=_C.sunken)
    texts = (str(number), slip.title, slip.code, slip.note)
    for place, ((x, width), text) in enumerate(zip(_COLUMNS, texts, strict=False)):
        box = Box(x + 1.5, y + 0.6, width - 3, height - 1.2)
        sheet.say_in(text, box, largest=11 if place == 2 else 9.5, bold=place == 2)
    sheet.panel(Box(181, y + height / 2 - 2.3, 4.6, 4.6), line=_C.ink, fill="#ffffff", radius=0.6)


def _draw_list_head(sheet: Sheet, words: Words, *, heading: str, note: str) -> None:
    sheet.add_page()
    sheet.panel(Box(0, 0, 210, 20), fill=_C.teal_strong)
    sheet.ruler(Box(5, 20, 200, 3), colour=GOLD, step=2)
    sheet.say_in(heading, Box(15, 2, 180, 16), largest=16, bold=True, colour="#ffffff")
    sheet.say_in(note, Box(15, 24, 180, 7.5), largest=9.5, colour=_C.muted)
    names = (
        words(N_("No.")),
        words(N_("For")),
        words(N_("One-time code")),
        words(N_("Remark")),
        words(N_("Handed out")),
    )
    for (x, width), name in zip(_COLUMNS, names, strict=True):
        box = Box(x + 1.5, 33, width - 3, 7)
        sheet.say_in(name, box, largest=9, bold=True, colour=_C.teal_strong)
    sheet.set_draw_color(_C.teal)
    sheet.set_line_width(0.5)
    sheet.line(15, 40.5, 195, 40.5)


def _draw_list_foot(sheet: Sheet, words: Words, *, page: int, label: str) -> None:
    warning = words(N_("Keep this list locked up: whoever holds a code can answer with it, once."))
    sheet.say_in(warning, Box(15, 283, 150, 5), largest=8, colour=_C.muted)
    told = words(N_("Page {page}"), page=page)
    sheet.say(told, 195, 286.5, size=8, colour=_C.muted, align="right")
    if label:
        sheet.say(label, 105, 292, size=8.5, bold=True, colour=_C.accent, align="centre")

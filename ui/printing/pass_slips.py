"""This module prints the passes of interviewers and clerks, two to a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from ui import theme
from ui.printing.sheet import GOLD, Box, Sheet
from ui.words import N_, Words

_C: Final = theme.LIGHT
_HEIGHT: Final = 148.5
_PER_PAGE: Final = 2


@dataclass(frozen=True, slots=True)
class PassSlip:
    """One person's pass: whose, for which counter and task, its address, its last day."""

    who: str
    number: int
    unit: str
    counter: str
    label: str
    url: str
    until: datetime


def pass_slips_pdf(slips: Sequence[PassSlip], *, words: Words) -> bytes:
    """Print one slip for each person, to be cut and handed over; A4, every text printed whole."""
    sheet = Sheet(title=words(N_("Passes for entering answers")), language=words.language)
    for place, slip in enumerate(slips):
        if place % _PER_PAGE == 0:
            sheet.add_page()
        with sheet.scaled(0, place % _PER_PAGE * _HEIGHT, 1):
            _draw(sheet, slip, words)
    return sheet.finished()


def _draw(sheet: Sheet, slip: PassSlip, words: Words) -> None:
    sheet.panel(Box(0, 0, 210, 26), fill=_C.teal_strong)
    sheet.ruler(Box(5, 26, 200, 4), colour=GOLD, step=2)
    title = f"{slip.who[:1].upper()}{slip.who[1:]}"
    sheet.say_in(title, Box(15, 5, 140, 16), largest=20, bold=True, colour="#ffffff")
    number = words(N_("Pass {number}"), number=slip.number)
    sheet.say_in(number, Box(158, 5, 37, 16), largest=14, colour="#ffffff", align="right")
    sheet.squares(slip.url, Box(12, 36, 72, 72))
    sheet.say_in(slip.unit, Box(92, 40, 103, 14), largest=15, bold=True, colour=_C.teal_strong)
    sheet.say_in(slip.counter, Box(92, 55, 103, 9), largest=12)
    if slip.label:
        sheet.say_in(slip.label, Box(92, 65, 103, 9), largest=12, colour=_C.accent, bold=True)
    until = words(N_("Good until {moment}."), moment=slip.until)
    sheet.say_in(until, Box(92, 76, 103, 7), largest=11)
    promise = words(
        N_(
            "Keep this slip like a key: whoever has it enters answers in your name. If it is lost, "
            "say so at once and it is withdrawn."
        )
    )
    sheet.panel(Box(92, 86, 103, 20), fill=_C.accent_soft, radius=1.5)
    sheet.say_in(promise, Box(95, 87, 97, 18), largest=10)
    sheet.say_in(slip.url, Box(15, 112, 180, 8), largest=11)
    sheet.set_draw_color(_C.line)
    sheet.set_line_width(0.2)
    sheet.line(0, _HEIGHT - 0.1, 210, _HEIGHT - 0.1)

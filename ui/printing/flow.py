"""This module lets pieces of a printed form flow down its pages, whole pieces only."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from ui import theme
from ui.printing.sheet import Box, Fitted, Sheet

LEFT: Final = 15.0
WIDTH: Final = 180.0
BOTTOM: Final = 279.0
_TOGETHER: Final = 120.0
TEXT: Final = 10.5
SMALL: Final = 8.5


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a form that stays on one page: its height, and how to draw it from a height."""

    height: float
    draw: Callable[[float], None]


class Flow:
    """Puts pieces one below the other and turns the page where the next does not fit."""

    def __init__(self, turn: Callable[[], float]) -> None:
        """Begin; `turn` makes a page with its head and tells where its pieces begin."""
        self._turn = turn
        self._y = turn()
        self._fresh = True

    def place(self, pieces: Sequence[Piece], *, gap: float = 0) -> None:
        """Draw pieces below each other, on one page unless they are too many for that.

        Where they are too many, the first (a title, a wording) keeps two more on its page.
        """
        whole = sum(piece.height for piece in pieces)
        for number, piece in enumerate(pieces):
            needed = piece.height
            if number == 0:
                few = sum(one.height for one in pieces[:3])
                needed = whole if whole <= _TOGETHER else few
            if self._y + needed > BOTTOM and not self._fresh:
                self._y = self._turn()
            piece.draw(self._y)
            self._y += piece.height
            self._fresh = False
        self._y += gap


def words_piece(
    sheet: Sheet,
    text: str,
    *,
    size: float = TEXT,
    bold: bool = False,
    colour: str = theme.LIGHT.ink,
    indent: float = 0,
    below: float = 1.2,
) -> Piece:
    """Make a piece of a text that is as wide as the page allows."""
    lines = sheet.lines_of(text, WIDTH - indent, size, bold=bold)
    fitted = Fitted(lines, size, 1.32)

    def draw(y: float) -> None:
        sheet.say_lines(fitted, LEFT + indent, y, bold=bold, colour=colour)

    return Piece(fitted.height + below, draw)


def tick_box(sheet: Sheet, box: Box, mark: str = "", *, single: bool = False) -> None:
    """Draw a box to tick, round where only one may be chosen; `mark` is what a clerk types."""
    if single:
        sheet.set_draw_color(theme.LIGHT.ink)
        sheet.set_line_width(0.35)
        radius = box.width / 2
        sheet.circle(box.x + radius, box.y + radius, radius, style="D")
    else:
        sheet.panel(box, line=theme.LIGHT.ink, thick=0.35, radius=0.6)
    if mark:
        sheet.say(
            mark,
            box.x + box.width / 2,
            box.y + box.height / 2 + 0.95,
            size=7.5,
            colour=theme.LIGHT.field,
            align="centre",
        )

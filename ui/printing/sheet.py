"""This module is the paper of everything printed: fonts, fitted text, faces, squares."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Final, Literal

from fpdf import FPDF
from fpdf.fonts import TTFFont

from ui import qr, theme

A4: Final = (210.0, 297.0)
A4_WIDE: Final = (297.0, 210.0)
A5: Final = (148.5, 210.0)
"""Width and height in millimetres; A5 is half of A4, so that posters scale without a seam."""

GOLD: Final = "#e3b567"
"""The ticks of the yardstick in the house's picture."""

Align = Literal["left", "centre", "right"]

_POINT: Final = 25.4 / 72
_FONTS: Final = (
    ("house", "", "BeVietnamPro-Regular.ttf"),
    ("house", "B", "BeVietnamPro-Bold.ttf"),
    ("other", "", "NotoSans-Latin-Regular.ttf"),  # letters of Jrai, Bahnar and others
)
_MOUTHS: Final = (  # two cubic curves at most, on a face of 40 by 40
    (((12.5, 29.5), (15.5, 24), (24.5, 24), (27.5, 29.5)),),
    (((13.5, 28.5), (16.5, 25.5), (23.5, 25.5), (26.5, 28.5)),),
    (((13.5, 27.5), (18, 27.5), (22, 27.5), (26.5, 27.5)),),
    (((13.5, 26), (16.5, 29), (23.5, 29), (26.5, 26)),),
    (
        ((12.5, 25), (15, 31.5), (25, 31.5), (27.5, 25)),
        ((27.5, 25), (22, 25), (18, 25), (12.5, 25)),
    ),
)
_MOST_WIDTHS: Final = 5000  # the same words come back on every page; names do not


@dataclass(frozen=True, slots=True)
class Box:
    """A place on the page, in millimetres from its upper left corner."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Fitted:
    """A text in lines at the largest size (points) at which all of it fits."""

    lines: tuple[str, ...]
    size: float
    leading: float

    @property
    def height(self) -> float:
        """Height of all lines in millimetres."""
        return len(self.lines) * self.size * self.leading * _POINT


def tidied(text: str) -> str:
    """Give text on one line, in NFC, without characters that cannot be printed.

    >>> tidied(" Quâ\\u0300y  mô\\u0323t\\n cư\\u0309a ")
    'Quầy một cửa'
    """
    kept = "".join(letter if letter.isprintable() else " " for letter in text)
    return unicodedata.normalize("NFC", " ".join(kept.split()))


class Sheet(FPDF):
    """A PDF in the house's fonts; every length is in millimetres, every type size in points."""

    def __init__(self, *, title: str, language: str, size: tuple[float, float] = A4) -> None:
        """Begin an empty document; `language` is told to screen readers."""
        super().__init__(unit="mm", format=size)
        self._widths: dict[tuple[str, bool], float] = {}
        self.set_auto_page_break(False)
        self.set_margin(0)
        self.str_alias_nb_pages = ""
        self.set_title(title)
        self.set_lang(language)
        self.set_creator("Thước Đo")
        with resources.as_file(resources.files("ui.printing") / "fonts") as folder:
            for family, style, file in _FONTS:
                self.add_font(family, style, Path(folder) / file)

    def finished(self) -> bytes:
        """Give the whole PDF and close the font files; nothing can be drawn after this."""
        try:
            return bytes(self.output() or b"")
        finally:
            for font in self.fonts.values():
                if isinstance(font, TTFFont):
                    font.ttfont.close()

    # ------------------------------------------------------------ words

    def width_of(self, text: str, size: float, *, bold: bool = False) -> float:
        """Measure a line, in millimetres."""
        known = self._widths.get((text, bold))
        if known is None:
            known = sum(_width(font, run) for font, run in self._runs(text, bold=bold))
            if len(self._widths) >= _MOST_WIDTHS:
                self._widths.clear()
            self._widths[text, bold] = known
        return known * size * _POINT / 1000

    def fitted(
        self,
        text: str,
        width: float,
        *,
        height: float,
        largest: float,
        bold: bool = False,
        leading: float = 1.3,
    ) -> Fitted:
        """Break a text into lines at the largest size that fits; nothing is ever cut off."""
        text, size = tidied(text), largest
        while True:
            lines = self.lines_of(text, width, size, bold=bold)
            found = Fitted(lines, size, leading)
            if found.height <= height + 0.01 or size <= 1:
                return Fitted(self._balanced(text, width, size, bold=bold), size, leading)
            size -= max(0.25, size * 0.04)

    def lines_of(
        self, text: str, width: float, size: float, *, bold: bool = False
    ) -> tuple[str, ...]:
        """Break a text into lines of at most `width`, between words where that is possible."""
        lines, line = [], ""
        for word in text.split(" "):
            joined = f"{line} {word}" if line else word
            if self.width_of(joined, size, bold=bold) <= width:
                line = joined
                continue
            if line:
                lines.append(line)
            line = word
            while self.width_of(line, size, bold=bold) > width and len(line) > 1:
                cut = self._longest_start(line, width, size, bold=bold)
                lines.append(line[:cut])
                line = line[cut:]
        return (*lines, line) if line else tuple(lines)

    def _balanced(self, text: str, width: float, size: float, *, bold: bool) -> tuple[str, ...]:
        """Break a text into as few lines as before, but of like length: no word stands alone."""
        best = self.lines_of(text, width, size, bold=bold)
        if len(best) < 2:
            return best
        for share in (0.92, 0.84, 0.76, 0.68, 0.6):
            tried = self.lines_of(text, width * share, size, bold=bold)
            if len(tried) > len(best) or " ".join(tried) != " ".join(best):
                break
            best = tried
        return best

    def _longest_start(self, word: str, width: float, size: float, *, bold: bool) -> int:
        fits = bisect_right(
            range(2, len(word)), width, key=lambda cut: self.width_of(word[:cut], size, bold=bold)
        )
        return fits + 1  # one letter stands alone where not even two fit

    def say(
        self,
        text: str,
        x: float,
        y: float,
        *,
        size: float,
        bold: bool = False,
        colour: str = theme.LIGHT.ink,
        align: Align = "left",
    ) -> None:
        """Write one line with its baseline at `y`; `align` says which end `x` is."""
        self.set_text_color(colour)
        x -= {"left": 0.0, "centre": 0.5, "right": 1.0}[align] * self.width_of(
            text, size, bold=bold
        )
        for font, run in self._runs(text, bold=bold):
            self.set_font(*_name_of(font), size=size)
            self.text(x, y, run)
            x += _width(font, run) * size * _POINT / 1000

    def say_lines(
        self,
        lines: Fitted,
        x: float,
        y: float,
        *,
        bold: bool = False,
        colour: str = theme.LIGHT.ink,
        align: Align = "left",
    ) -> float:
        """Write fitted lines from the height `y` down; return where they end."""
        step = lines.size * lines.leading * _POINT
        for line in lines.lines:
            baseline = y + step * 0.5 + lines.size * _POINT * 0.35
            self.say(line, x, baseline, size=lines.size, bold=bold, colour=colour, align=align)
            y += step
        return y

    def say_in(
        self,
        text: str,
        box: Box,
        *,
        largest: float,
        bold: bool = False,
        colour: str = theme.LIGHT.ink,
        align: Align = "left",
    ) -> None:
        """Write a whole text into a box, as large as it fits, centred by height."""
        lines = self.fitted(text, box.width, height=box.height, largest=largest, bold=bold)
        x = box.x + {"left": 0.0, "centre": 0.5, "right": 1.0}[align] * box.width
        y = box.y + max(0.0, box.height - lines.height) / 2
        self.say_lines(lines, x, y, bold=bold, colour=colour, align=align)

    def _runs(self, text: str, *, bold: bool) -> Iterator[tuple[TTFFont, str]]:
        """Split a line by the font that has its letters; the house's wherever it can."""
        house, other = self._font("houseB" if bold else "house"), self._font("other")
        begin = 0
        for place, letter in enumerate(text):
            known = ord(letter) in house.cmap or ord(letter) not in other.cmap
            # A mark that stands over a letter comes from the font of that letter.
            if known and not unicodedata.combining(letter):
                continue
            if place > begin:
                yield house, text[begin:place]
            yield other, letter
            begin = place + 1
        if begin < len(text):
            yield house, text[begin:]

    def _font(self, key: str) -> TTFFont:
        font = self.fonts[key]
        assert isinstance(font, TTFFont)  # noqa: S101 - every font here was added as one
        return font

    # ------------------------------------------------------------ drawings

    def panel(
        self,
        box: Box,
        *,
        fill: str | None = None,
        line: str | None = None,
        thick: float = 0.3,
        radius: float = 0,
    ) -> None:
        """Draw a rectangle, filled or outlined or both, with round corners if wanted."""
        if fill:
            self.set_fill_color(fill)
        if line:
            self.set_draw_color(line)
            self.set_line_width(thick)
        style = ("D" if line else "") + ("F" if fill else "")
        self.rect(
            box.x,
            box.y,
            box.width,
            box.height,
            style=style,
            round_corners=radius > 0,
            corner_radius=radius,
        )

    def squares(self, text: str, box: Box) -> None:
        """Draw the QR code of `text`, with its quiet zone, to fill a box as wide as it is high."""
        rows = qr.printed_squares(text)
        module = box.width / (len(rows) + 2 * qr.QUIET_ZONE)
        left, top = box.x + module * qr.QUIET_ZONE, box.y + module * qr.QUIET_ZONE
        self.panel(box, fill="#ffffff")
        # One path in units of a module: small in the file, sharp at every size.
        unit, x, y = module * self.k, left * self.k, (self.h - top) * self.k
        runs = " ".join(f"{begin} {row} {long} 1 re" for row, begin, long in _dark_runs(rows))
        self._out(f"q 0 g {unit:.5f} 0 0 {-unit:.5f} {x:.3f} {y:.3f} cm {runs} f Q")

    def ruler(self, box: Box, *, colour: str, step: float) -> None:
        """Draw the ticks of a yardstick hanging from the upper edge of a box."""
        self.set_draw_color(colour)
        marks = int(box.width / step)
        for mark in range(marks + 1):
            high = 1.0 if mark % 10 == 0 else 0.68 if mark % 5 == 0 else 0.42
            self.set_line_width(box.height * (0.09 if mark % 10 == 0 else 0.055))
            x = box.x + mark * step
            self.line(x, box.y, x, box.y + box.height * high)

    def face(self, number: int, box: Box) -> None:
        """Draw one of the five faces of the light page, 1 the unhappiest."""
        unit, line = box.width / 40, theme.FACE_LINE
        self.set_draw_color(line)
        self.set_line_width(1.5 * unit)
        self.set_fill_color(theme.FACES[number - 1])
        self.circle(box.x + 20 * unit, box.y + 20 * unit, 18 * unit, style="DF")
        self.set_fill_color(line)
        for eye in (14, 26):
            self.circle(box.x + eye * unit, box.y + 17.5 * unit, 2 * unit, style="F")
        self.set_line_width(2.4 * unit)
        self._curves(_MOUTHS[number - 1], box, unit)
        if number == 1:
            for x1, x2 in ((10.5, 15.5), (29.5, 24.5)):
                self.line(
                    box.x + x1 * unit, box.y + 13.5 * unit, box.x + x2 * unit, box.y + 11 * unit
                )

    def _curves(
        self, curves: Sequence[Sequence[tuple[float, float]]], box: Box, unit: float
    ) -> None:
        drawn: list[str] = []
        for curve in curves:
            points = [
                f"{(box.x + x * unit) * self.k:.2f} {(self.h - box.y - y * unit) * self.k:.2f}"
                for x, y in curve
            ]
            begin = f"{points[0]} m " if not drawn else ""
            drawn.append(f"{begin}{points[1]} {points[2]} {points[3]} c")
        self._out(f"1 J 1 j {' '.join(drawn)} S 0 J 0 j")

    @contextmanager
    def scaled(self, x: float, y: float, factor: float) -> Iterator[None]:
        """Draw what is drawn meanwhile smaller, its upper left corner at (x, y)."""
        with self.local_context():
            right, up = x * self.k, (self.h - y - factor * self.h) * self.k
            self._out(f"{factor:.6f} 0 0 {factor:.6f} {right:.3f} {up:.3f} cm")
            yield


def _width(font: TTFFont, run: str) -> float:
    """Add up the letters' widths, in thousandths of the size."""
    return float(sum(font.cw[ord(letter)] for letter in run))


def _name_of(font: TTFFont) -> tuple[str, str]:
    return ("house", "B") if font.fontkey == "houseB" else (font.fontkey, "")


def _dark_runs(rows: qr.Squares) -> Iterator[tuple[int, int, int]]:
    """Give the dark runs of every row, as (row, first module, length)."""
    for number, row in enumerate(rows):
        begin = None
        for place, dark in enumerate((*row, False)):
            if dark and begin is None:
                begin = place
            elif not dark and begin is not None:
                yield number, begin, place - begin
                begin = None

"""This module draws each kind of question on paper: boxes to tick, faces, lines to write on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from scoring.question import NOT_APPLICABLE, Option
from scoring.questions import (
    DateQuestion,
    LongTextQuestion,
    MatrixQuestion,
    NetPromoterQuestion,
    NoteQuestion,
    NumberQuestion,
    Question,
    RankingQuestion,
    RatingQuestion,
    SeveralChoicesQuestion,
    ShortTextQuestion,
    SingleChoiceQuestion,
    YesNoQuestion,
)
from scoring.types import Text
from ui import theme
from ui.printing.flow import LEFT, SMALL, TEXT, WIDTH, Piece, tick_box, words_piece
from ui.printing.sheet import Box, Sheet
from ui.words import N_, Words

_C: Final = theme.LIGHT
_INDENT: Final = 8.0
_INNER: Final = WIDTH - _INDENT
_BOX: Final = 5.0
_FACED: Final = 5  # scales of this many points get the five faces


@dataclass(frozen=True, slots=True)
class Paper:
    """What drawing a question needs: the sheet, the house's words, the language of the form."""

    sheet: Sheet
    words: Words
    language: str

    def text(self, text: Text) -> str:
        """Give a wording of the questionnaire in the form's language."""
        return text.in_language(self.language)


def answer_pieces(paper: Paper, question: Question) -> list[Piece]:
    """Make the pieces in which a question is answered; LookupError for a kind that is not here."""
    draw = DRAWN.get(type(question))
    if draw is None:
        raise LookupError(f"paper has no way to ask a question of type {question.type}")
    return draw(paper, question)


# ---------------------------------------------------------------- scales


def _rating(paper: Paper, question: RatingQuestion) -> list[Piece]:
    sheet, choices = paper.sheet, question.choices()
    cell = min(36.0, _INNER / len(choices))
    faced = len(question.scale) == _FACED

    def draw(y: float) -> None:
        for place, (value, wording) in enumerate(choices):
            x = LEFT + _INDENT + place * cell
            if faced and value != NOT_APPLICABLE:
                sheet.face(int(value), Box(x + cell / 2 - 11, y, 9, 9))
                tick_box(sheet, Box(x + cell / 2 + 1.5, y + 2, _BOX, _BOX), value, single=True)
            else:
                tick_box(
                    sheet,
                    Box(x + cell / 2 - _BOX / 2, y + 2, _BOX, _BOX),
                    _mark(value),
                    single=True,
                )
            sheet.say_in(
                paper.text(wording),
                Box(x + 1, y + 9.3, cell - 2, 7.2),
                largest=SMALL,
                align="centre",
            )

    return [Piece(17.5, draw)]


def grid_pieces(
    paper: Paper, rows: Sequence[tuple[str, str]], choices: Sequence[tuple[str, Text]]
) -> list[Piece]:
    """Make a table of rows (number, wording) to be rated on one scale, its head first."""
    sheet = paper.sheet
    column = min(21.0, 105.0 / len(choices))
    begin = LEFT + WIDTH - column * len(choices)
    faced = sum(value != NOT_APPLICABLE for value, _ in choices) == _FACED
    below = 8.2 if faced else 0.0

    def head(y: float) -> None:
        for place, (value, wording) in enumerate(choices):
            x = begin + place * column
            if faced and value != NOT_APPLICABLE:
                sheet.face(int(value), Box(x + column / 2 - 4, y, 8, 8))
            sheet.say_in(
                paper.text(wording),
                Box(x + 0.6, y + below, column - 1.2, 8),
                largest=7.5,
                align="centre",
            )

    pieces = [Piece(below + 8.8, head)]
    for number, (label, wording) in enumerate(rows):
        pieces.append(
            _grid_row(
                paper,
                (label, wording),
                [value for value, _ in choices],
                column=column,
                shaded=number % 2 == 0,
            )
        )
    return pieces


def _grid_row(
    paper: Paper,
    row: tuple[str, str],
    values: Sequence[str],
    *,
    column: float,
    shaded: bool,
) -> Piece:
    sheet = paper.sheet
    number, wording = row
    begin = LEFT + WIDTH - column * len(values)
    lines = sheet.fitted(wording, begin - LEFT - _INDENT - 2, height=60, largest=10, leading=1.25)
    height = max(8.5, lines.height + 2.5)

    def draw(y: float) -> None:
        if shaded:
            sheet.panel(Box(LEFT, y, WIDTH, height), fill=_C.sunken)
        sheet.say(number, LEFT + 1.5, y + height / 2 + 1.3, size=10, bold=True, colour=_C.teal)
        sheet.say_lines(lines, LEFT + _INDENT, y + (height - lines.height) / 2)
        for place, value in enumerate(values):
            x = begin + (place + 0.5) * column - _BOX / 2
            tick_box(sheet, Box(x, y + (height - _BOX) / 2, _BOX, _BOX), _mark(value), single=True)

    return Piece(height, draw)


def _matrix(paper: Paper, question: MatrixQuestion) -> list[Piece]:
    rows = [("", paper.text(row.label)) for row in question.rows]
    return grid_pieces(paper, rows, question.choices())


def _net_promoter(paper: Paper, question: NetPromoterQuestion) -> list[Piece]:
    sheet, cell = paper.sheet, _INNER / 11

    def draw(y: float) -> None:
        for point in range(11):
            x = LEFT + _INDENT + point * cell + cell / 2 - 3.5
            sheet.panel(Box(x, y, 7, 7), line=_C.ink, thick=0.35, radius=0.8)
            sheet.say(str(point), x + 3.5, y + 4.7, size=9.5, colour=_C.muted, align="centre")
        half = Box(LEFT + _INDENT, y + 7.5, _INNER / 2 - 4, 5)
        sheet.say_in(paper.text(question.low), half, largest=SMALL)
        other = Box(half.x + _INNER / 2 + 4, half.y, half.width, half.height)
        sheet.say_in(paper.text(question.high), other, largest=SMALL, align="right")

    return [Piece(14, draw)]


# ---------------------------------------------------------------- choices


def _one_of(paper: Paper, question: SingleChoiceQuestion | YesNoQuestion) -> list[Piece]:
    return _options(paper, [wording for _, wording in question.choices()], single=True)


def _several(paper: Paper, question: SeveralChoicesQuestion) -> list[Piece]:
    return _options(paper, [option.label for option in question.options], single=False)


def _options(paper: Paper, wordings: Sequence[Text], *, single: bool) -> list[Piece]:
    """Make rows of boxes, as many side by side as the longest wording leaves room for."""
    sheet = paper.sheet
    texts = [paper.text(wording) for wording in wordings]
    longest = max(sheet.width_of(text, TEXT) for text in texts) + _BOX + 7
    columns = max(1, min(4, int(_INNER / longest), len(texts)))
    cell = _INNER / columns
    pieces = []
    for begin in range(0, len(texts), columns):
        row = texts[begin : begin + columns]
        pieces.append(_option_row(sheet, row, begin, cell=cell, single=single))
    return pieces


def _option_row(
    sheet: Sheet, row: Sequence[str], begin: int, *, cell: float, single: bool
) -> Piece:
    lines = [
        sheet.fitted(text, cell - _BOX - 5, height=60, largest=TEXT, leading=1.25) for text in row
    ]
    height = max(7.2, *(one.height + 2.4 for one in lines))

    def draw(y: float) -> None:
        for place, fitted in enumerate(lines):
            x = LEFT + _INDENT + place * cell
            box = Box(x, y + (height - _BOX) / 2, _BOX, _BOX)
            tick_box(sheet, box, str(begin + place + 1), single=single)
            sheet.say_lines(fitted, x + _BOX + 2, y + (height - fitted.height) / 2)

    return Piece(height, draw)


def _ranking(paper: Paper, question: RankingQuestion) -> list[Piece]:
    return [_ranked(paper, option) for option in question.options]


def _ranked(paper: Paper, option: Option) -> Piece:
    sheet = paper.sheet
    lines = sheet.fitted(paper.text(option.label), _INNER - 14, height=60, largest=TEXT)
    height = max(8.6, lines.height + 2)

    def draw(y: float) -> None:
        box = Box(LEFT + _INDENT, y + (height - 7) / 2, 9, 7)
        sheet.panel(box, line=_C.ink, thick=0.35, radius=0.6)
        sheet.say_lines(lines, LEFT + _INDENT + 12, y + (height - lines.height) / 2)

    return Piece(height, draw)


# ---------------------------------------------------------------- writing


def _number(paper: Paper, question: NumberQuestion) -> list[Piece]:
    sheet = paper.sheet

    def draw(y: float) -> None:
        sheet.panel(Box(LEFT + _INDENT, y, 44, 8.5), line=_C.ink, thick=0.35, radius=0.6)
        if question.unit:
            unit = Box(LEFT + _INDENT + 47, y + 1, _INNER - 47, 6.5)
            sheet.say_in(paper.text(question.unit), unit, largest=TEXT)

    return [Piece(10, draw)]


def _date(paper: Paper, question: DateQuestion) -> list[Piece]:
    del question
    sheet = paper.sheet
    hints = (paper.words(N_("day")), paper.words(N_("month")), paper.words(N_("year")))

    def draw(y: float) -> None:
        x = LEFT + _INDENT
        for part, (cells, hint) in enumerate(zip((2, 2, 4), hints, strict=True)):
            for _ in range(cells):
                sheet.panel(Box(x, y, 6.5, 8.5), line=_C.ink, thick=0.35)
                x += 6.5
            middle = x - cells * 3.25
            sheet.say(hint, middle, y + 11.6, size=7, colour=_C.muted, align="centre")
            if part < 2:
                sheet.say("/", x + 2, y + 6.2, size=13, align="centre")
                x += 4

    return [Piece(13.5, draw)]


def _short_text(paper: Paper, question: ShortTextQuestion) -> list[Piece]:
    return _ruled(paper, lines=1 if question.longest <= 150 else 2)


def _long_text(paper: Paper, question: LongTextQuestion) -> list[Piece]:
    return _ruled(paper, lines=max(2, min(5, question.longest // 120)))


def _ruled(paper: Paper, *, lines: int) -> list[Piece]:
    sheet = paper.sheet

    def draw(y: float) -> None:
        sheet.set_draw_color(_C.field)
        sheet.set_line_width(0.25)
        sheet.line(LEFT + _INDENT, y + 7.4, LEFT + WIDTH, y + 7.4)

    return [Piece(8.2, draw) for _ in range(lines)]


def _note(paper: Paper, question: NoteQuestion) -> list[Piece]:
    return [words_piece(paper.sheet, paper.text(question.label), colour=_C.muted, below=1.5)]


def _mark(value: str) -> str:
    return "" if value == NOT_APPLICABLE else value


_Drawing = Callable[[Paper, Any], list[Piece]]

DRAWN: Final[Mapping[type[object], _Drawing]] = MappingProxyType(
    {
        RatingQuestion: _rating,
        MatrixQuestion: _matrix,
        NetPromoterQuestion: _net_promoter,
        SingleChoiceQuestion: _one_of,
        YesNoQuestion: _one_of,
        SeveralChoicesQuestion: _several,
        RankingQuestion: _ranking,
        NumberQuestion: _number,
        DateQuestion: _date,
        ShortTextQuestion: _short_text,
        LongTextQuestion: _long_text,
        NoteQuestion: _note,
    }
)
"""One drawing for each kind of question; a test compares the two lists."""

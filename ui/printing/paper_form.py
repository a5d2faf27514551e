"""This module prints a questionnaire as a form in A4 that is filled in with a pen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from scoring.definitions.questionnaire import Questionnaire, Section
from scoring.definitions.questionnaire_words import condition_sentence
from scoring.questions import NoteQuestion, Question, RatingQuestion
from ui import theme
from ui.printing.flow import LEFT, TEXT, WIDTH, Flow, Piece, tick_box, words_piece
from ui.printing.paper_questions import Paper, answer_pieces, grid_pieces
from ui.printing.sheet import GOLD, Box, Sheet
from ui.words import N_, known, translator

_C: Final = theme.LIGHT
_FIRST_TOP: Final = 71.0
_NEXT_TOP: Final = 33.0
_TOGETHER: Final = 2  # so many ratings on one scale make a table


@dataclass(frozen=True, slots=True)
class FormPlace:
    """Where a form is handed out; empty parts get a line to write on."""

    unit: str = ""
    counter: str = ""


@dataclass(frozen=True, slots=True)
class _Copy:
    serial: str
    pages: int


def paper_form_pdf(
    questionnaire: Questionnaire,
    *,
    language: str,
    place: FormPlace = FormPlace(),
    serials: Sequence[str] = ("",),
    label: str = "",
    progress: Callable[[], None] = lambda: None,
) -> bytes:
    """Print one copy for each serial number, in one of the questionnaire's languages.

    A serial is printed on every page, also as a QR code that a scanner types. An empty one leaves
    it out. Digits in the boxes are those that a clerk types.
    """
    title = questionnaire.title.in_language(language)
    trial = _sheet(title, language)
    pages = _draw_copy(
        trial,
        questionnaire,
        language=language,
        place=place,
        copy=_Copy("", 0),
        label=label,
    )
    trial.finished()
    sheet = _sheet(title, language)
    for serial in serials:
        _draw_copy(
            sheet,
            questionnaire,
            language=language,
            place=place,
            copy=_Copy(serial, pages),
            label=label,
        )
        progress()
    return sheet.finished()


def _sheet(title: str, language: str) -> Sheet:
    return Sheet(title=title, language=language)


def _draw_copy(
    sheet: Sheet,
    questionnaire: Questionnaire,
    *,
    language: str,
    place: FormPlace,
    copy: _Copy,
    label: str,
) -> int:
    """Draw one copy and return how many pages it took."""
    paper = Paper(sheet, translator(known(language)), language)
    begun = 0

    def turn() -> float:
        nonlocal begun
        begun += 1
        sheet.add_page()
        _draw_foot(paper, questionnaire, page=begun, pages=copy.pages, label=label)
        if begun > 1:
            return _draw_next_head(paper, questionnaire, copy.serial)
        return _draw_first_head(paper, questionnaire, place=place, serial=copy.serial)

    flow = Flow(turn)
    number = 0
    for section in questionnaire.sections:
        head = [_section_head(paper, section)]
        for together in _runs(section):
            pieces, number = _asked(paper, questionnaire, together=together, number=number)
            flow.place([*head, *pieces], gap=3.2)
            head = []  # it stood with the first question, never alone at the foot of a page
    return begun


# ---------------------------------------------------------------- questions


def _runs(section: Section) -> Iterator[tuple[Question, ...]]:
    """Give questions one by one, but ratings on the same scale that follow each other together."""
    for scale, found in groupby(section.questions, key=_scale_of):
        questions = tuple(found)
        if scale is None or len(questions) < _TOGETHER:
            yield from ((question,) for question in questions)
        else:
            yield questions


def _scale_of(question: Question) -> object:
    if not isinstance(question, RatingQuestion) or question.show_when or question.hint:
        return None
    return question.choices()


def _asked(
    paper: Paper, questionnaire: Questionnaire, *, together: Sequence[Question], number: int
) -> tuple[list[Piece], int]:
    """Make the pieces of one question, or of a table of them; return the last number given."""
    first = together[0]
    if len(together) >= _TOGETHER and isinstance(first, RatingQuestion):
        rows = [
            (f"{number + place}.", paper.text(question.label))
            for place, question in enumerate(together, start=1)
        ]
        return grid_pieces(paper, rows, first.choices()), number + len(together)
    if isinstance(first, NoteQuestion):
        return answer_pieces(paper, first), number
    number += 1
    return [
        *_label(paper, questionnaire, first, number=number),
        *answer_pieces(paper, first),
    ], number


def _label(
    paper: Paper, questionnaire: Questionnaire, question: Question, *, number: int
) -> list[Piece]:
    """Make the wording of a question, with its number, its condition and its hint."""
    sheet, indent = paper.sheet, 8.0
    pieces = []
    if question.show_when is not None:
        asked_if = paper.words(
            N_("Only if {condition}:"),
            condition=condition_sentence(questionnaire, question.show_when),
        )
        pieces.append(
            words_piece(sheet, asked_if, size=8.5, colour=_C.accent, indent=indent, below=0.3)
        )
    wording = paper.text(question.label) + (" *" if question.required else "")
    pieces.append(words_piece(sheet, wording, bold=True, indent=indent))
    if question.hint is not None:
        hint = paper.text(question.hint)
        pieces.append(words_piece(sheet, hint, size=9, colour=_C.muted, indent=indent))

    def draw(y: float) -> None:
        for piece in pieces:
            piece.draw(y)
            if piece is pieces[bool(question.show_when)]:
                sheet.say(f"{number}.", LEFT, y + 3.9, size=TEXT, bold=True, colour=_C.teal)
            y += piece.height

    return [Piece(sum(piece.height for piece in pieces), draw)]


def _section_head(paper: Paper, section: Section) -> Piece:
    sheet = paper.sheet
    title = paper.text(section.title)
    hint = paper.text(section.hint) if section.hint else ""
    below = words_piece(sheet, hint, size=9, colour=_C.muted) if hint else None

    def draw(y: float) -> None:
        sheet.panel(Box(LEFT, y + 1, WIDTH, 7), fill=_C.teal_soft, radius=1.2)
        line = Box(LEFT + 3, y + 1, WIDTH - 6, 7)
        sheet.say_in(title, line, largest=11.5, bold=True, colour=_C.teal_strong)
        if below:
            below.draw(y + 9)

    return Piece(10.5 + (below.height if below else 0), draw)


# ---------------------------------------------------------------- heads and feet


def _draw_first_head(
    paper: Paper, questionnaire: Questionnaire, *, place: FormPlace, serial: str
) -> float:
    sheet, words = paper.sheet, paper.words
    sheet.panel(Box(0, 0, 210, 33), fill=_C.teal_strong)
    sheet.ruler(Box(5, 33, 200, 4.5), colour=GOLD, step=2)
    wide = 152.0 if serial else WIDTH
    title = Box(LEFT, 5, wide, 16)
    sheet.say_in(paper.text(questionnaire.title), title, largest=19, bold=True, colour="#ffffff")
    if questionnaire.intro:
        intro = Box(LEFT, 21, wide, 9)
        sheet.say_in(paper.text(questionnaire.intro), intro, largest=10.5, colour="#ffffff")
    _draw_serial(paper, serial, Box(171, 1.2, 26, 26))
    for x, width, name, given in (
        (LEFT, 118.0, words(N_("Unit")), place.unit),
        (LEFT + 122, 58.0, words(N_("Counter")), place.counter),
    ):
        sheet.say(name, x, 46, size=8.5, colour=_C.muted)
        sheet.say_in(given, Box(x, 47, width, 7.5), largest=11.5, bold=True)
        sheet.set_draw_color(_C.field)
        sheet.set_line_width(0.25)
        sheet.line(x, 55, x + width, 55)
    sheet.panel(Box(LEFT, 58, WIDTH, 9.5), fill=_C.accent_soft, radius=1.5)
    tick_box(sheet, Box(LEFT + 4, 60.2, 5, 5))
    sheet.set_draw_color(_C.accent)
    sheet.set_line_width(0.7)
    sheet.line(LEFT + 4.6, 60.8, LEFT + 8.4, 64.6)
    sheet.line(LEFT + 8.4, 60.8, LEFT + 4.6, 64.6)
    how = words(
        N_("Put a cross into the box of your answer. Leave out what you do not wish to answer.")
    )
    sheet.say_in(how, Box(LEFT + 13, 58.5, WIDTH - 16, 8.5), largest=10)
    return _FIRST_TOP


def _draw_next_head(paper: Paper, questionnaire: Questionnaire, serial: str) -> float:
    sheet = paper.sheet
    title = Box(LEFT, 12, 130, 10)
    sheet.say_in(paper.text(questionnaire.title), title, largest=11, colour=_C.muted)
    sheet.ruler(Box(LEFT, 26.5, WIDTH, 2.6), colour=_C.line, step=2)
    _draw_serial(paper, serial, Box(175, 1.5, 20, 20))
    return _NEXT_TOP


def _draw_serial(paper: Paper, serial: str, box: Box) -> None:
    if not serial:
        return
    sheet = paper.sheet
    number = Box(box.x, box.y + box.height - 0.8, box.width, 4)
    sheet.panel(Box(box.x, box.y, box.width, box.height + 4), fill="#ffffff")
    sheet.squares(serial, box)
    sheet.say_in(serial, number, largest=9, bold=True, align="centre")


def _draw_foot(
    paper: Paper, questionnaire: Questionnaire, *, page: int, pages: int, label: str
) -> None:
    sheet, words = paper.sheet, paper.words
    sheet.ruler(Box(LEFT, 282.5, WIDTH, 2), colour=_C.line, step=2)
    promise = words(N_("We ask for neither your name nor your phone number."))
    sheet.say(promise, LEFT, 289, size=7.5, colour=_C.muted)
    told = words(
        N_("Form {form} · {fingerprint} · page {page} of {pages}"),
        form=questionnaire.id,
        fingerprint=questionnaire.sha256[:8],
        page=page,
        pages=pages,
    )
    sheet.say(told, LEFT + WIDTH, 289, size=7.5, colour=_C.muted, align="right")
    if label:
        sheet.say(label, 105, 293, size=8.5, bold=True, colour=_C.accent, align="centre")

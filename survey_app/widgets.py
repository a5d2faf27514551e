"""This module draws each kind of question with Streamlit's widgets and reads what was chosen.

Every field of a form is one widget, so that what this page sends is what the light page sends.
"""

from __future__ import annotations

import string
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import streamlit as st
from markupsafe import Markup

from scoring.definitions.questionnaire import Questionnaire
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
from survey_app.look import FACES_OF
from ui.words import N_, Words

_SHORT_ANSWER: Final = 18  # characters that still stand side by side on a phone


@dataclass(frozen=True)
class Sheet:
    """One form on the screen: its key, its words, and what its fields held before."""

    key: str
    words: Words
    given: Mapping[str, Sequence[str]]

    def widget_key(self, field_name: str) -> str:
        """Give the key under which the session holds a field's widget."""
        return f"{self.key}/{field_name}"

    def seed(self, field_name: str, value: object) -> str:
        """Give the widget's key; a widget that was not on the last screen gets its value back."""
        key = self.widget_key(field_name)
        if key not in st.session_state:
            st.session_state[key] = value
        return key

    def first(self, field_name: str) -> str:
        """Give what a field with one value held."""
        return next(iter(self.given.get(field_name, ())), "")


def ask(question: Question, sheet: Sheet, *, wrong: str = "") -> None:
    """Draw one question: its label, its hint, what was wrong, and its widgets."""
    with st.container(gap="xsmall", key=f"ask-{question.code}"):
        _WIDGETS[type(question)](question, sheet, wrong)


def fields_of(questionnaire: Questionnaire, sheet: Sheet) -> dict[str, list[str]]:
    """Read the widgets as a form's fields; a field that is not on the screen keeps what it held."""
    fields: dict[str, list[str]] = {}
    for name in questionnaire.field_names():
        key = sheet.widget_key(name)
        if key in st.session_state:
            fields[name] = _texts(st.session_state[key])
        else:
            fields[name] = list(sheet.given.get(name, ()))
    return {name: given for name, given in fields.items() if given}


def kinds() -> frozenset[type]:
    """Name the kinds of question that have a widget."""
    return frozenset(_WIDGETS)


def _texts(value: object) -> list[str]:
    if value is None or value == "":
        return []
    return [str(one) for one in value] if isinstance(value, list | tuple) else [str(value)]


def plain(text: str) -> str:
    """Keep a text from being read as Markdown."""
    return "".join(f"\\{letter}" if letter in _MARKDOWN else letter for letter in text)


_MARKDOWN = frozenset(string.punctuation)


def _label(question: Question, words: Words) -> str:
    """Name a widget for a screen reader: Streamlit reads this out as it is, without Markdown."""
    label = words.text(question.label)
    return f"{label} ({words(N_('required'))})" if question.required else label


def _head(question: Question, sheet: Sheet, wrong: str, *, more: str = "") -> None:
    words = sheet.words
    must = Markup(' <span class="must">{}</span>').format(words(N_("required")))
    hints = [words.text(question.hint)] if question.hint else []
    lines = [Markup('<p class="hint">{}</p>').format(hint) for hint in [*hints, more] if hint]
    if wrong:
        lines.append(Markup('<p class="wrong"><b>{}</b> {}</p>').format(words(N_("Error:")), wrong))
    st.html(
        Markup('<div class="ask" id="w-{}"><p class="q">{}{}</p>{}</div>').format(
            question.code,
            words.text(question.label),
            must if question.required else "",
            Markup("").join(lines),
        )
    )


def _distinct(labels: Sequence[str]) -> list[str]:
    """Make equal wordings differ invisibly: Streamlit finds a choice again by its wording."""
    return [f"{one}{_NOTHING * labels[:place].count(one)}" for place, one in enumerate(labels)]


_NOTHING = "\u2060"


def _buttons(
    label: str, choices: Sequence[tuple[str, Any]], name: str, *, sheet: Sheet, layout: str
) -> None:
    """Draw choices of which one can be taken, and taken back."""
    values = [value for value, _ in choices]
    shown = _distinct([plain(sheet.words.text(text)) for _, text in choices])
    before = sheet.first(name)
    with st.container(key=f"{layout}-{name}"):
        st.pills(
            label,
            values,
            format_func=lambda value: shown[values.index(value)],
            key=sheet.seed(name, before if before in values else None),
            label_visibility="collapsed",
            width="stretch",
        )


def _scale(label: str, question: Any, name: str, *, sheet: Sheet) -> None:
    points = len(question.scale)
    layout = f"faces{points}" if points in FACES_OF else "rows"
    _buttons(label, question.choices(), name, sheet=sheet, layout=layout)


def _rating(question: RatingQuestion, sheet: Sheet, wrong: str) -> None:
    _head(question, sheet, wrong)
    _scale(_label(question, sheet.words), question, question.code, sheet=sheet)


def _matrix(question: MatrixQuestion, sheet: Sheet, wrong: str) -> None:
    _head(question, sheet, wrong)
    for row, name in zip(question.rows, question.field_names(), strict=True):
        asked = sheet.words.text(row.label)
        st.html(Markup('<div class="ask"><p>{}</p></div>').format(asked))
        label = f"{_label(question, sheet.words)} {asked}"
        _scale(label, question, name, sheet=sheet)


def _choice(question: SingleChoiceQuestion | YesNoQuestion, sheet: Sheet, wrong: str) -> None:
    _head(question, sheet, wrong)
    longest = max(len(sheet.words.text(text)) for _, text in question.choices())
    layout = "pair" if longest <= _SHORT_ANSWER else "rows"
    label = _label(question, sheet.words)
    _buttons(label, question.choices(), question.code, sheet=sheet, layout=layout)


def _list(question: SingleChoiceQuestion, sheet: Sheet, wrong: str) -> None:
    if not question.compact:
        _choice(question, sheet, wrong)
        return
    _head(question, sheet, wrong)
    words = sheet.words
    values = [option.code for option in question.options]
    shown = _distinct([words.text(option.label) for option in question.options])
    before = sheet.first(question.code)
    # The widget's key comes first: the session has to hold the value before it is drawn.
    key = sheet.seed(question.code, before if before in values else None)
    st.selectbox(
        _label(question, words),
        values,
        index=None,
        format_func=lambda value: shown[values.index(value)],
        placeholder=words(N_("Please choose") if question.required else N_("Choose if you like")),
        key=key,
        label_visibility="collapsed",
    )


def _several(question: SeveralChoicesQuestion, sheet: Sheet, wrong: str) -> None:
    _head(question, sheet, wrong)
    values = [option.code for option in question.options]
    shown = _distinct([plain(sheet.words.text(option.label)) for option in question.options])
    before = [one for one in sheet.given.get(question.code, ()) if one in values]
    with st.container(key=f"rows-{question.code}"):
        st.pills(
            _label(question, sheet.words),
            values,
            selection_mode="multi",
            format_func=lambda value: shown[values.index(value)],
            key=sheet.seed(question.code, before),
            label_visibility="collapsed",
            width="stretch",
        )


def _net_promoter(question: NetPromoterQuestion, sheet: Sheet, wrong: str) -> None:
    _head(question, sheet, wrong)
    words, name = sheet.words, question.code
    low, high = words.text(question.low), words.text(question.high)
    values = [value for value, _ in question.choices()]
    before = sheet.first(name)
    with st.container(key=f"ten-{name}"):
        st.pills(
            f"{_label(question, words)} (0 – {low}; 10 – {high})",
            values,
            key=sheet.seed(name, before if before in values else None),
            label_visibility="collapsed",
            width="stretch",
        )
    st.html(Markup('<p class="ends"><span>0 – {}</span><span>10 – {}</span></p>').format(low, high))


def _ranking(question: RankingQuestion, sheet: Sheet, wrong: str) -> None:
    _head(question, sheet, wrong)
    places = [str(place) for place in range(1, question.most() + 1)]
    for option, name in zip(question.options, question.field_names(), strict=True):
        before, label = sheet.first(name), sheet.words.text(option.label)
        key = sheet.seed(name, before if before in places else None)
        with st.container(horizontal=True, vertical_alignment="center", key=f"place-{name}"):
            st.html(Markup('<div class="ask"><p>{}</p></div>').format(label), width="stretch")
            st.selectbox(
                label,
                places,
                index=None,
                placeholder="–",
                key=key,
                label_visibility="collapsed",
                width=110,
            )


def _line(question: Question, sheet: Sheet) -> None:
    name = question.code
    st.text_input(
        _label(question, sheet.words),
        key=sheet.seed(name, sheet.first(name)),
        label_visibility="collapsed",
        autocomplete="off",
    )


def _short(question: ShortTextQuestion, sheet: Sheet, wrong: str) -> None:
    _head(question, sheet, wrong)
    _line(question, sheet)


def _number(question: NumberQuestion, sheet: Sheet, wrong: str) -> None:
    """Take a number as it is written here; a browser's own number field knows one mark only."""
    words, more = sheet.words, ""
    if question.decimals and question.decimal_mark == ",":
        more = words(N_("Decimals after a comma, for example 12,5."))
    elif question.decimals:
        more = words(N_("Decimals after a point, for example 12.5."))
    _head(question, sheet, wrong, more=more)
    if not question.unit:
        _line(question, sheet)
        return
    with st.container(horizontal=True, vertical_alignment="center", key=f"unit-{question.code}"):
        _line(question, sheet)
        unit = Markup('<div class="ask"><p>{}</p></div>').format(words.text(question.unit))
        st.html(unit, width="content")


def _date(question: DateQuestion, sheet: Sheet, wrong: str) -> None:
    """Take a day as it is written here; Streamlit's calendar would speak the browser's language."""
    more = sheet.words(N_("Day/month/year, for example 05/11/2026."))
    _head(question, sheet, wrong, more=more)
    _line(question, sheet)


def _lines(question: LongTextQuestion, sheet: Sheet, wrong: str) -> None:
    _head(question, sheet, wrong)
    # No max_chars: the browser would cut silently, and counts in other units than we do.
    st.text_area(
        _label(question, sheet.words),
        key=sheet.seed(question.code, sheet.first(question.code)),
        height=140,
        label_visibility="collapsed",
    )


def _note(question: NoteQuestion, sheet: Sheet, wrong: str) -> None:
    del wrong
    hint = Markup('<p class="hint">{}</p>')
    st.html(
        Markup('<div class="say">{}{}</div>').format(
            sheet.words.text(question.label),
            hint.format(sheet.words.text(question.hint)) if question.hint else "",
        )
    )


_WIDGETS: dict[type, Callable[[Any, Sheet, str], None]] = {
    RatingQuestion: _rating,
    SingleChoiceQuestion: _list,
    SeveralChoicesQuestion: _several,
    YesNoQuestion: _choice,
    NetPromoterQuestion: _net_promoter,
    MatrixQuestion: _matrix,
    RankingQuestion: _ranking,
    NumberQuestion: _number,
    DateQuestion: _date,
    ShortTextQuestion: _short,
    LongTextQuestion: _lines,
    NoteQuestion: _note,
}

"""This module draws each kind of question with Streamlit's widgets and reads what was chosen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from scoring.definitions.questionnaire import Questionnaire
from scoring.questions import (
    LongTextQuestion,
    Question,
    RatingQuestion,
    ShortTextQuestion,
    SingleChoiceQuestion,
)
from ui.words import N_, Words


def ask(question: Question, words: Words, *, key: str) -> None:
    """Draw the widget of one question; what is chosen stands in the session under `key`."""
    _WIDGETS[type(question)](question, words, key)


def fields_of(
    questionnaire: Questionnaire, chosen: Callable[[str], object]
) -> dict[str, list[str]]:
    """Read the widgets' values as a form's fields; `chosen` finds one by the question's code."""
    fields: dict[str, list[str]] = {}
    for question in questionnaire.questions():
        value = chosen(question.code)
        if value is not None:
            fields[question.code] = [str(value)]
    return fields


def kinds() -> frozenset[type]:
    """Name the kinds of question that have a widget."""
    return frozenset(_WIDGETS)


def _label(question: Question, words: Words) -> str:
    label = _plain(words.text(question.label))
    return f"{label} ({words(N_('required'))})" if question.required else label


def _plain(text: str) -> str:
    """Keep a text from being read as Markdown."""
    return "".join(f"\\{letter}" if letter in _MARKDOWN else letter for letter in text)


_MARKDOWN = frozenset("\\`*_{}[]<>#|~$:")


def _hint(question: Question, words: Words) -> str | None:
    return _plain(words.text(question.hint)) if question.hint else None


def _choice(question: RatingQuestion | SingleChoiceQuestion, words: Words, key: str) -> None:
    labels = {value: words.text(text) for value, text in question.choices()}
    st.pills(
        _label(question, words),
        list(labels),
        format_func=lambda value: _plain(labels[value]),
        key=key,
        help=_hint(question, words),
    )


def _list(question: SingleChoiceQuestion, words: Words, key: str) -> None:
    if not question.compact:
        _choice(question, words, key)
        return
    labels = {value: words.text(text) for value, text in question.choices()}
    st.selectbox(
        _label(question, words),
        list(labels),
        index=None,
        format_func=labels.__getitem__,
        placeholder=words(N_("Choose if you like")),
        key=key,
        help=_hint(question, words),
    )


def _line(question: ShortTextQuestion, words: Words, key: str) -> None:
    st.text_input(_label(question, words), key=key, help=_hint(question, words))


def _lines(question: LongTextQuestion, words: Words, key: str) -> None:
    # No max_chars: the browser would cut silently, and counts in other units than we do.
    st.text_area(
        _label(question, words), key=key, height=140, placeholder=_hint(question, words) or ""
    )


_WIDGETS: dict[type, Callable[[Any, Words, str], None]] = {
    RatingQuestion: _choice,
    SingleChoiceQuestion: _list,
    ShortTextQuestion: _line,
    LongTextQuestion: _lines,
}

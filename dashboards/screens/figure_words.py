"""This module says declared figures, their inputs and their states in words."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

import streamlit as st

from dashboards.screens.desk import Desk
from dashboards.screens.literal import literal
from scoring.types import Figure
from storage import FigureRecord
from ui import numbers
from ui.words import N_

_INPUTS: Final = {
    "numerator": N_("Number reached (numerator)"),
    "denominator": N_("Number in all (denominator)"),
    "count": N_("Count"),
    "percent": N_("Per cent"),
    "option": N_("Result"),
    "yes": N_("Fulfilled"),
    "points": N_("Points"),
    "index": N_("Survey index, %"),
    "reason": N_("Reason in the record"),
    "not_applicable": N_("Not applicable"),
}
_STEPS: Final = {"declared": N_("declared"), "appraised": N_("appraised")}
_STATES: Final = {"missing": N_("absent"), "not_applicable": N_("not applicable")}


def input_word(desk: Desk, name: str) -> str:
    """Say the name of a rule's input; an input of a set's own is said as it is named there."""
    return desk.words(_INPUTS[name]) if name in _INPUTS else name


def step_word(desk: Desk, step: str) -> str:
    """Say who stated a figure: the unit or the appraisal."""
    return desk.words(_STEPS[step])


def status_word(desk: Desk, status: str) -> str:
    """Say a state that is not simply scored, in brackets; nothing for scored."""
    return f" ({desk.words(_STATES[status])})" if status in _STATES else ""


def figure_text(desk: Desk, value: Figure | None) -> str:
    """Write a figure as the reader's language does, with all its digits."""
    if value is None:
        return desk.words(N_("withdrawn"))
    return numbers.exact(value, desk.language) if isinstance(value, Decimal) else value


def draw_figures(desk: Desk, records: Sequence[FigureRecord]) -> None:
    """Draw the figures that count, each with who stated it, when, and on what evidence."""
    for record in records:
        words = desk.words
        origin = " · ".join(
            literal(part)
            for part in (
                step_word(desk, record.step),
                record.source or record.author,
                numbers.moment(record.recorded_at, desk.language),
            )
            if part
        )
        name = literal(input_word(desk, record.input))
        st.markdown(f"{name}: **{literal(figure_text(desk, record.value))}**")
        st.caption(origin)
        if record.evidence:
            st.caption(words(N_("Evidence: {text}"), text=literal(record.evidence)))
        if record.reason:
            st.caption(words(N_("Reason: {text}"), text=literal(record.reason)))

"""This module says declared figures, their inputs and their states in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from typing import Final

import streamlit as st

from dashboards.queries.conflicts import ORIGINS
from dashboards.screens.desk import Desk
from dashboards.screens.literal import literal
from scoring.definitions.criteria_set import Area, Criterion
from scoring.figures import inputs_of
from scoring.rule import Input
from scoring.rules.options import Options
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
_STEPS: Final = {
    "declared": N_("declared"),
    "computed": N_("computed"),
    "appraised": N_("appraised"),
}
_STATES: Final = {"missing": N_("absent"), "not_applicable": N_("not applicable")}


def input_word(desk: Desk, name: str, taken: Input | None = None) -> str:
    """Say the name of a rule's input; one that has no word of ours by its label, else as named."""
    if name in _INPUTS:
        return desk.words(_INPUTS[name])
    return desk.words.text(taken.label) if taken is not None and taken.label is not None else name


def step_word(desk: Desk, step: str) -> str:
    """Say who stated a figure: the unit or the appraisal."""
    return desk.words(_STEPS[step])


def origin_word(desk: Desk, origin: str) -> str:
    """Say where a figure comes from."""
    return desk.words(ORIGINS[origin])


def status_word(desk: Desk, status: str) -> str:
    """Say a state that is not simply scored, in brackets; nothing for scored."""
    return f" ({desk.words(_STATES[status])})" if status in _STATES else ""


def out_of(desk: Desk, points: Fraction, most: Fraction | None) -> str:
    """Write points of their maximum; a bonus or a penalty, which has none, with its sign."""
    shown = numbers.number(points, desk.language)
    if most:
        return f"{shown}/{numbers.points(most, desk.language)}"
    return f"+{shown}" if points > 0 else shown


def figure_said(desk: Desk, part: Area | Criterion, name: str, *, value: Figure | None) -> str:
    """Say a figure of a criterion: the name of an option, yes or no, or the number."""
    if value is None:
        return desk.words(N_("absent"))
    rule = part.rule if isinstance(part, Criterion) else None
    if isinstance(rule, Options):
        label = next((one.label for one in rule.options if one.code == value), None)
        if label is not None:
            return desk.words.text(label)
    taken = inputs_of(part).get(name)
    if taken is not None and taken.kind == "yes":
        return desk.words(N_("Yes")) if value == 1 else desk.words(N_("No"))
    return figure_text(desk, value)


def figure_text(desk: Desk, value: Figure | None) -> str:
    """Write a figure as the reader's language does, with all its digits."""
    if value is None:
        return desk.words(N_("taken back"))
    return numbers.exact(value, desk.language) if isinstance(value, Decimal) else value


def draw_figures(desk: Desk, records: Sequence[FigureRecord], inputs: Mapping[str, Input]) -> None:
    """Draw the figures that count, in the order of their rule, with who stated them and when.

    Figures of one origin (one statement, as a rule) name it once, beneath the last of them.
    """
    places = {name: place for place, name in enumerate(inputs)}
    ordered = sorted(records, key=lambda record: places.get(record.input, len(places)))
    for origin, group in groupby(ordered, key=lambda record: _origin(desk, record)):
        for record in group:
            name = literal(input_word(desk, record.input, inputs.get(record.input)))
            st.markdown(f"{name}: **{literal(figure_text(desk, record.value))}**")
        for line in origin:
            st.caption(line)


def draw_history(desk: Desk, records: Sequence[FigureRecord], inputs: Mapping[str, Input]) -> None:
    """Draw every statement of figures, newest first, each as a card whose text wraps."""
    newest_first = sorted(records, key=lambda record: -record.id)
    for origin, group in groupby(newest_first, key=lambda record: _origin(desk, record)):
        values = [
            f"{literal(input_word(desk, record.input, inputs.get(record.input)))}: "
            f"**{literal(figure_text(desk, record.value))}**"
            for record in group
        ]
        with st.container(border=True, gap="xsmall"):
            st.markdown(" · ".join(reversed(values)))
            for line in origin:
                st.caption(line)


def _origin(desk: Desk, record: FigureRecord) -> tuple[str, ...]:
    """Say who stated a figure, when, on what evidence and why."""
    words = desk.words
    by = record.source or record.author
    moment = numbers.moment(record.recorded_at, desk.language)
    who = " · ".join(literal(part) for part in (step_word(desk, record.step), by, moment) if part)
    lines = [who]
    if record.evidence:
        lines.append(words(N_("Evidence: {text}"), text=literal(record.evidence)))
    if record.reason:
        lines.append(words(N_("Reason: {text}"), text=literal(record.reason)))
    return tuple(lines)

"""This module draws one field for each input of a rule and reads what was typed into it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, Literal, Protocol

import streamlit as st

from dashboards.screens.desk import Desk
from dashboards.screens.figure_words import input_word
from dashboards.screens.literal import literal
from scoring.definitions.criteria_set import Area, Criterion
from scoring.figures import MAX_DIGITS, Refusal, parse_figure
from scoring.rule import NOT_APPLICABLE, Input
from scoring.rules.options import Options
from scoring.types import Figure
from ui import numbers
from ui.words import N_

MANUAL_REASON: Final = "reason"
"""An input that the form's own reason fills, so that nobody types it twice."""

_LONGEST_NUMBER: Final = 40


class Case(Protocol):
    """What fields are drawn for: a criterion, its inputs, and the figures that stand in them."""

    @property
    def part(self) -> Area | Criterion:
        """The criterion, or the area that is given whole."""

    @property
    def inputs(self) -> Mapping[str, Input]:
        """The inputs that it takes."""

    @property
    def values(self) -> Mapping[str, Figure]:
        """The figures that stand there now."""


@dataclass(slots=True)
class Typed:
    """What the fields hold: figures that could be read, sentences about the others."""

    figures: dict[str, Figure] = field(default_factory=dict)
    refusals: list[str] = field(default_factory=list)

    @property
    def more_reached_than_all(self) -> bool:
        """Whether the numerator exceeds the denominator, which is a slip as a rule."""
        part, whole = self.figures.get("numerator"), self.figures.get("denominator")
        return isinstance(part, Decimal) and isinstance(whole, Decimal) and part > whole


def draw_inputs(desk: Desk, case: Case, prefix: str) -> Typed:
    """Draw a field for every input and read them all, so that every mistake is told at once."""
    typed = Typed()
    numbers_asked = any(
        taken.kind not in {"yes", "option", "text"} for taken in case.inputs.values()
    )
    if numbers_asked:
        example = numbers.number(Decimal("1234.5"), desk.language, places=1)
        st.caption(desk.words(N_("Write numbers like this: {example}"), example=example))
    for name, taken in case.inputs.items():
        if name == MANUAL_REASON:
            continue
        text = _draw_field(desk, case, name, taken=taken, key=f"{prefix}_{name}")
        if text.strip():
            refusal = _read(desk, case, name, text=text, typed=typed)
            if refusal:  # beside its field, each of them at once
                st.error(refusal)
                typed.refusals.append(refusal)
    return typed


def _draw_field(desk: Desk, case: Case, name: str, *, taken: Input, key: str) -> str:
    """Draw one field and give what it holds as text; empty for no figure."""
    label = input_word(desk, name, taken)
    standing = case.values.get(name)
    if name == NOT_APPLICABLE:
        ticked = st.checkbox(label, value=standing == 1, key=key)
        return "1" if ticked else ""
    if taken.kind == "yes":
        return _draw_choice(desk, label, _yes_options(desk), standing=standing, key=key)
    if taken.kind == "option":
        return _draw_choice(desk, label, _options(desk, case, taken), standing=standing, key=key)
    shown = "" if standing is None else _editable(desk, standing)
    longest = None if taken.kind == "text" else _LONGEST_NUMBER
    return st.text_input(label, value=shown, max_chars=longest, key=key)


def _draw_choice(
    desk: Desk, label: str, options: dict[str, str], *, standing: Figure | None, key: str
) -> str:
    codes = list(options)
    held = str(standing) if standing is not None else None
    chosen = st.selectbox(
        label,
        codes,
        index=codes.index(held) if held in options else None,
        format_func=options.__getitem__,
        placeholder=desk.words(N_("not stated")),
        key=key,
    )
    return chosen or ""


def _yes_options(desk: Desk) -> dict[str, str]:
    return {"1": desk.words(N_("Yes")), "0": desk.words(N_("No"))}


def _options(desk: Desk, case: Case, taken: Input) -> dict[str, str]:
    rule = case.part.rule if isinstance(case.part, Criterion) else None
    if isinstance(rule, Options):
        return {
            option.code: f"{desk.words.text(option.label)} "
            f"({numbers.points(option.points, desk.language)})"
            for option in rule.options
        }
    return {code: code for code in taken.options}


def _editable(desk: Desk, figure: Figure) -> str:
    if not isinstance(figure, Decimal):
        return figure
    return numbers.exact(figure, desk.language).replace("−", "-")


def _read(desk: Desk, case: Case, name: str, *, text: str, typed: Typed) -> str:
    """Read one field; give the sentence that refuses it, empty where it was taken."""
    mark: Literal["comma", "point"] = "comma" if desk.language == "vi" else "point"
    figure = parse_figure(case.part, name, text=text, mark=mark)
    if not isinstance(figure, Refusal):
        typed.figures[name] = figure
        return ""
    return literal(_refusal(desk, figure, text))


def _refusal(desk: Desk, refusal: Refusal, text: str) -> str:
    """Say a refusal in the form's own words: the remedies of files mean nothing here."""
    words = desk.words
    got = text.strip()[:_LONGEST_NUMBER]
    if refusal.code in {"figures.number", "figures.ambiguous"}:
        return words(
            N_(
                "“{got}” is no number. Write digits only, grouped and with the decimal mark as in"
                " {example}; at most {most} digits."
            ),
            got=got,
            example=numbers.number(Decimal("1234.5"), desk.language, places=1),
            most=MAX_DIGITS,
        )
    return words(
        N_("“{got}” cannot stand here: this must be {expected}."),
        got=got,
        expected=refusal.expected,
    )

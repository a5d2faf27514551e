"""This module draws a unit beside itself in the round before, with what was derived marked so."""

from __future__ import annotations

from fractions import Fraction

import streamlit as st

from dashboards import wiring
from dashboards.queries.comparison import AreaChange, Change, change_since
from dashboards.queries.results import Results
from dashboards.screens.cards import CARD_PIXELS, card
from dashboards.screens.desk import Desk
from dashboards.screens.literal import literal
from dashboards.screens.raw_comparison import draw_raw, reason_said
from scoring.lineage import Derived, NotComparable
from ui import numbers
from ui.words import N_


def draw_comparison(desk: Desk, found: Results, unit_code: str) -> None:
    """Draw the change since the round before; nothing where there was none."""
    extra = wiring.house().settings.criteria_dir
    change = change_since(desk.database, found, unit_code, extra=extra)
    if change is None:
        return
    words = desk.words
    st.subheader(words(N_("Against the round before")), anchor=False)
    st.caption(literal(words.text(change.round.title)))
    if change.round.simulated:
        st.badge(words("simulated data"), color="orange", icon=":material/science:")
    if isinstance(change.before, NotComparable):
        reason = reason_said(desk, change, change.before)
        st.info(words(N_("Not comparable: {reason}."), reason=literal(reason)))
        draw_raw(desk, change)
        return
    _draw_numbers(desk, change, change.before)
    if change.before.is_derived:
        _say_rule(desk, change, change.before)
    if not change.same_set:
        st.caption(words(N_("The two rounds were scored by different versions of the set.")))
    if change.areas:
        _draw_areas(desk, change)
    draw_raw(desk, change)


def _draw_numbers(desk: Desk, change: Change, before: Derived) -> None:
    words, language = desk.words, desk.language
    mark = (words(N_("derived")),) if before.is_derived else ()
    with st.grid(3, min_column_width=CARD_PIXELS):
        card(
            words(N_("Index in {year}"), year=str(change.round.year)),
            numbers.percent(before.value, language),
            *mark,
        )
        card(words(N_("Index now")), numbers.percent(change.now, language))
        moved = None if change.now is None else change.now - before.value
        card(words(N_("Change, % points")), _signed(moved, language), *mark)


def _say_rule(desk: Desk, change: Change, before: Derived) -> None:
    words, language = desk.words, desk.language
    parts = "; ".join(
        words(
            N_("{unit} {index} (weight {weight})"),
            unit=change.names.get(part.unit_code, part.unit_code),
            index=numbers.percent(part.value, language),
            weight=numbers.points(part.weight, language),
        )
        for part in before.parts
    )
    st.caption(
        words(
            N_(
                "Derived: the unit came of {n} units. Its earlier index is the mean of theirs,"
                " weighted by “{weight}”: {parts}."
            ),
            n=len(before.parts),
            weight=literal(words.text(change.weight) if change.weight else "–"),
            parts=literal(parts),
        )
    )


def _draw_areas(desk: Desk, change: Change) -> None:
    words, language = desk.words, desk.language
    st.table(
        {
            words(N_("Area of the set")): [literal(words.text(area.name)) for area in change.areas],
            words(N_("{year}, %"), year=str(change.round.year)): [
                literal(_share(area.before, language)) for area in change.areas
            ],
            words(N_("Now, %")): [
                numbers.number(area.now, language, places=1) for area in change.areas
            ],
            words(N_("Change (points)")): [_moved(area, language) for area in change.areas],
        },
        hide_index=True,
        border="horizontal",
    )


def _share(before: Derived | NotComparable, language: str) -> str:
    if isinstance(before, NotComparable):
        return numbers.ABSENT
    mark = "*" if before.is_derived else ""
    return numbers.number(before.value, language, places=1) + mark


def _moved(area: AreaChange, language: str) -> str:
    if isinstance(area.before, NotComparable) or area.now is None:
        return numbers.ABSENT
    return _signed(area.now - area.before.value, language, places=1)


def _signed(value: Fraction | None, language: str, *, places: int = 2) -> str:
    text = numbers.number(value, language, places=places)
    return f"+{text}" if value is not None and value > 0 else text

"""This module draws the desk of doubtful answers: what signals found, and a person's decision."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import streamlit as st

from dashboards import wiring
from dashboards.access.roles import DECIDERS
from dashboards.queries.doubtful import (
    Findings,
    kept_findings,
    look_through,
    new_answers,
)
from dashboards.queries.indices import convention_of, indices
from dashboards.queries.made import Made
from dashboards.queries.results import rounds, units_of
from dashboards.queries.standing import short_name
from dashboards.screens.cards import CARD_PIXELS, card, share_with_interval
from dashboards.screens.choosing import choose_group
from dashboards.screens.desk import Desk, Screen
from dashboards.screens.doubtful_unit import draw_decisions, draw_unit
from dashboards.screens.index_words import as_estimate, method
from dashboards.screens.literal import literal
from dashboards.screens.nothing_yet import say_no_round
from dashboards.screens.origin import Origin, say_origin
from dashboards.screens.signal_words import NEEDS, SIGNALS
from scoring.types import said
from ui import numbers
from ui.words import N_

_ADDRESS: Final = "dau-hieu"


def draw(desk: Desk) -> None:
    """Draw the desk for one peer group."""
    words = desk.words
    st.title(words(N_("Unusual signs")))
    st.caption(
        words(
            N_(
                "Signals say where answers look as if citizens had not given them. They prove"
                " nothing: a person looks, sets aside or clears, and says why. Answers are never"
                " changed or deleted."
            )
        )
    )
    stored = rounds(desk.database)
    if not stored:
        say_no_round(desk)
        return
    round_ = choose_group(desk, stored, _ADDRESS)
    names = {unit.code: short_name(unit.name) for unit in units_of(desk.database, round_)}
    kept = kept_findings(desk.database, round_.group)
    _draw_asking(desk, round_.group, names, kept=kept)
    if kept is not None:
        _draw_found(desk, kept[0], names)
    with_and_without, by_unit, history, measured = st.tabs(
        [
            words(N_("With and without")),
            words(N_("Look and decide")),
            words(N_("Decisions")),
            words(N_("How far to trust the signals")),
        ]
    )
    with with_and_without:
        _draw_both(desk, dict.fromkeys(names, round_.group), names)
    with by_unit:
        draw_unit(desk, kept[0] if kept is not None else None, names)
    with history:
        draw_decisions(desk, names)
    with measured:
        _draw_measured(desk, kept[0].judged if kept is not None else {})


def _draw_asking(
    desk: Desk,
    group: str,
    names: Mapping[str, str],
    *,
    kept: tuple[Findings, Made] | None,
) -> None:
    words = desk.words
    if kept is None:
        st.info(words(N_("Nobody has looked through these answers yet.")))
    else:
        found, made = kept
        since = new_answers(desk.database, frozenset(names)) - found.answers
        st.caption(
            words(
                N_("Looked through at {moment} by {who}: {n} answers; new since then: {since}."),
                moment=made.at,
                who=made.by,
                n=found.answers,
                since=max(0, since),
            )
        )
    if st.button(
        words(N_("Look through all answers now")),
        key="doubtful_look",
        icon=":material/search:",
        type="secondary" if kept else "primary",
    ):
        with st.spinner(words(N_("Looking through the answers…"))):
            look_through(
                desk.database, group, tuple(names), made_by=desk.person.username, at=wiring.now()
            )
        st.rerun()


def _draw_found(desk: Desk, found: Findings, names: Mapping[str, str]) -> None:
    words, language = desk.words, desk.language
    with st.grid(3, min_column_width=CARD_PIXELS):
        card(words(N_("Looked through")), numbers.count(found.answers, language))
        card(
            words(N_("Units named")),
            numbers.count(len({one.unit for one in found.units}), language),
            words(N_("at most 5 % of a signal's names are expected to be false")),
        )
        card(
            words(N_("Proposed to set aside")),
            numbers.count(found.proposed, language),
            words(N_("a person decides")),
        )
    if not found.late_rates:
        st.caption(
            words(
                N_(
                    "The share of late dossiers is not known, so satisfaction is not set against"
                    " it."
                )
            )
        )
    if not found.units:
        st.success(words(N_("No unit stands out from the others.")))
        return
    for one in found.units[:20]:
        with st.container(border=True, gap="xsmall"):
            name = literal(names.get(one.unit, one.unit))
            st.markdown(f"**{name}** · {literal(words(SIGNALS[one.signal].name))}")
            st.markdown(literal(one.vi if desk.language == "vi" else one.en))
            st.caption(
                words(
                    N_("Chance that this name is false, given all names of the signal: {q}"),
                    q=_chance(desk, one.q_value),
                )
            )


def _chance(desk: Desk, q: float) -> str:
    """Write a chance; nothing that can happen is written as 0 %."""
    least = 0.001
    if q >= least:
        return numbers.share(q, desk.language)
    return desk.words(N_("less than {share}"), share=numbers.share(least, desk.language))


def _draw_both(desk: Desk, groups: Mapping[str, str], names: Mapping[str, str]) -> None:
    """Show every unit that has answers set aside, its index without and with them."""
    words, language = desk.words, desk.language
    convention = convention_of(desk.database)
    found = indices(desk.database, groups, "unit", convention=convention)
    say_origin(
        desk,
        Origin(
            answered=found.whole.answers,
            channels=found.channels,
            set_aside=found.whole.set_aside,
            method=(*method(found.convention), said(N_("without: only answers that count"))),
            simulated=found.simulated,
        ),
        key="doubtful_origin",
    )
    rows = [found.whole, *sorted(found.rows, key=lambda row: -row.set_aside)]
    rows = [row for row in rows if row.set_aside or not row.key]
    st.dataframe(
        {
            words("Unit"): [
                names.get(row.key, row.key) if row.key else words(N_("all together"))
                for row in rows
            ],
            words("Set aside"): [numbers.count(row.set_aside, language) for row in rows],
            words(N_("Without, %")): [
                share_with_interval(desk, as_estimate(row.index)) for row in rows
            ],
            words(N_("With, %")): [
                share_with_interval(desk, as_estimate(row.with_all)) for row in rows
            ],
        },
        hide_index=True,
        key="doubtful_both",
        alt=words(N_("Each unit's index without and with the answers set aside.")),
    )
    st.caption(
        words(
            N_(
                "Where fewer than five answers are set aside, the number with them is not shown,"
                " for the difference would tell what they said."
            )
        )
    )


def _draw_measured(desk: Desk, judged: Mapping[str, int]) -> None:
    words, language = desk.words, desk.language
    st.caption(
        words(
            N_(
                "Measured on simulated provinces in which nobody cheats (4.3 million answers) and"
                " on planted stuffing. Slow, careful stuffing of 5 % is not found by any signal."
            )
        )
    )
    for code, signal in SIGNALS.items():
        answers = (
            words(N_("marks no answer"))
            if signal.false_answers is None
            else words(
                N_("marks {share} of honest answers"),
                share=numbers.percent(signal.false_answers, language, places=3),
            )
        )
        units = words(
            N_("names {share} of honest units"),
            share=numbers.percent(signal.false_units, language, places=3),
        )
        st.markdown(f"**{literal(words(signal.name))}**: {literal(words(signal.power))}")
        st.caption(literal(f"{answers}; {units}"))
        if code in NEEDS and code in judged:
            some, none = NEEDS[code]
            n = judged[code]
            st.caption(words(some, n=n) if n else f":material/block: {words(none)}")


SCREEN: Final = Screen(
    address=_ADDRESS,
    title=N_("Unusual signs"),
    icon=":material/troubleshoot:",
    roles=DECIDERS,
    draw=draw,
)

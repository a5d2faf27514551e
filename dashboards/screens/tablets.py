"""This module shows the counter tablets: which one is dead, what waits on it, how to set one up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import streamlit as st

from dashboards import wiring
from dashboards.access.roles import OPERATOR, SECRETARIAT
from dashboards.queries.posters import poster_label
from dashboards.queries.tablets import State, Tablet, set_ups, tablets
from dashboards.screens.desk import Desk, Screen
from dashboards.screens.nothing_yet import say_no_points
from storage import ServicePoints, Units
from ui import numbers
from ui.words import N_

_STATES: Final[dict[State, str]] = {
    "silent": N_("Silent while the counter is open"),
    "alive": N_("Alive"),
    "resting": N_("Off after hours"),
}


def draw(desk: Desk) -> None:
    """Draw the tablets, the silent ones first, and the addresses that set new ones up."""
    words = desk.words
    st.title(words(N_("Counter tablets")))
    st.caption(
        words(
            N_(
                "Each tablet gives a sign of life every minute: how many answers wait on it and "
                "how full its battery is, never who answered what."
            )
        )
    )
    if label := poster_label(desk.database, words):
        st.caption(label)
    found = tablets(desk.database, now=wiring.now())
    if found:
        _draw_numbers(desk, found)
        _draw_table(desk, found)
    elif not any(one.active for one in ServicePoints(desk.database).all()):
        say_no_points(desk)
        return
    else:
        st.info(words(N_("No tablet has given a sign of life yet. Set one up below.")))
    _draw_set_up(desk)


def _draw_numbers(desk: Desk, found: Sequence[Tablet]) -> None:
    words = desk.words
    silent = sum(one.state == "silent" for one in found)
    refused = sum(one.last.refused for one in found)
    with st.grid(3, min_column_width=165):
        st.metric(words(N_("Tablets")), numbers.count(len(found), desk.language), border=True)
        st.metric(words(N_("Silent now")), numbers.count(silent, desk.language), border=True)
        st.metric(
            words(N_("Answers waiting on tablets")),
            numbers.count(sum(one.last.queued for one in found), desk.language),
            border=True,
        )
    if silent:
        st.warning(
            words(N_("Look first whether the tablet has power and network, then open its page.")),
            icon=":material/tablet_android:",
        )
    if refused:
        st.warning(
            words(
                N_(
                    "Answers on tablets that could not be accepted: {count}. Open their pages anew."
                ),
                count=refused,
            ),
            icon=":material/report:",
        )


def _draw_table(desk: Desk, found: Sequence[Tablet]) -> None:
    words, language = desk.words, desk.language
    st.dataframe(
        {
            words(N_("State")): [words(_STATES[one.state]) for one in found],
            words(N_("Unit")): [one.unit for one in found],
            words(N_("Counter")): [words.text(one.counter) for one in found],
            words(N_("Tablet")): [one.last.tablet for one in found],
            words(N_("Last sign of life")): [
                numbers.moment(one.last.seen_at, language) for one in found
            ],
            words(N_("Waiting")): [one.last.queued for one in found],
            words(N_("Battery")): [
                numbers.ABSENT
                if one.last.battery is None
                else numbers.percent(one.last.battery, language, places=0)
                for one in found
            ],
        },
        hide_index=True,
        width="stretch",
    )


def _draw_set_up(desk: Desk) -> None:
    words = desk.words
    st.header(words(N_("Set up a tablet")), anchor=False)
    st.write(
        words(
            N_(
                "Open the counter's address once in the browser of the tablet. From then on its "
                "answers count as given at the counter. Keep the address to yourselves: whoever "
                "has it can make any device such a tablet."
            )
        )
    )
    names = {one.code: one.name for one in Units(desk.database).all(None)}
    unit = st.selectbox(
        words(N_("Unit")),
        sorted(names, key=lambda code: names[code]),
        format_func=names.__getitem__,
        index=None,
        placeholder=words(N_("Choose a unit")),
        key="tablets_unit",
    )
    if unit is None:
        return
    settings = wiring.house().settings
    found = set_ups(desk.database, unit, public_url=settings.public_url, secret=settings.secret)
    if not found:
        st.info(words(N_("This unit has no open service point.")))
    for one in found:
        st.text(words.text(one.counter))
        st.code(one.address, language=None)


SCREEN: Final = Screen(
    address="may-tinh-bang",
    title=N_("Counter tablets"),
    icon=":material/tablet_android:",
    roles=frozenset({SECRETARIAT, OPERATOR}),
    draw=draw,
)

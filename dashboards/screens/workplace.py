"""This module draws the first page of those whose own desk is still to come."""

from __future__ import annotations

from typing import Final

import streamlit as st

from dashboards.access.roles import OPERATOR, SECRETARIAT, UNIT_OFFICER
from dashboards.screens.desk import Desk, Screen
from ui.words import N_

_ADDRESS: Final = "ban-lam-viec"

_COMING: Final = {
    UNIT_OFFICER: N_(
        "Here you will declare your unit's figures, attach evidence and answer the appraisal. Until"
        " then the secretariat takes your figures in as a file."
    ),
    SECRETARIAT: N_(
        "Here you will open rounds, set deadlines, follow progress and publish. Until then rounds"
        " and figures come in by the commands that the system operator runs."
    ),
    OPERATOR: N_(
        "Here you will see the state of the system. Until then use the commands: “thuocdo db"
        " check”, “thuocdo audit verify”, “thuocdo backup”."
    ),
}
_READABLE: Final = (
    ("tong-quan", N_("Overview of the round")),
    ("xep-hang", N_("Ranking of every unit")),
    ("ho-so", N_("Unit profile: every point and its reason")),
    ("hai-long", N_("Citizens' satisfaction")),
    ("papi", N_("PAPI 2011–2024")),
)


def draw(desk: Desk) -> None:
    """Say plainly what comes, and link to what may be read today."""
    words = desk.words
    st.title(words("My desk"))
    st.info(words(_COMING[desk.person.role]), icon=":material/construction:")
    st.header(words(N_("What you can read today")), anchor=False)
    for address, label in _READABLE:
        desk.link(address, words(label))


SCREEN: Final = Screen(
    address=_ADDRESS,
    title=N_("My desk"),
    icon=":material/desk:",
    roles=frozenset({UNIT_OFFICER, SECRETARIAT, OPERATOR}),
    draw=draw,
)

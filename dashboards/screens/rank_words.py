"""This module says how sure ranks are: their span, and units that cannot be told apart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import streamlit as st

from dashboards.queries.rank_doubt import RankDoubt, UnitDoubt
from dashboards.screens.desk import Desk
from dashboards.screens.literal import literal
from ui import numbers
from ui.words import N_

_MOST_GROUPS: Final = 12
_MOST_NAMES: Final = 6
_LEAST: Final = 0.01


def rank_span(desk: Desk, one: UnitDoubt) -> str:
    """Write the ranks that a unit could have: '3–17', or one rank alone."""
    low = numbers.count(one.low, desk.language)
    return low if one.low == one.high else f"{low}–{numbers.count(one.high, desk.language)}"


def chance(desk: Desk, share: float) -> str:
    """Write a chance found by draws: what never came out of them may come yet."""
    if share < _LEAST:
        return f"< {numbers.share(_LEAST, desk.language, places=0)}"
    if share > 1 - _LEAST:
        return f"> {numbers.share(1 - _LEAST, desk.language, places=0)}"
    return numbers.share(share, desk.language, places=0)


def draw_together(desk: Desk, doubt: RankDoubt, names: Mapping[str, str]) -> None:
    """List the groups of units of whom no two can be told apart, best first."""
    words = desk.words
    if not doubt.together:
        return
    st.header(words(N_("Units that cannot be told apart")), anchor=False)
    st.caption(
        words(
            N_(
                "Within a group no difference is beyond chance (all pairs judged together, Holm,"
                " 95 %). Groups may overlap."
            )
        )
    )
    lines = []
    for group in doubt.together[:_MOST_GROUPS]:
        listed = ", ".join(names.get(unit, unit) for unit in group[:_MOST_NAMES])
        more = len(group) - _MOST_NAMES
        if more > 0:
            listed = words(N_("{units} and {n} more"), units=listed, n=more)
        lines.append(f"- {literal(listed)}")
    st.markdown("\n".join(lines))
    if len(doubt.together) > _MOST_GROUPS:
        st.caption(words(N_("Groups in all: {n}."), n=len(doubt.together)))

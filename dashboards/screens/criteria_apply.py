"""This module shows a round scored by another set, and what cannot be compared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import streamlit as st

from dashboards.access.roles import READERS
from dashboards.queries.criteria_sets import Known, reapply
from dashboards.screens.criteria_parts import choose_set
from dashboards.screens.desk import Desk
from dashboards.screens.literal import literal
from dashboards.screens.nothing_yet import say_no_round
from scoring.score import Place
from scoring.types import ProblemsFound
from storage import Rounds
from ui import numbers
from ui.words import N_

_SHOWN: Final = 400


def draw_apply(desk: Desk, known: Known) -> None:
    """Draw each unit's rank and index by either set, on the parts that the figures speak to."""
    words = desk.words
    if desk.person.role not in READERS:
        st.info(words(N_("Your role does not read the results of every unit.")))
        return
    rounds = {one.id: one for one in Rounds(desk.database).all()}
    if not rounds:
        say_no_round(desk)
        return
    chosen = st.selectbox(
        words(N_("Round with the figures")),
        list(rounds),
        format_func=lambda id_: words.text(rounds[id_].title),
        key="apply_round",
    )
    other = choose_set(desk, known, label=words(N_("Set to score them by")), key="apply_set")
    if other is None:
        return
    try:
        made = reapply(desk.database, rounds[chosen], other.criteria_set)
    except ProblemsFound as problems:
        for problem in problems.problems:
            st.error(literal(words.say(problem.sentence())))
        return
    left_out = made.comparison.left_out
    with st.grid(2, min_column_width=165):
        compared = len(made.comparison.compared)
        st.metric(words(N_("Parts compared")), numbers.count(compared, desk.language), border=True)
        st.metric(
            words(N_("Cannot be compared")),
            numbers.count(len(left_out), desk.language),
            border=True,
        )
    if left_out:
        st.markdown(words(N_("Left out of the maximum, so that like is compared with like:")))
        st.dataframe(
            {
                words(N_("Code")): [one.code for one in left_out],
                words(N_("Criterion")): [words.text(one.name) for one in left_out],
                words(N_("Why")): [words.say(one.reason) for one in left_out],
            },
            hide_index=True,
            width="stretch",
        )
    if not made.comparison.compared:
        st.warning(words(N_("Nothing can be compared: the two sets ask for other figures.")))
        return
    _draw_units(desk, made.own, made.applied)


def _draw_units(desk: Desk, own: Mapping[str, Place], applied: Mapping[str, Place]) -> None:
    words, language = desk.words, desk.language
    places = sorted(
        applied.values(),
        key=lambda one: (one.group, one.rank is None, one.rank or 0, one.unit.code),
    )[:_SHOWN]

    def index(one: Place) -> str:
        return numbers.ABSENT if one.index is None else numbers.percent(one.index, language)

    st.dataframe(
        {
            words(N_("Unit")): [one.unit.name for one in places],
            words(N_("Rank, own set")): [own[one.unit.code].rank for one in places],
            words(N_("Rank, this set")): [one.rank for one in places],
            words(N_("Index, own set")): [index(own[one.unit.code]) for one in places],
            words(N_("Index, this set")): [index(one) for one in places],
        },
        hide_index=True,
        width="stretch",
    )

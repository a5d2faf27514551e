"""This module draws how good the measuring itself is: reliability and agreement of appraisers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import streamlit as st

from dashboards import wiring
from dashboards.access.roles import READERS
from dashboards.queries.quality import (
    Agreed,
    Quality,
    Reliability,
    kept_quality,
    measure_quality,
)
from dashboards.queries.questions import rating_words
from dashboards.queries.results import Results
from dashboards.queries.satisfaction import satisfaction
from dashboards.screens.cards import CARD_PIXELS, card
from dashboards.screens.choosing import choose_results
from dashboards.screens.desk import Desk, Screen
from dashboards.screens.literal import literal
from dashboards.screens.origin import origin_of, say_origin
from scoring.types import said
from ui import numbers
from ui.words import N_

_ADDRESS: Final = "do-tin-cay"
_MEASURES: Final = {
    "icc": N_("ICC(2,1), for numbers"),
    "kappa": N_("weighted kappa, for grades"),
}


def draw(desk: Desk) -> None:
    """Draw the quality of the measuring for one round."""
    words = desk.words
    st.title(words(N_("Quality of the measuring")))
    st.caption(
        words(
            N_(
                "Do the questions measure one thing? Do two people who look at the same evidence"
                " come to the same figure?"
            )
        )
    )
    found = choose_results(desk, _ADDRESS)
    if found is None:
        return
    kept = kept_quality(desk.database, found.round.id)
    if kept is None:
        st.info(words(N_("Nobody has measured this yet.")))
    else:
        st.caption(
            words(
                N_("Measured at {moment} by {who}."),
                moment=kept[1].at,
                who=kept[1].by,
            )
        )
    if st.button(
        words(N_("Measure now")), key="quality_make", type="secondary" if kept else "primary"
    ):
        with st.spinner(words(N_("Measuring…"))):
            measure_quality(desk.database, found, made_by=desk.person.username, at=wiring.now())
        st.rerun()
    if kept is not None:
        _say_origin(desk, found)
        _draw_reliability(desk, kept[0].reliability)
        _draw_agreement(desk, kept[0])


def _say_origin(desk: Desk, found: Results) -> None:
    """Say what alpha, omega and the agreement rest on."""
    opinion = satisfaction(desk.database, frozenset(found.scores))
    origin = origin_of(
        desk,
        opinion.whole,
        opinion.channels,
        groups=dict.fromkeys(found.scores, found.round.group),
        method=(
            said(N_("alpha and omega: answers to every question of the factors, none set aside")),
            said(
                N_(
                    "agreement: each figure's newest declaration and newest appraisal; of two"
                    " appraisers, the first statements of either"
                )
            ),
        ),
    )
    say_origin(desk, origin, key="quality_origin")


def _draw_reliability(desk: Desk, scale: Reliability | None) -> None:
    words, language = desk.words, desk.language
    st.header(words(N_("Do the questions measure one thing?")), anchor=False)
    if scale is None:
        st.info(
            words(N_("Fewer than 30 people answered every question, or all answered one alike."))
        )
        return
    with st.grid(3, min_column_width=CARD_PIXELS):
        card(
            words(N_("Cronbach's alpha")),
            numbers.number(scale.alpha, language),
            words(N_("0.7 and more is usual for a scale")),
        )
        card(words(N_("McDonald's omega")), numbers.number(scale.omega, language))
        card(words(N_("People who answered everything")), numbers.count(scale.people, language))
    labels = rating_words(desk.database).labels
    head = (words("Question"), words(N_("With the rest")), words(N_("Alpha without it")))
    lines = [
        (
            literal(words.text(labels[one.item]) if one.item in labels else one.item),
            numbers.number(one.item_rest, language),
            numbers.number(one.alpha_without, language),
        )
        for one in scale.items
    ]
    rows = [head, ("---", "---:", "---:"), *lines]
    st.markdown("\n".join(f"| {' | '.join(row)} |" for row in rows))
    st.caption(
        words(
            N_(
                "“With the rest”: correlation of a question with the sum of the others. A high"
                " value of all may also mean that people mark everything alike."
            )
        )
    )


def _draw_agreement(desk: Desk, found: Quality) -> None:
    words = desk.words
    st.header(words(N_("Do two people come to the same figure?")), anchor=False)
    _draw_agreed(
        desk,
        words(N_("Unit's declaration and appraisal")),
        found.declared,
        pairs=found.pairs_declared,
    )
    _draw_agreed(desk, words(N_("Two appraisers")), found.appraisers, pairs=found.pairs_appraisers)
    st.caption(
        words(
            N_(
                "1 is perfect agreement, 0 what chance gives. Counts (numerators, denominators) are"
                " left out: they have no scale of their own."
            )
        )
    )


def _draw_agreed(desk: Desk, name: str, found: Sequence[Agreed], *, pairs: int) -> None:
    words, language = desk.words, desk.language
    st.markdown(f"**{literal(name)}**")
    if not found:
        st.caption(words(N_("Too few cases, or all alike: {n} pairs of figures so far."), n=pairs))
    for one in found:
        st.markdown(
            literal(
                words(
                    N_("{measure}: {value} (95 %: {low} to {high}), {n} cases"),
                    measure=words(_MEASURES[one.measure]),
                    value=numbers.number(one.value, language),
                    low=numbers.number(one.ci_low, language),
                    high=numbers.number(one.ci_high, language),
                    n=one.cases,
                )
            )
        )


SCREEN: Final = Screen(
    address=_ADDRESS,
    title=N_("Quality of the measuring"),
    icon=":material/straighten:",
    roles=READERS,
    draw=draw,
)

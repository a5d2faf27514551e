"""This module draws SIPAS indices by item, factor and cut, with coverage, weights and ranks."""

from __future__ import annotations

from typing import Final

import streamlit as st

from dashboards import wiring
from dashboards.access.roles import READERS, SECRETARIAT
from dashboards.actions.convention import choose_convention
from dashboards.queries.indices import CUTS, Cut, Indices, convention_of, indices
from dashboards.queries.representation import Representation, representation
from dashboards.queries.results import rounds, units_of
from dashboards.queries.standing import short_name
from dashboards.screens.cards import CARD_PIXELS, WEAK, card, interval
from dashboards.screens.choosing import choose_group
from dashboards.screens.coverage import draw_coverage
from dashboards.screens.desk import Desk, Screen
from dashboards.screens.index_tables import draw_cut, draw_parts, draw_ranks
from dashboards.screens.index_words import CUT_NAMES, as_estimate, method
from dashboards.screens.margin_weights import draw_margin_weights
from dashboards.screens.nothing_yet import say_no_answers, say_no_round
from dashboards.screens.origin import Origin, say_origin
from scoring.disclosure import Released, Shown
from scoring.disclosure.decision import ShareLike
from scoring.inference.sipas import CONVENTIONS, Convention
from storage import Round, Units
from ui import numbers
from ui.words import N_

_ADDRESS: Final = "chi-so"
_CONVENTIONS: Final = {
    "pooled": N_("satisfied marks to all items ÷ valid marks to all items"),
    "mean_of_items": N_("plain mean of the items' indices"),
    "general": N_("share satisfied with the general question"),
}


def draw(desk: Desk) -> None:
    """Draw the indices of one peer group or of the whole province."""
    words = desk.words
    st.title(words(N_("Satisfaction indices (SIPAS)")))
    stored = rounds(desk.database)
    if not stored:
        say_no_round(desk)
        return
    round_ = choose_group(desk, stored, _ADDRESS)
    everybody = st.checkbox(words(N_("The whole province, all groups")), key="indices_all")
    names, groups = _units(desk, round_, everybody=everybody)
    convention = _choose_convention(desk)
    cut = _choose_cut(desk)
    found = indices(desk.database, groups, cut, convention=convention)
    if not found.whole.answers:
        say_no_answers(desk)
        return
    reach = representation(desk.database, groups)
    _draw_cards(desk, found, reach, units=len(groups))
    _say_origin(desk, found, reach)
    parts, cuts, covered, ranks = st.tabs(
        [
            words(N_("By factor")),
            words(CUT_NAMES[cut]),
            words(N_("Coverage and weights")),
            words(N_("Ranks and their doubt")),
        ]
    )
    with parts:
        draw_parts(desk, found)
    with cuts:
        draw_cut(desk, found, cut, names=names)
    with covered:
        draw_coverage(desk, reach, names)
        draw_margin_weights(desk, "*" if everybody else round_.group, groups)
    with ranks:
        by_unit = (
            found
            if cut == "unit"
            else indices(desk.database, groups, "unit", convention=convention)
        )
        draw_ranks(desk, by_unit, names)


def _units(desk: Desk, round_: Round, *, everybody: bool) -> tuple[dict[str, str], dict[str, str]]:
    """Give the names and peer groups of the units looked at."""
    if not everybody:
        units = units_of(desk.database, round_)
        return (
            {unit.code: short_name(unit.name) for unit in units},
            {unit.code: unit.group for unit in units},
        )
    records = Units(desk.database).all()
    return (
        {unit.code: short_name(unit.name) for unit in records},
        {unit.code: unit.group for unit in records},
    )


def _choose_convention(desk: Desk) -> Convention:
    words = desk.words
    house = convention_of(desk.database)
    options = list(CONVENTIONS)
    chosen: Convention = st.selectbox(
        words(N_("How the overall index is taken")),
        options,
        index=options.index(house),
        format_func=lambda name: words(_CONVENTIONS[name]),
        key="indices_convention",
    )
    if chosen != house:
        st.caption(
            words(
                N_("Only you see this; for everybody it is: {way}."), way=words(_CONVENTIONS[house])
            )
        )
        if desk.person.role == SECRETARIAT and st.button(
            words(N_("Take it so for everybody")), key="indices_convention_keep"
        ):
            choose_convention(desk.database, desk.token, chosen, at=wiring.now())
            st.rerun()
    return chosen


def _choose_cut(desk: Desk) -> Cut:
    words = desk.words
    chosen: Cut = st.segmented_control(
        words(N_("Cut by")),
        list(CUTS),
        format_func=lambda cut: words(CUT_NAMES[cut]),
        default="unit",
        required=True,
        key="indices_cut",
    )
    return chosen


def _draw_cards(desk: Desk, found: Indices, reach: Representation | None, *, units: int) -> None:
    words, language = desk.words, desk.language
    with st.grid(4, min_column_width=CARD_PIXELS):
        card(
            words(N_("Overall index")),
            _value(desk, found.whole.index),
            *_notes(desk, found.whole.index),
        )
        card(
            words(N_("With those set aside")),
            _value(desk, found.whole.with_all),
            words(N_("set aside: {n}"), n=found.whole.set_aside),
        )
        if reach is not None and reach.plain is not None and reach.weighted is not None:
            card(
                words(N_("Weighted")),
                _value(desk, reach.weighted),
                words(
                    N_("by those served, general question; unweighted {share}"),
                    share=_value(desk, reach.plain),
                ),
                words(
                    N_("{used} of {units} units have what it takes"),
                    used=reach.weighed,
                    units=units,
                ),
            )
            card(
                words(N_("Response rate")),
                numbers.share(reach.whole.rate, language),
                words(
                    N_("{answered} answers of {served} served; needed {required}"),
                    answered=reach.whole.answered,
                    served=reach.whole.served,
                    required=reach.whole.required,
                ),
            )
        else:
            card(words("Answers"), numbers.count(found.whole.answers, language))


def _say_origin(desk: Desk, found: Indices, reach: Representation | None) -> None:
    whole = as_estimate(found.whole.index)
    say_origin(
        desk,
        Origin(
            answered=found.whole.answers,
            channels=found.channels,
            set_aside=found.whole.set_aside,
            method=method(found.convention),
            interval=interval(desk, whole.value) if isinstance(whole, Shown) else "",
            served=None if reach is None else reach.served,
            answered_then=0 if reach is None else reach.whole.answered,
            simulated=found.simulated,
        ),
        key="indices_origin",
    )


def _value(desk: Desk, released: Released[ShareLike]) -> str:
    if not isinstance(released, Shown):
        return numbers.ABSENT
    share = numbers.share(released.value.estimate, desk.language)
    return share + (WEAK if released.weak else "")


def _notes(desk: Desk, released: Released[ShareLike]) -> tuple[str, ...]:
    reasons = tuple(desk.words.say(one) for one in released.decision.sentences())
    if not isinstance(released, Shown):
        return reasons
    span = numbers.interval(released.value.ci_low, released.value.ci_high, desk.language)
    return (desk.words("95 % interval: {interval}", interval=span), *reasons)


SCREEN: Final = Screen(
    address=_ADDRESS,
    title=N_("Satisfaction indices (SIPAS)"),
    icon=":material/functions:",
    roles=READERS,
    draw=draw,
)

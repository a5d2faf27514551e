"""This module draws “what if”: other figures for a unit, and what they would bring, unstored."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

import streamlit as st

from dashboards.access.roles import (
    INSPECTOR,
    LEADER,
    READERS,
    SECRETARIAT,
    UNIT_OFFICER,
)
from dashboards.queries.results import Results
from dashboards.queries.standing import short_name
from dashboards.queries.what_if import (
    Supposition,
    basis,
    changes,
    differs,
    parts,
    standing,
    supposition,
)
from dashboards.screens.appraisal_inputs import MANUAL_REASON, draw_inputs
from dashboards.screens.cards import CARD_PIXELS
from dashboards.screens.choosing import choose_readable, narrowed
from dashboards.screens.desk import Desk, Screen
from dashboards.screens.figure_words import figure_said, input_word
from dashboards.screens.literal import literal
from dashboards.screens.next_steps import draw_next_steps
from dashboards.screens.supposing import PART, give_up, start_over, supposed, version
from scoring.definitions.criteria_set import Area, Criterion
from scoring.figures import inputs_of
from scoring.score import Place
from scoring.types import ProblemsFound
from scoring.what_if import Basis, Change, Moved, WhatIf, what_if
from ui import numbers
from ui.words import N_

_ADDRESS: Final = "gia-dinh"
_NAMED: Final = 5


def draw(desk: Desk) -> None:
    """Draw what other figures would bring to one unit of one round."""
    words = desk.words
    st.title(words(N_("What if")))
    chosen = choose_readable(desk, _ADDRESS)
    if chosen is None:
        return
    found, unit_code, readable = chosen
    st.warning(
        words(
            N_(
                "Supposed figures, not official ones. Nothing on this page is stored: it is gone"
                " when the page is loaded anew."
            )
        ),
        icon=":material/science:",
    )
    if found.round.simulated:
        st.badge(words("simulated data"), color="orange", icon=":material/science:")
    # The fields come last on the page but first in time: the cards show what they hold.
    cards, listed, steps = st.container(), st.container(), st.container()
    before = basis(desk.database, found)
    part = _draw_fields(desk, found, unit_code, before=before, readable=readable)
    wanted = _wanted(before, found.round.id, readable=readable)
    with cards:  # where a contradiction is seen at once
        result = _calculated(desk, before, wanted)
    _draw_line(desk, supposition(result.after, unit_code, part))
    with cards:
        st.header(found.names[unit_code], anchor=False)
        _draw_cards(desk, before, result, unit_code=unit_code)
    with listed:
        _draw_changes(desk, found, before, wanted=wanted)
        _draw_moved(desk, result)
    with steps:
        draw_next_steps(desk, found, result.after, unit_code=unit_code)


def _wanted(before: Basis, round_id: str, *, readable: frozenset[str]) -> tuple[Change, ...]:
    everything = changes(before, supposed(round_id))
    return tuple(change for change in everything if change.unit in readable)


def _calculated(desk: Desk, before: Basis, wanted: Sequence[Change]) -> WhatIf:
    """Score what is supposed; where it contradicts itself, say so and leave all as it stands."""
    try:
        return what_if(before, wanted)
    except ProblemsFound as problems:
        for problem in problems.problems:
            st.error(literal(desk.words.say(problem.sentence())))
        return WhatIf(before, (), (), ())


def _draw_cards(desk: Desk, before: Basis, result: WhatIf, *, unit_code: str) -> None:
    words, language = desk.words, desk.language
    old, new = before.places[unit_code], result.after.places[unit_code]
    index = "–" if new.index is None else numbers.percent(new.index, language)
    was_index = "–" if old.index is None else numbers.percent(old.index, language)
    with st.grid(4, min_column_width=CARD_PIXELS):
        _card(
            desk,
            words("Points"),
            _points(desk, new),
            was=_points(desk, old),
            delta=_signed(desk, new.points - old.points),
        )
        moved = None if old.index is None or new.index is None else new.index - old.index
        _card(
            desk,
            words("Index"),
            index,
            was=was_index,
            delta=_signed(desk, moved),
        )
        _rank_card(desk, old, new, placed=_placed(result.after, new.group))
        if before.criteria_set.bands:
            _card(desk, words("Band"), _band(desk, before, new), was=_band(desk, before, old))


def _card(desk: Desk, label: str, value: str, *, was: str, delta: str | None = None) -> None:
    with st.container(border=True, height="stretch", gap="xsmall"):
        st.metric(label, value, delta=delta)
        st.caption(literal(desk.words(N_("now: {value}"), value=was)))


def _rank_card(desk: Desk, old: Place, new: Place, *, placed: int) -> None:
    words = desk.words
    delta = None
    if old.rank is not None and new.rank is not None and old.rank != new.rank:
        up = old.rank - new.rank
        # The minus sign tells Streamlit which way the arrow points.
        delta = words(N_("{n} places up"), n=up) if up > 0 else words(N_("-{n} places"), n=-up)
    _card(
        desk,
        words("Rank"),
        _rank(desk, new, placed=placed),
        was=_rank(desk, old, placed=placed),
        delta=delta,
    )


def _rank(desk: Desk, place: Place, *, placed: int) -> str:
    if place.rank is None:
        return "–"
    return f"{numbers.count(place.rank, desk.language)}/{numbers.count(placed, desk.language)}"


def _placed(after: Basis, group: str) -> int:
    return sum(place.group == group and place.rank is not None for place in after.places.values())


def _points(desk: Desk, place: Place) -> str:
    points = numbers.number(place.points, desk.language)
    return f"{points}/{numbers.points(place.max_points, desk.language)}"


def _band(desk: Desk, before: Basis, place: Place) -> str:
    if place.band is None:
        return "–"
    return desk.words.text(before.criteria_set.band(place.band).name)


def _signed(desk: Desk, difference: Fraction | None) -> str | None:
    if not difference:
        return None
    sign = "+" if difference > 0 else "-"  # an ASCII minus, by which Streamlit turns its arrow
    return f"{sign}{numbers.number(abs(difference), desk.language)}"


def _draw_changes(desk: Desk, found: Results, before: Basis, *, wanted: Sequence[Change]) -> None:
    words = desk.words
    round_id = found.round.id
    st.subheader(words(N_("What is supposed")), anchor=False)
    if not wanted:
        st.caption(
            words(
                N_("Nothing yet: try a step below, or type other figures at the end of the page.")
            )
        )
        return
    several = len({change.unit for change in wanted}) > 1
    for change in wanted:
        key = (change.unit, change.criterion, change.input)
        with st.container(horizontal=True, vertical_alignment="center"):
            said = _change_said(desk, before, change)
            if several:
                said = f"{literal(short_name(found.names[change.unit]))} · {said}"
            st.markdown(said)
            if st.button(
                words(N_("Take out")),
                icon=":material/close:",
                key="_".join(("what_if_out", round_id, *key)),
            ):
                give_up(round_id, key)
    if st.button(words(N_("Start over")), icon=":material/restart_alt:", key="what_if_start_over"):
        start_over(round_id)


def _change_said(desk: Desk, before: Basis, change: Change) -> str:
    part = _part(before, change.criterion)
    name, taken = change.input, inputs_of(part).get(change.input)
    old = standing(before, (change.unit, change.criterion, name))
    return (
        f"**{literal(desk.words.text(part.name))}** · {literal(input_word(desk, name, taken))}: "
        f"{literal(figure_said(desk, part, name, value=old))} → "
        f"**{literal(figure_said(desk, part, name, value=change.value))}**"
    )


def _draw_moved(desk: Desk, result: WhatIf) -> None:
    """Tell whose rank moves with it; names only to those who may read every unit."""
    words, language = desk.words, desk.language
    others = [
        one
        for one in result.moved
        if one.after.unit.code not in result.changed and one.before.rank != one.after.rank
    ]
    if not others:
        return
    text = words(N_("{n} other units would change their rank."), n=len(others))
    if desk.person.role in READERS:
        named = ", ".join(_moved_said(one, language) for one in others[:_NAMED])
        more = " …" if len(others) > _NAMED else ""
        text = f"{text} {named}{more}"
    st.caption(literal(text))


def _moved_said(one: Moved, language: str) -> str:
    ranks = [
        "–" if place.rank is None else numbers.count(place.rank, language)
        for place in (one.before, one.after)
    ]
    return f"{short_name(one.after.unit.name)} ({ranks[0]} → {ranks[1]})"


def _draw_fields(
    desk: Desk, found: Results, unit_code: str, *, before: Basis, readable: frozenset[str]
) -> Area | Criterion:
    """Draw the fields of one criterion, take what they hold into what is supposed, and name it."""
    words = desk.words
    st.subheader(words(N_("Type other figures")), anchor=False)
    round_id = found.round.id
    try:
        after = what_if(before, _wanted(before, round_id, readable=readable)).after
    except ProblemsFound:
        after = before
    case = supposition(after, unit_code, _choose_part(desk, after, unit_code))
    prefix = f"what_if_{round_id}_{unit_code}_{case.part.code}_{version()}"
    typed = draw_inputs(desk, case, prefix)
    if typed.refusals:
        return case.part
    held = supposed(round_id)
    for name in case.inputs:
        if name == MANUAL_REASON:
            continue
        key = (unit_code, case.part.code, name)
        value = typed.figures.get(name)
        if differs(standing(before, key), value, name):
            held[key] = value
        else:
            held.pop(key, None)
    if typed.more_reached_than_all:
        st.warning(
            words("The numerator is larger than the denominator: please check again."),
            icon=":material/warning:",
        )
    return case.part


def _choose_part(desk: Desk, after: Basis, unit_code: str) -> Area | Criterion:
    words = desk.words
    by_code = {part.code: part for part in parts(after, unit_code)}
    names = {
        code: words("Whole area: {area}", area=words.text(part.name))
        if isinstance(part, Area)
        else words.text(part.name)
        for code, part in by_code.items()
    }
    key = f"what_if_part_{unit_code}_{version()}"
    codes = narrowed(desk, list(by_code), names, label=words("Find a criterion"), key=key)
    wanted = st.session_state.get(PART)
    chosen: str = st.selectbox(
        words("Criterion"),
        codes,
        index=codes.index(wanted) if wanted in codes else 0,
        format_func=names.__getitem__,
        key=key,
    )
    st.session_state[PART] = chosen
    return by_code[chosen]


def _draw_line(desk: Desk, now: Supposition) -> None:
    """Say the points of the criterion as supposed, and why."""
    if now.line is None:
        return
    words, language = desk.words, desk.language
    points = numbers.number(now.line.points, language)
    most = numbers.points(now.line.max_points, language)
    with st.container(border=True):
        st.markdown(f"**{literal(points)}/{literal(most)}**")
        st.markdown(literal(words.say(now.line.explanation)))


def _part(before: Basis, code: str) -> Area | Criterion:
    try:
        return before.criteria_set.criterion(code)
    except KeyError:
        return before.criteria_set.area(code)


SCREEN: Final = Screen(
    address=_ADDRESS,
    title=N_("What if"),
    icon=":material/science:",
    roles=frozenset({LEADER, SECRETARIAT, INSPECTOR, UNIT_OFFICER}),
    draw=draw,
)

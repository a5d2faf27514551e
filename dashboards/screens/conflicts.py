"""This module draws where two sources state a figure otherwise, and lets an inspector settle it."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

import streamlit as st

from dashboards.access.roles import APPRAISERS, INSPECTOR, LEADER, SECRETARIAT
from dashboards.actions.appraise import (
    LONGEST_TEXT,
    SHORTEST_REASON,
    ReasonMissing,
    SessionEnded,
    TextTooLong,
)
from dashboards.actions.settle import settle
from dashboards.queries.conflicts import Conflict, find_conflicts
from dashboards.queries.results import Results
from dashboards.screens.cards import CARD_PIXELS, card
from dashboards.screens.choosing import choose_results
from dashboards.screens.desk import Desk, Screen
from dashboards.screens.figure_words import figure_text, input_word, origin_word
from dashboards.screens.literal import literal
from dashboards.wiring import now
from scoring.figures import inputs_of
from scoring.types import ProblemsFound
from storage import ChangedMeanwhile, Register, Stated
from ui import numbers
from ui.words import N_

_ADDRESS: Final = "doi-chieu"
_SETTLED: Final = "conflict_settled"
_A_PAGE: Final = 10


def draw(desk: Desk) -> None:
    """Draw the disagreements of a round, most points at stake first."""
    words = desk.words
    st.title(words(N_("Figures compared")))
    st.caption(
        words(
            N_(
                "Where a unit declared one figure and the one-stop register, the survey or an"
                " imported file says another. Nothing is overwritten: whoever settles it gives a"
                " reason, and both figures stay in the history."
            )
        )
    )
    found = choose_results(desk, _ADDRESS)
    if found is None:
        return
    _draw_register(desk)
    everything = find_conflicts(desk.database, found.round, found.criteria_set)
    if st.session_state.pop(_SETTLED, False):
        st.success(
            words(N_("Settled. The figures taken count from now on.")),
            icon=":material/check_circle:",
        )
    still_open = [conflict for conflict in everything if not conflict.settled]
    _draw_numbers(desk, still_open, settled=len(everything) - len(still_open))
    shown = _chosen(desk, found, everything)
    for conflict in shown[: _room(desk, found, len(shown))]:
        _draw_conflict(desk, found, conflict)
    _draw_more(desk, found, len(shown))


def _draw_register(desk: Desk) -> None:
    words, language = desk.words, desk.language
    files = Register(desk.database).files()
    if not files:
        st.info(
            words(N_("No one-stop register has come in yet: “thuocdo import register” takes it."))
        )
        return
    newest = files[0]
    st.caption(
        words(
            N_(
                "Newest register: {name}, months {first} to {last}, brought in by {author} at"
                " {moment}, SHA-256 {digest}…"
            ),
            name=literal(newest.name),
            first=newest.first_month,
            last=newest.last_month,
            author=literal(newest.author),
            moment=numbers.moment(newest.received_at, language),
            digest=newest.sha256[:12],
        )
    )
    if newest.simulated:
        st.badge(words("simulated data"), color="orange", icon=":material/science:")


def _draw_numbers(desk: Desk, still_open: Sequence[Conflict], *, settled: int) -> None:
    words, language = desk.words, desk.language
    units = len({conflict.found.unit_code for conflict in still_open})
    at_stake = sum((conflict.found.at_stake for conflict in still_open), Fraction(0))
    with st.grid(4, min_column_width=CARD_PIXELS):
        card(words(N_("Not settled yet")), numbers.count(len(still_open), language))
        card(words(N_("Units concerned")), numbers.count(units, language))
        card(words(N_("Points at stake")), numbers.points(at_stake, language))
        card(words(N_("Settled")), numbers.count(settled, language))


def _chosen(desk: Desk, found: Results, everything: Sequence[Conflict]) -> list[Conflict]:
    words = desk.words
    if not everything:
        st.success(
            words(N_("Every figure that two sources state is the same in both.")),
            icon=":material/verified:",
        )
        return []
    left, right = st.columns(2, vertical_alignment="bottom")
    concerned = sorted(
        {conflict.found.unit_code for conflict in everything}, key=lambda code: found.names[code]
    )
    with left:
        unit = st.selectbox(
            words(N_("Unit")),
            ["", *concerned],
            format_func=lambda code: found.names[code] if code else words(N_("All units")),
            key=f"conflict_unit_{found.round.id}",
        )
    with right:
        all_of_them = st.toggle(words(N_("Show settled ones, too")), key="conflicts_settled_too")
    return [
        conflict
        for conflict in everything
        if (not unit or conflict.found.unit_code == unit) and (all_of_them or not conflict.settled)
    ]


def _room(desk: Desk, found: Results, count: int) -> int:
    del desk
    room: int = st.session_state.setdefault(f"conflict_room_{found.round.id}", _A_PAGE)
    return min(room, count)


def _draw_more(desk: Desk, found: Results, count: int) -> None:
    key = f"conflict_room_{found.round.id}"
    left = count - st.session_state.get(key, _A_PAGE)
    if left > 0 and st.button(
        desk.words(N_("Show more ({n} left)"), n=left), icon=":material/expand_more:"
    ):
        st.session_state[key] += _A_PAGE
        st.rerun()


def _draw_conflict(desk: Desk, found: Results, conflict: Conflict) -> None:
    words, language = desk.words, desk.language
    criterion = found.criteria_set.criterion(conflict.found.criterion)
    with st.container(border=True):
        st.markdown(
            f"**{literal(found.names[conflict.found.unit_code])}** · "
            f"{literal(words.text(criterion.name))}"
        )
        left, right = st.columns(2)
        sides = (
            (left, conflict.first, conflict.found.declared_points),
            (right, conflict.second, conflict.found.other_points),
        )
        for column, stated, points in sides:
            with column:
                _draw_side(desk, found, conflict, stated=stated, points=points)
        state = words(N_("settled")) if conflict.settled else words(N_("not settled yet"))
        st.markdown(
            words(
                N_("Points at stake: **{points}** · counts by rule: {origin} · {state}"),
                points=literal(numbers.points(conflict.found.at_stake, language)),
                origin=origin_word(desk, conflict.counting),
                state=state,
            )
        )
        if desk.person.role in APPRAISERS and not conflict.settled:
            _draw_form(desk, found, conflict)


def _draw_side(
    desk: Desk, found: Results, conflict: Conflict, *, stated: Stated, points: Fraction | None
) -> None:
    words, language = desk.words, desk.language
    criterion = found.criteria_set.criterion(conflict.found.criterion)
    inputs = inputs_of(criterion)
    st.markdown(
        f"**{literal(origin_word(desk, stated.origin))}** · "
        + words(N_("{points} points"), points=literal(numbers.number(points, language)))
    )
    values = [
        f"{literal(input_word(desk, name, inputs.get(name)))}: "
        f"**{literal(figure_text(desk, stated.figures[name]))}**"
        for name in inputs
        if name in stated.figures
    ]
    st.markdown(" · ".join(values))
    newest = stated.newest
    origin = [newest.source or newest.author, numbers.moment(newest.recorded_at, language)]
    st.caption(literal(" · ".join(origin)))
    if newest.evidence:
        st.caption(words("Evidence: {text}", text=literal(newest.evidence)))


def _draw_form(desk: Desk, found: Results, conflict: Conflict) -> None:
    words = desk.words
    prefix = f"conflict_{found.round.id}_{conflict.found.unit_code}_{conflict.found.criterion}"
    key = f"{prefix}_{conflict.second.origin}_{conflict.seen_id}"
    sides = {stated.origin: stated for stated in (conflict.first, conflict.second)}
    with (
        st.expander(words(N_("Settle")), icon=":material/gavel:"),
        st.form(key, border=False),
    ):
        origin: str = st.radio(
            words(N_("Which figure counts?")),
            list(sides),
            index=list(sides).index(conflict.counting) if conflict.counting in sides else 0,
            format_func=lambda each: origin_word(desk, each),
            horizontal=True,
        )
        reason = st.text_area(
            words(N_("Reason (required, {least} letters or more)"), least=SHORTEST_REASON),
            max_chars=LONGEST_TEXT,
            height=80,
        )
        pressed = st.form_submit_button(
            words(N_("Save the decision")), type="primary", icon=":material/save:"
        )
        if pressed:
            _settle(desk, found, conflict, taken=sides[origin], reason=reason)


def _settle(desk: Desk, found: Results, conflict: Conflict, *, taken: Stated, reason: str) -> None:
    words = desk.words
    try:
        settle(
            desk.database,
            desk.token,
            found,
            conflict=conflict,
            taken=taken,
            reason=reason,
            at=now(),
        )
    except ReasonMissing:
        st.error(
            words(
                "Please give the reason, {least} letters or more: it goes into the record.",
                least=SHORTEST_REASON,
            )
        )
    except TextTooLong:
        st.error(words("A text may have at most {n} letters.", n=LONGEST_TEXT))
    except ProblemsFound as problems:
        for problem in problems.problems:
            st.error(literal(words.say(problem.sentence())))
    except ChangedMeanwhile:
        st.warning(
            words(N_("Somebody else has stated a figure here meanwhile. Look again, then decide.")),
            icon=":material/sync_problem:",
        )
    except SessionEnded:
        st.error(words("You are no longer signed in, so nothing was saved."))
    else:
        st.session_state[_SETTLED] = True
        st.rerun()


SCREEN: Final = Screen(
    address=_ADDRESS,
    title=N_("Figures compared"),
    icon=":material/compare_arrows:",
    roles=frozenset({INSPECTOR, SECRETARIAT, LEADER}),
    draw=draw,
)

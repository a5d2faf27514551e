"""This module lets the secretariat open a round with a set, follow it, close it and publish it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Final

import streamlit as st

from dashboards import wiring
from dashboards.access.roles import SECRETARIAT
from dashboards.actions.appraise import SessionEnded
from dashboards.actions.criteria_sets import secretary
from dashboards.actions.rounds import (
    CLOSED,
    OPEN,
    PUBLISHED,
    STEP_NAMES,
    Plan,
    close_round,
    open_round,
    publish,
)
from dashboards.queries.criteria_sets import USABLE, known_sets
from dashboards.screens.criteria_parts import draw_problems, set_name
from dashboards.screens.desk import Desk, Screen
from dashboards.screens.literal import literal
from dashboards.screens.nothing_yet import say_no_units
from scoring.types import ProblemsFound
from storage import STEPS, Deadlines, Refused, Round, Rounds, RoundStep, Units
from storage.text import vietnam_day
from ui import numbers
from ui.peer_groups import group_words
from ui.words import N_

STAGES: Final = {OPEN: N_("open"), CLOSED: N_("closed"), PUBLISHED: N_("published")}
_DONE: Final = "round_done"
_UNPUBLISHED: Final = N_("The round was not published until this is corrected:")
_FIELDS: Final[Mapping[str, str]] = {
    "title": N_("Name of the round"),
    "year": N_("Year assessed"),
    "group": N_("Peer group"),
    "id": N_("Code of the round"),
    "set": N_("Criteria set (version)"),
    "stage": N_("Stage"),
    **{str(step): name for step, name in STEP_NAMES.items()},
}


def draw(desk: Desk) -> None:
    """Draw the rounds with what can be done to each, and the form that opens another."""
    words = desk.words
    st.title(words(N_("Rounds")))
    done = st.session_state.pop(_DONE, None)
    if done:
        st.success(done, icon=":material/check:")
    stored = Rounds(desk.database).all()
    if not stored and Units(desk.database).all(None):
        st.info(words(N_("No round is open yet. Open the first one below.")))
    for one in stored:
        _draw_round(desk, one)
    st.header(words(N_("Open a round")), anchor=False)
    _draw_form(desk)


def _draw_round(desk: Desk, round_: Round) -> None:
    words = desk.words
    with st.container(border=True):
        st.markdown(f"**{literal(words.text(round_.title))}**")
        stage = words(STAGES[round_.stage]) if round_.stage in STAGES else round_.stage
        st.caption(
            words(
                N_("{id} · {year} · {group} · {stage} · set {set} ({sha256})"),
                id=literal(round_.id),
                year=str(round_.year),
                group=literal(group_words(words, round_.group)),
                stage=stage,
                set=literal(round_.set_id),
                sha256=round_.set_sha256[:12],
            )
        )
        if round_.simulated:
            st.caption(words(N_("Simulated data")))
        days = Deadlines(desk.database).of_round(round_.id)
        if days:
            st.markdown(
                " · ".join(
                    f"{words(STEP_NAMES[step])}: {numbers.date(day, desk.language)}"
                    for step, day in days.items()
                )
            )
        with st.container(horizontal=True):
            if round_.stage == OPEN and st.button(
                words(N_("Close the round")), key=f"close_{round_.id}", icon=":material/lock:"
            ):
                _do(desk, round_, close_round, done=N_("Round {id} is closed."))
            label = N_("Publish again") if round_.stage == PUBLISHED else N_("Publish")
            with st.popover(words(label), icon=":material/campaign:", key=f"ask_{round_.id}"):
                st.markdown(
                    words(
                        N_(
                            "The figures as they stand now are scored, ranked and frozen under a"
                            " SHA-256; the public page shows the result."
                        )
                    )
                )
                if st.button(words(N_("Publish now")), key=f"publish_{round_.id}", type="primary"):
                    _do(desk, round_, publish, done=N_("Round {id} is published."))


def _do(desk: Desk, round_: Round, action: Callable[..., object], *, done: str) -> None:
    words, now = desk.words, wiring.now()
    try:
        person = secretary(desk.database, desk.token, at=now)
        action(desk.database, round_.id, by=person.username, at=now)
    except SessionEnded:
        st.error(words(N_("Your session has ended. Please sign in again; nothing was changed.")))
    except ProblemsFound as problems:
        st.error(words(N_("The round was not closed:") if action is close_round else _UNPUBLISHED))
        draw_problems(desk, problems.problems, _FIELDS)
    except Refused:
        st.error(
            words(
                N_(
                    "Somebody changed this round or its figures meanwhile; nothing was changed."
                    " Please load the page again."
                )
            )
        )
    else:
        st.session_state[_DONE] = words(done, id=round_.id)
        st.rerun()


def _draw_form(desk: Desk) -> None:
    words = desk.words
    known = known_sets(desk.database, wiring.house().settings.criteria_dir)
    usable = {one.sha256: one for one in known.sets.values() if one.origin in USABLE}
    groups = sorted({one.group for one in Units(desk.database).all(None)})
    if not groups or not usable:
        _say_lacking(desk, units=bool(groups))
        return
    today = vietnam_day(wiring.now())
    with st.form("open_round", border=True):
        title = st.text_input(words(N_("Name of the round")), max_chars=200)
        with st.grid(2, min_column_width=220):
            year = st.number_input(
                words(N_("Year assessed")), min_value=2011, max_value=2099, value=today.year
            )
            group = st.selectbox(
                words(N_("Peer group")), groups, format_func=lambda one: group_words(words, one)
            )
        id_ = st.text_input(
            words(N_("Code of the round (made from set, year and group where left empty)")),
            max_chars=60,
        )
        sha256 = st.selectbox(
            words(N_("Criteria set (version)")),
            list(usable),
            format_func=lambda one: set_name(desk, usable[one]),
        )
        st.markdown(words(N_("Last day of each step (may be left empty)")))
        days: dict[RoundStep, date] = {}
        with st.grid(3, min_column_width=200):
            for step in STEPS:
                day = st.date_input(
                    words(STEP_NAMES[step]),
                    value=None,
                    min_value=today - timedelta(days=366),
                    format="DD/MM/YYYY",
                    key=f"day_{step}",
                )
                if isinstance(day, date):
                    days[step] = day
        sent = st.form_submit_button(
            words(N_("Open the round")), type="primary", icon=":material/add:"
        )
    if sent:
        _open(
            desk,
            Plan(
                title=title,
                year=int(year),
                group=group,
                chosen=usable[sha256],
                id=id_.strip(),
                deadlines=days,
            ),
        )


def _say_lacking(desk: Desk, *, units: bool) -> None:
    if not units:
        say_no_units(desk)
        return
    st.info(desk.words(N_("A round needs a criteria set. Issue one first.")))
    desk.link("bo-tieu-chi", desk.words("To the criteria sets"))


def _open(desk: Desk, plan: Plan) -> None:
    words, now = desk.words, wiring.now()
    try:
        person = secretary(desk.database, desk.token, at=now)
        opened = open_round(desk.database, plan, by=person.username, at=now)
    except SessionEnded:
        st.error(words(N_("Your session has ended. Please sign in again; nothing was changed.")))
    except ProblemsFound as problems:
        st.error(words(N_("The round was not opened:")))
        draw_problems(desk, problems.problems, _FIELDS)
    except Refused:
        st.error(
            words(N_("A round with this code was opened meanwhile. Please choose another code."))
        )
    else:
        st.session_state[_DONE] = words(N_("Round {id} is open."), id=opened.id)
        st.rerun()


SCREEN: Final = Screen(
    address="ky-danh-gia",
    title=N_("Rounds"),
    icon=":material/event_note:",
    roles=frozenset({SECRETARIAT}),
    draw=draw,
)

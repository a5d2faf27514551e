"""This module draws the desk: what is still to be done, the rounds' deadlines, what can be read."""

from __future__ import annotations

from datetime import date
from typing import Final

import streamlit as st

from dashboards import wiring
from dashboards.access.roles import OPERATOR, SECRETARIAT, UNIT_OFFICER
from dashboards.access.words import ROLE_NAMES
from dashboards.actions.rounds import STEP_NAMES
from dashboards.queries.readiness import Readiness, readiness
from dashboards.queries.results import rounds, units_of
from dashboards.screens.desk import Desk, Screen
from dashboards.screens.literal import literal
from dashboards.screens.nothing_yet import POINTS_COMMAND, UNITS_COMMAND, say_command
from dashboards.screens.rounds import STAGES
from storage import Deadlines, Round, RoundStep
from storage.records import OPEN
from storage.text import vietnam_day
from ui import numbers
from ui.words import N_

_PERSON_COMMAND: Final = 'thuocdo person add USERNAME --name "…" --role ROLE'
_COMMANDS: Final = (
    (N_("Do the tables fit the program?"), "thuocdo db check"),
    (N_("Was the log of official acts changed?"), "thuocdo audit verify"),
    (N_("Are all evidence files as they came?"), "thuocdo evidence verify"),
    (N_("Copy everything into one file"), "thuocdo backup FILE.zip"),
)
_READABLE: Final = (
    ("tong-quan", N_("Overview of the round")),
    ("xep-hang", N_("Ranking of every unit")),
    ("ho-so", N_("Unit profile: every point and its reason")),
    ("gia-dinh", N_("What other figures would bring")),
    ("hai-long", N_("Citizens' satisfaction")),
    ("papi", N_("PAPI 2011–2024")),
)


def draw(desk: Desk) -> None:
    """Draw what this person has to do first, then the rounds, then where to read on."""
    words = desk.words
    st.title(words("My desk"))
    if desk.person.role != UNIT_OFFICER:
        _draw_steps(desk)
    _draw_rounds(desk)
    if desk.person.role == UNIT_OFFICER:
        _draw_own_tasks(desk)
    if desk.person.role == OPERATOR:
        _draw_commands(desk)
    st.header(words(N_("What you can read")), anchor=False)
    for address, label in _READABLE:
        desk.link(address, words(label))


def _draw_steps(desk: Desk) -> None:
    """Draw the way to the first round, until it has been gone."""
    words = desk.words
    found = readiness(desk.database, wiring.house().settings.criteria_dir)
    if found.is_complete:
        return
    st.header(words(N_("On the way to the first round")), anchor=False)
    _draw_units(desk, found)
    _draw_points(desk, found)
    _draw_people(desk, found)
    _draw_sets(desk, found)
    _draw_opening(desk, found)


def _draw_units(desk: Desk, found: Readiness) -> None:
    if found.units:
        said = desk.words(N_("{n} units are stored."), n=found.units)
    else:
        said = desk.words(
            N_("The system operator brings in the list: code, name and peer group of each unit.")
        )
    _step(desk, N_("List of units"), said, done=found.units > 0, command=UNITS_COMMAND)


def _draw_points(desk: Desk, found: Readiness) -> None:
    words = desk.words
    if found.points:
        said = words(
            N_("{n} counters of {units} units have a QR code."),
            n=found.points,
            units=found.units_with_points,
        )
    else:
        said = words(
            N_("The system operator brings in the counters; then the posters can be printed.")
        )
    done = found.points > 0
    _step(desk, N_("Counters with QR codes"), said, done=done, command=POINTS_COMMAND)
    if done:
        desk.link("ma-qr", words(N_("Print the posters")))


def _draw_people(desk: Desk, found: Readiness) -> None:
    words = desk.words
    lacking = found.lacking_roles
    if lacking:
        said = words(
            N_("Nobody has these roles yet: {roles}. The system operator lets people sign in."),
            roles=", ".join(words(ROLE_NAMES[role]) for role in lacking),
        )
    else:
        said = words(N_("{n} people may sign in."), n=sum(found.people.values()))
    _step(desk, N_("People who sign in"), said, done=not lacking, command=_PERSON_COMMAND)


def _draw_sets(desk: Desk, found: Readiness) -> None:
    words = desk.words
    if found.own_sets:
        said = words(N_("{n} sets of the office are in force."), n=found.own_sets)
    else:
        said = words(
            N_(
                "So far only the {n} sets that come with the program. The secretariat takes the"
                " office's own in from a workbook or an annex and issues it."
            ),
            n=found.sets,
        )
    _step(desk, N_("Criteria set"), said, done=bool(found.own_sets or found.rounds))
    desk.link("bo-tieu-chi", words(N_("To the criteria sets")))


def _draw_opening(desk: Desk, found: Readiness) -> None:
    words = desk.words
    if found.rounds:
        said = words(N_("{n} rounds have been opened."), n=found.rounds)
    else:
        said = words(N_("The secretariat opens the round with a set and a peer group of units."))
    _step(desk, N_("First round"), said, done=found.rounds > 0)
    if not found.rounds:
        desk.link("ky-danh-gia", words(N_("To the rounds")))


def _step(desk: Desk, name: str, said: str, *, done: bool, command: str = "") -> None:
    """Draw one step: whether it is done, in words as well, and what to do where it is not."""
    words = desk.words
    icon = ":material/check_circle:" if done else ":material/radio_button_unchecked:"
    state = words(N_("done")) if done else words(N_("to be done"))
    st.markdown(f"{icon} **{words(name)}** ({state})  \n{literal(said)}")
    if command and not done:
        say_command(desk, command)


def _draw_rounds(desk: Desk) -> None:
    """Draw each round that concerns the person, with its next deadline."""
    words, own = desk.words, desk.person.unit_code
    concerned = [
        round_
        for round_ in rounds(desk.database)
        if own is None or any(unit.code == own for unit in units_of(desk.database, round_))
    ]
    if not concerned:
        if own is not None:
            st.info(
                words(
                    N_(
                        "Your unit takes part in no round yet. The secretariat opens one; its"
                        " deadlines will stand here."
                    )
                )
            )
        return
    st.header(words("Rounds"), anchor=False)
    for round_ in sorted(concerned, key=lambda one: (one.stage != OPEN, -one.year)):
        _draw_round(desk, round_)
    desk.link("ky-danh-gia", words("To the rounds"))


def _draw_round(desk: Desk, round_: Round) -> None:
    words = desk.words
    stage = words(STAGES[round_.stage]) if round_.stage in STAGES else round_.stage
    today = vietnam_day(wiring.now())
    days = Deadlines(desk.database).of_round(round_.id)
    coming = sorted((day, step) for step, day in days.items() if day >= today)
    if round_.stage != OPEN:
        said = ""
    elif coming:
        said = _next(desk, coming[0], today)
    else:
        said = words(N_("No deadline lies ahead."))
    st.markdown(f"**{literal(words.text(round_.title))}** ({stage})  \n{literal(said)}")


def _next(desk: Desk, coming: tuple[date, RoundStep], today: date) -> str:
    day, step = coming
    return desk.words(
        N_("Next: {step}, by {day} ({n} days left)."),
        step=desk.words(STEP_NAMES[step]),
        day=numbers.date(day, desk.language),
        n=(day - today).days,
    )


def _draw_own_tasks(desk: Desk) -> None:
    words = desk.words
    st.header(words(N_("What your unit does")), anchor=False)
    st.markdown(
        words(
            N_(
                "- Hand your unit's figures to the secretariat as a file; where they come from and"
                " every change stand in the unit profile.\n"
                "- Attach evidence to a criterion in the unit profile while the round is open.\n"
                "- See which figures would win points, without changing anything."
            )
        )
    )


def _draw_commands(desk: Desk) -> None:
    words = desk.words
    st.header(words(N_("Looking after the system")), anchor=False)
    for question, command in _COMMANDS:
        st.markdown(words(question))
        st.code(command, language=None, wrap_lines=True)


SCREEN: Final = Screen(
    address="ban-lam-viec",
    title=N_("My desk"),
    icon=":material/desk:",
    roles=frozenset({UNIT_OFFICER, SECRETARIAT, OPERATOR}),
    draw=draw,
)

"""This module says what an empty screen waits for, who brings it, and where the way leads on."""

from __future__ import annotations

from typing import Final

import streamlit as st

from dashboards.access.roles import OPERATOR
from dashboards.screens.desk import Desk
from ui.words import N_

DESK: Final = "ban-lam-viec"
ROUNDS: Final = "ky-danh-gia"
UNITS_COMMAND: Final = "thuocdo import units UNITS.csv --valid-from 2025-07-01"
POINTS_COMMAND: Final = "thuocdo survey publish mot-cua/v2\nthuocdo import points POINTS.csv"
BENCHMARK_COMMAND: Final = "thuocdo import benchmark papi.csv --source-id papi"


def say_no_round(desk: Desk) -> None:
    """Say that no round is open, and lead those on who can do something about it."""
    words = desk.words
    if ROUNDS in desk.open_pages:
        st.info(words(N_("No round is open yet. This page fills once you have opened one.")))
        desk.link(ROUNDS, words(N_("Open the first round")))
    else:
        st.info(words(N_("No round is open yet. The secretariat opens one.")))
    desk.link(DESK, words(N_("What has to be done first")))


def say_no_units(desk: Desk) -> None:
    """Say that no unit is stored; who runs the commands is shown the one that brings them in."""
    words = desk.words
    st.info(words(N_("There are no units yet. The system operator brings in the list of units.")))
    say_command(desk, UNITS_COMMAND)
    desk.link(DESK, words("What has to be done first"))


def say_no_points(desk: Desk) -> None:
    """Say that no counter has a code yet, and to the operator by which command it gets one."""
    words = desk.words
    st.info(
        words(
            N_(
                "No service point is open yet. The system operator brings in the list of counters;"
                " each gets its code then."
            )
        )
    )
    say_command(desk, POINTS_COMMAND)


def say_no_answers(desk: Desk) -> None:
    """Say that nobody has answered yet; who prints the posters is led to them."""
    words = desk.words
    st.info(words(N_("No answer has come in yet.")))
    desk.link("ma-qr", words(N_("Print the posters and hang them where people wait")))


def say_no_figures(desk: Desk) -> None:
    """Say that no unit of the round has figures, and how they come in."""
    words = desk.words
    st.info(words(N_("No unit has figures yet, so nobody is placed.")))
    st.caption(
        words(
            N_(
                "The system operator brings the units' figures in from files, or has them computed"
                " from the one-stop register; the appraiser enters the rest."
            )
        )
    )


def say_command(desk: Desk, command: str) -> None:
    """Show a command to the role that runs commands, nothing to others."""
    if desk.person.role == OPERATOR:
        st.code(command, language=None, wrap_lines=True)

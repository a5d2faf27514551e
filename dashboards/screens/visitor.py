"""This module tells who is looking, anew at each rerun, from the cookie that the page came with."""

from __future__ import annotations

from typing import Final

import streamlit as st

from dashboards.access.cookies import cookie_names, language_of
from dashboards.wiring import House, now
from storage import Person, Sessions

_LANGUAGE: Final = "staff_language"


def session_token(house: House) -> str | None:
    """Read the session cookie of the websocket that this run answers."""
    return st.context.cookies.get(cookie_names(house.settings.staff_url).session)


def person_of(house: House, token: str | None) -> Person | None:
    """Ask storage who the token belongs to; None when it has ended, expired or never was."""
    return Sessions(house.database).person_for(token, now=now()) if token else None


def language() -> str:
    """Tell the language chosen on this page, else the one that the browser remembers."""
    chosen = st.session_state.get(_LANGUAGE)
    return chosen if chosen else language_of(dict(st.context.cookies))


def choose_language(language_code: str) -> None:
    """Keep the language for the rest of this visit."""
    st.session_state[_LANGUAGE] = language_code

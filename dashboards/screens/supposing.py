"""This module holds what a person supposes, in the session only: nothing of it is ever stored."""

from __future__ import annotations

from typing import Final

import streamlit as st

from dashboards.queries.what_if import Key
from scoring.rule import NOT_APPLICABLE
from scoring.types import Figure
from scoring.what_if import Change

PART: Final = "what_if_part"
"""Where the criterion is kept whose fields are open."""

_VERSION: Final = "what_if_version"


def supposed(round_id: str) -> dict[Key, Figure | None]:
    """Give the figures that the person supposes in a round, to read and to change."""
    held: dict[Key, Figure | None] = st.session_state.setdefault(f"what_if_{round_id}", {})
    return held


def version() -> int:
    """Count what was changed outside the fields, so that they are drawn anew after it."""
    counted: int = st.session_state.setdefault(_VERSION, 0)
    return counted


def take(round_id: str, change: Change) -> None:
    """Take a step into what is supposed, and open the fields of its criterion."""
    held = supposed(round_id)
    held[change.unit, change.criterion, change.input] = change.value
    held.pop((change.unit, change.criterion, NOT_APPLICABLE), None)
    open_fields(change.criterion)


def open_fields(code: str) -> None:
    """Open the fields of a criterion."""
    st.session_state[PART] = code
    _redraw()


def give_up(round_id: str, key: Key) -> None:
    """Take one figure out of what is supposed."""
    supposed(round_id).pop(key, None)
    _redraw()


def start_over(round_id: str) -> None:
    """Suppose nothing any more."""
    supposed(round_id).clear()
    _redraw()


def _redraw() -> None:
    """Draw the page anew with fields that show what is supposed now."""
    st.session_state[_VERSION] = version() + 1
    st.rerun()

"""This module draws the ends of the full survey page: a receipt, a form sent before, a closed code.

`again` is what the button for another form does.
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from storage.receipts import grouped
from storage.records import Conflict, Repeated, ServicePoint, Stored
from survey_app import wiring
from survey_app.drafts import Draft
from survey_app.light.notes import notes_of
from survey_app.widgets import plain
from survey_app.wiring import Counter
from ui.words import N_, Words


def receipt(
    counter: Counter,
    words: Words,
    result: Stored | Repeated | Conflict,
    *,
    again: Callable[[], None],
) -> None:
    """Thank, show the receipt, and tell what the office did after people had spoken."""
    with st.container(border=True, key="part-receipt"):
        if isinstance(result, Conflict):
            st.warning(words(N_("This form was sent before")), icon=":material/info:")
        else:
            st.success(
                words(N_("Thank you, your answers have been received.")),
                icon=":material/check_circle:",
            )
            st.write(words(N_("Every answer counts towards the result of this office.")))
        st.caption(words(N_("Receipt")))
        st.code(grouped(result.receipt), language=None)
        st.caption(
            words(
                N_(
                    "Keep this code if you would like to check later that your answers are here. "
                    "It does not say what you answered."
                )
            )
        )
    _what_was_done(counter, words)
    _another(words, again)


def _what_was_done(counter: Counter, words: Words) -> None:
    notes = notes_of(wiring.desk(), counter.point.unit_code)
    if not notes:
        return
    with st.container(border=True, key="part-done"):
        st.header(words(N_("You spoke, we acted")), anchor=False)
        for note in notes:
            if note.heard.vi:
                st.markdown(f"**{plain(words.text(note.heard))}**")
            st.write(plain(words.text(note.done)))
            if note.simulated:
                st.caption(words(N_("Simulated data")))


def sent_before(words: Words, *, again: Callable[[], None]) -> None:
    """Say that the form in the address was sent, though its receipt is not at hand any more."""
    st.info(words(N_("This form was sent before")), icon=":material/info:")
    st.write(words(N_("If you visited for another procedure, please open a fresh form.")))
    _another(words, again)


def _another(words: Words, again: Callable[[], None]) -> None:
    st.button(words(N_("Answer about another procedure")), width="stretch", on_click=again)


def closed(words: Words, point: ServicePoint) -> None:
    """Say that a code takes no answers any more; lead on where the counter has a new one."""
    if point.replaced_by is not None:
        st.info(words(N_("This counter has a new code")), icon=":material/info:")
        st.write(
            words(
                N_("The code that you used was replaced. Your answer is welcome under the new one.")
            )
        )
        st.button(
            words(N_("Open the survey of this counter")),
            type="primary",
            width="stretch",
            on_click=_lead_on,
            args=(point.replaced_by,),
        )
        return
    st.info(words(N_("This service point takes no answers any more")))
    st.write(
        words(N_("Thank you for wanting to tell us. Please use the QR picture at an open counter."))
    )


def _lead_on(code: str) -> None:
    """Open the form under the counter's new code, with what was typed under the old one."""
    state, desk = st.session_state, wiring.desk()
    desk.drafts.keep(Draft(state["key"], code, state["drawn_at"], state["given"]), now=desk.now())
    st.query_params["ma"] = code

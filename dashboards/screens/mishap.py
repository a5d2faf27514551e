"""This module tells a person kindly that something failed, and the log exactly what."""

from __future__ import annotations

import logging
import secrets
from typing import Final

import streamlit as st

from dashboards.access.roles import NotAllowed
from dashboards.screens.visitor import language
from storage import Unavailable
from ui.words import N_, translator

_LOG: Final = logging.getLogger("thuocdo.staff")


def tell_kindly(fault: Exception) -> bool:
    """Show one sentence and a reference number instead of a traceback; the log has the rest."""
    words = translator(language())
    reference = secrets.token_hex(4)
    _LOG.error("staff screen failed, reference %s", reference, exc_info=fault)
    if isinstance(fault, NotAllowed):
        st.error(words(N_("Your role does not carry this right. Nothing was changed.")))
    elif isinstance(fault, Unavailable):
        st.warning(
            words(N_("The database is busy or cannot be reached. Please try again in a minute."))
        )
    else:
        st.error(
            words(
                N_(
                    "Something went wrong on our side; nothing was changed. Please try again. If it"
                    " happens again, give the system operator this number: {reference}."
                ),
                reference=reference,
            )
        )
    return True

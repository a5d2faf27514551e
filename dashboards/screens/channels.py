"""This module says in words how answers came in."""

from __future__ import annotations

from typing import Final

from ui.words import N_, Words

_CHANNELS: Final = {
    "qr": N_("QR"),
    "light": N_("QR"),
    "streamlit": N_("QR, full page"),
    "kiosk": N_("counter tablet"),
    "interviewer": N_("interviewer"),
    "paper": N_("paper"),
    "ticket": N_("one-time ticket"),
    "invited": N_("invitation"),
    "imported": N_("brought in by file"),
}


def channel_words(words: Words, channel: str) -> str:
    """Say a channel; one that is not known is said by its code."""
    return words(_CHANNELS[channel]) if channel in _CHANNELS else channel

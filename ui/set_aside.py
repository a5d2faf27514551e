"""This module says in words why an answer was set aside on its way in."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from ui.words import N_, Words

REASONS: Final = MappingProxyType(
    {
        "honeypot": N_("A field was filled in that people do not see, as programs do."),
        "too_fast": N_("The form was sent within four seconds of being opened."),
        "unsealed": N_("The form did not carry the seal of a page that we had drawn."),
        "burst_browser": N_("The same browser sent many forms to one counter in a short time."),
        "burst_address": N_("More than 60 forms came from one network address within a minute."),
        "seal_reused": N_("One page that was drawn once was sent again and again."),
        "no_work": N_("The browser did not do the small calculation that the page asks for."),
        "out_of_hours": N_("The answer came while the counter was closed."),
    }
)


def reason(words: Words, flag: str) -> str:
    """Say why an answer was set aside; a reason that is not known is said by its code."""
    return words(REASONS[flag]) if flag in REASONS else flag

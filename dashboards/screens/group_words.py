"""This module says the name of a peer group; one that an office made itself is its own name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ui.words import N_, Words

_GROUPS: Final[Mapping[str, str]] = {
    "COMMUNE": N_("Communes and wards"),
    "AGENCY": N_("Departments"),
}


def group_words(words: Words, group: str) -> str:
    """Name a peer group as its units are called."""
    return words(_GROUPS[group]) if group in _GROUPS else group

"""This module says the name of a peer group; one that an office made itself is its own name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Final

from scoring.types import Sentence, said
from ui.words import N_, Words

_GROUPS: Final[Mapping[str, str]] = {
    "COMMUNE": N_("Communes and wards"),
    "AGENCY": N_("Departments"),
}


def group_words(words: Words, group: str) -> str:
    """Name a peer group as its units are called."""
    return words(_GROUPS[group]) if group in _GROUPS else group


def group_said(group: str) -> Sentence:
    """Name a peer group, with the code by which files and commands call it."""
    if group not in _GROUPS:
        return said(N_("{value}"), value=group)
    return said(N_("{name} ({code})"), name=said(_GROUPS[group]), code=group)


def groups_said(groups: Sequence[str]) -> Sentence:
    """Name several peer groups, each with its code; a dash where there is none."""
    named = [group_said(group) for group in groups]
    if not named:
        return said(N_("{value}"), value="–")
    return reduce(lambda left, right: said(N_("{left}, {right}"), left=left, right=right), named)

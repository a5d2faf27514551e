"""This module tells which ids of criteria sets are taken, and proposes one that is free."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

from scoring.definitions.criteria_set import CriteriaSet
from scoring.definitions.criteria_set_file import criteria_set_yaml
from scoring.types import N_, Sentence, said


@dataclass(frozen=True, slots=True)
class TakenId:
    """An id whose content never changes any more: what it stands for, why, and a free id."""

    contents: tuple[CriteriaSet, ...]
    why: Sentence
    free: str

    def stands_for(self, criteria_set: CriteriaSet) -> bool:
        """Tell whether a set says exactly what the id stands for, however its file is written."""
        text = criteria_set_yaml(criteria_set)
        return any(criteria_set_yaml(one) == text for one in self.contents)

    def words(self, id_: str) -> tuple[Sentence, Sentence, Sentence]:
        """Say what was expected of the id, what stands there, and what to write."""
        return (
            said(N_("an id that no other set has: what was issued or used never changes")),
            said(N_("“{id}”, {why}"), id=id_, why=self.why),
            said(
                N_("Write another id, such as {id}, or your office's own name and the year."),
                id=self.free,
            ),
        )


def next_id(id_: str, taken: Container[str]) -> str:
    """Propose the next version of an id that is not taken.

    >>> next_id("so/2026", {"so/2026", "so/2026.2"})
    'so/2026.3'
    """
    name, _, version = id_.partition("/")
    year, _, minor = version.partition(".")
    number = int(minor) + 1 if minor.isdecimal() else 2
    while f"{name}/{year}.{number}" in taken:
        number += 1
    return f"{name}/{year}.{number}"

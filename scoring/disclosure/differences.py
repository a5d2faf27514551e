"""This module finds domains whose difference would show too few people."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Generic, TypeVar

from scoring.disclosure.limits import MINIMUM

Key = TypeVar("Key", bound=Hashable)
Cell = TypeVar("Cell", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Difference(Generic[Key]):
    """Two domains, one within the other, and the few people who are in one and not in the other."""

    whole: Key
    part: Key
    people: int


def telling_differences(
    domains: Mapping[Key, AbstractSet[Cell]],
    people: Mapping[Cell, int],
    *,
    minimum: int = MINIMUM,
) -> tuple[Difference[Key], ...]:
    """List the pairs of nested domains that differ by at least one person and too few to show.

    Whoever reads both numbers can take one from the other: "all communes" less "all communes but
    one". ``domains`` are sets of cells that do not overlap, ``people`` how many are in a cell.
    Source: Hundepool et al. 2012, on disclosure by differencing.

    >>> telling_differences({"all": {"a", "b"}, "a alone": {"a"}}, {"a": 40, "b": 2})
    (Difference(whole='all', part='a alone', people=2),)
    """
    sizes = {name: sum(people[cell] for cell in cells) for name, cells in domains.items()}
    found = []
    for whole, cells in domains.items():
        for part, within in domains.items():
            apart = sizes[whole] - sizes[part]
            if 0 < apart < minimum and within < cells:
                found.append(Difference(whole, part, apart))
    return tuple(found)


def without_differences(
    domains: Mapping[Key, AbstractSet[Cell]],
    people: Mapping[Cell, int],
    *,
    minimum: int = MINIMUM,
) -> frozenset[Key]:
    """Name the domains to hide so that no two of those left differ by too few people.

    The domain that is in most of such pairs goes first; of two alike, the one with fewer people.
    """
    left = dict(domains)
    hidden: set[Key] = set()
    while pairs := telling_differences(left, people, minimum=minimum):
        times: dict[Key, int] = {}
        for pair in pairs:
            for name in (pair.part, pair.whole):
                times[name] = times.get(name, 0) + 1
        sizes = {name: sum(people[cell] for cell in left[name]) for name in times}
        worst = max(times, key=lambda name: (times[name], -sizes[name]))
        hidden.add(worst)
        del left[worst]
    return frozenset(hidden)

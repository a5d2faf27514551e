"""This module hides cells of a table until no sum gives away one that is too small.

The rule: whoever knows every number that is shown, and how they add up, cannot exclude any value
from 0 to ``minimum`` for a hidden small cell. Empty cells hide nobody and are shown. Further cells
are chosen by the linear programme of J. Kelly, B. Golden and A. Assad, Cell suppression: disclosure
protection for sensitive tabular data (Networks 22, 1992), which moves the small cell as far as
needed at the least cost in people; see also M. Fischetti and J.-J. Salazar (2001).
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Final, TypeVar

import numpy as np

from scoring.disclosure.cross import Sum
from scoring.disclosure.limits import MINIMUM

Key = TypeVar("Key", bound=Hashable)
_ALL: Final = object()


def may_show(n: int, minimum: int = MINIMUM) -> bool:
    """Tell whether a number that rests on ``n`` people may be shown; the floor of all is 1.

    >>> may_show(4), may_show(5), may_show(5, minimum=10)
    (False, True, False)
    """
    return n >= max(1, minimum)


def to_hide(
    counts: Mapping[Key, int], minimum: int = MINIMUM, *, whole_is_shown: bool = True
) -> frozenset[Key]:
    """Name the parts of one whole to hide, empty ones too, as nothing can be said of them.

    >>> sorted(to_hide({"a": 3, "b": 9, "c": 40}))
    ['a', 'b']
    """
    names: dict[Hashable, int] = {_ALL: sum(counts.values())}
    names.update(counts.items())
    sums: tuple[Sum[Hashable], ...] = (Sum(_ALL, tuple(counts)),) if whole_is_shown else ()
    hidden = protect(names, sums, minimum=minimum)
    return frozenset(name for name, n in counts.items() if n == 0 or name in hidden)


def protect(
    counts: Mapping[Key, int], sums: Sequence[Sum[Key]] = (), *, minimum: int = MINIMUM
) -> frozenset[Key]:
    """Name the cells and totals to hide: the small ones, and others that would give them away.

    ``counts`` are people by cell and total, ``sums`` what adds up to what; both may be of any shape
    (margins, months in years, communes in groups in a province). Raises ValueError where a count is
    negative or a sum does not add up.

    >>> sorted(protect({"a": 1, "b": 2, "c": 9, "all": 12}, [Sum("all", ("a", "b", "c"))]))
    ['a', 'b', 'c']
    """
    _check(counts, sums)
    small = [name for name, n in counts.items() if 0 < n < minimum]
    if not small or not sums:
        return frozenset(small)
    if len(sums) == 1:
        return _of_one_sum(counts, sums[0], small, minimum=minimum)
    from scoring.disclosure.programme import Programme  # SciPy is slow to load, and seldom needed

    names = list(counts)
    number = {name: i for i, name in enumerate(names)}
    programme = Programme(
        np.array([counts[name] for name in names], dtype=np.float64),
        [(number[one.total], [number[part] for part in one.parts]) for one in sums],
        minimum=minimum,
    )
    return frozenset(names[i] for i in programme.hide([number[name] for name in small]))


def _check(counts: Mapping[Key, int], sums: Sequence[Sum[Key]]) -> None:
    if any(n < 0 for n in counts.values()):
        raise ValueError("a count of people is negative")
    for one in sums:
        if counts[one.total] != sum(counts[part] for part in one.parts):
            raise ValueError(f"the parts of {one.total!r} do not add up to it")


def _of_one_sum(
    counts: Mapping[Key, int], one: Sum[Key], small: Sequence[Key], *, minimum: int
) -> frozenset[Key]:
    """Hide parts of a single sum, smallest first, until two or more hold ``minimum`` together."""
    hidden = set(small)
    if one.total in hidden:
        return frozenset(hidden)
    parts = {part for part in one.parts if part in hidden}
    # Of equals the first by name goes: two screens that hide different ones would tell both.
    others = sorted(
        (part for part in one.parts if counts[part] and part not in hidden),
        key=lambda part: (counts[part], str(part)),
    )
    while parts and (len(parts) < 2 or sum(counts[part] for part in parts) < minimum):
        parts.add(others.pop(0))
    return frozenset(hidden | parts)

"""This module plays a reader who knows every number that is shown, and how they add up."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from typing import TypeVar

import numpy as np
from scipy.optimize import linprog

from scoring.disclosure import Sum

Key = TypeVar("Key", bound=Hashable)


def bounds(
    counts: Mapping[Key, int], sums: Sequence[Sum[Key]], hidden: Collection[Key], *, target: Key
) -> tuple[float, float]:
    """Give the least and the most that a hidden number can be, written as dully as possible."""
    unknown = sorted(hidden, key=repr)
    rows, right = [], []
    for one in sums:
        row, known = [0.0] * len(unknown), 0
        for sign, name in [(1, one.total), *((-1, part) for part in one.parts)]:
            if name in hidden:
                row[unknown.index(name)] += sign
            else:
                known -= sign * counts[name]
        rows.append(row)
        right.append(known)
    ends = []
    for sign in (1, -1):
        cost = np.zeros(len(unknown))
        cost[unknown.index(target)] = sign
        found = linprog(cost, A_eq=rows or None, b_eq=right or None, bounds=(0, None))
        ends.append(np.inf if found.status == 3 else abs(found.fun))
    return ends[0], ends[1]

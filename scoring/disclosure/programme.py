"""This module finds by linear programmes what a reader can work out, and what to hide."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import coo_array, csc_array, eye_array, hstack, vstack

Way = Literal["up", "down"]
_WAYS: Final[tuple[Way, ...]] = ("up", "down")
_EPSILON: Final = 1e-6


class Programme:
    """A table with its sums; ``hide`` names the cells that must go."""

    def __init__(
        self,
        counts: NDArray[np.float64],
        sums: Iterable[tuple[int, Sequence[int]]],
        *,
        minimum: int,
    ) -> None:
        """Keep the counts and the sums (total, parts) by the cells' numbers."""
        self._counts = counts
        self._minimum = float(minimum)
        self._sums = _matrix(list(sums), counts.size)

    def hide(self, small: Sequence[int]) -> set[int]:
        """Name the cells to hide so that each small one could be anything from 0 to the minimum."""
        hidden = set(small)
        for way in _WAYS:
            open_ = list(small)
            while open_:
                left = self._unreached(hidden, open_, way)
                if len(left) == len(open_):  # none moves with the others: hide more
                    apart = self._without_common_sum(left)
                    hidden |= self._moved_with(apart, hidden, way)
                    left = [cell for cell in left if cell not in apart]
                open_ = left
        return hidden

    def _without_common_sum(self, cells: Sequence[int]) -> set[int]:
        """Choose cells of which no two stand in one sum, to be moved at once."""
        chosen: set[int] = set()
        taken: set[int] = set()
        for cell in cells:
            rows = set(self._sums[:, [cell]].nonzero()[0].tolist())
            if not rows & taken:
                chosen.add(cell)
                taken |= rows
        return chosen

    def _unreached(self, hidden: set[int], wanted: Sequence[int], way: Way) -> list[int]:
        """Move as many hidden cells as far as needed at once; give those that did not get there."""
        cells = np.array(sorted(hidden))
        sums = self._sums[:, cells]
        sums = sums[np.unique(sums.nonzero()[0])]
        place = np.searchsorted(cells, np.array(wanted))
        n, m = cells.size, len(wanted)
        if way == "down":
            cost = np.zeros(n)
            cost[place] = 1.0
            found = linprog(
                cost, A_eq=sums, b_eq=sums @ self._counts[cells], bounds=(0, None), method="highs"
            )
            got = found.x[place] <= _EPSILON if found.success else np.zeros(m, dtype=bool)
        else:  # count of each wanted cell up to the minimum and no further
            picks = coo_array((np.ones(m), (np.arange(m), place)), shape=(m, n))
            found = linprog(
                np.concatenate([np.zeros(n), -np.ones(m)]),
                A_ub=hstack([-picks, eye_array(m)]),
                b_ub=np.zeros(m),
                A_eq=hstack([sums, csc_array((sums.shape[0], m))]),
                b_eq=sums @ self._counts[cells],
                bounds=[(0, None)] * n + [(0, self._minimum)] * m,
                method="highs",
            )
            reached = found.x[place] if found.success else np.zeros(m)
            got = reached >= self._minimum - _EPSILON
        return [cell for cell, there in zip(wanted, got, strict=True) if not there]

    def _moved_with(self, cells: set[int], hidden: set[int], way: Way) -> set[int]:
        """Find the cheapest cells that must be hidden for some cells to go up or down enough."""
        counts = self._counts
        n = counts.size
        cost = 1.0 + counts
        cost[list(hidden)] = 0.0
        free = np.where(counts > 0, np.inf, 0.0)  # an empty cell is known to be empty
        most = np.concatenate([free, counts])
        least = np.zeros(2 * n)
        moved = np.array(sorted(cells))
        here, there = (moved, moved + n) if way == "up" else (moved + n, moved)
        apart = self._minimum - counts[moved] if way == "up" else counts[moved]
        least[here] = most[here] = apart
        most[there] = 0.0
        found = linprog(
            np.concatenate([cost, cost]),
            A_eq=hstack([self._sums, -self._sums]),
            b_eq=np.zeros(self._sums.shape[0]),
            bounds=np.column_stack([least, most]),
            method="highs",
        )
        if not found.success and len(cells) > 1:  # they stand in each other's way
            return set[int]().union(*(self._moved_with({cell}, hidden, way) for cell in cells))
        if not found.success:  # never seen; hiding everything is always safe
            return set(np.flatnonzero(counts > 0).tolist())
        return set(np.flatnonzero(found.x[:n] + found.x[n:] > _EPSILON).tolist())


def _matrix(sums: Sequence[tuple[int, Sequence[int]]], cells: int) -> csc_array:
    """Write each sum as a row: 1 for the total, -1 for its parts."""
    empty = csc_array((0, cells))
    rows = [
        coo_array(
            (
                np.array([1.0, *([-1.0] * len(parts))]),
                (np.zeros(len(parts) + 1, dtype=np.int64), np.array([total, *parts])),
            ),
            shape=(1, cells),
        )
        for total, parts in sums
    ]
    return csc_array(vstack([empty, *rows]))

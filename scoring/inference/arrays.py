"""This module names the arrays that inference works on and turns labels into small integers."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Labels = Sequence[object] | NDArray[np.generic]


def codes_of(labels: Labels) -> tuple[Ints, NDArray[np.generic]]:
    """Number the distinct labels from 0 in sorted order; return the numbers and the labels.

    Small ranges of integers are numbered without sorting, in time that grows with their length.
    """
    given = np.asarray(labels)
    if given.dtype.kind in "iub" and given.size:
        low = int(given.min())
        width = int(given.max()) - low + 1
        if width <= 4 * given.size + 1024:
            shifted = given.astype(np.int64) - low
            number, present = dense(shifted, width)
            return number, (present + low).astype(given.dtype)
    distinct, number = np.unique(given, return_inverse=True)
    return number.reshape(-1).astype(np.int64), distinct


def dense(keys: Ints, width: int) -> tuple[Ints, Ints]:
    """Renumber keys below ``width`` without gaps; return the numbers and the keys in order."""
    if width > 8 * keys.size + 1024:
        present, number = np.unique(keys, return_inverse=True)
        return number.reshape(-1).astype(np.int64), present
    seen = np.zeros(width, dtype=bool)
    seen[keys] = True
    place = np.cumsum(seen, dtype=np.int64) - 1
    return place[keys], np.flatnonzero(seen).astype(np.int64)


def sums(groups: Ints, values: Floats, *, count: int) -> Floats:
    """Add up values, one column or several, by group; shape (count,) or (count, columns)."""
    if values.ndim == 1:
        return np.bincount(groups, weights=values, minlength=count).astype(np.float64, copy=False)
    columns = [np.bincount(groups, weights=column, minlength=count) for column in values.T]
    return np.stack(columns, axis=1) if columns else np.zeros((count, 0))


@dataclass(frozen=True, slots=True)
class Runs:
    """Groups that stand one after the other: ``group`` never falls; group i begins at ``starts``.

    ``present`` numbers the groups that have members; there are ``count`` of them all.
    """

    group: Ints
    starts: Ints
    present: Ints
    count: int

    def add(self, values: Floats) -> Floats:
        """Add up values over each group."""
        if self.starts.size == values.size == self.count:
            return values
        if self.starts.size * 8 > values.size:  # short runs: one pass is faster
            return sums(self.group, values, count=self.count)
        found = np.add.reduceat(values, self.starts) if self.starts.size else np.zeros(0)
        if self.starts.size == self.count:
            return np.asarray(found)
        whole = np.zeros(self.count)
        whole[self.present] = found
        return whole


def make_runs(group: Ints, count: int) -> Runs:
    """Find where each group begins; raises ValueError where groups do not stand in order."""
    steps = np.diff(group)
    if (steps < 0).any():
        raise ValueError("groups do not stand in order")
    starts = np.concatenate([[0], np.flatnonzero(steps) + 1]) if group.size else np.zeros(0)
    places = starts.astype(np.int64)
    return Runs(group, places, group[places], count)


def ratio(top: Floats, bottom: Floats) -> Floats:
    """Divide, giving NaN without a warning where the bottom is 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(bottom == 0, np.nan, top / np.where(bottom == 0, 1.0, bottom))

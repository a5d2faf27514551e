"""This module lays out tables of counts with all their margins, and what adds up to what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final, Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Place = tuple[str, ...]

WHOLE: Final = ""
"""The place of a margin over a whole dimension; no code is empty."""


@dataclass(frozen=True, slots=True)
class Sum(Generic[Key]):
    """The parts of a table that add up to a total of it, both by name."""

    total: Key
    parts: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Counts of people in every cell and margin, and every sum that ties them together."""

    counts: Mapping[Place, int]
    sums: tuple[Sum[Place], ...]


def cross_table(counts: Mapping[Place, int], parents: Sequence[Mapping[str, str]] = ()) -> Table:
    """Add every margin to the inner cells of a table of any number of dimensions.

    A cell's place has one word a dimension: unit, month, channel. ``parents`` gives, by dimension,
    what a word belongs to (commune to group, month to year), at any depth; whatever belongs to
    nothing belongs to ``WHOLE``. Cells that are not given are empty.

    >>> table = cross_table({("a", "x"): 3, ("a", "y"): 4, ("b", "x"): 5})
    >>> table.counts["a", WHOLE], table.counts[WHOLE, "x"], table.counts[WHOLE, WHOLE]
    (7, 8, 12)
    """
    above = [dict(level) for level in parents]
    together: dict[Place, int] = defaultdict(int)
    parts: dict[tuple[Place, int], dict[Place, None]] = defaultdict(dict)
    for place, n in counts.items():
        lines = [_line(word, above[i] if i < len(above) else {}) for i, word in enumerate(place)]
        for cell in product(*lines):
            together[cell] += n
            for dimension, word in enumerate(cell):
                line = lines[dimension]
                step = line.index(word)
                if step:
                    below = (*cell[:dimension], line[step - 1], *cell[dimension + 1 :])
                    parts[cell, dimension][below] = None
    sums = tuple(Sum(cell, tuple(below)) for (cell, _), below in parts.items())
    return Table(dict(together), sums)


def _line(word: str, above: Mapping[str, str]) -> list[str]:
    """List a word and everything that it belongs to, up to the whole."""
    line = [word]
    while line[-1] in above:
        line.append(above[line[-1]])
        if len(line) > len(above) + 1:
            raise ValueError(f"{word} belongs to itself")
    return [*line, WHOLE]

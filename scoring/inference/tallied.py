"""This module gives satisfaction indices from tallies, where no one's answers are read together.

Tallies tell how many were satisfied with each item, not who was satisfied with several. The index
itself needs no more. Its error does: one person's answers hang together, so errors of items are
added and not their squares, which is right where they move as one and too large otherwise. The
interval is then never too narrow. ``sipas`` gives the exact error where answers are at hand.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import nan, sqrt

import numpy as np

from scoring.inference.intervals import share_interval
from scoring.inference.sipas import Convention


@dataclass(frozen=True, slots=True)
class Counted:
    """One item's tally: satisfied answers among the valid ones."""

    satisfied: int
    valid: int


@dataclass(frozen=True, slots=True)
class TalliedIndex:
    """An index in 0 to 1 with its cautious error and interval; NaN where nobody answered.

    ``n`` is the least number of people who stand behind it: those who answered the item that most
    answered. ``marks`` counts valid answers to all items.
    """

    n: int
    marks: int
    estimate: float
    se: float
    ci_low: float
    ci_high: float


def tallied_index(
    items: Sequence[Counted],
    *,
    forms: int,
    convention: Convention = "pooled",
    level: float = 0.95,
) -> TalliedIndex:
    """Give the index of several items of one domain from its tallies, ``forms`` answers in all.

    Equal to ``sipas.satisfaction_index`` in the estimate always, in the error for a single item
    and where all items are answered alike; otherwise the error is at least as large (Minkowski's
    inequality over the scores of the linearised index). Interval: Wilson with the index's own error
    and t, as R's ``svyciprop(method = "wilson")``. Raises ValueError where counts contradict each
    other, or several items are given for "general".
    """
    if convention == "general" and len(items) != 1:
        raise ValueError(f"general cannot be taken of {len(items)} items")
    if any(not 0 <= item.satisfied <= item.valid <= forms for item in items):
        raise ValueError("an item has more answers than there are forms")
    given = [item for item in items if item.valid]
    marks = sum(item.valid for item in given)
    n = max((item.valid for item in given), default=0)
    whole = len(given) == len(items)
    if not given or (convention == "mean_of_items" and not whole):
        return TalliedIndex(n, marks, nan, nan, nan, nan)
    if convention == "pooled":
        share = sum(item.satisfied for item in given) / marks
        se = sum(_error(item, share, forms=forms) * item.valid for item in given) / marks
    else:
        shares = [item.satisfied / item.valid for item in given]
        share = sum(shares) / len(shares)
        errors = [_error(item, own, forms=forms) for item, own in zip(given, shares, strict=True)]
        se = sum(errors) / len(errors)
    low, high = _interval(share, se, n=n, level=level)
    return TalliedIndex(n, marks, share, se, low, high)


def _error(item: Counted, share: float, *, forms: int) -> float:
    """Give the standard error of an item's share around ``share``, as of a ratio over all forms."""
    if forms < 2:
        return nan
    squares = item.satisfied * (1 - share) ** 2 + (item.valid - item.satisfied) * share**2
    added = item.satisfied - share * item.valid
    spread = max(0.0, squares - added * added / forms)
    return sqrt(spread * forms / (forms - 1)) / item.valid


def _interval(share: float, se: float, *, n: int, level: float) -> tuple[float, float]:
    low, high = share_interval(
        np.array([share]),
        np.array([se]),
        n=np.array([float(n)]),
        df=np.array([n - 1.0]),
        method="wilson",
        level=level,
    )
    return float(low[0]), float(high[0])

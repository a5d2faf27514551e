"""This module gives satisfaction indices as SIPAS publishes them: by item, factor and overall.

An item's index is the share of satisfied answers among the valid ones. A factor's or the overall
index over several items is published in more than one way; each way is a named convention here,
for a set to choose:

- ``pooled``: satisfied answers to all items over valid answers to all items;
- ``mean_of_items``: the plain mean of the items' indices;
- ``general``: the index of one general question (that is, of a single item).

Source: the Ministry of Home Affairs' SIPAS reports, which give the share of satisfied and very
satisfied answers; the formula over several items is not printed there, so it is a choice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from scoring.inference.arrays import Bools, Floats, ratio, sums
from scoring.inference.calibrated import calibrated_variances
from scoring.inference.cells import Cells, domain_variances

Convention = Literal["pooled", "mean_of_items", "general"]
CONVENTIONS: tuple[Convention, ...] = ("pooled", "mean_of_items", "general")


@dataclass(frozen=True, slots=True)
class Item:
    """One question's answers by row: which are satisfied, and which are valid."""

    satisfied: Bools
    valid: Bools


@dataclass(frozen=True, slots=True)
class Index:
    """An index of every domain in 0 to 1: valid ``answers`` over all items, estimate, se, df."""

    answers: Floats
    estimate: Floats
    se: Floats
    df: Floats


def satisfaction_index(
    cells: Cells, items: Sequence[Item], *, convention: Convention = "pooled"
) -> Index:
    """Give the index of several items for every domain, with its design-based error.

    The error takes in that one person's answers hang together. Raises ValueError where no item is
    given, or several for "general". Sources: as the module; linearisation of a ratio and of a sum
    of ratios: Särndal, Swensson and Wretman 1992, secs. 5.5, 5.6.
    """
    if not items or (convention == "general" and len(items) > 1):
        raise ValueError(f"{convention} cannot be taken of {len(items)} items")
    weight = cells.design.weights
    counted = np.zeros(cells.domains)
    estimate = np.zeros(cells.domains)
    score = np.zeros(weight.size)
    if convention == "pooled":
        hits = np.sum([item.satisfied & item.valid for item in items], axis=0)
        given = np.sum([item.valid for item in items], axis=0)
        counted, estimate, score = _ratio(cells, hits, given)
    else:
        for item in items:
            hit = (item.satisfied & item.valid).astype(np.int64)
            n, share, part = _ratio(cells, hit, item.valid.astype(np.int64))
            counted += n
            estimate += share / len(items)
            score += part / len(items)
    variance = _variances(cells, score)
    empty = np.isnan(estimate)
    return Index(counted, estimate, np.where(empty, np.nan, np.sqrt(variance)), cells.df)


def _ratio(cells: Cells, top: np.ndarray, bottom: np.ndarray) -> tuple[Floats, Floats, Floats]:
    """Give the count, the ratio of totals by domain, and the score of each row."""
    weight, times, domain = cells.design.weights, cells.design.times, cells.domain_of_row
    whole = sums(domain, weight * times * bottom, count=cells.domains)
    share = ratio(sums(domain, weight * times * top, count=cells.domains), whole)
    n = sums(domain, times * bottom * (weight != 0), count=cells.domains)
    apart = top - np.nan_to_num(share)[domain] * bottom
    return n, share, np.nan_to_num(weight * apart * ratio(np.ones(cells.domains), whole)[domain])


def _variances(cells: Cells, score: Floats) -> Floats:
    if cells.design.calibration:
        return calibrated_variances(cells, score)
    ordered, times = score[cells.order], cells.design.times[cells.order]
    once = ordered * times
    return domain_variances(cells, cells.rows.add(once), cells.rows.add(once * ordered))

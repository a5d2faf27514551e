"""This module finds units in which satisfaction jumped from one day to the next."""

from datetime import date
from fractions import Fraction

import numpy as np

from scoring.forensics.answers import DAY, Answers, Findings, Floats, Limits
from scoring.forensics.outlying import judged
from scoring.types import N_, Sentence, said

CODE = "change_points"
_FEWEST_DAYS, _FEWEST_AT_AN_END = 20, 5
# So many orders first, so many more where p is still at most this after them.
_ORDERS = ((999, 0.01), (9_999, 0.001), (99_999, 0.0))
_EPOCH = date(1970, 1, 1).toordinal()
_CELLS = 1 << 21


def look(answers: Answers, limits: Limits, *, seed: int) -> Findings:
    """Split each unit's days where the two parts differ most, and compare with other orders.

    The statistic is the largest standardised difference of the mean mark before and after a day
    (D. Hinkley, Biometrika 57, 1970; the cumulative sum of E. Page, Biometrika 41, 1954); its law
    is that of the same days in random orders (permutation test), which needs no law of the marks
    and allows for days that differ among themselves. Marks no single answer.
    """
    generator = np.random.default_rng(seed)
    p_values = np.ones(len(answers.units))
    reasons: dict[int, Sentence] = {}
    rated = np.asarray((~np.isnan(answers.ratings)).any(axis=1))
    marks = np.zeros(len(answers))
    marks[rated] = np.nanmean(answers.ratings[rated], axis=1)
    for unit, order in enumerate(answers.in_time_order()):
        mine = order[rated[order]]
        days, positions = np.unique(answers.at[mine] // DAY, return_inverse=True)
        if len(days) < _FEWEST_DAYS:
            continue
        counts = np.asarray(np.bincount(positions), dtype=np.float64)
        sums = np.asarray(np.bincount(positions, marks[mine]), dtype=np.float64)
        p_values[unit] = _p_value(sums, counts, generator)
        split = int(_statistics(sums[None, :], counts[None, :])[0].argmax()) + _FEWEST_AT_AN_END
        reasons[unit] = said(
            N_("The mean mark went from {before} to {after} on {day}."),
            before=_mark(sums[:split].sum() / counts[:split].sum()),
            after=_mark(sums[split:].sum() / counts[split:].sum()),
            day=_written(int(days[split])),
        )
    unknown = said(N_("There are too few days with answers to see a jump."))
    return Findings(
        CODE,
        np.zeros(len(answers), dtype=np.bool_),
        {},
        judged(
            answers,
            p_values,
            limits=limits,
            reason=lambda unit: reasons.get(unit, unknown),
        ),
    )


def _p_value(sums: Floats, counts: Floats, generator: np.random.Generator) -> float:
    """Give the share of orders that split at least as far; rare ones with many more orders."""
    seen = float(_statistics(sums[None, :], counts[None, :]).max()) * (1 - 1e-12)
    p = 1.0
    for orders, promising in _ORDERS:
        as_far, done = 0, 0
        while done < orders:
            some = min(orders - done, max(1, _CELLS // len(sums)))
            order = generator.permuted(np.tile(np.arange(len(sums)), (some, 1)), axis=1)
            as_far += int((_statistics(sums[order], counts[order]).max(axis=1) >= seen).sum())
            done += some
        p = (as_far + 1) / (orders + 1)
        if p > promising:
            break
    return p


def _statistics(sums: Floats, counts: Floats) -> Floats:
    """Give orders × splits: distance of the means before and after, in units of its error."""
    first, before = np.cumsum(sums, axis=1), np.cumsum(counts, axis=1)
    inside = slice(_FEWEST_AT_AN_END - 1, -_FEWEST_AT_AN_END)
    total, everyone = first[:, -1:], before[:, -1:]
    early, n = first[:, inside], before[:, inside]
    late, m = total - early, everyone - n
    distance = np.abs(early / n - late / m)
    return np.asarray(distance / np.sqrt(1 / n + 1 / m), dtype=np.float64)


def _mark(mean: float) -> Fraction:
    return Fraction(round(100 * float(mean)), 100)


def _written(day: int) -> str:
    moment = date.fromordinal(_EPOCH + day)
    return f"{moment.day:02d}/{moment.month:02d}/{moment.year}"

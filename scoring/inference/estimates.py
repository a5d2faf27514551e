"""This module estimates means, shares, totals and distributions of every domain in one pass.

Survey answers compress: whatever their number, a domain's estimate and variance need only a few
sums over each cell (last unit by domain, see ``cells.Cells``). Integer answers whose weights
are alike within a cell are counted by (cell, answer); others are summed by cell. Both give the
same numbers as working answer by answer.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from scoring.inference.arrays import Bools, Floats, ratio
from scoring.inference.calibrated import calibrated_variances
from scoring.inference.cells import Cells, domain_variances

Kind = Literal["mean", "total"]
# What a difference of equal sums leaves of them by rounding, as a share of the sums.
_ROUNDING = 16 * float(np.finfo(np.float64).eps)
# Answers are counted, not summed, when they are whole numbers within so many of each other.
_MOST_ANSWERS = 16


@dataclass(frozen=True, slots=True)
class DomainEstimates:
    """One number for every domain, NaN where there is none.

    ``n`` valid answers, ``estimate``, ``se``, degrees of freedom ``df`` of the domain, ``deff``,
    ``rows`` (answers of the domain, valid or not), ``weight`` (sum of the valid answers' weights).
    """

    n: Floats
    estimate: Floats
    se: Floats
    df: Floats
    deff: Floats
    rows: Floats
    weight: Floats

    @property
    def effective_n(self) -> Floats:
        """Give n / deff, the size of the simple random sample that would tell as much (Kish)."""
        return ratio(self.n, self.deff)


@dataclass(frozen=True, slots=True)
class _Moments:
    """Sums over cells of weight, weight × value and, for last units, of their squares."""

    n: Floats
    s0: Floats
    s1: Floats
    s2: Floats
    q0: Floats
    q1: Floats
    q2: Floats
    shift: float


def estimate(
    cells: Cells, values: np.ndarray, *, valid: Bools | None = None, kind: Kind = "mean"
) -> DomainEstimates:
    """Estimate the mean or total of each domain, missing answers left out.

    ``values`` has one number a row (a share is the mean of 0 and 1); NaN, or False in ``valid``,
    is missing. The design effect compares with simple random sampling without replacement or,
    where the weights do not add up to more than n, with replacement (there R has no finite number).
    Sources: R ``svymean``, ``svytotal``, ``svyby``; Särndal, Swensson and Wretman 1992, sec. 5.7,
    5.8; design effect: Kish 1965.
    """
    known = _valid(cells, values, valid)
    moments = _moments(cells, values, known)
    weight = cells.by_domain.add(moments.s0)
    offset = ratio(cells.by_domain.add(moments.s1), weight)
    origin = np.full(cells.domains, moments.shift)
    if values.dtype.kind == "f":  # a second pass around each domain's mean: nothing cancels out
        origin = np.nan_to_num(offset + origin)
        apart = values[cells.order] - origin[cells.by_domain.group[cells.rows.group]]
        moments = _sums_around(cells, apart, known, shift=0.0)
        offset = ratio(cells.by_domain.add(moments.s1), weight)
    centre = offset + origin
    n = cells.by_domain.add(moments.n)
    less, factor = _scale(cells, centre, weight, kind=kind)
    if cells.design.calibration:
        variance = _calibrated_variance(cells, values, known, less=less, factor=factor)
    else:
        variance = _compressed_variance(cells, moments, origin=origin, less=less, factor=factor)
    srs = _srs_variance(moments, cells, n=n, weight=weight, shifted=offset)
    total = kind == "total"
    empty = n == 0
    return DomainEstimates(
        n=n,
        estimate=np.where(empty, np.nan, np.nan_to_num(centre) * weight if total else centre),
        se=np.where(empty, np.nan, np.sqrt(variance)),
        df=cells.df,
        deff=ratio(variance, srs * weight * weight if total else srs),
        rows=cells.by_domain.add(cells.answers),
        weight=weight,
    )


def _valid(cells: Cells, values: np.ndarray, valid: Bools | None) -> Bools | None:
    """Say by row, in the order of the cells, which answers count; None where all do."""
    known = cells.design.weights != 0
    if valid is not None:
        known &= valid
    if values.dtype.kind == "f":
        known &= ~np.isnan(values)
    return None if known.all() else known[cells.order]


def _moments(cells: Cells, values: np.ndarray, known: Bools | None) -> _Moments:
    if values.dtype.kind in "iub" and cells.even_weights is not None:
        ordered = values[cells.order]
        low, high = (int(ordered.min()), int(ordered.max())) if ordered.size else (0, 0)
        answers = high - low + 1
        if answers <= _MOST_ANSWERS and cells.size * answers <= ordered.size:
            return _counted(cells, ordered, known, low=low, answers=answers)
    return _summed(cells, values, known)


def _counted(
    cells: Cells, ordered: np.ndarray, known: Bools | None, *, low: int, answers: int
) -> _Moments:
    """Count by (cell, answer); everything else follows from the counts."""
    keys = cells.rows.group * answers + (ordered.astype(np.int64) - low)
    times = cells.times_in_order
    if known is not None:
        keys = keys[known]
        times = None if times is None else times[known]
    size = cells.size
    counts = np.bincount(keys, weights=times, minlength=size * answers).reshape(size, answers)
    shift = low + answers // 2
    step = np.arange(answers, dtype=np.float64) + (low - shift)
    n, first, second = (counts @ step**power for power in (0, 1, 2))
    even = cells.even_weights
    assert even is not None  # noqa: S101  # asked by the caller
    w, q = even, even * even
    return _Moments(n, w * n, w * first, w * second, q * n, q * first, q * second, float(shift))


def _summed(cells: Cells, values: np.ndarray, known: Bools | None) -> _Moments:
    """Sum by cell, around a number in the middle of the values."""
    shift = 0.0 if values.dtype.kind == "b" else _middle(values, known)
    return _sums_around(cells, values[cells.order].astype(np.float64) - shift, known, shift=shift)


def _middle(values: np.ndarray, known: Bools | None) -> float:
    with np.errstate(invalid="ignore"):
        middle = float(np.round(np.nanmean(values))) if values.size and known is None else 0.0
    return middle if np.isfinite(middle) else 0.0


def _sums_around(cells: Cells, values: Floats, known: Bools | None, *, shift: float) -> _Moments:
    weight, times = cells.weights_in_order, cells.times_in_order
    counted = times
    n, s0 = cells.answers, cells.weight
    if known is not None:
        counted = known.astype(np.float64) if times is None else times * known
        values = np.where(known, values, 0.0)
        n, s0 = cells.rows.add(counted), cells.rows.add(weight * counted)
    factor = weight if counted is None else weight * counted
    s1, s2 = _powers(cells, factor, values)
    if not cells.answers_are_units:
        nothing = np.zeros(0)
        return _Moments(n, s0, s1, s2, nothing, nothing, nothing, shift)
    squared = factor * weight
    q1, q2 = _powers(cells, squared, values)
    return _Moments(n, s0, s1, s2, cells.rows.add(squared), q1, q2, shift)


def _powers(cells: Cells, factor: Floats, values: Floats) -> tuple[Floats, Floats]:
    once = factor * values
    return cells.rows.add(once), cells.rows.add(once * values)


def _scale(cells: Cells, centre: Floats, weight: Floats, *, kind: Kind) -> tuple[Floats, Floats]:
    """Give what to take from a value, and what to multiply it by, to make it a score."""
    if kind == "mean":
        return np.nan_to_num(centre), np.nan_to_num(ratio(np.ones(cells.domains), weight))
    return np.zeros(cells.domains), np.ones(cells.domains)


def _compressed_variance(
    cells: Cells, moments: _Moments, *, origin: Floats, less: Floats, factor: Floats
) -> Floats:
    """Work out the variance from sums over cells; ``origin`` is where the sums' values begin."""
    middle = (less - origin)[cells.by_domain.group]
    times = factor[cells.by_domain.group]
    score = (moments.s1 - middle * moments.s0) * times
    square = score
    if cells.answers_are_units:
        twice, all_of_it = 2 * middle * moments.q1, middle * middle * moments.q0
        spread = moments.q2 - twice + all_of_it
        square = _or_nothing(spread, moments.q2 + np.abs(twice) + all_of_it) * times * times
    return domain_variances(cells, score, square)


def _or_nothing(left: Floats, taken: Floats) -> Floats:
    """Give 0 for a sum of squares that is no more than rounding leaves of what it was taken of."""
    return np.where(left <= _ROUNDING * taken, 0.0, left)


def _calibrated_variance(
    cells: Cells, values: np.ndarray, known: Bools | None, *, less: Floats, factor: Floats
) -> Floats:
    """Work out the variance over the rows: calibration ties every row to every domain."""
    design = cells.design
    domain = cells.domain_of_row
    member = np.ones(design.rows, dtype=bool)
    if known is not None:
        member[cells.order] = known
    number = np.where(member, values, 0).astype(np.float64)
    apart = np.where(member, (number - less[domain]) * factor[domain], 0.0)
    return calibrated_variances(cells, apart * design.weights)


def _srs_variance(
    moments: _Moments, cells: Cells, *, n: Floats, weight: Floats, shifted: Floats
) -> Floats:
    """Give the variance of the mean of a simple random sample of the same size (R ``svyvar``)."""
    squares = cells.by_domain.add(moments.s2)
    mean_square = ratio(squares, weight)
    spread = _or_nothing(mean_square - shifted * shifted, mean_square) * ratio(n, n - 1)
    finite = np.where(weight > n * (1 + 1e-12), ratio(weight - n, weight), 1.0)
    return np.asarray(ratio(spread * finite, n))

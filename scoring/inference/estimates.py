"""This module estimates means, shares, totals and distributions of every domain in one pass.

Survey answers compress: whatever their number, a domain's estimate and variance need only a few
sums over each cell (last unit by domain, see ``cells.Cells``). Integer answers whose weights
are alike within a cell are counted by (cell, answer); others are summed by cell. Both give the
same numbers as working answer by answer.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from scoring.inference.arrays import Bools, Floats, Ints, dense, ratio, sums
from scoring.inference.cells import Cells, domain_variances
from scoring.inference.variance import covariance

Kind = Literal["mean", "total"]
# Answers are counted, not summed, when they are whole numbers within so many of each other.
_MOST_ANSWERS = 16
# Scores of calibrated designs are spread over all rows: so many numbers are held at a time.
_AT_ONCE = 4_000_000


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
    weight = sums(cells.domain, moments.s0, count=cells.domains)
    offset = ratio(sums(cells.domain, moments.s1, count=cells.domains), weight)
    origin = np.full(cells.domains, moments.shift)
    if values.dtype.kind == "f":  # a second pass around each domain's mean: nothing cancels out
        origin = np.nan_to_num(offset + origin)
        apart = values[cells.order] - origin[cells.domain[cells.cell_in_order]]
        moments = _sums_around(cells, apart, known, shift=0.0)
        offset = ratio(sums(cells.domain, moments.s1, count=cells.domains), weight)
    centre = offset + origin
    n = sums(cells.domain, moments.n, count=cells.domains)
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
        df=degrees_of_freedom(cells),
        deff=ratio(variance, srs * weight * weight if total else srs),
        rows=_rows(cells),
        weight=weight,
    )


def degrees_of_freedom(cells: Cells) -> Floats:
    """Count each domain's first-stage clusters less strata with members of non-zero weight.

    Source: R ``degf`` of the domain's ``subset``; Korn and Graubard 1999, sec. 5.2.
    """
    design = cells.design
    first = design.stages[0]
    weighty = design.weights[cells.order] != 0
    place = cells.order[cells.starts]
    inside = np.add.reduceat(weighty.astype(np.int64), cells.starts) > 0
    place, domain = place[inside], cells.domain[inside]
    strata = _distinct(first.stratum[place], domain, cells.domains)
    if first.unit is not None:
        return _distinct(first.unit[place], domain, cells.domains) - strata
    counted = np.add.reduceat(weighty * design.times[cells.order], cells.starts)
    return sums(cells.domain, counted, count=cells.domains) - strata


def _distinct(labels: Ints, domain: Ints, domains: int) -> Floats:
    width = (int(labels.max()) + 1 if labels.size else 1) * domains
    _, keys = dense(labels * domains + domain, width)
    return np.bincount(keys % domains, minlength=domains).astype(np.float64)


def _rows(cells: Cells) -> Floats:
    counted = np.add.reduceat(cells.design.times[cells.order], cells.starts)
    return sums(cells.domain, counted, count=cells.domains)


def _valid(cells: Cells, values: np.ndarray, valid: Bools | None) -> Bools | None:
    """Say by row, in the order of the cells, which answers count; None where all do."""
    weighty = cells.design.weights != 0
    known = weighty if valid is None else valid & weighty
    if values.dtype.kind == "f":
        known &= ~np.isnan(values)
    return None if known.all() else known[cells.order]


def _moments(cells: Cells, values: np.ndarray, known: Bools | None) -> _Moments:
    if values.dtype.kind in "iub" and cells.even_weights is not None:
        ordered = values[cells.order]
        low, high = (int(ordered.min()), int(ordered.max())) if ordered.size else (0, 0)
        answers = high - low + 1
        if answers <= _MOST_ANSWERS and cells.domain.size * answers <= ordered.size:
            return _counted(cells, ordered, known, low=low, answers=answers)
    return _summed(cells, values, known)


def _counted(
    cells: Cells, ordered: np.ndarray, known: Bools | None, *, low: int, answers: int
) -> _Moments:
    """Count by (cell, answer); everything else follows from the counts."""
    keys = cells.cell_in_order * answers + (ordered.astype(np.int64) - low)
    times = cells.times_in_order
    if known is not None:
        keys = keys[known]
        times = None if times is None else times[known]
    size = cells.domain.size
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
    starts = cells.starts
    weight = cells.weights_in_order
    times = cells.times_in_order
    counted = np.ones(values.size) if times is None else times
    if known is not None:
        counted = counted * known
        values = np.where(known, values, 0.0)

    def powers(factor: Floats) -> tuple[Floats, Floats, Floats]:
        once = factor * values
        return (
            np.add.reduceat(factor, starts),
            np.add.reduceat(once, starts),
            np.add.reduceat(once * values, starts),
        )

    s = powers(weight * counted)
    nothing = np.zeros(0)
    q = powers(weight * weight * counted) if cells.answers_are_units else (nothing,) * 3
    return _Moments(np.add.reduceat(counted, starts), *s, *q, shift)


def _scale(cells: Cells, centre: Floats, weight: Floats, *, kind: Kind) -> tuple[Floats, Floats]:
    """Give what to take from a value, and what to multiply it by, to make it a score."""
    if kind == "mean":
        return np.nan_to_num(centre), np.nan_to_num(ratio(np.ones(cells.domains), weight))
    return np.zeros(cells.domains), np.ones(cells.domains)


def _compressed_variance(
    cells: Cells, moments: _Moments, *, origin: Floats, less: Floats, factor: Floats
) -> Floats:
    """Work out the variance from sums over cells; ``origin`` is where the sums' values begin."""
    middle = (less - origin)[cells.domain]
    times = factor[cells.domain]
    score = (moments.s1 - middle * moments.s0) * times
    square = score
    if cells.answers_are_units:
        spread = moments.q2 - 2 * middle * moments.q1 + middle * middle * moments.q0
        square = spread * times * times
    return domain_variances(cells, score, square)


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
    per_weight = np.where(member, (number - less[domain]) * factor[domain], 0.0)
    score = per_weight * design.weights
    found = np.empty(cells.domains)
    step = max(1, _AT_ONCE // max(1, design.rows))
    for begin in range(0, cells.domains, step):
        chosen = np.arange(begin, min(begin + step, cells.domains))
        table = np.where(domain[:, None] == chosen, score[:, None], 0.0)
        found[chosen] = np.diag(covariance(design, table))
    return found


def _srs_variance(
    moments: _Moments, cells: Cells, *, n: Floats, weight: Floats, shifted: Floats
) -> Floats:
    """Give the variance of the mean of a simple random sample of the same size (R ``svyvar``)."""
    squares = sums(cells.domain, moments.s2, count=cells.domains)
    spread = np.maximum(ratio(squares, weight) - shifted * shifted, 0.0) * ratio(n, n - 1)
    finite = np.where(weight > n * (1 + 1e-12), ratio(weight - n, weight), 1.0)
    return np.asarray(ratio(spread * finite, n))

"""This module fits weights to known totals: post-stratification, raking, linear calibration.

Each keeps what the variance needs to know: only what calibration leaves of a variable varies from
sample to sample (Deville and Särndal 1992).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from scoring.inference.arrays import Bools, Floats, Ints, dense, ratio, sums
from scoring.inference.design import Design

Distance = Literal["linear", "raking"]
_ROUNDS = 3000
# Fitted totals agree with the targets to this share; R's own default stops raking far earlier.
_TIGHT = 1e-13
_NEWTON_STEPS = 500
_RAKED_RESIDUALS = 10  # as R's svyrecvar


class CalibrationFault(ValueError):
    """Says why weights cannot be fitted: ``kind``, the ``margin`` and ``category`` by number."""

    def __init__(self, kind: str, *, margin: int = 0, category: int = -1, gap: float = 0.0) -> None:
        self.kind = kind
        self.margin = margin
        self.category = category
        self.gap = gap
        super().__init__(f"{kind}: margin {margin}, category {category}, gap {gap:g}")


@dataclass(frozen=True, slots=True)
class Margin:
    """The categories of one variable by row, numbered from 0, and the known total of each."""

    category: Ints
    totals: Floats


@dataclass(frozen=True, slots=True)
class FromCategories:
    """What fitting to categories leaves of scores: a mean is taken off, one for each combination.

    ``cell`` numbers the rows' combinations of categories, ``weights`` are the fitted ones.
    Post-stratification takes off the category's mean, weighted by the weights ``before``; raking
    (``before`` is None; the margins' categories are by cell) takes off each margin's unweighted
    means in turn, ten times over, as R does.
    """

    cell: Ints
    margins: tuple[Margin, ...]
    weights: Floats
    before: Floats | None

    def __call__(self, scores: Floats, times: Floats) -> Floats:
        """Give what is left of scores (rows, k), weights included."""
        each = _per_weight(scores, self.weights)
        counted = times if self.before is None else times * self.before
        cells = self.margins[0].category.size
        added = sums(self.cell, each * counted[:, None], count=cells)
        off = self._means(added, sums(self.cell, counted, count=cells))
        return np.asarray((each - off[self.cell]) * self.weights[:, None])

    def taken_off(self, score: Floats, times: Floats, *, domain: Ints, domains: int) -> Floats:
        """Give what is taken off by (cell, domain), per weight; a row scores in its domain."""
        each = _per_weight(score[:, None], self.weights)[:, 0]
        counted = times if self.before is None else times * self.before
        cells = self.margins[0].category.size
        added = sums(self.cell * domains + domain, each * counted, count=cells * domains)
        return self._means(added.reshape(cells, domains), sums(self.cell, counted, count=cells))

    def _means(self, added: Floats, count: Floats) -> Floats:
        off = np.zeros_like(added)
        for _ in range(_RAKED_RESIDUALS if self.before is None else 1):
            for margin in self.margins:
                size = margin.totals.size
                left = sums(margin.category, added - off * count[:, None], count=size)
                whole = sums(margin.category, count, count=size)
                off += _divided(left, whole[:, None])[margin.category]
        return off


@dataclass(frozen=True, slots=True)
class _FromRegression:
    """What calibration leaves of scores: the residual of their weighted regression."""

    matrix: Floats
    before: Floats
    weights: Floats

    def __call__(self, scores: Floats, times: Floats) -> Floats:
        root = np.sqrt(self.before * times)[:, None]
        each = _per_weight(scores, self.weights)
        basis, _ = np.linalg.qr(self.matrix * root)
        scaled = each * root
        left = scaled - basis @ (basis.T @ scaled)
        return np.asarray(_divided(left, root) * self.weights[:, None])


def poststratify(design: Design, margin: Margin) -> Design:
    """Scale the weights of each category to its known total.

    Raises CalibrationFault. Source: R ``postStratify``; Holt and Smith 1979.
    """
    _check([margin], design)
    held = _held(margin, design.weights * design.times)
    factor = np.nan_to_num(ratio(margin.totals, held))
    weights = design.weights * factor[margin.category]
    each = (Margin(np.arange(margin.totals.size), margin.totals),)
    return design.calibrated(
        weights, FromCategories(margin.category, each, weights, design.weights)
    )


def rake(design: Design, margins: Sequence[Margin]) -> Design:
    """Scale the weights to each margin in turn until all totals agree to 1e-13.

    Works on the distinct combinations of categories. Margins of totals that differ by less than
    one millionth are brought to the first one's total. Raises CalibrationFault, also where no
    weights can reach the totals. Sources: R ``rake``; Deming and Stephan 1940; Deville, Särndal
    and Sautory 1993.
    """
    _check(margins, design)
    whole = margins[0].totals.sum()
    even = [Margin(each.category, each.totals * (whole / each.totals.sum())) for each in margins]
    cell = even[0].category
    width = even[0].totals.size
    for each in even[1:]:
        cell, keys = dense(cell * each.totals.size + each.category, width * each.totals.size)
        width = keys.size
    first = np.zeros(width, np.int64)
    first[cell[::-1]] = np.arange(cell.size)[::-1]
    held = sums(cell, design.weights * design.times, count=width)
    by_cell = tuple(Margin(each.category[first], each.totals) for each in even)
    weights = design.weights * _raked(held, by_cell)[cell]
    return design.calibrated(weights, FromCategories(cell, by_cell, weights, before=None))


def calibrate(
    design: Design,
    matrix: Floats,
    totals: Floats,
    *,
    distance: Distance = "linear",
    bounds: tuple[float, float] = (-np.inf, np.inf),
) -> Design:
    """Move the weights as little as possible so that ``matrix`` (rows, k) adds up to ``totals``.

    ``bounds`` limits the ratio of new to old weight. Raises CalibrationFault where none reach the
    totals. Sources: Deville and Särndal 1992 (cases 1, 2, 7); R ``calibrate``, ``grake``.
    """
    before = design.weights * design.times
    low, high = bounds
    coefficients = np.zeros(matrix.shape[1])
    factor, slope = _factor(matrix @ coefficients, distance, low=low, high=high)
    gap = totals - matrix.T @ (before * factor)
    for _ in range(_NEWTON_STEPS):
        if bool(np.all(np.abs(gap) <= _TIGHT * (1 + np.abs(totals)))):
            break
        weight = (before * slope)[:, None]
        coefficients = coefficients + np.linalg.pinv(matrix.T @ (matrix * weight)) @ gap
        factor, slope = _factor(matrix @ coefficients, distance, low=low, high=high)
        gap = totals - matrix.T @ (before * factor)
    worst = float(np.max(np.abs(gap) / (1 + np.abs(totals))))
    if not worst <= 1e-11:
        raise CalibrationFault("not-reached", category=int(np.argmax(np.abs(gap))), gap=worst)
    weights = design.weights * factor
    return design.calibrated(weights, _FromRegression(matrix, design.weights, weights))


def trim(
    weights: Floats,
    *,
    lower: float = -np.inf,
    upper: float = np.inf,
    strict: bool = False,
    times: Floats | None = None,
) -> Floats:
    """Cut weights to bounds and share what was cut evenly among the others; the sum is kept.

    ``strict`` goes on until all are within bounds; a row may stand for ``times`` answers. Raises
    CalibrationFault where nothing is left to share with. Source: R ``trimWeights``; Potter 1990.
    """
    counted = np.ones_like(weights) if times is None else times
    while True:
        outside = (weights < lower) | (weights > upper)
        if not outside.any():
            return weights
        if outside.all():
            raise CalibrationFault("bounds-too-tight")
        cut = np.clip(weights, lower, upper)
        spread = ((weights - cut) * counted).sum() / counted[~outside].sum()
        weights = np.where(outside, cut, cut + spread)
        if not strict:
            return weights


def _raked(held: Floats, margins: Sequence[Margin]) -> Floats:
    factor = np.ones(held.size)
    gap, place = np.inf, (0, 0)
    for number in range(_ROUNDS):
        for each in margins:
            now = _held(each, held * factor)
            factor = factor * np.nan_to_num(ratio(each.totals, now))[each.category]
        if number % 5 == 0:
            gap, place = _worst(held * factor, margins)
        if gap <= _TIGHT:
            return factor
    if gap <= 1e-11:  # as near as the machine's numbers allow
        return factor
    raise CalibrationFault("not-converged", margin=place[0], category=place[1], gap=gap)


def _worst(held: Floats, margins: Sequence[Margin]) -> tuple[float, tuple[int, int]]:
    worst, place = -1.0, (0, 0)
    for number, each in enumerate(margins):
        gaps = np.nan_to_num(ratio(np.abs(_held(each, held) - each.totals), each.totals))
        if gaps.max() > worst:
            worst, place = float(gaps.max()), (number, int(gaps.argmax()))
    return worst, place


def _check(margins: Sequence[Margin], design: Design) -> None:
    whole = margins[0].totals.sum()
    for number, each in enumerate(margins):
        held = _held(each, design.weights * design.times)
        for kind, wrong in (
            ("total-negative", ~(each.totals >= 0)),
            ("category-without-answers", (held == 0) & (each.totals > 0)),
            ("category-without-total", (held > 0) & (each.totals == 0)),
        ):
            _refuse(kind, wrong, number)
        gap = float(abs(each.totals.sum() - whole) / whole) if whole else 1.0
        if gap > 1e-6:
            raise CalibrationFault("totals-differ", margin=number, gap=gap)


def _refuse(kind: str, wrong: Bools, number: int) -> None:
    if wrong.any():
        raise CalibrationFault(kind, margin=number, category=int(np.flatnonzero(wrong)[0]))


def _held(margin: Margin, weights: Floats) -> Floats:
    return sums(margin.category, weights, count=margin.totals.size)


def _factor(
    linear: Floats, distance: Distance, *, low: float, high: float
) -> tuple[Floats, Floats]:
    """Give the ratio of new to old weight, and its slope (Deville and Särndal 1992)."""
    free = linear + 1 if distance == "linear" else np.exp(linear)
    inside = (linear > low - 1) & (linear < high - 1)
    if distance == "raking":
        inside = (free > low) & (free < high)
    slope = np.ones_like(free) if distance == "linear" else free
    return np.clip(free, low, high), np.where(inside, slope, 0.0)


def _per_weight(scores: Floats, weights: Floats) -> Floats:
    return _divided(scores, weights[:, None])


def _divided(top: Floats, bottom: Floats) -> Floats:
    return np.asarray(np.nan_to_num(ratio(top, np.broadcast_to(bottom, top.shape))))

"""This module estimates quantiles with Woodruff's interval."""

from dataclasses import dataclass

import numpy as np

from scoring.inference.arrays import Bools, Floats
from scoring.inference.design import Design
from scoring.inference.intervals import t_quantile
from scoring.inference.variance import standard_errors


@dataclass(frozen=True, slots=True)
class Quantile:
    """A quantile with its interval and the standard error that the interval implies."""

    n: int
    estimate: float
    se: float
    ci_low: float
    ci_high: float


def quantile(
    design: Design,
    values: Floats,
    share: float,
    *,
    members: Bools | None = None,
    level: float = 0.95,
) -> Quantile:
    """Estimate the smallest value that at least ``share`` of the population does not exceed.

    The interval is that of the share below the estimate, read off the distribution (Woodruff
    1952); an end outside 0 to 1 is NaN. Source: R ``svyquantile`` with ``qrule = "math"`` and
    ``interval.type = "mean"``; unlike R's, a share below the first weight gives the first value.
    Raises ValueError where nobody answered.
    """
    known = ~np.isnan(values) & (design.weights != 0)
    if members is not None:
        known &= members
    if not known.any():
        raise ValueError("there is no answer to take a quantile of")
    weight = design.weights * design.times
    sorted_values, reached = _distribution(values[known], weight[known])
    found = _read(sorted_values, reached, share)
    below = np.where(known, values <= found, False)
    total = float(weight[known].sum())
    at = float(weight[below].sum()) / total
    scores = np.where(known, design.weights * (below - at) / total, 0.0)
    error = float(standard_errors(design, scores[:, None], members=known)[0])
    df = float(design.degrees_of_freedom(known))
    t = float(t_quantile(np.array([df]), level=level)[0])
    low, high = at - t * error, at + t * error
    ci_low = _read(sorted_values, reached, low) if low >= 0 else float("nan")
    ci_high = _read(sorted_values, reached, high) if high <= 1 else float("nan")
    answers = int(design.times[known].sum())
    return Quantile(answers, found, (ci_high - ci_low) / (2 * t), ci_low, ci_high)


def _distribution(values: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Sort values; say beside each what weight is reached, in the precision that R adds up with."""
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[order].astype(np.longdouble)).astype(np.float64)
    return values[order], reached


def _read(values: Floats, reached: Floats, share: float) -> float:
    whole = reached[-1]
    place = int(np.searchsorted(reached, share * whole, side="right"))
    if place and share - reached[place - 1] / whole == 0:
        place -= 1
    return float(values[min(place, values.size - 1)])

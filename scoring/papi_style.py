"""This module applies PAPI's arithmetic to the province's own units: parts, dimensions, groups.

PAPI measures provinces; what is computed here is in its style, from our own surveys and figures,
and is labelled "PAPI-style" wherever it shows. Scores are exact fractions; only the significance of
a change needs standard errors and is computed in floating point.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import sqrt
from statistics import NormalDist

from scoring.benchmarks import part_bounds

Number = Decimal | Fraction | int


@dataclass(frozen=True, slots=True)
class Scale:
    """The worst and best possible value of an indicator; ``worst`` may be the larger number."""

    worst: Number
    best: Number


@dataclass(frozen=True, slots=True)
class Change:
    """A change of a score between two periods, and whether it is more than chance."""

    change: float
    se: float
    p_value: float
    significant: bool


def part_score(values: Sequence[Number], scales: Sequence[Scale], *, parts: int) -> Fraction:
    """Score one of ``parts`` sub-dimensions from its indicators: 1/n at worst, 10/n at best.

    1/n + (10/n - 1/n) × the mean of (value - worst) ÷ (best - worst), the usual linear rescaling
    (OECD, Handbook on Constructing Composite Indicators, 2008, step 5); PAPI publishes the bounds
    but not the formula inside. Raises ValueError for a value off its scale, a scale without width,
    or no indicator.

    >>> part_score([Decimal("0.5")], [Scale(0, 1)], parts=4)
    Fraction(11, 8)
    """
    if not values or len(values) != len(scales):
        raise ValueError("a part needs its indicators, each with its scale")
    low, high = part_bounds(parts)
    shares = [_share(value, scale) for value, scale in zip(values, scales, strict=True)]
    return low + (high - low) * sum(shares, Fraction(0)) / len(shares)


def dimension_sum(parts: Sequence[Fraction]) -> Fraction:
    """Add the parts of a dimension up, 1 to 10; raises ValueError for one out of its bounds.

    PAPI's dimension is the plain sum of its n sub-dimensions (technical appendix of the reports).
    See ``benchmarks.dimension_score``.
    """
    if not parts:
        raise ValueError("a dimension needs its parts")
    low, high = part_bounds(len(parts))
    if not all(low <= part <= high for part in parts):
        raise ValueError(f"a part of {len(parts)} lies in {low} to {high}")
    return sum(parts, Fraction(0))


def total(dimensions: Mapping[str, Fraction | None]) -> Fraction | None:
    """Add the dimensions up, unweighted; None unless every one of them has a score.

    Source: as ``benchmarks.total_score``.
    """
    scores = [score for score in dimensions.values() if score is not None]
    if not scores or len(scores) < len(dimensions):
        return None
    return sum(scores, Fraction(0))


def part_error(errors: Sequence[float], scales: Sequence[Scale], *, parts: int) -> float:
    """Give the standard error of a part from those of its indicators, taken to be independent.

    Source: law of propagation, JCGM 100:2008, sec. 5, on ``part_score``.
    """
    if not errors or len(errors) != len(scales):
        raise ValueError("a part needs an error for each of its indicators")
    factor = 9 / parts / len(errors)
    squares = [
        (error / float(Fraction(scale.best) - Fraction(scale.worst))) ** 2
        for error, scale in zip(errors, scales, strict=True)
    ]
    return factor * sqrt(sum(squares))


def changes(
    before: Mapping[str, tuple[float, float]],
    after: Mapping[str, tuple[float, float]],
    *,
    level: float = 0.95,
) -> dict[str, Change]:
    """Compare units measured twice, each given as score and standard error, all judged together.

    The z test of the difference of two independent estimates; Holm's procedure (S. Holm,
    Scandinavian Journal of Statistics 6, 1979) keeps the chance of one false change among all units
    at 1 - ``level``. Units measured once only are left out. Years that a break parts must not be
    compared at all: see ``scoring.benchmarks.Scheme``.
    """
    found: dict[str, tuple[float, float, float]] = {}
    for name in before:
        if name in after:
            (old, old_error), (new, new_error) = before[name], after[name]
            error = sqrt(old_error**2 + new_error**2)
            found[name] = (new - old, error, _two_sided(new - old, error))
    significant = _holm({name: p for name, (_, _, p) in found.items()}, level)
    return {
        name: Change(change, error, p, name in significant)
        for name, (change, error, p) in found.items()
    }


def _share(value: Number, scale: Scale) -> Fraction:
    width = Fraction(scale.best) - Fraction(scale.worst)
    if width == 0:
        raise ValueError("an indicator's worst and best value are the same")
    share = (Fraction(value) - Fraction(scale.worst)) / width
    if not 0 <= share <= 1:
        raise ValueError(f"{value} does not lie in {scale.worst} to {scale.best}")
    return share


def _two_sided(change: float, error: float) -> float:
    if error == 0:
        return 0.0 if change else 1.0
    return 2 * NormalDist().cdf(-abs(change) / error)


def _holm(p_values: Mapping[str, float], level: float) -> frozenset[str]:
    ordered = sorted(p_values, key=lambda name: p_values[name])
    passed: list[str] = []
    for position, name in enumerate(ordered):
        if p_values[name] > (1 - level) / (len(ordered) - position):
            break
        passed.append(name)
    return frozenset(passed)

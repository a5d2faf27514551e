"""This module estimates from counts of answers: share satisfied, mean, distribution, interval."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

SATISFIED = (4, 5)


@dataclass(frozen=True, slots=True)
class Estimate:
    """An estimate with its number of valid answers and its interval; shares lie in 0 to 1."""

    n: int
    estimate: float
    ci_low: float
    ci_high: float


def share_satisfied(
    counts: Mapping[int, int], level: float = 0.95, *, satisfied: Collection[int] = SATISFIED
) -> Estimate:
    """Estimate the share of satisfied answers, with Wilson's interval.

    ``counts`` holds the number of valid answers by point of the scale (not applicable left out).
    Raises ValueError where there is no answer, or where a count is negative.

    >>> share_satisfied({1: 0, 2: 1, 3: 1, 4: 4, 5: 4}).estimate
    0.8
    """
    n = _total(counts)
    hits = sum(count for value, count in counts.items() if value in satisfied)
    low, high = wilson(hits, n, level=level)
    return Estimate(n, hits / n, low, high)


def wilson(hits: int, n: int, *, level: float = 0.95) -> tuple[float, float]:
    """Give Wilson's score interval of a proportion (Wilson 1927), without continuity correction.

    It keeps to 0 and 1 and holds its level for small numbers and shares near 1, as ours are, where
    the plain interval fails. Raises ValueError for impossible numbers.
    """
    if not (0 <= hits <= n and n > 0 and 0 < level < 1):
        raise ValueError(f"no interval for {hits} of {n} at level {level}")
    z = NormalDist().inv_cdf((1 + level) / 2)
    share = hits / n
    scale = 1 + z * z / n
    centre = (share + z * z / (2 * n)) / scale
    half = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / scale
    low = 0.0 if hits == 0 else max(0.0, centre - half)
    high = 1.0 if hits == n else min(1.0, centre + half)
    return low, high


def mean(counts: Mapping[int, int], level: float = 0.95) -> Estimate:
    """Estimate the mean point of the scale, with a normal interval from the sample variance.

    Raises ValueError where there is no answer. A single answer has the interval of one point.

    >>> mean({4: 2, 5: 2}).estimate
    4.5
    """
    n = _total(counts)
    centre = sum(value * count for value, count in counts.items()) / n
    squares = sum(count * (value - centre) ** 2 for value, count in counts.items())
    error = sqrt(squares / (n - 1) / n) if n > 1 else 0.0
    half = NormalDist().inv_cdf((1 + level) / 2) * error
    return Estimate(n, centre, centre - half, centre + half)


def distribution(counts: Mapping[int, int], points: Collection[int]) -> dict[int, float]:
    """Give each point's share of the valid answers, points without answers included.

    Raises ValueError where there is no answer.
    """
    n = _total(counts)
    return {point: counts.get(point, 0) / n for point in points}


def _total(counts: Mapping[int, int]) -> int:
    if any(count < 0 for count in counts.values()):
        raise ValueError("a count is negative")
    n = sum(counts.values())
    if n == 0:
        raise ValueError("there is no answer to estimate from")
    return n

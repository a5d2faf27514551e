"""This module carries the sampling error of survey criteria into totals, by simulation.

Official points stay exact; here they are floats, and only say how sure the official ones are. The
``survey`` rule bends (target, floor, a whole index of 100), so an error in the index is not simply
an error in points: the index is drawn anew and the rule applied to each draw. A test holds
``survey_points`` to the rule's exact points.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

DRAWS = 4_000


@dataclass(frozen=True, slots=True)
class SurveyPart:
    """One survey criterion of one unit: its index and the index's error, in per cent, and its rule.

    ``survey`` numbers the survey: errors of one survey rest on the same people, so they are drawn
    as moving together, which is the cautious case.
    """

    index: float
    se: float
    maximum: float
    target: float = 100.0
    floor: float | None = None
    survey: int = 0


@dataclass(frozen=True, slots=True)
class UnitTotal:
    """A unit's official points and applicable maximum, and the survey criteria among them."""

    points: float
    maximum: float
    parts: tuple[SurveyPart, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Carried:
    """The official index of each unit in per cent, its standard error, and the errors drawn.

    ``errors`` is draws × units: how far each draw's index lies from the official one.
    """

    index: Floats
    se: Floats
    errors: Floats


def survey_points(
    index: Floats, *, maximum: float, target: float = 100.0, floor: float | None = None
) -> Floats:
    """Give the points of the ``survey`` rule for indices in per cent: the exact rule in floats.

    Own rule, of criteria sets (docs/rules.md).

    >>> survey_points(np.array([40.0, 80.0, 99.0]), maximum=10, target=95, floor=50).round(2)
    array([ 0.  ,  8.42, 10.  ])
    """
    points = maximum * np.minimum(1.0, index / target)
    return np.asarray(points if floor is None else np.where(index < floor, 0.0, points))


def carry(units: Sequence[UnitTotal], *, draws: int = DRAWS, seed: int) -> Carried:
    """Draw every survey index from its sampling error, score it, and see how the totals move.

    The law is normal, cut at 0 and 100 per cent. Units are asked apart, so their errors are
    independent. A unit to which nothing applies has NaN. Source: propagation by Monte Carlo, JCGM
    101:2008, sec. 7; carrying survey error into a composite: Saisana et al., JRSS A 168 (2005).
    """
    generator = np.random.default_rng(seed)
    surveys = 1 + max((part.survey for unit in units for part in unit.parts), default=-1)
    errors = np.zeros((draws, len(units)))
    official = np.full(len(units), np.nan)
    for number, unit in enumerate(units):
        if unit.maximum <= 0:
            errors[:, number] = np.nan
            continue
        official[number] = 100 * unit.points / unit.maximum
        if not any(part.se > 0 for part in unit.parts):
            continue
        shocks = generator.standard_normal((draws, surveys))
        moved = sum(_moved(part, shocks[:, part.survey]) for part in unit.parts)
        errors[:, number] = 100 * np.asarray(moved) / unit.maximum
    return Carried(official, np.asarray(errors.std(axis=0), dtype=np.float64), errors)


def _moved(part: SurveyPart, shocks: Floats) -> Floats:
    """Give by how many points each draw differs from the official index's points."""
    drawn = np.clip(part.index + part.se * shocks, 0.0, 100.0)
    every = survey_points(
        np.append(drawn, part.index), maximum=part.maximum, target=part.target, floor=part.floor
    )
    return np.asarray(every[:-1] - every[-1])

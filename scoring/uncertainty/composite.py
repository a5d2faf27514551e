"""This module computes a composite index many times over, under other weights, sums and errors."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

FLOOR = 0.01
NO_SURVEY = -1
_CELLS = 1 << 22


@dataclass(frozen=True, slots=True, eq=False)
class League:
    """Units × criteria, with all that makes their total uncertain.

    ``shares``: points ÷ maximum points, 0 to 1, NaN where not applicable. ``weights``: maximum
    points of each criterion. ``areas``: number of each criterion's area, from 0. ``errors``:
    standard errors of the shares, 0 where a criterion is counted and not estimated. ``surveys``:
    number of the survey that a criterion is taken from, from 0; -1 for none. Criteria of one survey
    rest on the same people, so their errors are taken to move together, which is the cautious case.
    """

    shares: Floats
    weights: Floats
    areas: Ints
    errors: Floats
    surveys: Ints

    def __post_init__(self) -> None:
        """Raise ValueError where the parts do not fit together."""
        units_criteria = self.shares.shape
        lists = (self.weights, self.areas, self.surveys)
        if self.errors.shape != units_criteria or any(
            one.shape != units_criteria[1:] for one in lists
        ):
            raise ValueError("shares and errors are units × criteria, the others criteria")
        if (self.weights < 0).any() or not self.weights.any():
            raise ValueError("weights are not negative, and not all of them are 0")
        if (self.errors < 0).any() or (self.errors[:, self.surveys == NO_SURVEY] > 0).any():
            raise ValueError("errors are not negative, and belong to a survey")

    @property
    def area_count(self) -> int:
        """Tell how many areas there are."""
        return int(self.areas.max()) + 1

    @property
    def survey_count(self) -> int:
        """Tell how many surveys there are."""
        return int(self.surveys.max()) + 1


@dataclass(frozen=True, slots=True, eq=False)
class Runs:
    """The choices of many runs: weights (runs × criteria), aggregation, and survey errors.

    ``geometric`` tells which runs multiply areas instead of adding them; ``shocks`` holds standard
    normal errors, runs × units × surveys, or None for none.
    """

    weights: Floats
    geometric: Bools
    shocks: Floats | None = None


def without_errors(shares: Floats, weights: Floats, areas: Ints) -> League:
    """Make a league whose criteria are all counted."""
    return League(shares, weights, areas, np.zeros_like(shares), np.full(len(weights), NO_SURVEY))


def indices(league: League, runs: Runs) -> Floats:
    """Give each unit's index (0 to 1) in every run, runs × units.

    Arithmetic: points ÷ applicable maximum, the official sum. Geometric: the product of the areas'
    shares, each to the power of its weight, where weakness in one area is not made up elsewhere
    (OECD, Handbook on Constructing Composite Indicators, 2008, step 6); a share under FLOOR counts
    as FLOOR, so that an empty area does not wipe out all others. A unit to which nothing applies
    gets NaN.
    """
    out = np.empty((len(runs.weights), len(league.shares)))
    for some in _blocks(league, len(out)):
        out[some] = _index_block(
            league,
            runs.weights[some],
            geometric=runs.geometric[some],
            shocks=None if runs.shocks is None else runs.shocks[some],
        )
    return out


def total_errors(league: League) -> Floats:
    """Give the standard error of each unit's official (arithmetic) index, 0 to 1.

    The total is linear in the shares, so this is exact: errors of one survey add up, those of
    different surveys add up squared. Source: law of propagation, JCGM 100:2008, sec. 5.
    """
    applicable = ~np.isnan(league.shares)
    maximum = applicable @ league.weights
    by_survey = [
        (league.errors * applicable)[:, league.surveys == survey]
        @ league.weights[league.surveys == survey]
        for survey in range(league.survey_count)
    ]
    squares = np.sum(np.square(by_survey), axis=0) if by_survey else np.zeros(len(maximum))
    out = np.full(len(maximum), np.nan)
    np.divide(np.sqrt(squares), maximum, out=out, where=maximum > 0)
    return out


def _blocks(league: League, runs: int) -> Iterator[slice]:
    rows = max(1, _CELLS // (len(league.shares) * league.area_count))
    return (slice(start, start + rows) for start in range(0, runs, rows))


def _index_block(
    league: League, weights: Floats, *, geometric: Bools, shocks: Floats | None
) -> Floats:
    points, maxima = _area_sums(league, weights, shocks=shocks)
    maximum = maxima.sum(axis=0)
    out = np.full(maximum.shape, np.nan)
    np.divide(points.sum(axis=0), maximum, out=out, where=maximum > 0)
    if geometric.any():
        shares = np.ones((league.area_count, int(geometric.sum()), len(league.shares)))
        some = maxima[:, geometric]
        np.divide(points[:, geometric], some, out=shares, where=some > 0)
        logs = (some * np.log(np.maximum(shares, FLOOR))).sum(axis=0)
        powers = np.full(logs.shape, np.nan)
        np.divide(logs, maximum[geometric], out=powers, where=maximum[geometric] > 0)
        out[geometric] = np.exp(powers)
    return out


def _area_sums(league: League, weights: Floats, *, shocks: Floats | None) -> tuple[Floats, Floats]:
    """Give points and applicable maxima, areas × runs × units."""
    applicable = ~np.isnan(league.shares)
    shares = np.where(applicable, league.shares, 0.0)
    shape = (league.area_count, len(weights), len(shares))
    points, maxima = np.empty(shape), np.empty(shape)
    for area in range(league.area_count):
        inside = np.flatnonzero(league.areas == area)
        points[area] = weights[:, inside] @ shares[:, inside].T
        maxima[area] = weights[:, inside] @ applicable[:, inside].T.astype(np.float64)
        if shocks is not None:
            for one in inside[league.surveys[inside] != NO_SURVEY]:
                shaken = shares[:, one] + league.errors[:, one] * shocks[:, :, league.surveys[one]]
                moved = np.clip(shaken, 0.0, 1.0) - shares[:, one]
                points[area] += weights[:, one, None] * np.where(applicable[:, one], moved, 0.0)
    return points, maxima

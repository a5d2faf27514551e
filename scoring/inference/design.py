"""This module describes how a sample was drawn: strata, clusters, weights, population sizes.

The design keeps one stage after the other as R's ``svydesign`` does (Lumley, Complex Surveys,
2010, ch. 2-3): within a stratum of a stage, some of its units were drawn without replacement (a
population size is known) or with it. The strata of a later stage are the units of the one before.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, Protocol

import numpy as np

from scoring.inference.arrays import Bools, Floats, Ints, Labels, codes_of, dense, sums

LonelyRule = Literal["fail", "remove", "certainty", "adjust", "average"]
LONELY_RULES: tuple[LonelyRule, ...] = ("fail", "remove", "certainty", "adjust", "average")
# A stratum of which all is drawn adds no variance, not even through the rule for single clusters.
_CENSUS = 1e-7


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a design: what, the stage (1 is the first), a row where it shows."""

    kind: str
    stage: int
    row: int
    detail: str = ""


class DesignFault(ValueError):
    """Says that a sample cannot have been drawn as described; carries every fault found."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(f"{each.kind} at row {each.row}" for each in self.faults))


class Residual(Protocol):
    """What calibration leaves of scores (rows, k), the weights of that calibration included."""

    def __call__(self, scores: Floats, times: Floats) -> Floats: ...


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of sampling.

    ``stratum`` and ``unit`` number the rows' strata and units; ``unit`` is None where every answer
    is its own unit. ``stratum_of_unit`` leads from unit to stratum. By stratum: ``sampled`` units,
    ``population`` units (infinite where unknown), ``scale``, the factor of the sum of squares
    (share of the parents drawn, times 1 - f, times n / (n - 1)), and ``lonely`` where a single
    unit was drawn of more.
    """

    stratum: Ints
    unit: Ints | None
    stratum_of_unit: Ints
    sampled: Floats
    population: Floats
    scale: Floats
    lonely: Bools

    @property
    def strata(self) -> int:
        """How many strata there are."""
        return int(self.sampled.size)


@dataclass(frozen=True, slots=True)
class Design:
    """A drawn sample: weights by row, stages, what its weights were calibrated to.

    A row stands for ``times`` answers alike (1 unless tallied); its weight is that of one answer.
    """

    weights: Floats
    times: Floats
    stages: tuple[Stage, ...]
    lonely: LonelyRule
    calibration: tuple[Residual, ...] = field(default=())

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return int(self.weights.size)

    def calibrated(self, weights: Floats, residual: Residual) -> "Design":
        """Give the design with new weights and what they were fitted to."""
        return replace(self, weights=weights, calibration=(*self.calibration, residual))

    def degrees_of_freedom(self, members: Bools | None = None) -> int:
        """Count first-stage clusters less strata, of those that hold members of non-zero weight.

        Source: R ``degf``; Korn and Graubard, Analysis of Health Surveys, 1999, sec. 5.2.
        """
        inside = self.weights != 0 if members is None else (self.weights != 0) & members
        first = self.stages[0]
        strata = np.unique(first.stratum[inside]).size
        if first.unit is None:
            return int(self.times[inside].sum()) - strata
        return int(np.unique(first.unit[inside]).size - strata)


def make_design(
    rows: int,
    *,
    weights: Floats | None = None,
    strata: Labels | None = None,
    clusters: Sequence[Labels | None] = (),
    fpc: Sequence[Floats] = (),
    lonely: LonelyRule = "fail",
    times: Floats | None = None,
) -> Design:
    """Build a design; raise DesignFault with every fault found.

    ``clusters`` names the units of each stage (none, or None: rows are drawn themselves); labels
    need be unique only within the stage before. ``fpc`` gives by row the population size of its
    stratum at each stage: the number of clusters, or of people at a stage of people. Without
    weights they follow from the population sizes (N / n, multiplied over the stages), else are 1.
    Sources: R ``svydesign``, ``as.fpc``; Särndal, Swensson and Wretman, 1992, ch. 4.
    """
    known_times = np.ones(rows) if times is None else np.asarray(times, dtype=np.float64)
    parent = np.zeros(rows, np.int64) if strata is None else codes_of(strata)[0]
    stages: list[Stage] = []
    faults: list[Fault] = []
    inclusion = np.ones(rows)
    share = np.ones(int(parent.max()) + 1 if rows else 0)
    for depth, labels in enumerate(clusters or (None,)):
        stage, found = _stage(
            parent,
            labels,
            sizes=fpc[depth] if depth < len(fpc) else None,
            times=known_times,
            share=share,
            lonely=lonely,
            depth=depth + 1,
        )
        faults += found
        stages.append(stage)
        fraction = stage.sampled / stage.population
        inclusion = inclusion * fraction[stage.stratum]
        if stage.unit is None:
            break
        share = (share * fraction)[stage.stratum_of_unit]
        parent = stage.unit
    if faults:
        raise DesignFault(faults)
    if weights is None:
        from_sizes = fpc and bool(np.all(inclusion > 0))
        weights = 1 / inclusion if from_sizes else np.ones(rows)
    return Design(np.asarray(weights, dtype=np.float64), known_times, tuple(stages), lonely)


def _stage(
    parent: Ints,
    labels: Labels | None,
    *,
    sizes: Floats | None,
    times: Floats,
    share: Floats,
    lonely: LonelyRule,
    depth: int,
) -> tuple[Stage, list[Fault]]:
    strata = share.size
    unit, stratum_of_unit = _units(parent, labels, strata=strata)
    if unit is None:
        sampled = sums(parent, times, count=strata)
    else:
        sampled = np.bincount(stratum_of_unit, minlength=strata).astype(np.float64)
    population, faults = _population(parent, sizes, sampled=sampled, depth=depth)
    left = np.where(np.isinf(population), 1.0, 1 - sampled / population)
    census = left < _CENSUS
    single = (sampled == 1) & ~census
    faults += _lonely_faults(single & (share > 0), parent, lonely=lonely, depth=depth)
    step = np.where(sampled > 1, sampled / np.maximum(sampled - 1, 1), 1.0)
    scale = np.where(census, 0.0, share * left * step)
    return Stage(parent, unit, stratum_of_unit, sampled, population, scale, single), faults


def _units(parent: Ints, labels: Labels | None, *, strata: int) -> tuple[Ints | None, Ints]:
    nobody = np.zeros(0, np.int64)
    if labels is None:
        return None, nobody
    number, distinct = codes_of(labels)
    unit, keys = dense(parent * distinct.size + number, strata * distinct.size)
    if keys.size == parent.size:
        return None, nobody  # every row is its own unit: the same numbers, found faster
    return unit, keys // distinct.size


def _population(
    parent: Ints, sizes: Floats | None, *, sampled: Floats, depth: int
) -> tuple[Floats, list[Fault]]:
    """Read one population size a stratum off the rows, and check it."""
    if sizes is None:
        return np.full(sampled.size, np.inf), []
    given = np.asarray(sizes, dtype=np.float64)
    population = np.full(sampled.size, np.inf)
    population[parent[::-1]] = given[::-1]
    faults = []
    unequal = np.flatnonzero(given != population[parent])
    for row in _first_rows(unequal, parent):
        detail = f"{population[parent[row]]:.15g} / {given[row]:.15g}"
        faults.append(Fault("fpc-varies", depth, row, detail))
    too_small = np.flatnonzero((population < sampled * (1 - 1e-12))[parent])
    for row in _first_rows(too_small, parent):
        detail = f"{population[parent[row]]:.15g} < {sampled[parent[row]]:.15g}"
        faults.append(Fault("fpc-too-small", depth, row, detail))
    return population, faults


def _lonely_faults(single: Bools, parent: Ints, *, lonely: LonelyRule, depth: int) -> list[Fault]:
    if lonely == "average" and depth > 1 and single.any():
        kind = (
            "lonely-average"  # R gives NaN: there is no other stratum in the cluster to borrow of
        )
    elif lonely == "fail":
        kind = "lonely"
    else:
        return []
    rows = np.flatnonzero(single[parent])
    return [Fault(kind, depth, row) for row in _first_rows(rows, parent)]


def _first_rows(rows: Ints, parent: Ints) -> list[int]:
    """Keep the first row of each stratum, in the order of the rows."""
    _, first = np.unique(parent[rows], return_index=True)
    return sorted(int(row) for row in rows[first])

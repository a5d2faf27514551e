"""This module cuts a sample into cells, from which the variance of every domain follows at once."""

from dataclasses import dataclass

import numpy as np

from scoring.inference.arrays import Bools, Floats, Ints, dense, ratio, sums
from scoring.inference.design import Design, Stage


@dataclass(frozen=True, slots=True)
class _Level:
    """Where the cells of a partition meet one stage: units and strata, each within a domain."""

    unit: Ints | None
    slot: Ints
    domain: Ints
    left: Floats
    sampled: Floats
    scale: Floats
    lonely: Bools


@dataclass(frozen=True, slots=True)
class Cells:
    """The distinct (last unit, domain) of a sample, and how they add up, stage by stage.

    Rows are ordered by cell (``order``; cell i begins at ``starts[i]``). All that a domain's
    variance needs of the answers is a few sums over each cell, whatever the number of answers.
    ``even_weights`` has each cell's weight where it is one for all its answers, else is None;
    ``times_in_order`` is None where every row is one answer.
    """

    design: Design
    domains: int
    order: Ints
    starts: Ints
    cell_in_order: Ints
    weights_in_order: Floats
    times_in_order: Floats | None
    even_weights: Floats | None
    domain: Ints
    levels: tuple[_Level, ...]

    @property
    def answers_are_units(self) -> bool:
        """Whether the last stage draws answers one by one."""
        return self.design.stages[-1].unit is None

    @property
    def domain_of_row(self) -> Ints:
        """Number each row's domain, in the order of the rows."""
        domain = np.empty(self.order.size, np.int64)
        domain[self.order] = self.domain[self.cell_in_order]
        return domain


def make_cells(design: Design, domain: Ints, *, domains: int) -> Cells:
    """Cut a sample into cells; ``domain`` numbers the rows' domains, each row being in one."""
    last = design.stages[-1]
    finest = last.stratum if last.unit is None else last.unit
    width = last.strata if last.unit is None else last.stratum_of_unit.size
    cell, keys = dense(finest * domains + domain, width * domains)
    order = np.argsort(cell, kind="stable")
    in_order = cell[order]
    starts = np.searchsorted(in_order, np.arange(keys.size)).astype(np.int64)
    weights = design.weights[order]
    even = weights[starts]
    cell_domain = keys % domains
    place = order[starts]
    levels = tuple(
        _level(stage, place, cell_domain, domains=domains)
        for stage in design.stages
        if stage.scale.any() or stage.lonely.any()
    )
    return Cells(
        design=design,
        domains=domains,
        order=order,
        starts=starts,
        cell_in_order=in_order,
        weights_in_order=weights,
        times_in_order=None if bool(np.all(design.times == 1)) else design.times[order],
        even_weights=even if bool(np.array_equal(even[in_order], weights)) else None,
        domain=cell_domain,
        levels=levels,
    )


def _level(stage: Stage, place: Ints, cell_domain: Ints, *, domains: int) -> _Level:
    """Say how cells add up to units, and units to strata; ``place`` is a row of each cell."""
    slot, keys = dense(stage.stratum[place] * domains + cell_domain, stage.strata * domains)
    stratum, domain = keys // domains, keys % domains
    unit: Ints | None = None
    present = np.zeros(keys.size)
    if stage.unit is not None:
        unit_width = stage.stratum_of_unit.size
        unit, unit_keys = dense(stage.unit[place] * domains + cell_domain, unit_width * domains)
        slot_of_unit = np.zeros(unit_keys.size, np.int64)
        slot_of_unit[unit] = slot
        slot = slot_of_unit
        present = np.bincount(slot, minlength=keys.size).astype(np.float64)
    return _Level(
        unit,
        slot,
        domain,
        stage.sampled[stratum] - present,
        stage.sampled[stratum],
        stage.scale[stratum],
        stage.lonely[stratum],
    )


def domain_variances(cells: Cells, score: Floats, square: Floats) -> Floats:
    """Give the variance of each domain's total of scores from sums over cells.

    ``score`` is the sum over a cell of the answers' scores, ``square`` of their squares (read only
    where answers are the last units). Units of a stratum without members count with score 0.
    Source: as ``covariance``; Durbin 1958 for units outside the domain.
    """
    total = np.zeros(cells.domains)
    for level in cells.levels:
        count = level.sampled.size
        if level.unit is None:
            added = sums(level.slot, score, count=count)
            squares = sums(level.slot, square, count=count)
            centre = _centre(level, added, cells.design)
            spread = squares - 2 * centre * added + centre * centre * level.sampled
            spread = np.maximum(spread, 0.0)
        else:
            units = sums(level.unit, score, count=level.slot.size)
            centre = _centre(level, sums(level.slot, units, count=count), cells.design)
            apart = units - centre[level.slot]
            spread = sums(level.slot, apart * apart, count=count) + level.left * centre * centre
        total += sums(level.domain, level.scale * spread, count=cells.domains)
    if cells.design.lonely == "average":
        total *= _average_factors(cells)
    return total


def _centre(level: _Level, added: Floats, design: Design) -> Floats:
    centre = added / level.sampled
    if design.lonely == "adjust":
        centre[level.lonely] = 0.0
    return centre


def _average_factors(cells: Cells) -> Floats:
    first = cells.levels[0]
    strata = np.bincount(first.domain, minlength=cells.domains).astype(np.float64)
    lonely = np.bincount(first.domain, weights=first.lonely, minlength=cells.domains)
    return ratio(strata, strata - lonely)

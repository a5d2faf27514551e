"""This module cuts a sample into cells, from which the variance of every domain follows at once."""

from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from scoring.inference.arrays import Bools, Floats, Ints, Runs, dense, make_runs, ratio
from scoring.inference.design import Design, Stage


@dataclass(frozen=True, slots=True)
class _Level:
    """Where the cells of a partition meet one stage: units and strata, each within a domain."""

    units: Runs | None
    strata: Runs
    domains: Runs
    left: Floats
    sampled: Floats
    scale: Floats
    lonely: Bools


@dataclass(frozen=True, slots=True)
class Cells:
    """The distinct (last unit, domain) of a sample, and how they add up, stage by stage.

    Rows are ordered by domain and unit (``order``; their cells are ``rows``). All that a
    domain's variance needs of the answers is a few sums over each cell, however many they are.
    ``even_weights`` has each cell's weight where it is one for all its answers, else is None;
    ``times_in_order`` is None where every row is one answer. By cell: its domain (``by_domain``),
    the number of ``answers``, the sum of their ``weight``; by domain: degrees of freedom ``df``.
    """

    design: Design
    domains: int
    order: Ints
    rows: Runs
    weights_in_order: Floats
    times_in_order: Floats | None
    even_weights: Floats | None
    by_domain: Runs
    answers: Floats
    weight: Floats
    df: Floats
    levels: tuple[_Level, ...]

    @property
    def size(self) -> int:
        """How many cells there are."""
        return self.rows.count

    @property
    def answers_are_units(self) -> bool:
        """Whether the last stage draws answers one by one."""
        return self.design.stages[-1].unit is None

    @property
    def domain_of_row(self) -> Ints:
        """Number each row's domain, in the order of the rows."""
        domain = np.empty(self.order.size, np.int64)
        domain[self.order] = self.by_domain.group[self.rows.group]
        return domain


def make_cells(design: Design, domain: Ints, *, domains: int) -> Cells:
    """Cut a sample into cells; ``domain`` numbers the rows' domains, each row being in one.

    Raises ValueError where a row is in none of them.
    """
    if domain.size and not 0 <= int(domain.min()) <= int(domain.max()) < domains:
        raise ValueError(f"domains are numbered from 0 to {domains - 1}")
    last = design.stages[-1]
    finest = last.stratum if last.unit is None else last.unit
    width = last.strata if last.unit is None else last.stratum_of_unit.size
    cell, keys = dense(domain * width + finest, width * domains)
    order = _in_order(cell, keys.size)
    rows = make_runs(cell[order], keys.size)
    weights = design.weights[order]
    even = weights[rows.starts]
    times = None if bool(np.all(design.times == 1)) else design.times[order]
    cell_domain = keys // width
    place = order[rows.starts]
    levels = tuple(
        _level(stage, place, cell_domain, domains=domains)
        for stage in design.stages
        if stage.scale.any() or stage.lonely.any()
    )
    counted = np.ones(order.size) if times is None else times
    cells = Cells(
        design=design,
        domains=domains,
        order=order,
        rows=rows,
        weights_in_order=weights,
        times_in_order=times,
        even_weights=even if bool(np.array_equal(even[rows.group], weights)) else None,
        by_domain=make_runs(cell_domain, domains),
        answers=rows.add(counted),
        weight=rows.add(counted * weights),
        df=np.zeros(domains),
        levels=levels,
    )
    return replace(cells, df=_degrees_of_freedom(cells))


def _in_order(cell: Ints, count: int) -> Ints:
    """Order rows by cell, by counting: in time linear in the rows."""
    rows = np.arange(cell.size)
    ones = np.ones(cell.size, dtype=np.int8)
    table = sparse.csr_array((ones, (cell, rows)), shape=(count, cell.size))
    return np.asarray(table.indices, dtype=np.int64)


def _degrees_of_freedom(cells: Cells) -> Floats:
    """Count each domain's first-stage clusters less strata with members of non-zero weight.

    Source: R ``degf`` of the domain's ``subset``; Korn and Graubard 1999, sec. 5.2.
    """
    first = cells.design.stages[0]
    weighty = (cells.weights_in_order != 0).astype(np.float64)
    if cells.times_in_order is not None:
        weighty = weighty * cells.times_in_order
    counted = cells.rows.add(weighty)
    inside = counted > 0
    place = cells.order[cells.rows.starts][inside]
    domain = cells.by_domain.group[inside]
    strata = _distinct(first.stratum[place], domain, cells.domains)
    if first.unit is None:
        return cells.by_domain.add(counted) - strata
    return _distinct(first.unit[place], domain, cells.domains) - strata


def _distinct(labels: Ints, domain: Ints, domains: int) -> Floats:
    """Count the distinct labels of each domain."""
    width = int(labels.max()) + 1 if labels.size else 1
    _, keys = dense(domain * width + labels, width * domains)
    return np.bincount(keys // width, minlength=domains).astype(np.float64)


def _level(stage: Stage, place: Ints, cell_domain: Ints, *, domains: int) -> _Level:
    """Say how cells add up to units, and units to strata; ``place`` is a row of each cell."""
    slot, keys = dense(cell_domain * stage.strata + stage.stratum[place], stage.strata * domains)
    stratum, domain = keys % stage.strata, keys // stage.strata
    units: Runs | None = None
    present = np.zeros(keys.size)
    if stage.unit is not None:
        unit_width = stage.stratum_of_unit.size
        unit, unit_keys = dense(cell_domain * unit_width + stage.unit[place], unit_width * domains)
        slot_of_unit = np.zeros(unit_keys.size, np.int64)
        slot_of_unit[unit] = slot
        units, slot = make_runs(unit, unit_keys.size), slot_of_unit
        present = np.bincount(slot, minlength=keys.size).astype(np.float64)
    return _Level(
        units,
        make_runs(slot, keys.size),
        make_runs(domain, domains),
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
        add = level.strata.add
        if level.units is None:
            added = add(score)
            centre = _centre(level, added, cells.design)
            spread = add(square) - 2 * centre * added + centre * centre * level.sampled
            spread = np.maximum(spread, 0.0)
        else:
            units = level.units.add(score)
            centre = _centre(level, add(units), cells.design)
            apart = units - centre[level.strata.group]
            spread = add(apart * apart) + level.left * centre * centre
        total += level.domains.add(level.scale * spread)
    if cells.design.lonely == "average" and cells.design.stages[0].lonely.any():
        total *= _average_factors(cells)
    return total


def _centre(level: _Level, added: Floats, design: Design) -> Floats:
    centre = added / level.sampled
    if design.lonely == "adjust":
        centre[level.lonely] = 0.0
    return centre


def _average_factors(cells: Cells) -> Floats:
    first = cells.levels[0]
    strata = np.bincount(first.domains.group, minlength=cells.domains).astype(np.float64)
    lonely = np.bincount(first.domains.group, weights=first.lonely, minlength=cells.domains)
    return ratio(strata, strata - lonely)

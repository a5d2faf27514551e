"""This module gives the variances of many domains at once where weights were calibrated.

Calibration ties every answer to every domain: what is left of a domain's scores lies on all rows.
Where the weights were fitted to categories, what was taken off is the same for all rows of one
combination of categories, so that sums over (unit, combination) and (unit, domain) are enough.
"""

import numpy as np
from scipy import sparse

from scoring.inference.arrays import Floats, Ints, sums
from scoring.inference.calibration import FromCategories
from scoring.inference.cells import Cells
from scoring.inference.design import Design, Stage
from scoring.inference.variance import average_factor, covariance

# Tables of units by domain are held with so many numbers at a time.
_AT_ONCE = 4_000_000


def calibrated_variances(cells: Cells, score: Floats) -> Floats:
    """Give the variance of each domain's total of scores (by row, weights included).

    Source: R ``svyrecvar`` with ``postStrata``; Deville and Särndal 1992.
    """
    design, domain = cells.design, cells.domain_of_row
    only = design.calibration[0] if len(design.calibration) == 1 else None
    if isinstance(only, FromCategories):
        return _by_categories(design, only, score, domain=domain, domains=cells.domains)
    found = np.empty(cells.domains)
    for chosen in _blocks(cells.domains, design.rows):
        table = np.where(domain[:, None] == chosen, score[:, None], 0.0)
        found[chosen] = np.diag(covariance(design, table))
    return found


def _blocks(domains: int, height: int) -> list[Ints]:
    step = max(1, _AT_ONCE // max(1, height))
    return [np.arange(at, min(at + step, domains)) for at in range(0, domains, step)]


def _by_categories(
    design: Design, fitted: FromCategories, score: Floats, *, domain: Ints, domains: int
) -> Floats:
    off = fitted.taken_off(score, design.times, domain=domain, domains=domains)
    found = np.zeros(domains)
    for stage in design.stages:
        if not stage.scale.any() and not stage.lonely.any():
            continue
        if stage.unit is None:
            found += _answers_stage(design, stage, score, fitted=fitted, domain=domain, off=off)
        else:
            found += _units_stage(design, stage, score, fitted=fitted, domain=domain, off=off)
    if design.lonely == "average":
        found *= average_factor(design)
    return found


def _units_stage(
    design: Design,
    stage: Stage,
    score: Floats,
    *,
    fitted: FromCategories,
    domain: Ints,
    off: Floats,
) -> Floats:
    assert stage.unit is not None  # noqa: S101  # asked by the caller
    count, domains = stage.stratum_of_unit.size, off.shape[1]
    own = _table(stage.unit, domain, score * design.times, shape=(count, domains)).tocsc()
    weight = design.weights * design.times
    held = _table(stage.unit, fitted.cell, weight, shape=(count, off.shape[0]))
    found = np.empty(domains)
    for chosen in _blocks(domains, count):
        units = own[:, chosen].toarray() - held @ off[:, chosen]
        centre = sums(stage.stratum_of_unit, units, count=stage.strata) / stage.sampled[:, None]
        if design.lonely == "adjust":
            centre[stage.lonely] = 0.0
        apart = units - centre[stage.stratum_of_unit]
        found[chosen] = stage.scale[stage.stratum_of_unit] @ (apart * apart)
    return found


def _answers_stage(
    design: Design,
    stage: Stage,
    score: Floats,
    *,
    fitted: FromCategories,
    domain: Ints,
    off: Floats,
) -> Floats:
    """Sum squares of answers: (own score - what was taken off)², multiplied out."""
    shape, wide = (stage.strata, off.shape[1]), (stage.strata, off.shape[0])
    weight, times, stratum = design.weights, design.times, stage.stratum
    mine = weight * off[fitted.cell, domain]
    own = _table(stratum, domain, score * times, shape=shape)
    squares = _table(stratum, domain, times * (score * score - 2 * score * mine), shape=shape)
    added = own.toarray() - _table(stratum, fitted.cell, weight * times, shape=wide) @ off
    held = _table(stratum, fitted.cell, weight * weight * times, shape=wide)
    centre = added / stage.sampled[:, None]
    if design.lonely == "adjust":
        centre[stage.lonely] = 0.0
    spread = squares.toarray() + held @ (off * off)
    spread += centre * centre * stage.sampled[:, None] - 2 * centre * added
    return np.asarray(stage.scale @ np.maximum(spread, 0.0))


def _table(row: Ints, column: Ints, values: Floats, *, shape: tuple[int, int]) -> sparse.csr_array:
    return sparse.csr_array((values, (row, column)), shape=shape)

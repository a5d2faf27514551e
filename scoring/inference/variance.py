"""This module gives the design-based covariance of totals of scores (Taylor linearisation).

A statistic is replaced by the total of its scores, the first-order effect of each answer on it
(Binder 1983; Särndal, Swensson and Wretman 1992, sec. 5.5); the covariance of that total over all
stages is R's ``svyrecvar``.
"""

import numpy as np

from scoring.inference.arrays import Bools, Floats, sums
from scoring.inference.design import Design, Stage


def covariance(design: Design, scores: Floats, *, members: Bools | None = None) -> Floats:
    """Give the covariance (k, k) of the totals of ``scores`` (rows, k), weights included.

    Scores are those of one answer. ``members`` says which rows lie in the domain; only the lonely
    rule "average" looks at it. Source: R ``svyrecvar``, ``multistage``, ``onestrat``; Cochran,
    Sampling Techniques, 1977, secs. 5.9, 11.8.
    """
    table = scores.reshape(design.rows, -1)
    for residual in design.calibration:
        table = residual(table, design.times)
    total = np.zeros((table.shape[1], table.shape[1]))
    for stage in design.stages:
        if not stage.scale.any() and not stage.lonely.any():
            continue
        total += _stage_covariance(design, stage, table)
    if design.lonely == "average":
        total *= average_factor(design, members)
    return total


def standard_errors(design: Design, scores: Floats, *, members: Bools | None = None) -> Floats:
    """Give the standard error of the total of each column of scores (see ``covariance``)."""
    return np.sqrt(np.diag(covariance(design, scores, members=members)))


def _stage_covariance(design: Design, stage: Stage, table: Floats) -> Floats:
    if stage.unit is None:
        units, stratum, times = table, stage.stratum, design.times
    else:
        count = stage.stratum_of_unit.size
        units = sums(stage.unit, table * design.times[:, None], count=count)
        stratum, times = stage.stratum_of_unit, np.ones(count)
    centre = sums(stratum, units * times[:, None], count=stage.strata) / stage.sampled[:, None]
    if design.lonely == "adjust":
        centre[stage.lonely] = 0.0  # the middle of all strata: scores add up to 0 over the sample
    apart = units - centre[stratum]
    return np.asarray(apart.T @ (apart * (times * stage.scale[stratum])[:, None]))


def average_factor(design: Design, members: Bools | None = None) -> float:
    """Give the factor by which strata of one cluster are given the others' average variance.

    Source: R ``onestage`` with ``survey.lonely.psu = "average"``.
    """
    first = design.stages[0]
    inside = np.ones(design.rows, dtype=bool) if members is None else members
    strata = np.unique(first.stratum[inside])
    usable = strata.size - int(first.lonely[strata].sum())
    return strata.size / usable if usable else float("nan")

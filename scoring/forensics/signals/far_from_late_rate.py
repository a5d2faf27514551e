"""This module finds units whose citizens are far more content than their late dossiers suggest."""

from fractions import Fraction

import numpy as np
from scipy.stats import norm, theilslopes

from scoring.forensics.answers import Answers, Bools, Findings, Floats, Limits
from scoring.forensics.outlying import judged
from scoring.types import N_, Percent, said

CODE = "far_from_late_rate"
_FEWEST_UNITS = 8
_FEWEST_ANSWERS = 20
_NORMAL_MAD = 1.4826


def look(answers: Answers, limits: Limits, *, seed: int) -> Findings:
    """Compare each unit's share of satisfied answers with what its late rate lets expect.

    The line through all units is that of medians (H. Theil 1950; P. Sen, JASA 63, 1968), which a
    few units cannot bend; units differ around it by their own spread (from the median absolute
    deviation) and by the sampling error of their share. One-sided: only too good is suspicious.
    Marks no single answer. Where fewer than eight units can be compared, nothing is found.
    """
    del seed
    shares, variances, usable = _shares(answers)
    p_values = np.ones(len(answers.units))
    expected = np.full(len(answers.units), np.nan)
    if usable.sum() >= _FEWEST_UNITS:
        late = answers.late_rate[usable]
        slope = float(theilslopes(shares[usable], late).slope) if np.ptp(late) > 0 else 0.0
        level = float(np.median(shares[usable] - slope * late))
        expected = level + slope * answers.late_rate
        left = shares[usable] - expected[usable]
        seen = (_NORMAL_MAD * float(np.median(np.abs(left - np.median(left))))) ** 2
        between = max(0.0, seen - float(np.median(variances[usable])))
        p_values[usable] = norm.sf(left / np.sqrt(between + variances[usable]))
    return Findings(
        CODE,
        np.zeros(len(answers), dtype=np.bool_),
        {},
        judged(
            answers,
            p_values,
            limits=limits,
            reason=lambda unit: said(
                N_(
                    "{share} of marks are satisfied although {late} of dossiers are late; units "
                    "with as many late dossiers have about {expected}."
                ),
                share=_percent(shares[unit]),
                late=_percent(answers.late_rate[unit]),
                expected=_percent(expected[unit]),
            ),
        ),
    )


def _shares(answers: Answers) -> tuple[Floats, Floats, Bools]:
    """Give each unit's mean share of 4s and 5s over its answers, with its variance."""
    given = (~np.isnan(answers.ratings)).sum(axis=1)
    rated = given > 0
    mine = np.zeros(len(answers))
    np.divide((answers.ratings >= 4).sum(axis=1), given, out=mine, where=rated)
    n = answers.per_unit(rated)
    sums = np.bincount(answers.unit[rated], mine[rated], len(answers.units))
    squares = np.bincount(answers.unit[rated], mine[rated] ** 2, len(answers.units))
    share, variance = np.full(len(n), np.nan), np.full(len(n), np.nan)
    np.divide(sums, n, out=share, where=n > 0)
    np.divide(squares - n * share**2, n * (n - 1.0), out=variance, where=n > 1)
    usable = (n >= _FEWEST_ANSWERS) & ~np.isnan(answers.late_rate)
    # A unit in which all are satisfied is not known without error: at least one in n + 2 is not.
    least = np.where(n > 0, (n + 1.0) / (n + 2.0) ** 2 / (n + 3.0), np.nan)
    return share, np.fmax(variance, least), usable


def _percent(share: float) -> Percent:
    return Percent(Fraction(0 if np.isnan(share) else round(100 * float(share), 2)))

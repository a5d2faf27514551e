"""This module estimates means and ratios together with the covariance between them."""

from dataclasses import dataclass

import numpy as np
from scipy import stats

from scoring.inference.arrays import Bools, Floats, Ints, ratio
from scoring.inference.design import Design
from scoring.inference.intervals import t_quantile
from scoring.inference.variance import covariance


@dataclass(frozen=True, slots=True)
class Joint:
    """Several estimates of one sample, their covariance (k, k) and degrees of freedom."""

    estimate: Floats
    covariance: Floats
    df: float

    @property
    def se(self) -> Floats:
        """Give the standard errors."""
        return np.sqrt(np.diag(self.covariance))

    def contrast(
        self, coefficients: Floats, *, level: float = 0.95, df: float | None = None
    ) -> "Test":
        """Test a linear combination against 0. Source: R ``svycontrast``."""
        value = float(coefficients @ self.estimate)
        se = float(np.sqrt(coefficients @ self.covariance @ coefficients))
        return t_test(value, se, df=self.df if df is None else df, level=level)


@dataclass(frozen=True, slots=True)
class Test:
    """A difference with its t test: p is two-sided, the interval has the level asked for."""

    __test__ = False  # not for pytest

    estimate: float
    se: float
    t: float
    df: float
    p: float
    ci_low: float
    ci_high: float


def t_test(estimate: float, se: float, *, df: float, level: float = 0.95) -> Test:
    """Test an estimate against 0 by Student's t. Source: R ``pt``."""
    half = float(t_quantile(np.array([df], dtype=np.float64), level=level)[0]) * se
    t = estimate / se if se > 0 else float("nan")
    p = float(2 * stats.t.sf(abs(t), df)) if df > 0 else float("nan")
    return Test(estimate, se, t, df, p, estimate - half, estimate + half)


def domain_means(design: Design, values: Floats, *, domain: Ints, domains: int) -> Joint:
    """Estimate the mean of every domain with the covariances between domains.

    ``domain`` numbers the rows' domains (below 0: in none); NaN is missing. Memory grows with rows
    × domains; ``estimates.estimate`` gives the errors alone far more cheaply.
    Source: R ``svyby(…, svymean, covmat = TRUE)``.
    """
    return domain_ratios(design, values, np.ones(design.rows), domain=domain, domains=domains)


def domain_ratios(
    design: Design, top: Floats, bottom: Floats, *, domain: Ints, domains: int
) -> Joint:
    """Estimate each domain's ratio of two totals; rows that lack either number are left out.

    Scores: w · (top - R · bottom) / total of bottom. Sources: R ``svyratio``; Särndal, Swensson
    and Wretman 1992, sec. 5.6.
    """
    known = ~(np.isnan(top) | np.isnan(bottom))
    member = (domain[:, None] == np.arange(domains)) & known[:, None]
    weight = design.weights * design.times
    over = np.where(known, bottom, 0.0)
    above = np.where(known, top, 0.0)
    base = (weight * over) @ member
    estimate = ratio((weight * above) @ member, base)
    apart = above[:, None] - np.nan_to_num(estimate) * over[:, None]
    scores = np.where(member, design.weights[:, None] * apart, 0.0) * np.nan_to_num(
        ratio(np.ones(domains), base)
    )
    inside = member.any(axis=1)
    found = covariance(design, scores, members=inside)
    empty = np.isnan(estimate)
    found[empty] = np.nan
    found[:, empty] = np.nan
    return Joint(estimate, found, float(design.degrees_of_freedom(inside)))


def compare_means(
    design: Design, values: Floats, *, first: Bools, second: Bools, level: float = 0.95
) -> Test:
    """Test the mean of one domain against another's (second less first) of the same sample.

    The covariance of overlapping clusters is taken in. Degrees of freedom: those of the valid
    answers of both, less 1. Source: R ``svyttest`` (``svyglm`` on a group indicator).
    """
    domain = np.where(second, 1, np.where(first, 0, -1))
    joint = domain_means(design, values, domain=domain, domains=2)
    return joint.contrast(np.array([-1.0, 1.0]), level=level, df=joint.df - 1)


def compare_samples(
    first: tuple[float, float, float], second: tuple[float, float, float], *, level: float = 0.95
) -> Test:
    """Test two samples drawn apart, each given as estimate, se and degrees of freedom.

    Second less first; degrees of freedom by Satterthwaite (1946) as in Welch's test (1947).
    """
    (one, se_one, df_one), (two, se_two, df_two) = first, second
    squares = se_one**2 + se_two**2
    spread = se_one**4 / df_one + se_two**4 / df_two if df_one > 0 and df_two > 0 else 0.0
    df = squares**2 / spread if spread > 0 else float("nan")
    return t_test(two - one, float(np.sqrt(squares)), df=df, level=level)

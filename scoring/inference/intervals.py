"""This module puts confidence intervals around means and shares."""

from typing import Literal

import numpy as np
from scipy import special, stats

from scoring.inference.arrays import Floats, ratio

ShareInterval = Literal["logit", "wilson", "beta"]
SHARE_INTERVALS: tuple[ShareInterval, ...] = ("logit", "wilson", "beta")


def t_quantile(df: Floats, *, level: float) -> Floats:
    """Give Student's two-sided quantile; NaN where there are no degrees of freedom.

    Source: R ``qt``.
    """
    if not 0 < level < 1:
        raise ValueError(f"a level lies between 0 and 1, not {level}")
    known = np.asarray(df, dtype=np.float64)
    return np.asarray(stats.t.ppf((1 + level) / 2, np.where(known > 0, known, np.nan)))


def t_interval(
    estimate: Floats, se: Floats, *, df: Floats, level: float = 0.95
) -> tuple[Floats, Floats]:
    """Give estimate ± t · se. Source: R ``confint(svymean(…), df = degf(design))``."""
    half = t_quantile(df, level=level) * se
    return estimate - half, estimate + half


def share_interval(
    share: Floats,
    se: Floats,
    *,
    n: Floats,
    df: Floats,
    method: ShareInterval = "logit",
    level: float = 0.95,
    rows: Floats | None = None,
) -> tuple[Floats, Floats]:
    """Give the interval of a share by one of three methods; a share of 0 or 1 has an exact limit.

    ``rows`` is the number of rows that R would count for "beta" (``nrow``: all answers of the
    domain, of a calibrated design all of the sample); without it, ``n``. Where the share is 0 or 1
    R gives NaN; here the one-sided limit of ``exact_limit`` stands. Source: R ``svyciprop``.
    """
    counted = n if rows is None else rows
    with np.errstate(invalid="ignore", divide="ignore"):
        if method == "logit":
            low, high = _logit(share, se, df=df, level=level)
        elif method == "wilson":
            low, high = _wilson(share, se, df=df, level=level)
        else:
            low, high = _beta(share, se, rows=counted, df=df, level=level)
        flat = (se == 0) & (share > 0) & (share < 1) & (df > 0)  # all were asked
        low, high = np.where(flat, share, low), np.where(flat, share, high)
        limit = exact_limit(n, df=df, level=level)
    none, every = share == 0, share == 1
    unknown = np.isnan(share) | ((none | every) & np.isnan(limit))
    low = np.where(none, 0.0, np.where(every, 1 - limit, low))
    high = np.where(none, limit, np.where(every, 1.0, high))
    return np.where(unknown, np.nan, low), np.where(unknown, np.nan, high)


def exact_limit(n: Floats, *, df: Floats, level: float) -> Floats:
    """Give the one-sided upper limit of a share of which none was seen among n answers.

    1 - (1 - level)^(1/n*), with n* = n · (t(n - 1) / t(df))², as no variance can tell the design
    effect. Sources: Clopper and Pearson 1934; Korn and Graubard 1998 (the correction of n).
    """
    effective = n * ratio(t_quantile(n - 1, level=level), t_quantile(df, level=level)) ** 2
    effective = np.where(np.isnan(effective) & (n == 1) & (df > 0), 1.0, np.minimum(effective, n))
    return np.asarray(1 - (1 - level) ** ratio(np.ones_like(effective), effective))


def _logit(share: Floats, se: Floats, *, df: Floats, level: float) -> tuple[Floats, Floats]:
    """Work on the scale of log odds (R ``method = "logit"``)."""
    middle = special.logit(share)
    half = t_quantile(df, level=level) * se / (share * (1 - share))
    return special.expit(middle - half), special.expit(middle + half)


def _wilson(share: Floats, se: Floats, *, df: Floats, level: float) -> tuple[Floats, Floats]:
    """Invert the score test, with Student's t and n* = p(1 - p) / se².

    Sources: Wilson 1927; R ``svyciprop(method = "wilson")`` from version 4.2; Franco, Little,
    Louis and Slud 2019.
    """
    t = t_quantile(df, level=level)
    n = share * (1 - share) / (se * se)
    middle = (share + t * t / (2 * n)) / (1 + t * t / n)
    half = t / (1 + t * t / n) * np.sqrt(share * (1 - share) / n + t * t / (4 * n * n))
    return middle - half, middle + half


def _beta(
    share: Floats, se: Floats, *, rows: Floats, df: Floats, level: float
) -> tuple[Floats, Floats]:
    """Put the effective n into Clopper and Pearson's limits.

    Sources: Korn and Graubard 1998; R ``method = "beta"``, which does not cap the effective n.
    """
    correction = t_quantile(rows - 1, level=level) / t_quantile(df, level=level)
    n = share * (1 - share) / (se * se) * correction**2
    tail = (1 - level) / 2
    low = stats.beta.ppf(tail, n * share, n * (1 - share) + 1)
    high = stats.beta.ppf(1 - tail, n * share + 1, n * (1 - share))
    return low, high

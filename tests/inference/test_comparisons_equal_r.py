"""This module checks ratios, covariances, tests, quantiles and shares against R's survey."""

from __future__ import annotations

import numpy as np
import pytest

from scoring.inference.arrays import codes_of
from scoring.inference.design import make_design
from scoring.inference.estimates import estimate
from scoring.inference.independence import rao_scott
from scoring.inference.intervals import ShareInterval, share_interval
from scoring.inference.linear import compare_means, domain_means, domain_ratios
from scoring.inference.quantiles import quantile
from tests.inference.reference_sample import (
    DESIGNS,
    case,
    cells_of,
    designs,
    domains,
    near,
    sample,
)

every_design = pytest.mark.parametrize("design", DESIGNS)


@every_design
def test_ratios(design: str) -> None:
    d, one = sample(), designs()[design]
    wanted = case(design, "ratio/y/x")
    got = domain_ratios(one, d["y"], d["x"], domain=np.zeros(one.rows, np.int64), domains=1)
    near(got.estimate, wanted["est"])
    near(got.se, wanted["se"])
    wanted = case(design, "domain_ratio/y/x")
    number, names = domains()
    got = domain_ratios(one, d["y"], d["x"], domain=number, domains=len(names))
    near(got.estimate, wanted["est"])
    near(got.se, wanted["se"])


@pytest.mark.parametrize("design", DESIGNS[:8])  # the reference has it for raked weights too
def test_covariance_between_domains(design: str) -> None:
    wanted = case(design, "domain_covariance/a2")
    number, names = domains()
    got = domain_means(designs()[design], sample()["a2"], domain=number, domains=len(names))
    near(got.covariance, wanted["cov"], rel=1e-9, abs_=1e-13)


@every_design
@pytest.mark.parametrize("group", ["sex", "period"])
def test_two_groups_compared(design: str, group: str) -> None:
    wanted = case(design, f"ttest/y/{group}")
    labels = sample()[group]
    one, other = np.unique(labels)
    got = compare_means(
        designs()[design], sample()["y"], first=labels == one, second=labels == other
    )
    near([got.estimate, got.t, got.df, got.p], [wanted[key] for key in ("est", "t", "df", "p")])
    if "ci" in wanted:
        near([got.ci_low, got.ci_high], wanted["ci"])


@every_design
@pytest.mark.parametrize("pair", [("top", "sex"), ("a2", "age"), ("a1", "domain")])
def test_independence(design: str, pair: tuple[str, str]) -> None:
    d = sample()
    top = np.where(np.isnan(d["a1"]), -1, d["a1"] >= 4)
    codes = []
    for name in pair:
        column = top if name == "top" else d[name]
        known = column == column if column.dtype.kind != "f" else ~np.isnan(column)
        known &= column != -1 if name == "top" else True
        number = np.full(column.size, -1, np.int64)
        number[known] = codes_of(column[known])[0]
        codes.append(number)
    got = rao_scott(designs()[design], *codes)
    wanted = case(design, f"chisq/F/{pair[0]}/{pair[1]}")
    near([got.statistic, got.p], [wanted["statistic"], wanted["p"]])
    near([got.df, got.df_denominator], wanted["df"])
    got = rao_scott(designs()[design], *codes, reference="chisq")
    wanted = case(design, f"chisq/Chisq/{pair[0]}/{pair[1]}")
    near([got.statistic, got.df, got.p], [wanted["statistic"], wanted["df"], wanted["p"]])


def test_clusters_of_weight_0_count_in_the_chi_square_as_in_r() -> None:
    weights = np.array([0.0, 0, 1, 2, 3, 4, 1, 2, 3, 4])
    one = make_design(10, weights=weights, strata=np.arange(10) % 2)
    got = rao_scott(one, np.arange(10) // 2 % 2, np.arange(10) // 3 % 2)
    assert got.df_denominator == pytest.approx(got.df * 8)  # R 4.1: 8; without them it were 6


@every_design
@pytest.mark.parametrize("share", [0.1, 0.25, 0.5, 0.9])
def test_quantiles(design: str, share: float) -> None:
    wanted = case(design, f"quantile/y/{share:g}")
    got = quantile(designs()[design], sample()["y"], share)
    near(got.estimate, wanted["est"])
    near([got.ci_low, got.ci_high], wanted["ci"])
    near(got.se, wanted["se"])


@every_design
@pytest.mark.parametrize("method", ["logit", "beta"])
def test_intervals_of_shares(design: str, method: ShareInterval) -> None:
    a1 = sample()["a1"]
    # R's "xlogit" is the same interval, without the rounding of a fitted model that "logit" has
    asked = "xlogit" if method == "logit" else method
    for labels, name in ((None, "share"), (sample()["domain"], "domain_share")):
        wanted = case(design, f"{name}/{asked}")
        cells = cells_of(design, labels)
        got = estimate(cells, a1 >= 4, valid=~np.isnan(a1))
        near(got.estimate, wanted["est"])
        rows = np.full(cells.domains, a1.size) if designs()[design].calibration else got.rows
        low, high = share_interval(
            got.estimate, got.se, n=got.n, df=got.df, method=method, rows=rows
        )
        usable = np.isfinite(np.array(wanted.get("low", [0]), float))
        if name == "share":
            near([low[0], high[0]], wanted["ci"])
        else:
            near(low[usable], np.array(wanted["low"], float)[usable])
            near(high[usable], np.array(wanted["high"], float)[usable])

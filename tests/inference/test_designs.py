"""This module checks lonely clusters, replicate weights, trimming and faulty designs."""

from __future__ import annotations

import numpy as np
import pytest

from scoring.inference.arrays import codes_of
from scoring.inference.calibration import CalibrationFault, Margin, calibrate, rake, trim
from scoring.inference.cells import make_cells
from scoring.inference.design import DesignFault, LonelyRule, make_design
from scoring.inference.estimates import estimate
from scoring.inference.multiplicity import benjamini_hochberg, holm
from scoring.inference.replicates import (
    Replicates,
    bootstrap,
    bootstrap_of,
    jackknife,
    replicate_covariance,
)
from tests.inference.r_random import RRandom
from tests.inference.reference_sample import case, designs, near, reference, sample


@pytest.mark.parametrize("rule", ["remove", "certainty", "adjust", "average"])
@pytest.mark.parametrize("sizes", ["plain", "fpc"])
def test_lonely_clusters(rule: LonelyRule, sizes: str) -> None:
    data = sample()
    keep = ~((data["stratum"] == "S3") & (data["psu"] != "S3-P01"))
    d = {name: column[keep] for name, column in data.items()}
    rows = int(keep.sum())
    design = make_design(
        rows,
        strata=d["stratum"],
        clusters=[d["psu"]],
        weights=d["w"],
        fpc=[d["N_psu"]] if sizes == "fpc" else [],
        lonely=rule,
    )
    wanted = case(f"lonely/{sizes}/{rule}", "mean/y")
    whole = make_cells(design, np.zeros(rows, np.int64), domains=1)
    got = estimate(whole, d["y"])
    near([got.estimate[0], got.se[0]], [wanted["est"], wanted["se"]])
    near(estimate(whole, d["y"], kind="total").se, wanted["total_se"])
    number, names = codes_of(d["domain"])
    cells = make_cells(design, number, domains=names.size)
    near(estimate(cells, d["y"]).se, wanted["domain_se"])


def _errors(name: str, design: str, replicates: Replicates) -> None:
    wanted, d, one = case(name, "replicates"), sample(), designs()[design]

    def error(top: np.ndarray, bottom: np.ndarray, members: np.ndarray) -> float:
        found = replicate_covariance(
            one,
            replicates,
            lambda w: np.array([(w * top)[members].sum() / (w * bottom)[members].sum()]),
        )
        return float(np.sqrt(found[0, 0]))

    every, ones = np.ones(one.rows, bool), np.ones(one.rows)
    near(error(d["a2"], ones, every), wanted["se"])
    total = replicate_covariance(one, replicates, lambda w: np.array([(w * d["a2"]).sum()]))
    near(np.sqrt(total[0, 0]), wanted["total_se"])
    if "ratio_se" in wanted:
        near(error(d["a2"], d["x"], every), wanted["ratio_se"])
        with np.errstate(invalid="ignore"):
            got = [error(d["a2"], ones, d["domain"] == each) for each in wanted["domain"]]
        near(got, wanted["domain_se"])


@pytest.mark.parametrize(
    ("name", "design"),
    [("jkn", "with_replacement"), ("jkn_fpc", "one_stage"), ("jk1", "unstratified")],
)
def test_jackknife(name: str, design: str) -> None:
    _errors(name, design, jackknife(designs()[design]))


def test_bootstrap_on_the_draws_that_r_makes() -> None:
    wanted = case("subbootstrap", "replicates")
    design = designs()["with_replacement"]
    first = design.stages[0]
    assert first.unit is not None
    counts = RRandom(wanted["seed"]).subbootstrap(
        first.stratum, first.unit, replicates=wanted["count"]
    )
    _errors("subbootstrap", "with_replacement", bootstrap_of(design, counts))


def test_bootstrap_tends_to_the_linearised_error() -> None:
    design, answers = designs()["with_replacement"], sample()["a2"]
    drawn = bootstrap(design, np.random.default_rng(7), replicates=2000)
    again = bootstrap(design, np.random.default_rng(7), replicates=2000)
    assert np.array_equal(drawn.factors, again.factors)
    found = replicate_covariance(design, drawn, lambda w: np.array([(w * answers).sum() / w.sum()]))
    linear = estimate(make_cells(design, np.zeros(design.rows, np.int64), domains=1), answers)
    near(np.sqrt(found[0, 0]), linear.se, rel=0.08)


@pytest.mark.parametrize(("name", "strict"), [("trimmed", False), ("trimmed_strict", True)])
def test_trimming(name: str, strict: bool) -> None:
    wanted = case(name, "weights")
    lower = -np.inf if wanted["lower"] in {None, "NA"} else wanted["lower"]
    got = trim(sample()["w"], lower=lower, upper=wanted["upper"], strict=strict)
    near(got, wanted["value"])


def test_p_values_adjusted() -> None:
    wanted = case("p_adjust", "multiplicity")
    near(holm(np.array(wanted["p"])), wanted["holm"])
    near(benjamini_hochberg(np.array(wanted["p"])), wanted["bh"])


def test_a_tally_gives_what_its_answers_give() -> None:
    rng = np.random.default_rng(11)
    n = 3000
    strata, domain = rng.integers(0, 5, n), rng.integers(0, 3, n)
    answers = rng.integers(1, 6, n)
    weights = np.array([1.5, 2.0, 4.0, 3.0, 2.5])[strata]
    sizes = np.array([9000.0, 8000, 7000, 8000, 9000])[strata]
    one = make_design(n, strata=strata, weights=weights, fpc=[sizes])
    long = estimate(make_cells(one, domain, domains=3), answers)
    keys, times = np.unique(np.stack([strata, domain, answers]), axis=1, return_counts=True)
    s, d, a = keys
    tallied = make_design(
        s.size,
        strata=s,
        weights=np.array([1.5, 2.0, 4.0, 3.0, 2.5])[s],
        fpc=[np.array([9000.0, 8000, 7000, 8000, 9000])[s]],
        times=times.astype(float),
    )
    short = estimate(make_cells(tallied, d, domains=3), a)
    assert s.size < 100
    for name in ("n", "estimate", "se", "df", "deff", "rows", "weight"):
        near(getattr(short, name), getattr(long, name), rel=1e-12)


def test_one_error_at_the_same_answers_everywhere() -> None:
    design = designs()["two_stage"]
    same = estimate(make_cells(design, np.zeros(design.rows, np.int64), domains=1), sample()["a3"])
    assert (same.estimate[0], same.se[0]) == (5.0, 0.0)


def test_every_fault_of_a_design_is_told_at_once() -> None:
    with pytest.raises(DesignFault) as caught:
        make_design(
            7,
            strata=["a", "a", "b", "b", "b", "c", "c"],
            clusters=[[1, 1, 1, 2, 3, 1, 2]],
            fpc=[np.array([9.0, 9, 2, 2, 2, 8, 9])],
        )
    told = {(each.kind, each.row) for each in caught.value.faults}
    assert told == {("lonely", 0), ("fpc-too-small", 2), ("fpc-varies", 6)}


def test_labels_of_clusters_begin_anew_in_each_stratum() -> None:
    design = make_design(4, strata=[1, 1, 2, 2], clusters=[["x", "y", "x", "y"]])
    assert design.degrees_of_freedom() == 2


def _margins(*totals: list[float]) -> list[Margin]:
    return [
        Margin(np.array([0, 0, 1, 1]), np.array(totals[0])),
        Margin(np.array([0, 1, 0, 1]), np.array(totals[1])),
    ]


@pytest.mark.parametrize(
    ("kind", "totals"),
    [
        ("totals-differ", ([10.0, 20], [10.0, 21])),
        ("total-negative", ([-10.0, 40], [10.0, 20])),
        ("category-without-total", ([0.0, 30], [10.0, 20])),
        ("category-without-answers", ([10.0, 20, 5], [15.0, 20])),
    ],
)
def test_raking_says_why_it_cannot(kind: str, totals: tuple[list[float], list[float]]) -> None:
    with pytest.raises(CalibrationFault) as caught:
        rake(make_design(4), _margins(*totals))
    assert caught.value.kind == kind


def test_raking_that_can_never_agree_says_so() -> None:
    margins = [
        Margin(np.array([0, 0, 1]), np.array([10.0, 20])),
        Margin(np.array([0, 1, 1]), np.array([25.0, 5])),
    ]
    with pytest.raises(CalibrationFault, match="not-converged"):
        rake(make_design(3), margins)


def test_calibration_out_of_bounds_says_so() -> None:
    totals = np.array([4.0, 20.0])
    matrix = np.stack([np.ones(4), np.arange(4.0)], axis=1)
    with pytest.raises(CalibrationFault, match="not-reached"):
        calibrate(make_design(4), matrix, totals, bounds=(0.9, 1.1))


def test_the_reference_is_of_a_known_r() -> None:
    assert reference()["meta"]["survey"].startswith("4.")

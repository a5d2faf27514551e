"""This module checks a whole two-stage citizen survey (synthetic) against R's survey 4.5."""

from __future__ import annotations

import csv
import gzip
import io
import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scoring.inference.arrays import codes_of
from scoring.inference.calibration import Margin, rake
from scoring.inference.cells import Cells, make_cells
from scoring.inference.design import Design, make_design
from scoring.inference.estimates import estimate
from scoring.inference.independence import rao_scott
from scoring.inference.intervals import ShareInterval, share_interval, t_interval
from scoring.inference.linear import compare_means, domain_means
from scoring.inference.replicates import bootstrap_of, jackknife, replicate_covariance
from tests.inference.r_random import RRandom
from tests.inference.reference_sample import near

HERE = Path(__file__).parents[1] / "reference" / "survey" / "citizen"
ITEMS = [f"q{number}" for number in range(1, 23)]
NAMES = ["two_stage_fpc", "one_stage_fpc", "with_replacement", "raked"]
each_design = pytest.mark.parametrize("name", NAMES)


@cache
def reference() -> dict[str, Any]:
    raw = gzip.decompress((HERE / "reference_citizen.json.gz").read_bytes())
    loaded: dict[str, Any] = json.loads(raw)
    return loaded


@cache
def case(identifier: str) -> dict[str, Any]:
    return dict(next(each for each in reference()["cases"] if each["id"] == identifier))


@cache
def survey() -> dict[str, np.ndarray]:
    text = gzip.decompress((HERE / "citizen.csv.gz").read_bytes()).decode()
    rows = list(csv.DictReader(io.StringIO(text)))
    words = {"id", "unit", "area", "stratum", "commune", "sex"}
    found = {
        name: np.array([row[name] for row in rows])
        if name in words
        else np.array([float(row[name]) if row[name] else np.nan for row in rows])
        for name in rows[0]
    }
    answers = np.stack([found[item] for item in ITEMS])
    found["sat100"] = (np.nanmean(answers, axis=0) - 1) / 4 * 100
    return found


@cache
def design(name: str) -> Design:
    d = survey()
    drawn: dict[str, Any] = {"strata": d["stratum"], "weights": d["w"]}
    people = [d["commune"], d["id"]]
    if name == "two_stage_fpc":
        return make_design(d["w"].size, clusters=people, fpc=[d["N_psu"], d["N_ssu"]], **drawn)
    if name == "with_replacement":
        return make_design(d["w"].size, clusters=people[:1], **drawn)
    one = make_design(d["w"].size, clusters=people[:1], fpc=[d["N_psu"]], **drawn)
    if name == "one_stage_fpc":
        return one
    margins = reference()["meta"]["margins"]
    columns = [("sex", d["sex"]), ("age", d["age"]), ("unit", d["unit"])]
    return rake(
        one,
        [
            Margin(codes_of(column)[0], np.array([each["Freq"] for each in margins[key]]))
            for key, column in columns
        ],
    )


@cache
def units() -> np.ndarray:
    return codes_of(survey()["unit"])[0]


@cache
def cells(name: str) -> Cells:
    return make_cells(design(name), units(), domains=24)


@each_design
def test_overall_index(name: str) -> None:
    one = design(name)
    wanted = case(f"overall/{name}")
    got = estimate(make_cells(one, np.zeros(one.rows, np.int64), domains=1), survey()["sat100"])
    near(got.estimate, wanted["est"])
    near(got.se, wanted["se"])
    near(got.deff, wanted["deff"])
    near(got.df, wanted["df"])
    near(t_interval(got.estimate, got.se, df=got.df), wanted["ci"])


@each_design
def test_index_of_units(name: str) -> None:
    wanted = case(f"unit_index/{name}")
    got = estimate(cells(name), survey()["sat100"])
    for key, value in {
        "est": got.estimate,
        "se": got.se,
        "deff": got.deff,
        "df": got.df,
        "n": got.n,
    }.items():
        near(value, wanted[key])
    low, high = t_interval(got.estimate, got.se, df=got.df)
    near(low, wanted["ci_low"])
    near(high, wanted["ci_high"])
    joint = domain_means(design(name), survey()["sat100"], domain=units(), domains=24)
    errors = np.outer(got.se, got.se)  # R stopped raking at 1e-8, so its weights differ by 1e-9
    near(joint.covariance / errors, np.array(wanted["cov"]) / errors, abs_=1e-10)


@each_design
def test_items_of_units_item_by_item(name: str) -> None:
    for wanted in case(f"unit_items/{name}")["items"]:
        answers = survey()[wanted["item"]]
        whole = np.nan_to_num(answers).astype(np.int8)
        counted = estimate(cells(name), whole, valid=whole > 0)
        near(counted.estimate, wanted["est"])
        near(counted.se, wanted["se"])
        if name != "raked":
            summed = estimate(cells(name), answers)
            near(summed.se, wanted["se"])


@each_design
@pytest.mark.parametrize("method", ["logit", "beta", "wilson"])
def test_intervals_of_shares(name: str, method: ShareInterval) -> None:
    wanted = case(f"unit_top2_q1/{name}/{method}")
    q1 = survey()["q1"]
    got = estimate(cells(name), q1 >= 4, valid=~np.isnan(q1))
    rows = np.full(24, q1.size) if name == "raked" else got.rows
    low, high = share_interval(got.estimate, got.se, n=got.n, df=got.df, method=method, rows=rows)
    # R's logit method fits a model and stops at 1e-8 of its deviance: it is that exact and no more
    rel = 3e-9 if method == "logit" else 1e-9
    near(got.estimate, wanted["est"], rel=rel)
    near(low, wanted["ci_low"], rel=rel)
    near(high, wanted["ci_high"], rel=rel)


@each_design
def test_two_domains_crossed(name: str) -> None:
    wanted = case(f"unit_by_sex/{name}")
    labels = np.char.add(np.char.add(survey()["sex"], "|"), survey()["unit"])
    number, names = codes_of(labels)
    asked = [f"{s}|{u}" for s, u in zip(wanted["sex"], wanted["unit"], strict=True)]
    place = [names.tolist().index(each) for each in asked]
    got = estimate(make_cells(design(name), number, domains=names.size), survey()["sat100"])
    near(got.estimate[place], wanted["est"])
    near(got.se[place], wanted["se"])


@each_design
def test_women_and_men_compared(name: str) -> None:
    wanted = case(f"ttest_sex/{name}")
    sex = survey()["sex"]
    got = compare_means(design(name), survey()["sat100"], first=sex == "F", second=sex == "M")
    near([got.estimate, got.t, got.df, got.p], [wanted[key] for key in ("est", "t", "df", "p")])


@each_design
def test_satisfaction_and_age_hang_together(name: str) -> None:
    wanted = case(f"raoscott_top2_age/{name}")
    q1 = survey()["q1"]
    top = np.where(np.isnan(q1), -1, q1 >= 4).astype(np.int64)
    got = rao_scott(design(name), top, codes_of(survey()["age"])[0])
    near(
        [got.statistic, got.df, got.df_denominator, got.p],
        [wanted[key] for key in ("F", "ndf", "ddf", "p")],
    )


def test_jackknife() -> None:
    wanted = case("unit_index/jkn")
    _replicated(wanted, jackknife(design("with_replacement")))


def test_bootstrap_on_the_draws_that_r_made() -> None:
    wanted = case("unit_index/raowu300")
    one = design("with_replacement")
    first = one.stages[0]
    assert first.unit is not None
    counts = RRandom(77).subbootstrap(first.stratum, first.unit, replicates=300)
    _replicated(wanted, bootstrap_of(one, counts))


def _replicated(wanted: dict[str, Any], replicates: Any) -> None:
    index, number = survey()["sat100"], units()

    def means(weights: np.ndarray) -> np.ndarray:
        top = np.bincount(number, weights=weights * index)
        return np.asarray(top / np.bincount(number, weights=weights))

    found = replicate_covariance(design("with_replacement"), replicates, means)
    near(means(survey()["w"]), wanted["est"])
    near(np.sqrt(np.diag(found)), wanted["se"])

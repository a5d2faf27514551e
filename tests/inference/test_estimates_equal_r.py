"""This module checks estimates, errors and design effects against R's survey package."""

from __future__ import annotations

import numpy as np
import pytest

from scoring.inference.arrays import codes_of
from scoring.inference.estimates import estimate
from scoring.inference.intervals import t_interval
from tests.inference.reference_sample import (
    DESIGNS,
    case,
    cells_of,
    designs,
    domains,
    near,
    sample,
)

pytestmark = pytest.mark.parametrize("design", DESIGNS)


def test_weights(design: str) -> None:
    near(designs()[design].weights, case(design, "weights")["value"])


def test_degrees_of_freedom(design: str) -> None:
    wanted = case(design, "degf")
    assert designs()[design].degrees_of_freedom() == wanted["value"]
    assert cells_of(design).df.tolist() == [wanted["value"]]
    assert domains()[1] == wanted["domain"]
    near(cells_of(design, sample()["domain"]).df, wanted["domains"])


@pytest.mark.parametrize("item", ["y", "a1"])
def test_mean_and_total_of_the_whole(design: str, item: str) -> None:
    wanted = case(design, f"mean/{item}")
    got = estimate(cells_of(design), sample()[item])
    near(got.estimate, wanted["est"])
    near(got.se, wanted["se"])
    near(got.deff, wanted["deff"])
    near(t_interval(got.estimate, got.se, df=got.df), wanted["ci"])
    near(t_interval(got.estimate, got.se, df=got.df, level=0.9), wanted["ci90"])
    wanted = case(design, f"total/{item}")
    got = estimate(cells_of(design), sample()[item], kind="total")
    near(got.estimate, wanted["est"])
    near(got.se, wanted["se"])
    near(got.deff, wanted["deff"])


@pytest.mark.parametrize("item", ["y", "a1"])
def test_mean_and_total_of_domains(design: str, item: str) -> None:
    cells = cells_of(design, sample()["domain"])
    wanted = case(design, f"domain_mean/{item}")
    got = estimate(cells, sample()[item])
    near(got.estimate, wanted["est"])
    near(got.se, wanted["se"])
    near(got.deff, wanted["deff"])
    wanted = case(design, f"domain_total/{item}")
    got = estimate(cells, sample()[item], kind="total")
    near(got.estimate, wanted["est"])
    near(got.se, wanted["se"])


def test_whole_numbers_are_counted_and_give_the_same(design: str) -> None:
    answers = sample()["a1"]
    whole = np.nan_to_num(answers).astype(np.int8)
    for labels in (None, sample()["domain"]):
        cells = cells_of(design, labels)
        one = estimate(cells, answers)
        other = estimate(cells, whole, valid=whole > 0)
        for name in ("n", "estimate", "se", "df", "deff", "rows", "weight"):
            near(getattr(other, name), getattr(one, name), rel=1e-12)


def test_distribution(design: str) -> None:
    wanted = case(design, "distribution/a2")
    answers = sample()["a2"]
    errors = np.sqrt(np.diag(np.array(wanted["cov"])))
    points = codes_of(answers)[1]
    got = [estimate(cells_of(design), answers == point) for point in points]
    near([float(each.estimate[0]) for each in got], wanted["est"])
    near([float(each.se[0]) for each in got], errors)

"""This module holds reliability and agreement to R's psych and to published worked examples."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scoring.reliability.agreement import grade_table, icc_agreement, weighted_kappa
from scoring.reliability.consistency import consistency, cronbach_alpha
from scoring.reliability.krippendorff import krippendorff_alpha

HERE = Path(__file__).parent
NO = float("nan")


@pytest.fixture(scope="module")
def psych() -> Mapping[str, Any]:
    """Data and results of make_reference.R."""
    return json.loads((HERE / "reference.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def others() -> Mapping[str, Any]:
    """Results of make_kappa_reference.py."""
    return json.loads((HERE / "kappa_reference.json").read_text(encoding="utf-8"))


def matrix(rows: Any) -> np.ndarray:
    return np.array(rows, dtype=float)


# R survey 4.5, svycralpha(~q1+...+q22, na.rm=TRUE), on a synthetic survey of 5,799 people.
@pytest.mark.parametrize(
    ("weights", "alpha"), [("weights", 0.912662695313164), ("raked", 0.913025502353394)]
)
def test_weighted_alpha_equals_r_survey(weights: str, alpha: float) -> None:
    citizen = np.load(HERE / "citizen.npz")
    items = np.where(citizen["items"] == 0, np.nan, citizen["items"].astype(float))
    assert cronbach_alpha(items, citizen[weights]) == pytest.approx(alpha, rel=1e-12)
    assert consistency(items, citizen[weights]).alpha == pytest.approx(alpha, rel=1e-12)


def test_alpha_item_rest_and_omega_equal_psych(psych: Mapping[str, Any]) -> None:
    found = consistency(matrix(psych["items"]))
    assert found.alpha == pytest.approx(psych["alpha"][0], rel=1e-12)
    assert found.item_rest == pytest.approx(psych["item_rest"], rel=1e-12)
    assert found.alpha_without == pytest.approx(psych["alpha_without"], rel=1e-12)
    # psych's search stops earlier than ours.
    assert found.loadings == pytest.approx(psych["loadings"], abs=1e-4)
    assert found.omega_standardised == pytest.approx(psych["omega"][0], abs=1e-5)


def test_omega_finds_the_reliability_of_a_known_factor() -> None:
    generator = np.random.default_rng(1)
    loadings = np.array([0.9, 0.5, 0.7, 0.4])
    truth = generator.standard_normal((200_000, 1))
    items = truth * loadings + generator.standard_normal((200_000, 4)) * np.sqrt(1 - loadings**2)
    known = loadings.sum() ** 2 / (loadings.sum() ** 2 + (1 - loadings**2).sum())
    found = consistency(items)
    assert found.omega == pytest.approx(known, abs=0.005)
    assert found.loadings == pytest.approx(loadings, abs=0.01)
    assert found.alpha < found.omega  # alpha is a lower bound where loadings differ


def test_omega_of_the_sum_takes_the_items_own_spreads() -> None:
    generator = np.random.default_rng(2)
    truth = generator.standard_normal((100_000, 1))
    items = truth + generator.standard_normal((100_000, 3)) * np.array([0.5, 1.0, 3.0])
    found = consistency(items)
    assert found.omega == pytest.approx(9 / (9 + 0.25 + 1 + 9), abs=0.01)


def test_a_doubled_weight_counts_a_person_twice(psych: Mapping[str, Any]) -> None:
    items = matrix(psych["items"])
    weights = np.where(np.arange(len(items)) % 3 == 0, 2.0, 1.0)
    doubled = np.repeat(items, weights.astype(int), axis=0)
    assert consistency(items, weights).omega == pytest.approx(consistency(doubled).omega, rel=1e-9)


def test_plain_kappa_and_its_error_equal_psych(psych: Mapping[str, Any]) -> None:
    pairs = np.array(psych["appraisals"]) - 1
    found = weighted_kappa(grade_table(pairs[:, 0], pairs[:, 1], 5), weighting="none")
    assert [found.value, found.se] == pytest.approx(psych["kappa_plain"], rel=1e-9)
    assert found.n == 120


@pytest.mark.parametrize("weighting", ["linear", "quadratic"])
def test_weighted_kappa_and_its_error_equal_statsmodels(
    psych: Mapping[str, Any], others: Mapping[str, Any], weighting: Any
) -> None:
    pairs = np.array(psych["appraisals"]) - 1
    found = weighted_kappa(grade_table(pairs[:, 0], pairs[:, 1], 5), weighting=weighting)
    assert [found.value, found.se] == pytest.approx(others["kappa"][weighting], rel=1e-9)


@pytest.mark.parametrize("scale", ["nominal", "ordinal", "interval"])
def test_krippendorffs_alpha_equals_another_program(others: Mapping[str, Any], scale: Any) -> None:
    found = krippendorff_alpha(matrix(others["ratings"]), scale)
    assert found == pytest.approx(others["alpha"][scale], rel=1e-12)


@pytest.mark.parametrize("name", ["shrout_fleiss", "scores"])
def test_the_icc_and_its_interval_equal_psych(psych: Mapping[str, Any], name: str) -> None:
    found = icc_agreement(matrix(psych[name]))
    wanted = psych[f"{name}_icc"]
    assert (found.value, found.ci_low, found.ci_high) == pytest.approx(wanted, rel=1e-9)


def test_the_icc_of_shrout_and_fleiss_is_as_they_published_it(psych: Mapping[str, Any]) -> None:
    assert round(icc_agreement(matrix(psych["shrout_fleiss"])).value, 2) == 0.29


# Krippendorff (2011), section D: twelve units judged by four observers, with gaps.
KRIPPENDORFF = [
    [1, 1, NO, 1], [2, 2, 3, 2], [3, 3, 3, 3], [3, 3, 3, 3], [2, 2, 2, 2], [1, 2, 3, 4],
    [4, 4, 4, 4], [1, 1, 2, 1], [2, 2, 2, 2], [NO, 5, 5, 5], [NO, NO, 1, 1], [NO, NO, 3, NO],
]  # fmt: skip


@pytest.mark.parametrize(
    ("scale", "alpha"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849)]
)
def test_krippendorffs_alpha_is_as_he_published_it(scale: Any, alpha: float) -> None:
    assert round(krippendorff_alpha(matrix(KRIPPENDORFF), scale), 3) == alpha


def test_perfect_agreement_is_one_everywhere() -> None:
    grades = np.array([0, 1, 2, 3, 1, 2])
    assert weighted_kappa(grade_table(grades, grades, 4)).value == pytest.approx(1)
    twice = np.stack([grades, grades], axis=1).astype(float)
    assert icc_agreement(twice).value == pytest.approx(1)
    for scale in ("nominal", "ordinal", "interval"):
        assert krippendorff_alpha(twice, scale) == pytest.approx(1)  # type: ignore[arg-type]


def test_agreement_by_chance_is_about_zero() -> None:
    generator = np.random.default_rng(1)
    grades = generator.integers(0, 4, (20_000, 2))
    assert abs(weighted_kappa(grade_table(grades[:, 0], grades[:, 1], 4)).value) < 0.03
    assert abs(icc_agreement(grades.astype(float)).value) < 0.03
    assert abs(krippendorff_alpha(grades.astype(float), "ordinal")) < 0.03


def test_the_interval_of_kappa_holds_its_level() -> None:
    generator = np.random.default_rng(3)
    law = np.array([[0.25, 0.05, 0.0], [0.08, 0.3, 0.04], [0.0, 0.06, 0.22]])
    truth = weighted_kappa(law * 1e9).value
    hits = 0
    for _ in range(2000):
        found = weighted_kappa(generator.multinomial(150, law.ravel()).reshape(3, 3).astype(float))
        hits += found.ci_low <= truth <= found.ci_high
    assert 0.93 < hits / 2000 < 0.965


@pytest.mark.parametrize(
    "impossible",
    [
        lambda: weighted_kappa(np.array([[3.0, 0.0], [0.0, 0.0]])),
        lambda: weighted_kappa(np.zeros((2, 3))),
        lambda: weighted_kappa(np.zeros((2, 2))),
        lambda: icc_agreement(np.ones((4, 2))),
        lambda: icc_agreement(np.array([[1.0, NO], [2.0, 3.0]])),
        lambda: krippendorff_alpha(np.array([[1.0, NO]]), "nominal"),
        lambda: krippendorff_alpha(np.ones((3, 2)), "nominal"),
        lambda: consistency(np.ones((9, 4))),
        lambda: cronbach_alpha(np.array([[1.0], [2.0]])),
    ],
)
def test_what_cannot_be_measured_is_refused(impossible: Any) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        impossible()

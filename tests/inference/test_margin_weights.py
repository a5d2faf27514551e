"""This module checks weights to those served by unit, sex and age against R's survey package."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from scoring.inference.margin_weights import Group, ServedMargin, weigh

REFERENCE = Path(__file__).parents[1] / "reference/margins/margins.json"
R = json.loads(REFERENCE.read_text())
ROWS = np.array([R["rows"][name] for name in ("unit", "sex", "age", "hit")])
# Rows of answers alike, as the desk has them.
CELLS, TIMES = np.unique(ROWS, axis=1, return_counts=True)
SERVED = np.array(R["served"], dtype=np.float64)
SEX = ServedMargin("sex", CELLS[1], np.array(R["sex_served"], dtype=np.float64))
AGE = ServedMargin("age", CELLS[2], np.array(R["age_served"], dtype=np.float64), ordered=True)


def weighed(*margins: ServedMargin, heaviest: float = 100.0):  # type: ignore[no-untyped-def]
    times = TIMES.astype(np.float64)
    hits = CELLS[3].astype(np.float64)
    return weigh(CELLS[0], hits, times, served=SERVED, margins=margins, heaviest=heaviest)


def test_raking_to_unit_sex_and_age_is_rs() -> None:
    found = weighed(SEX, AGE)
    assert ([one.unused for one in found.margins], found.trimmed) == (["", ""], 0)
    assert found.gap < 1e-12
    assert found.plain.estimate[0] == pytest.approx(R["plain"], rel=1e-12)
    assert found.plain.se[0] == pytest.approx(R["plain_se"], rel=1e-9)
    for name, value in (("estimate", found.weighted.estimate), ("se", found.weighted.se)):
        assert value[0] == pytest.approx(R[name], rel=1e-9), name
    assert found.weighted.deff[0] == pytest.approx(R["deff"], rel=1e-9)
    assert found.effective_n == pytest.approx(R["kish"], rel=1e-9)


def test_small_ages_join_their_neighbours_and_silence_keeps_its_share() -> None:
    sex, age = weighed(SEX, AGE).margins
    assert [group.categories for group in age.groups] == [(0, 1), (2,), (3, 4)]
    assert [group.served for group in age.groups] == [4800, 7000, 8700]
    assert sum(group.answers for group in age.groups) + age.not_stated == 600
    assert sex.not_stated == int((ROWS[1] < 0).sum())


def test_heavy_weights_are_cut_as_in_r_and_the_gap_is_told() -> None:
    found = weighed(SEX, AGE, heaviest=1.6)
    assert found.trimmed == R["trimmed"]
    assert found.weighted.estimate[0] == pytest.approx(R["trimmed_estimate"], rel=1e-9)
    assert found.gap > 0.01
    # Whatever is cut comes off: the sample tells as much as a larger one.
    assert found.effective_n > R["kish"]


def test_a_category_that_nobody_answered_in_is_named_and_its_people_are_left_out() -> None:
    field = ServedMargin("field", CELLS[1], np.array([5000.0, 5000.0, 9000.0]))
    (fitted,) = weighed(field).margins
    assert fitted.without_answers == (2,)
    assert [group.categories for group in fitted.groups] == [(0,), (1,)]


def test_small_categories_that_have_no_order_join_the_smallest_other() -> None:
    unit = np.zeros(4, dtype=np.int64)
    field = ServedMargin("field", np.array([0, 1, 2, 2]), np.array([10.0, 20.0, 70.0]))
    times = np.array([50.0, 3.0, 100.0, 40.0])
    hits = np.array([1.0, 0.0, 1.0, 0.0])
    found = weigh(unit, hits, times, served=np.array([100.0]), margins=[field])
    (fitted,) = found.margins
    assert fitted.groups == (Group((0, 1), 53, 30), Group((2,), 140, 70))
    assert found.weighted.estimate[0] == pytest.approx(0.3 * 50 / 53 + 0.7 * 100 / 140)


def test_a_margin_that_tells_nothing_or_cannot_be_reached_is_named_and_not_used() -> None:
    unit = np.array([0, 0, 1, 1])
    one = ServedMargin("sex", np.array([0, 0, 0, 0]), np.array([10.0, 20.0]))
    # Each unit answered in one field only, so units and fields cannot both be met.
    bound = ServedMargin("field", np.array([0, 0, 1, 1]), np.array([50.0, 50.0]))
    hits, times = np.array([1.0, 0.0, 1.0, 0.0]), np.array([60.0, 40.0, 30.0, 70.0])
    found = weigh(unit, hits, times, served=np.array([900.0, 100.0]), margins=[one, bound])
    assert [one.unused for one in found.margins] == ["one_group", "not_reached"]
    assert found.margins[0].without_answers == (1,)
    assert found.weighted.estimate[0] == pytest.approx(0.9 * 0.6 + 0.1 * 0.3)

"""This module tests raw figures over mergers and splits: sums are derived, the rest says why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from streamlit.testing.v1 import AppTest

from dashboards import wiring
from dashboards.queries.comparison import change_since
from dashboards.queries.raw_comparison import raw_changes
from dashboards.queries.results import results, rounds
from scoring.definitions.criteria_sets import (
    criteria_directories,
    criteria_set_from_bytes,
    find_set,
)
from scoring.lineage import Derived, NotComparable, Predecessors
from storage import Figures, Rounds, UnitLink, UnitRecord, Units
from tests.staff.conftest import figure, shown

Row = tuple[str, str, str, int]
ON_TIME = "DOSSIER_ON_TIME"


@pytest.fixture
def broken(house: wiring.House) -> wiring.House:
    """X1 was made of A and B, whose figures of 2024 are there; X2 and X3 were made of C."""
    database = house.database
    (round_,) = rounds(database)
    old = [UnitRecord(code, f"Xã {code} cũ", "commune", round_.group, date(2011, 1, 1),
                      date(2025, 6, 30)) for code in ("A", "B", "C")]  # fmt: skip
    Units(database).add_many(old)
    steps = (("A", "X1", "merged"), ("B", "X1", "merged"), ("C", "X2", "split"),
             ("C", "X3", "split"))  # fmt: skip
    Units(database).link_many(
        [UnitLink(before, after, date(2025, 7, 1), kind) for before, after, kind in steps]
    )
    Rounds(database).open(replace(round_, id="before", year=2024))
    rows: tuple[Row, ...] = (
        ("A", ON_TIME, "numerator", 1200),
        ("A", ON_TIME, "denominator", 1500),
        ("B", ON_TIME, "numerator", 300),
        ("B", ON_TIME, "denominator", 400),
        ("C", ON_TIME, "numerator", 5),
        ("C", ON_TIME, "denominator", 10),
        ("A", "ONLINE_DOSSIER", "numerator", 7),
        ("A", "ONLINE_DOSSIER", "denominator", 9),
        ("B", "ONLINE_DOSSIER", "not_applicable", 1),
        ("B", "ONLINE_DOSSIER", "numerator", 2),
    )
    Figures(database).declare(*(replace(figure(*row), round_id="before") for row in rows))
    return house


def test_the_counts_of_a_merged_unit_stand_beside_the_sum_of_its_predecessors(
    broken: wiring.House,
) -> None:
    change = change_since(
        broken.database, results(broken.database, rounds(broken.database)[0]), "X1"
    )
    assert change is not None
    found = {(one.criterion.code, one.input): (one.before, one.now) for one in change.raw}
    before, now = found[ON_TIME, "denominator"]
    assert isinstance(before, Derived)
    assert (before.value, before.rule, now) == (1900, "sum", 10)
    assert [(part.unit_code, part.value) for part in before.parts] == [("A", 1500), ("B", 400)]
    lacking, _now = found["ONLINE_DOSSIER", "numerator"]  # did not apply to B: 2 is no count of it
    assert isinstance(lacking, NotComparable)
    assert "B" in str(lacking.reason)


def test_a_split_unit_has_nothing_added_and_an_unbroken_one_no_raw_figures(
    broken: wiring.House,
) -> None:
    found = results(broken.database, rounds(broken.database)[0])
    split, unbroken = (change_since(broken.database, found, code) for code in ("X2", "X4"))
    assert split is not None
    assert unbroken is not None
    assert {(one.input, one.now) for one in split.raw} == {("numerator", 8), ("denominator", 10)}
    for one in split.raw:
        assert isinstance(one.before, NotComparable)
        assert "became part of other units" in str(one.before.reason)
    assert unbroken.raw == ()


def test_only_numbers_of_things_are_added_up() -> None:
    """Every kind of figure of a set that has them all, stated alike by both units before."""
    criteria_set = find_set("cchc-so/2026", directories=criteria_directories())
    stated = {
        criterion.code: {
            name: (taken.options or (Decimal(1),))[0]
            for name, taken in criterion.scoring_rule.inputs().items()
        }
        for criterion in criteria_set.criteria()
    }
    found = raw_changes(
        (criteria_set, criteria_set),
        ({"A": stated, "B": stated}, {"C": stated}),
        "C",
        before=Predecessors(("A", "B"), ()),
    )
    added = {one.taken.kind for one in found if one.before == _sum_of_two(one.before)}
    refused = {one.taken.kind for one in found if isinstance(one.before, NotComparable)}
    assert added == {"count", "number"}
    assert {"percent", "yes", "option", "points"} <= refused
    assert not added & refused


def test_a_number_of_a_formula_is_added_only_where_the_set_calls_it_a_count() -> None:
    raw = """
id: cong-thuc/2026
title: {vi: Công thức}
max_points: 10
sources: [{reference: x, title: {vi: X}}]
rounding: {at: none}
bands: [{code: all, name: {vi: mọi}, at_least: 0}]
areas:
  - code: A
    name: {vi: A}
    max_points: 10
    criteria:
      - code: C
        name: {vi: C}
        max_points: 10
        rule:
          type: formula
          expression: done + days
          variables:
            - {name: done, label: {vi: đã làm}, kind: count}
            - {name: days, label: {vi: số ngày trung bình}}
"""
    criteria_set = criteria_set_from_bytes(raw.encode(), file="x")
    stated = {"C": {"done": Decimal(4), "days": Decimal(3)}}
    found = raw_changes(
        (criteria_set, criteria_set),
        ({"A": stated, "B": stated}, {"C": stated}),
        "C",
        before=Predecessors(("A", "B"), ()),
    )
    by_name = {one.input: one.before for one in found}
    done, days = by_name["done"], by_name["days"]
    assert isinstance(done, Derived)
    assert done.value == 8
    assert isinstance(days, NotComparable)
    assert "may be an average" in days.reason.template


def _sum_of_two(before: Derived | NotComparable) -> Derived | None:
    is_sum = isinstance(before, Derived) and (before.value, before.rule) == (Fraction(2), "sum")
    return before if is_sum and isinstance(before, Derived) else None


@pytest.mark.slow
def test_the_profile_says_the_rule_marks_the_sums_and_says_what_is_not_added(
    broken: wiring.House, open_screen: Callable[..., AppTest]
) -> None:
    assert broken
    app = open_screen("unit_officer", "ho-so")
    assert not app.exception
    assert "Quy tắc: tổng số liệu." in shown(app)
    assert "**Không cộng được:** chưa có số liệu của Xã B cũ." in shown(app)
    table = next(one.value for one in app.table if "Tổng năm 2024" in one.value.columns)
    told = [cell.replace("\\", "") for cell in table["Số liệu"]]
    assert [cell.replace("\\", "") for cell in table["Tổng năm 2024"]] == ["1.500*", "1.900*"]
    assert list(table["Kỳ này"]) == ["9", "10"]
    assert told[0].endswith("Gồm: Xã A cũ 1.200; Xã B cũ 300")
    assert told[1].endswith("Gồm: Xã A cũ 1.500; Xã B cũ 400")

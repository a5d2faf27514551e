"""This module tests that views which stand beside each other give nobody's answers away."""

from __future__ import annotations

from datetime import date

from dashboards import wiring
from dashboards.queries.indices import indices
from scoring.disclosure import Shown
from storage import UnitRecord, Units
from tests.staff.test_statistics import GROUPS, add_answers


def test_a_group_and_the_province_looked_at_together_give_nobody_away(house: wiring.House) -> None:
    """X3 has two answers, both by interview, where the departments have many."""
    made = [UnitRecord(f"S{n}", f"Sở {n}", "department", "SO", date(2025, 7, 1)) for n in (1, 2)]
    Units(house.database).add_many(made)
    for unit, people in (("S1", 6), ("S2", 20)):
        add_answers(
            house.database, unit, [{"OVERALL": 4}] * people, channel="interview", point_code="PX1"
        )
    add_answers(house.database, "X3", [{"OVERALL": 1}] * 2, channel="interview")
    departments = dict.fromkeys(("S1", "S2"), "SO")
    views = {"COMMUNE": GROUPS, "SO": departments, "": GROUPS | departments}
    shown: dict[tuple[str, str], set[str]] = {}
    for cut in ("unit", "channel"):
        for view, groups in views.items():
            found = indices(house.database, groups, cut, convention="general")
            rows = {row.key for row in found.rows if isinstance(row.index, Shown)}
            shown[view, cut] = rows | ({"whole"} if isinstance(found.whole.index, Shown) else set())
    told = shown["COMMUNE", "unit"] | shown["", "unit"]
    assert "whole" in shown["COMMUNE", "unit"]
    assert len({"X1", "X2", "X3"} - told) >= 2
    assert "interview" not in shown["COMMUNE", "channel"]
    assert not all("interview" in shown[view, "channel"] for view in ("SO", ""))


def test_few_set_aside_in_one_group_are_not_told_by_the_province_with_and_without(
    house: wiring.House,
) -> None:
    """Two answers of a department stand aside, and ten of a commune."""
    made = [UnitRecord(f"S{n}", f"Sở {n}", "department", "SO", date(2025, 7, 1)) for n in (1, 2)]
    Units(house.database).add_many(made)
    for unit, people, flags in (
        ("S1", 20, ()),
        ("S2", 20, ()),
        ("S1", 2, ("burst_browser",)),
        ("X1", 10, ("burst_browser",)),
    ):
        add_answers(
            house.database,
            unit,
            [{"OVERALL": 5}] * people,
            point_code="PX1",
            **({"flags": flags} if flags else {}),
        )
    departments = dict.fromkeys(("S1", "S2"), "SO")
    views = {"COMMUNE": GROUPS, "SO": departments, "": GROUPS | departments}
    for cut in ("unit", "month"):
        shown = [
            view
            for view, groups in views.items()
            if isinstance(
                indices(house.database, groups, cut, convention="general").whole.with_all, Shown
            )
        ]
        assert "SO" not in shown
        assert len(shown) < 2, cut

"""This module tests the screen of disagreements: what it shows, who settles, what that writes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from streamlit.testing.v1 import AppTest

from dashboards import wiring
from dashboards.access.roles import NotAllowed
from dashboards.actions.appraise import ReasonMissing
from dashboards.actions.settle import settle
from dashboards.queries.comparison import change_since
from dashboards.queries.conflicts import Conflict, find_conflicts
from dashboards.queries.results import Results, results, rounds
from scoring.lineage import Derived, NotComparable
from storage import Audit, ChangedMeanwhile, Figures, NewFigure, Rounds, UnitLink, UnitRecord, Units
from tests.staff.conftest import NOW, ROUND, figure, shown

Token = Callable[[str], str]


def computed(unit: str, name: str, value: int) -> NewFigure:
    return NewFigure(
        ROUND, unit, "DOSSIER_ON_TIME", name, Decimal(value), "computed", "may", NOW,
        source="Sổ một cửa", origin="register", prevails=True,
    )  # fmt: skip


@pytest.fixture
def found(house: wiring.House) -> Results:
    Figures(house.database).declare(
        computed("X1", "numerator", 7), computed("X1", "denominator", 10)
    )
    return results(house.database, rounds(house.database)[0])


@pytest.fixture
def conflict(house: wiring.House, found: Results) -> Conflict:
    (only,) = find_conflicts(house.database, found.round, found.criteria_set)
    return only


def on_time(house: wiring.House) -> dict[str, object]:
    return dict(Figures(house.database).effective(ROUND)["X1"]["DOSSIER_ON_TIME"])


def test_both_sides_their_points_and_the_side_that_counts_are_found(conflict: Conflict) -> None:
    assert (conflict.first.origin, conflict.second.origin) == ("declared", "register")
    assert (conflict.found.declared_points, conflict.found.other_points) == (18, 14)
    assert (conflict.found.at_stake, conflict.counting, conflict.settled) == (4, "register", False)


def test_settling_appends_the_side_taken_with_its_reason(
    house: wiring.House, found: Results, conflict: Conflict, token_for: Token
) -> None:
    assert on_time(house)["numerator"] == 7
    settle(house.database, token_for("inspector"), found, conflict=conflict,
           taken=conflict.first, reason="Sổ thiếu tháng 3", at=wiring.now())  # fmt: skip
    assert on_time(house)["numerator"] == 9
    newest = Figures(house.database).history(ROUND, "X1", "DOSSIER_ON_TIME")[-1]
    assert (newest.step, newest.origin, newest.reason) == (
        "appraised",
        "declared",
        "Sổ thiếu tháng 3",
    )
    assert Audit(house.database).latest(1)[0].action == "figures.settled"
    after = find_conflicts(house.database, found.round, found.criteria_set)
    assert [one.settled for one in after] == [True]


def test_only_an_appraiser_settles_with_a_reason_and_nobody_over_a_newer_figure(
    house: wiring.House, found: Results, conflict: Conflict, token_for: Token
) -> None:
    def attempt(role: str, reason: str) -> None:
        settle(house.database, token_for(role), found, conflict=conflict,
               taken=conflict.second, reason=reason, at=wiring.now())  # fmt: skip

    with pytest.raises(NotAllowed):
        attempt("leader", "Vì tôi nói vậy")
    with pytest.raises(ReasonMissing):
        attempt("inspector", "  ừ ")
    Figures(house.database).declare(figure("X1", "DOSSIER_ON_TIME", "numerator", 8))
    with pytest.raises(ChangedMeanwhile):
        attempt("inspector", "Đã đối chiếu sổ")


def test_a_merged_unit_is_compared_with_the_weighted_mean_of_its_predecessors(
    house: wiring.House, found: Results
) -> None:
    database = house.database
    old = [UnitRecord(code, code, "commune", found.round.group, date(2011, 1, 1), date(2025, 6, 30))
           for code in ("A", "B")]  # fmt: skip
    Units(database).add_many(old)
    Units(database).link_many(
        [UnitLink(unit.code, "X1", date(2025, 7, 1), "merged") for unit in old]
    )
    Rounds(database).open(replace(found.round, id="before", year=2024))
    for code, numerator, denominator in (("A", 30, 30), ("B", 0, 10)):
        Figures(database).declare(
            replace(figure(code, "DOSSIER_ON_TIME", "numerator", numerator), round_id="before"),
            replace(figure(code, "DOSSIER_ON_TIME", "denominator", denominator), round_id="before"),
        )
    change = change_since(database, found, "X1")
    assert change is not None
    assert isinstance(change.before, Derived)
    assert [(part.unit_code, part.weight) for part in change.before.parts] == [("A", 30), ("B", 10)]
    high, low = (part.value for part in change.before.parts)
    assert (change.before.rule, change.before.value) == ("weighted_mean", (3 * high + low) / 4)
    other = change_since(database, found, "X2")
    assert other is not None
    assert isinstance(other.before, NotComparable)


@pytest.mark.slow
def test_the_screen_settles_and_says_so(
    house: wiring.House, found: Results, open_screen: Callable[..., AppTest]
) -> None:
    app = open_screen("inspector", "doi-chieu")
    assert "UBND xã Ia Ly" in shown(app)
    assert "Số điểm chênh lệch: **4**" in shown(app)
    app.text_area[0].set_value("Sổ là nguồn chính thức")
    next(button for button in app.button if button.label == "Lưu quyết định").click().run()
    assert "Đã xử lý. Số liệu được chọn" in shown(app)
    assert not app.exception
    for role, may in (("leader", True), ("unit_officer", False)):
        other = open_screen(role, "doi-chieu")
        assert ("Đối chiếu số liệu" in [title.value for title in other.title]) is may
        assert "Lưu quyết định" not in [button.label for button in other.button]

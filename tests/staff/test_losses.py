"""This module tests what is told of lost points: by criterion, by unit, and how it is drawn."""

from __future__ import annotations

from fractions import Fraction

import pytest

from dashboards import wiring
from dashboards.figures.lost_heat import HeatLine, lost_heat
from dashboards.figures.lost_points import LossBar, lost_points
from dashboards.queries.losses import heat, losses, units_losing
from dashboards.queries.results import Results, results, rounds
from dashboards.queries.what_if import basis, changes, parts, supposition
from dashboards.screens.desk import _STYLES
from scoring.next_points import next_points
from storage import Figures
from tests.staff.conftest import figure

STYLE = _STYLES["vi"]
NASTY = "<b>x</b><a href='https://e.vn'>y</a>"


@pytest.fixture
def found(house: wiring.House) -> Results:
    return results(house.database, rounds(house.database)[0])


def test_everything_that_placed_units_lost_is_told_once(found: Results) -> None:
    listed = losses(found)
    placed = [score for score in found.scores.values() if score.index is not None]
    assert sum(one.together for one in listed) == sum(
        score.applicable_max - score.points for score in placed
    )
    assert [one.together for one in listed] == sorted(
        (one.together for one in listed), reverse=True
    )
    on_time = next(one for one in listed if one.code == "DOSSIER_ON_TIME")
    assert (on_time.lost, on_time.undeclared, on_time.units) == (20, 0, 4)
    given = next(one for one in listed if one.code == "CLGQ")
    assert (given.is_area, given.lost, given.units) == (True, 1, 1)
    assert any(one.undeclared and not one.lost for one in listed)


def test_the_unit_that_lost_most_comes_first_with_its_sentence(found: Results) -> None:
    first, *rest = units_losing(found, "DOSSIER_ON_TIME")
    assert (first.unit_code, first.lost) == ("X4", 10)
    assert "5/10" in str(first.line.explanation)
    assert len(rest) == 3


def test_the_table_holds_shares_of_the_maximum_and_leaves_open_what_is_not_scored(
    found: Results,
) -> None:
    rows = heat(found, ["DOSSIER_ON_TIME", "CLGQ"], most=3)
    assert len(rows) == 3
    assert rows[0].unit_code == "X4"
    assert rows[0].shares == (Fraction(50), None)
    everyone = heat(found, ["CLGQ"], most=9)
    assert {row.unit_code: row.shares for row in everyone}["X1"] == (Fraction(25, 3),)


def test_what_was_not_declared_is_the_hatched_end_of_a_bar() -> None:
    bars = [LossBar(NASTY, 3.0, 1.0, "4", NASTY), LossBar("B", 2.0, 0.0, "2", "x")]
    drawn = lost_points(bars, STYLE, title="t", lost_label="l", undeclared_label=NASTY)
    assert [list(trace.x) for trace in drawn.data] == [[3.0, 2.0], [1.0, 0.0]]
    assert drawn.data[1].marker.pattern.shape == "/"
    assert drawn.layout.barmode == "stack"
    assert "<a href" not in drawn.to_json()
    alone = lost_points(bars[1:], STYLE, title="t", lost_label="l", undeclared_label="u")
    assert len(alone.data) == 1
    assert alone.layout.showlegend is False


def test_every_field_of_the_table_carries_its_number_in_dark_ink() -> None:
    lines = [HeatLine(NASTY, (50.0, None), ("50", ""), ("x", NASTY))]
    drawn = lost_heat(lines, STYLE, columns=["1", "2"])
    assert drawn.data[0].text == (("50", ""),) or list(drawn.data[0].text[0]) == ["50", ""]
    assert drawn.data[0].textfont.color == STYLE.ink
    assert (drawn.data[0].zmin, drawn.data[0].zmax) == (0, 100)
    assert "<a href" not in drawn.to_json()


def test_a_basis_is_kept_as_long_as_its_results(house: wiring.House, found: Results) -> None:
    before = basis(house.database, found)
    assert basis(house.database, found) is before
    Figures(house.database).declare(figure("X2", "DOSSIER_ON_TIME", "numerator", 10))
    again = results(house.database, found.round)
    assert basis(house.database, again).scores["X2"].points == before.scores["X2"].points + 4
    # Figures that came in meanwhile do not slip into what was calculated without them.
    assert basis(house.database, found).figures["X2"]["DOSSIER_ON_TIME"]["numerator"] == 8


def test_what_says_the_same_as_before_is_no_change(house: wiring.House, found: Results) -> None:
    before = basis(house.database, found)
    standing = before.figures["X2"]["DOSSIER_ON_TIME"]["numerator"]
    key = ("X2", "DOSSIER_ON_TIME", "numerator")
    assert changes(before, {key: standing}) == ()
    assert changes(before, {("X2", "DOSSIER_ON_TIME", "not_applicable"): None}) == ()
    assert changes(before, {("GONE", "DOSSIER_ON_TIME", "numerator"): None}) == ()
    assert len(changes(before, {key: None})) == 1


def test_an_area_is_offered_whole_or_by_its_criteria(house: wiring.House, found: Results) -> None:
    before = basis(house.database, found)
    codes = {part.code for part in parts(before, "X1")}
    area = before.criteria_set.area("CLGQ")
    assert "CLGQ" in codes
    assert not codes & {criterion.code for criterion in area.scored}
    assert "DOSSIER_ON_TIME" in codes
    assert before.criteria_set.area_of("DOSSIER_ON_TIME").code not in codes
    case = supposition(before, "X1", area)
    assert case.values["points"] == 11
    assert case.line is not None
    assert {one.part.code for one in next_points(before, "X1")} >= {"CLGQ", "DOSSIER_ON_TIME"}

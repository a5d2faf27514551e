"""This module tests what the screens are told: places, losses, searches, counts, spans."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from dashboards import wiring
from dashboards.exports import cell, csv_bytes
from dashboards.queries.appraisal import changed, choices, open_case, preview
from dashboards.queries.benchmark import benchmark, spans, standings
from dashboards.queries.profile import profile
from dashboards.queries.questions import rating_words
from dashboards.queries.results import Results, results, rounds
from dashboards.queries.satisfaction import satisfaction
from dashboards.queries.standing import (
    folded,
    matching,
    median_index,
    most_lost,
    ranking_rows,
    weakest_areas,
)
from dashboards.screens.ranking import ranking_csv
from scoring.disclosure import Measure, Shown, Withheld, release
from scoring.types import ProblemsFound
from storage import Figures
from tests.staff.conftest import NASTY, ROUND, UNITS, figure


@pytest.fixture
def found(house: wiring.House) -> Results:
    return results(house.database, rounds(house.database)[0])


def test_equal_indexes_share_a_place_and_a_unit_without_figures_has_none(found: Results) -> None:
    rows = ranking_rows(found)
    assert [(row.unit_code, row.rank, row.tied) for row in rows] == [
        ("X1", 1, False), ("X3", 2, True), ("X2", 2, True), ("X4", 4, False), ("X5", None, False),
    ]  # fmt: skip
    assert rows[0].points == Fraction(29) + 2  # 18 of 20, 11 given, 2 where the set grants them
    assert rows[-1].index is None
    assert not any(row.complete for row in rows)


def test_results_are_kept_until_a_figure_changes(house: wiring.House, found: Results) -> None:
    assert results(house.database, found.round) is found
    Figures(house.database).declare(figure("X5", "DOSSIER_ON_TIME", "numerator", 10),
                                    figure("X5", "DOSSIER_ON_TIME", "denominator", 10))  # fmt: skip
    again = results(house.database, found.round)
    assert again is not found
    place = again.place_of("X5")
    assert place is not None
    assert place.rank is not None


def test_the_median_counts_only_placed_units(found: Results) -> None:
    rows = ranking_rows(found)
    middle = sorted(row.index for row in rows if row.index is not None)
    assert median_index(rows) == pytest.approx(float(sum(middle[1:3]) / 2))
    assert median_index([]) is None


@pytest.mark.parametrize(
    ("typed", "codes"),
    [("dak song", {"X2"}), ("ĐĂK", {"X2"}), ("quy nhon", {"X3"}), ("ia LY", {"X1"}),
     ("xa", {"X1", "X2", "X4", "X5"}), ("zzz", set()), ("", set(UNITS)), ("Đăk S", {"X2"})],
)  # fmt: skip
def test_search_needs_no_diacritics(found: Results, typed: str, codes: set[str]) -> None:
    assert {row.unit_code for row in matching(ranking_rows(found), typed)} == codes


def test_folding_treats_both_unicode_forms_alike() -> None:
    assert folded("Đăk Đoa") == folded("Đăk Đoa") == "dak doa"


def test_losses_come_costliest_first_and_add_up(house: wiring.House, found: Results) -> None:
    shown = profile(house.database, found, "X1")
    losses = shown.losses()
    assert [loss.lost for loss in losses] == sorted((loss.lost for loss in losses), reverse=True)
    total = found.scores["X1"]
    assert sum(loss.lost for loss in losses) == total.applicable_max - total.points
    # An area given as a whole is a loss of its own, with no criteria below it.
    assert any(loss.line.code == "CLGQ" and loss.lost == 1 for loss in losses)


def test_a_profile_shows_the_source_of_a_figure(house: wiring.House, found: Results) -> None:
    shown = profile(house.database, found, "X1")
    figures = [record for area in shown.areas for part in area.criteria for record in part.figures]
    assert {record.source for record in figures} == {"Cổng Dịch vụ công"}
    assert shown.placed == 4
    with pytest.raises(KeyError):
        profile(house.database, found, "nobody")


def test_the_group_is_told_where_it_is_weak_and_what_costs_most(found: Results) -> None:
    gaps = weakest_areas(found)
    assert [gap.median_share for gap in gaps] == sorted(gap.median_share for gap in gaps)
    assert most_lost(found, most=1)[0].points > 0


def test_satisfaction_counts_every_form_and_hides_small_shares(house: wiring.House) -> None:
    opinion = satisfaction(house.database, frozenset(UNITS))
    units = {unit.unit_code: unit for unit in opinion.units}
    assert {code: unit.answers for code, unit in units.items()} == {
        "X1": 8, "X2": 8, "X3": 2, "X4": 0, "X5": 0,
    }  # fmt: skip
    assert opinion.whole.answers == 18
    assert opinion.whole.simulated
    assert isinstance(units["X3"].estimate, Withheld)
    # X3 alone could be found by subtraction, so one more is hidden with it.
    hidden = {
        code for code, unit in units.items() if unit.answers and isinstance(unit.estimate, Withheld)
    }
    assert len(hidden) == 2
    assert isinstance(opinion.whole.estimate, Shown)
    assert opinion.whole.estimate.value.estimate == pytest.approx(12 / 18)
    assert opinion.channels == {"qr": 18}


def test_units_of_another_group_are_not_counted(house: wiring.House) -> None:
    assert satisfaction(house.database, frozenset({"X9"})).whole.answers == 0


def test_the_file_hides_what_the_screen_hides(house: wiring.House, found: Results) -> None:
    opinion = satisfaction(house.database, frozenset(UNITS))
    text = ranking_csv(found, ranking_rows(found), opinion).decode("utf-8-sig")
    lines = {line.split(",")[2]: line for line in text.split("\r\n")[1:] if line}
    for unit in opinion.units:
        answers, share, note = lines[unit.unit_code].split(",")[-4:-1]
        assert int(answers) == unit.answers
        assert (share == "") == isinstance(unit.estimate, Withheld)
        assert (note == "weak") == (isinstance(unit.estimate, Shown) and unit.estimate.weak)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_a_spreadsheet_runs_nothing(text: str) -> None:
    assert cell(text) == "'" + text
    assert cell(Decimal("-1.5")) == "-1.5"
    assert cell(release(text, Measure.of_count(40))) == "'" + text
    assert csv_bytes(["a"], [[text]]).decode("utf-8-sig").splitlines()[1].startswith(("'", "\"'"))


def test_an_area_is_offered_whole_or_by_criteria_never_both(
    house: wiring.House, found: Results
) -> None:
    offered = {choice.code for choice in choices(house.database, found, "X1")}
    assert "CLGQ" in offered  # given whole: its criteria are not offered
    assert "ONLINE_DOSSIER" not in offered
    assert "DOSSIER_ON_TIME" in offered  # given by criteria: the area is not offered
    assert "TDGQ" not in offered
    assert {"CKMB", "PUBLISH_ON_TIME"} <= offered  # nothing yet: both


def test_a_preview_writes_nothing(house: wiring.House, found: Results) -> None:
    case = open_case(house.database, found, "X1", code="DOSSIER_ON_TIME")
    before = Figures(house.database).latest_id(ROUND)
    figures = {"numerator": Decimal(10), "denominator": Decimal(10)}
    line = preview(house.database, found, case, figures=figures)
    assert line is not None
    assert line.points == 20
    assert Figures(house.database).latest_id(ROUND) == before
    assert changed(case, figures) == {"numerator": Decimal(10)}
    assert changed(case, {}) == {"numerator": None, "denominator": None}
    assert changed(case, case.values) == {}


def test_a_preview_refuses_a_contradiction(house: wiring.House, found: Results) -> None:
    case = open_case(house.database, found, "X1", code="ONLINE_DOSSIER")
    figures = {"numerator": Decimal(1), "denominator": Decimal(2)}
    with pytest.raises(ProblemsFound):
        preview(house.database, found, case, figures=figures)


def test_names_of_units_reach_the_rows_unchanged(found: Results) -> None:
    assert any(NASTY in row.name for row in ranking_rows(found))


def test_predecessors_stand_in_the_field_of_their_year(house: wiring.House) -> None:
    papi = benchmark(house.database)
    found = standings(papi, None, 2024)
    assert [standing.score for standing in found] == sorted(
        (standing.score for standing in found), reverse=True
    )
    assert [standing.group for standing in found] == [0, 0, 1, 1, 2, 2, 3, 3]
    ours = {standing.province: standing for standing in found}
    assert (ours["Gia Lai"].rank, ours["Gia Lai"].group) == (8, 3)
    assert ours["Gia Lai"].score == 32
    assert "Binh Dinh" not in papi.field(None, 2021)
    assert papi.field("D7", 2017) == {}


def test_spans_name_the_best_province_and_leave_gaps(house: wiring.House) -> None:
    papi = benchmark(house.database)
    rows = spans(papi, 2021)
    assert len(rows) == 8
    assert rows[0].best_province == "Lao Cai"
    assert rows[0].ours == (Decimal(4), None)
    assert len(spans(papi, 2017)) == 6
    assert [mark.year for mark in papi.breaks("D5")] == [2018, 2021]
    assert [mark.year for mark in papi.breaks("D1")] == [2018]
    assert papi.years_of("D8") == tuple(range(2018, 2025))


def test_questions_are_said_as_the_form_says_them(house: wiring.House) -> None:
    asked = rating_words(house.database)
    assert "OVERALL" in asked.labels
    assert len(asked.answers) == 5

"""This module tests the figures: what is drawn, in which order, and that labels are disarmed."""

from __future__ import annotations

import json
from typing import TypeVar

import pytest

from dashboards.figures.answer_shares import ShareRow, answer_shares
from dashboards.figures.area_profile import AreaBar, area_profile
from dashboards.figures.benchmark_field import Dot, benchmark_field
from dashboards.figures.benchmark_lines import Break, Line, benchmark_lines
from dashboards.figures.benchmark_profile import DimensionRow, benchmark_profile
from dashboards.figures.distribution import counts_by_bin, distribution
from dashboards.figures.rank_intervals import RankRow, rank_intervals
from dashboards.figures.ranking_bars import Bar, ranking_bars
from dashboards.figures.satisfaction_intervals import IntervalRow, satisfaction_intervals
from dashboards.screens.desk import _STYLES
from scoring.disclosure import Measure, Shown, Withheld, decide, release
from scoring.estimates import Estimate

STYLE = _STYLES["vi"]
NASTY = "<b>x</b><a href='https://e.vn'>y</a>"
WORDS = {"range": "khoảng", "middle": "giữa", "title": "Điểm"}


T = TypeVar("T")
NOBODY = Withheld(decide(Measure.of_people(0)))


def shown(value: T) -> Shown[T]:
    """Let a value through as a desk does."""
    n = value.n if isinstance(value, Estimate) else 50
    released = release(value, Measure.of_count(n))
    assert isinstance(released, Shown)
    return released


SHARES = shown((2.0, 3.0, 5.0, 40.0, 50.0))


def bars(*indexes: float) -> list[Bar]:
    return [Bar(f"{NASTY} {n}", index, f"{index} %", "chi tiết") for n, index in enumerate(indexes)]


def every_figure() -> list[object]:
    areas = [AreaBar(NASTY, 40.0, None, "8/20", "x"), AreaBar("B", 100.0, 50.0, "1/1", "x")]
    rows = [IntervalRow(NASTY, shown(Estimate(50, 0.8, 0.7, 0.9)), "x")]
    dots = [Dot(NASTY, 40.0, 0, ours=True), Dot("B", 41.0, 3, ours=False)]
    lines = [Line(NASTY, (1.0, None, 3.0))]
    dimensions = [DimensionRow(NASTY, (None, 5.0), 3.0, 4.0, 6.0, NASTY)]
    return [
        ranking_bars(bars(90.0, 80.0), STYLE, title="t", median=85.0, median_label=NASTY),
        ranking_bars([], STYLE, title="t", median=None, median_label="m"),
        distribution([71.0, 72.0], STYLE, title="t", unit_word=NASTY, median_label="m"),
        distribution([], STYLE, title="t", unit_word="u", median_label="m"),
        area_profile(areas, STYLE, title="t", unit_label=NASTY, median_label="m"),
        satisfaction_intervals(rows, STYLE, title="t", whole=rows[0].estimate, whole_label=NASTY),
        satisfaction_intervals([], STYLE, title="t", whole=NOBODY, whole_label="w"),
        rank_intervals([RankRow(NASTY, 1, 1, 2, NASTY, span=NASTY)], STYLE, title="t", units=2),
        answer_shares([ShareRow(NASTY, SHARES, 20)], STYLE, answers=list("abcde")),
        benchmark_lines([2019, 2020, 2021], lines, STYLE, field={2019: [1.0, 2.0]},
                        breaks=[Break(2021, NASTY)], words=WORDS),
        benchmark_field(dots, STYLE, group_names=list("abcd"), title="t"),
        benchmark_field([], STYLE, group_names=list("abcd"), title="t"),
        benchmark_profile(dimensions, STYLE, our_names=[NASTY, "B"], best_word="b",
                          median_word="m"),
    ]  # fmt: skip


def test_no_label_reaches_plotly_as_markup() -> None:
    for figure in every_figure():
        text = figure.to_json()
        assert "<a href" not in text
        assert "<b>x" not in text


def test_figures_write_numbers_as_vietnamese_does_and_ask_nobody_for_anything() -> None:
    for figure in every_figure():
        layout = json.loads(figure.to_json())["layout"]
        assert layout["separators"] == ",."
        assert layout["dragmode"] is False
        assert "plotly" not in json.dumps(layout)


def test_the_best_unit_stands_on_top_and_an_incomplete_one_is_hatched() -> None:
    rows = [Bar("A", 90.0, "90", "x"), Bar("B", 10.0, "10", "x", complete=False)]
    figure = ranking_bars(rows, STYLE, title="t", median=50.0, median_label="m")
    assert list(figure.data[0].x) == [90.0, 10.0]
    low, high = figure.layout.yaxis.range
    assert low > high  # the axis runs downwards, so the first row is the top one
    pattern = figure.data[0].marker.pattern
    assert list(pattern.shape) == ["", "/"]
    assert pattern.bgcolor == figure.data[0].marker.color != pattern.fgcolor
    assert figure.layout.shapes[0].x0 == 50.0


def test_a_number_stands_in_a_column_that_no_line_crosses() -> None:
    figure = ranking_bars(bars(90.0, 80.0), STYLE, title="t", median=85.0, median_label="m")
    notes = [note for note in figure.layout.annotations if note.text.endswith("%")]
    assert [note.text for note in notes] == ["90.0 %", "80.0 %"]
    assert all(note.x == 100 and note.xshift > 0 for note in notes)
    assert figure.data[0].text is None
    assert figure.layout.margin.r > 50


def test_units_of_one_name_keep_two_bars() -> None:
    figure = ranking_bars(
        [Bar("A", 9.0, "9", "x"), Bar("A", 8.0, "8", "x")], STYLE,
        title="t", median=None, median_label="m",
    )  # fmt: skip
    assert len(set(figure.data[0].y)) == 2


@pytest.mark.parametrize(
    ("indexes", "bins"),
    [([], []), ([100.0], [(95, 1)]), ([0.0, 4.99, 5.0], [(0, 2), (5, 1)]),
     ([60.0, 72.0], [(60, 1), (65, 0), (70, 1)]), ([104.0, -3.0], None)],
)  # fmt: skip
def test_bins_of_five_hold_every_unit(
    indexes: list[float], bins: list[tuple[int, int]] | None
) -> None:
    found = counts_by_bin(indexes)
    assert sum(n for _, n in found) == len(indexes)
    if bins is not None:
        assert found == bins


def test_lines_are_cut_at_a_break_and_gaps_stay_gaps() -> None:
    years = [2016, 2017, 2018, 2019, 2020]
    figure = benchmark_lines(
        years,
        [Line("Gia Lai (cũ)", (1.0, 2.0, 3.0, None, 5.0))],
        STYLE,
        field={year: [1.0, 2.0, 6.0] for year in years},
        breaks=[Break(2018, "2018")],
        words=WORDS,
    )
    pieces = [trace for trace in figure.data if trace.name == "Gia Lai (cũ)"]
    assert [list(piece.x) for piece in pieces] == [[2016, 2017], [2018, 2019, 2020]]
    assert list(pieces[1].y) == [3.0, None, 5.0]
    assert all(piece.connectgaps is False for piece in pieces)
    assert figure.layout.shapes[0].x0 == 2017.5
    bands = [trace for trace in figure.data if trace.fill == "toself"]
    assert len(bands) == 4  # the range and the middle half, on each side of the break
    assert max(bands[0].y) == 6.0
    assert min(bands[0].y) == 1.0


def test_a_lone_year_still_has_its_band() -> None:
    figure = benchmark_lines(
        [2018], [Line("A", (3.0,))], STYLE, field={2018: [1.0, 5.0]}, breaks=[], words=WORDS
    )
    assert len(figure.data[0].x) == 4


def test_groups_differ_in_colour_and_in_shape_and_ours_are_named() -> None:
    dots = [Dot(f"T{n}", 50.0 - n, n // 2, ours=n == 3) for n in range(8)]
    figure = benchmark_field(dots, STYLE, group_names=list("abcd"), title="t")
    assert len({trace.marker.color for trace in figure.data}) == 4
    assert len({trace.marker.symbol for trace in figure.data}) == 4
    assert [note.text for note in figure.layout.annotations] == ["<b>T3</b>"]


def test_two_equal_predecessors_do_not_hide_each_other() -> None:
    figure = benchmark_profile(
        [DimensionRow("D", (5.0, 5.0), 1.0, 4.0, 9.0, "x")], STYLE,
        our_names=["A", "B"], best_word="b", median_word="m",
    )  # fmt: skip
    first, second = (trace for trace in figure.data if trace.name in {"A", "B"})
    assert list(first.x) == list(second.x)
    assert list(first.y) != list(second.y)


def test_shares_are_stacked_from_the_worst_answer_and_small_ones_carry_no_number() -> None:
    figure = answer_shares([ShareRow("Q", SHARES, 20)], STYLE, answers=list("abcde"))
    assert [trace.name for trace in figure.data] == list("abcde")
    assert [trace.text[0] for trace in figure.data] == ["", "", "", "40", "50"]
    assert len({trace.marker.color for trace in figure.data}) == 5


def test_intervals_are_drawn_as_far_as_they_reach() -> None:
    rows = [
        IntervalRow("A", shown(Estimate(50, 0.8, 0.7, 0.95)), "x"),
        IntervalRow("B", shown(Estimate(12, 0.5, 0.25, 0.75)), "x"),
    ]
    figure = satisfaction_intervals(rows, STYLE, title="t", whole=NOBODY, whole_label="w")
    error = figure.data[0].error_x
    assert (list(error.array), list(error.arrayminus)) == (
        pytest.approx([15.0, 25.0]), pytest.approx([10.0, 25.0]),
    )  # fmt: skip
    assert list(figure.data[0].x) == [80.0, 50.0]
    assert list(figure.data[0].marker.symbol) == ["circle", "circle-open"]  # B is weak
    assert not figure.layout.shapes
    whole = satisfaction_intervals(rows, STYLE, title="t", whole=rows[0].estimate, whole_label="w")
    assert whole.layout.shapes[0].x0 == 80.0


def test_spans_of_ranks_are_written_inwards_and_hollow_where_first_is_out_of_reach() -> None:
    rows = [RankRow("A", 1, 1, 2, "x", "1–2"), RankRow("B", 9, 3, 9, "x", "3–9", hollow=True)]
    drawn = rank_intervals(rows, STYLE, title="t", units=9).data[0]
    assert list(drawn.x) == [1, 9]
    assert list(drawn.error_x.arrayminus) == [0, 6]
    assert list(drawn.error_x.array) == [1, 0]
    assert list(drawn.text) == ["1–2", "3–9"]
    assert list(drawn.textposition) == ["top right", "top left"]
    assert list(drawn.marker.color) == [STYLE.strong, STYLE.surface]

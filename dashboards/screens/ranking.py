"""This module draws the ranking of a peer group: bars, a table to search, and a file to take."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

import streamlit as st

from dashboards.access.roles import INSPECTOR, LEADER, SECRETARIAT
from dashboards.exports import csv_bytes
from dashboards.figures.ranking_bars import ranking_bars
from dashboards.queries.published import Published, published
from dashboards.queries.results import Results
from dashboards.queries.satisfaction import Satisfaction, satisfaction
from dashboards.queries.standing import Row, matching, median_index, ranking_rows, short_name
from dashboards.screens.choosing import choose_results, say_basis, say_published
from dashboards.screens.desk import Desk, Screen
from dashboards.screens.nothing_yet import say_no_figures
from dashboards.screens.overview import bar_of
from dashboards.screens.ranking_doubt import draw_doubt
from dashboards.style import CHART_CONFIG
from scoring.disclosure import Released, Shown
from scoring.estimates import Estimate
from ui import numbers
from ui.words import N_

_ADDRESS: Final = "xep-hang"
_FEW: Final = 15
_ROW_PIXELS: Final = 35


def draw(desk: Desk) -> None:
    """Draw the ranking of one round."""
    words = desk.words
    st.title(words("Ranking"))
    found = choose_results(desk, _ADDRESS)
    if found is None:
        return
    say_basis(desk, found)
    kept = published(desk.database, found)
    say_published(desk, found, kept)
    rows = ranking_rows(found)
    wanted = st.text_input(
        words(N_("Search for a unit")),
        placeholder=words(N_("with or without diacritics")),
        icon=":material/search:",
        key="ranking_search",
    )
    shown = matching(rows, wanted) if wanted else rows
    if not shown:
        st.info(words(N_("No unit of this group has such a name.")))
        return
    table, chart, doubt = st.tabs(
        [words(N_("Table")), words(N_("Chart")), words(N_("How sure are the ranks?"))]
    )
    with table:
        _draw_table(desk, found, shown, kept=kept)
    with chart:
        _draw_chart(desk, rows, shown)
    with doubt:
        draw_doubt(desk, found)
    _draw_download(desk, found, rows)


def _draw_table(desk: Desk, found: Results, rows: Sequence[Row], *, kept: Published | None) -> None:
    words = desk.words
    columns = _columns(desk, found, rows, kept=kept)
    event = st.dataframe(
        columns,
        hide_index=True,
        height=min(620, _ROW_PIXELS * (len(rows) + 1) + 3),
        column_config={
            words("Rank"): st.column_config.TextColumn(width=52, alignment="center"),
            words("Unit"): st.column_config.TextColumn(width=178),
            **{
                name: st.column_config.TextColumn(width=width, alignment="right")
                for name, width in (
                    (words("Index"), 78),
                    (words("Published"), 104),
                    (words("Points"), 110),
                )
                if name in columns
            },
        },
        on_select="rerun",
        selection_mode="single-row",
        key=f"ranking_table_{found.round.id}",
        alt=words(N_("The ranking: rank, unit, index, points and notes.")),
    )
    selected = event.selection.rows
    if selected and selected[0] < len(rows):
        row = rows[selected[0]]
        desk.link(
            "ho-so",
            words(N_("Open the profile of {unit}"), unit=row.name),
            {"don-vi": row.unit_code, "ky": found.round.id},
        )
    else:
        st.caption(words(N_("Choose a row to open the unit's profile.")))
    tied = any(row.tied for row in rows)
    if tied:
        st.caption(words(N_("“=” marks units that share a place: their exact indexes are equal.")))


def _columns(
    desk: Desk, found: Results, rows: Sequence[Row], *, kept: Published | None
) -> dict[str, list[str]]:
    """Fill the table's columns; one that would say nothing is left out."""
    words, language = desk.words, desk.language
    columns: dict[str, list[str]] = {
        words(N_("Rank")): [_rank(desk, row) for row in rows],
        words("Unit"): [short_name(row.name) for row in rows],
        words(N_("Index")): [numbers.percent(row.index, language) for row in rows],
    }
    if kept is not None and kept.differing:
        columns[words(N_("Published"))] = [
            numbers.percent(kept.differing.get(row.unit_code, row.index), language) for row in rows
        ]
    if found.criteria_set.bands:
        columns[words(N_("Band"))] = [words.text(row.band) if row.band else "–" for row in rows]
    columns[words(N_("Points"))] = [
        f"{numbers.number(row.points, language)} / {numbers.points(row.max_points, language)}"
        for row in rows
    ]
    if not all(row.complete for row in rows):
        columns[words(N_("Note"))] = ["" if row.complete else words("incomplete") for row in rows]
    return columns


def _rank(desk: Desk, row: Row) -> str:
    if row.rank is None:
        return "–"
    return numbers.count(row.rank, desk.language) + (" =" if row.tied else "")


def _draw_chart(desk: Desk, rows: Sequence[Row], shown: Sequence[Row]) -> None:
    words = desk.words
    placed = [row for row in shown if row.index is not None]
    if not placed:
        say_no_figures(desk)
        return
    if len(placed) > _FEW * 2:
        options = {
            "first": words(N_("First {n}"), n=_FEW),
            "last": words(N_("Last {n}"), n=_FEW),
            "all": words(N_("All")),
        }
        part = st.segmented_control(
            words(N_("Which units")),
            list(options),
            format_func=options.__getitem__,
            default="first",
            required=True,
            key="ranking_part",
            label_visibility="collapsed",
        )
        placed = {"first": placed[:_FEW], "last": placed[-_FEW:], "all": placed}[part or "first"]
    figure = ranking_bars(
        [bar_of(desk, row) for row in placed],
        desk.style,
        title=words("Index, %"),
        median=median_index(rows),
        median_label=words("median"),
    )
    st.plotly_chart(
        figure, theme=None, config=CHART_CONFIG, key="ranking_bars",
        alt=words(N_("Bars of the index, best unit first.")),
    )  # fmt: skip
    if any(not row.complete for row in placed):
        st.caption(words(N_("Hatched bars: units with absent figures, which count 0 for now.")))


def _draw_download(desk: Desk, found: Results, rows: Sequence[Row]) -> None:
    opinion = satisfaction(desk.database, frozenset(found.scores))
    st.download_button(
        desk.words(N_("Download as CSV")),
        ranking_csv(found, rows, opinion),
        file_name=f"xep-hang-{found.round.id.replace('/', '-')}.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
    )


def ranking_csv(found: Results, rows: Sequence[Row], opinion: Satisfaction) -> bytes:
    """Write the ranking as a file; a share that rests on too few answers stays empty."""
    by_unit = {unit.unit_code: unit for unit in opinion.units}
    bands = {band.name.vi: band.code for band in found.criteria_set.bands}
    lines = []
    for row in rows:
        asked = by_unit[row.unit_code]
        lines.append(
            [
                found.round.group,
                row.rank,
                row.unit_code,
                row.name,
                numbers.rounded(row.points, 4),
                numbers.rounded(row.max_points, 4),
                None if row.index is None else numbers.rounded(row.index, 4),
                bands.get(row.band.vi) if row.band else None,
                "yes" if row.complete else "no",
                asked.answers,
                _percent(asked.estimate),
                "weak" if isinstance(asked.estimate, Shown) and asked.estimate.weak else None,
                "yes" if asked.simulated else "no",
            ]
        )
    header = (
        "group", "rank", "unit_code", "name", "points", "max_points", "index", "band", "complete",
        "answers", "satisfied_percent", "satisfied_note", "answers_simulated",
    )  # fmt: skip
    return csv_bytes(header, lines)


def _percent(estimate: Released[Estimate]) -> Released[Decimal]:
    if isinstance(estimate, Shown):
        return estimate.of(lambda share: numbers.rounded(share.estimate * 100, 2))
    return estimate


SCREEN: Final = Screen(
    address=_ADDRESS,
    title=N_("Ranking"),
    icon=":material/leaderboard:",
    roles=frozenset({LEADER, SECRETARIAT, INSPECTOR}),
    draw=draw,
)

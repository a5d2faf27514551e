"""This module draws PAPI 2011–2024: our two predecessors among all 63 old provinces."""

from __future__ import annotations

from typing import Final

import streamlit as st

from dashboards.access.roles import EVERYONE
from dashboards.figures.benchmark_field import Dot, benchmark_field
from dashboards.figures.benchmark_lines import Break, Line, benchmark_lines
from dashboards.figures.benchmark_profile import DimensionRow, benchmark_profile
from dashboards.queries.benchmark import (
    PREDECESSORS,
    Benchmark,
    Standing,
    benchmark,
    spans,
    standings,
)
from dashboards.screens.desk import Desk, Screen
from dashboards.screens.literal import literal
from dashboards.screens.nothing_yet import BENCHMARK_COMMAND, say_command
from dashboards.style import CHART_CONFIG
from ui import numbers
from ui.words import N_, Words

_ADDRESS: Final = "papi"
_TOTAL: Final = "total"
GROUP_NAMES: Final = (
    N_("highest quarter"),
    N_("upper middle"),
    N_("lower middle"),
    N_("lowest quarter"),
)


def draw(desk: Desk) -> None:
    """Draw the benchmark page."""
    words = desk.words
    st.title(words("PAPI 2011–2024"))
    st.caption(words(N_("How citizens see their province.")))
    papi = benchmark(desk.database)
    if not papi.years:
        st.info(words(N_("No PAPI scores are stored. The system operator can import them.")))
        say_command(desk, BENCHMARK_COMMAND)
        return
    st.caption(
        words(
            N_(
                "PAPI measured the 63 provinces that existed until 30 June 2025. Today's Gia Lai is"
                " old Gia Lai with old Binh Dinh, so both predecessors are drawn, neither stands"
                " for the other."
            )
        )
    )
    dimension = _choose_dimension(desk, papi)
    _draw_lines(desk, papi, dimension)
    year = _choose_year(desk, papi)
    _draw_field(desk, papi, dimension, year=year)
    _draw_profile(desk, papi, year)
    st.caption(
        words(
            N_(
                "Source: PAPI 2011–2024, CECODES, VFF-CRT, RTA and UNDP (papi.org.vn); dimension"
                " scores are sums of published parts, totals unweighted sums of the dimensions."
                " PAPI publishes no intervals, so small differences may be chance."
            )
        )
    )


def _old(words: Words, name: str) -> str:
    return words(N_("{province} (old)"), province=name)


def _choose_dimension(desk: Desk, papi: Benchmark) -> str | None:
    words = desk.words
    names = {_TOTAL: words(N_("Total of all dimensions"))} | {
        dimension.code: words.text(dimension.name) for dimension in papi.scheme.dimensions
    }
    chosen: str = st.selectbox(
        words(N_("What to compare")), list(names), format_func=names.__getitem__, key="papi_what"
    )
    return None if chosen == _TOTAL else chosen


def _choose_year(desk: Desk, papi: Benchmark) -> int:
    years = list(reversed(papi.years))
    return st.selectbox(desk.words(N_("Year")), years, format_func=str, key="papi_year")


def _draw_lines(desk: Desk, papi: Benchmark, dimension: str | None) -> None:
    words = desk.words
    years = papi.years_of(dimension)
    fields = {year: papi.field(dimension, year) for year in years}
    breaks = [mark for mark in papi.breaks(dimension) if years[0] < mark.year <= years[-1]]
    lines = [
        Line(
            _old(words, papi.name_of(province)),
            tuple(
                None if (score := fields[year].get(province)) is None else float(score)
                for year in years
            ),
        )
        for province in PREDECESSORS
    ]
    figure = benchmark_lines(
        years,
        lines,
        desk.style,
        field={year: [float(score) for score in field.values()] for year, field in fields.items()},
        breaks=[Break(mark.year, str(mark.year)) for mark in breaks],
        words={
            "range": words(N_("all provinces")),
            "middle": words(N_("middle half of the provinces")),
            "title": words(N_("Points")),
        },
    )
    st.header(words(N_("Over the years")), anchor=False)
    st.plotly_chart(
        figure, theme=None, config=CHART_CONFIG, key="papi_lines",
        alt=words(N_("Scores of the two predecessors over the years, over the range of all.")),
    )  # fmt: skip
    if breaks:
        reasons = "\n".join(f"- {literal(words.text(mark.reason))}" for mark in breaks)
        st.markdown(words(N_("Dashed lines: years that cannot be compared across them.")))
        st.markdown(reasons)


def _draw_field(desk: Desk, papi: Benchmark, dimension: str | None, *, year: int) -> None:
    words = desk.words
    found = standings(papi, dimension, year)
    st.header(words(N_("All provinces in {year}"), year=str(year)), anchor=False)
    if not found:
        st.info(words(N_("This dimension was not measured in that year.")))
        return
    figure = benchmark_field(
        [
            Dot(
                name=_shown_name(desk, papi, standing),
                score=float(standing.score),
                group=standing.group,
                ours=standing.province in PREDECESSORS,
            )
            for standing in found
        ],
        desk.style,
        group_names=[words(name) for name in GROUP_NAMES],
        title=words("Points"),
    )
    st.plotly_chart(
        figure, theme=None, config=CHART_CONFIG, key="papi_field",
        alt=words(N_("Every province's score from the highest to the lowest, in four groups.")),
    )  # fmt: skip
    _draw_standings(desk, papi, found)


def _shown_name(desk: Desk, papi: Benchmark, standing: Standing) -> str:
    name = papi.name_of(standing.province)
    return _old(desk.words, name) if standing.province in PREDECESSORS else name


def _draw_standings(desk: Desk, papi: Benchmark, found: tuple[Standing, ...]) -> None:
    words, language = desk.words, desk.language
    by_province = {standing.province: standing for standing in found}
    lines = []
    for province in PREDECESSORS:
        name = literal(_old(words, papi.name_of(province)))
        standing = by_province.get(province)
        if standing is None:
            lines.append(words(N_("**{province}**: no score that year"), province=name))
            continue
        lines.append(
            words(
                N_("**{province}**: {score} points, place {rank} of {n}, {group}"),
                province=name,
                score=numbers.number(standing.score, language),
                rank=standing.rank,
                n=len(found),
                group=words(GROUP_NAMES[standing.group]),
            )
        )
    st.markdown("\n".join(f"- {line}" for line in lines))
    st.caption(
        words(
            N_("PAPI itself publishes four groups and no ranks; the place only helps to find them.")
        )
    )


def _draw_profile(desk: Desk, papi: Benchmark, year: int) -> None:
    words = desk.words
    rows = [
        DimensionRow(
            name=words.text(span.dimension.name),
            ours=tuple(None if score is None else float(score) for score in span.ours),
            lowest=float(span.lowest),
            median=float(span.median),
            best=float(span.best),
            best_name=papi.name_of(span.best_province),
        )
        for span in spans(papi, year)
    ]
    st.header(
        words(N_("Every dimension of {year} against the best province"), year=str(year)),
        anchor=False,
    )
    figure = benchmark_profile(
        rows,
        desk.style,
        our_names=[_old(words, papi.name_of(province)) for province in PREDECESSORS],
        best_word=words(N_("best province")),
        median_word=words("median"),
    )
    st.plotly_chart(
        figure, theme=None, config=CHART_CONFIG, key="papi_profile",
        alt=words(N_("Each dimension: range of all provinces, median, best, predecessors.")),
    )  # fmt: skip


SCREEN: Final = Screen(
    address=_ADDRESS,
    title=N_("PAPI"),
    icon=":material/monitoring:",
    roles=EVERYONE,
    draw=draw,
)

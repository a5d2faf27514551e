"""This module says and draws how sure ranks are: who could be first, each unit's span, groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import streamlit as st

from dashboards.figures.rank_intervals import RankRow, rank_intervals
from dashboards.queries.rank_doubt import RankDoubt, UnitDoubt
from dashboards.screens.desk import Desk
from dashboards.screens.literal import literal
from dashboards.style import CHART_CONFIG
from ui import numbers
from ui.words import N_

_FEW: Final = 15
_MOST_NAMES: Final = 6
_LEAST: Final = 0.01
_ROW_PIXELS: Final = 35
_TALLEST: Final = 620


def rank_span(desk: Desk, one: UnitDoubt) -> str:
    """Write the ranks that a unit could have: '3–17', or one rank alone."""
    low = numbers.count(one.low, desk.language)
    return low if one.low == one.high else f"{low}–{numbers.count(one.high, desk.language)}"


def chance(desk: Desk, share: float) -> str:
    """Write a chance found by draws: what never came out of them may come yet."""
    if share < _LEAST:
        return f"< {numbers.share(_LEAST, desk.language, places=0)}"
    if share > 1 - _LEAST:
        return f"> {numbers.share(1 - _LEAST, desk.language, places=0)}"
    return numbers.share(share, desk.language, places=0)


def draw_rank_doubt(
    desk: Desk, doubt: RankDoubt, names: Mapping[str, str], *, key: str, with_error: bool
) -> None:
    """Say who cannot be told from the first, draw every span, then the table and the groups."""
    _say_ends(desk, doubt, names)
    _draw_spans(desk, doubt, names, key=key)
    _draw_table(desk, doubt, names, key=key, with_error=with_error)
    _draw_together(desk, doubt, names)


def _say_ends(desk: Desk, doubt: RankDoubt, names: Mapping[str, str]) -> None:
    """Say in a line each what a leader asks first: is the first the first, is the last the last."""
    words = desk.words
    first, last = doubt.beside_first, doubt.beside_last
    ends = (
        (
            first,
            N_("Not told apart from rank one: {n} of {all} units"),
            N_("Rank one is certain."),
        ),
        (
            last,
            N_("Not told apart from the last rank: {n} of {all} units"),
            N_("The last rank is certain."),
        ),
    )
    for units, doubted, certain in ends:
        sentence = words(doubted, n=len(units), all=len(doubt.units)) if units else words(certain)
        few = 0 < len(units) <= _MOST_NAMES
        named = f"({_listed(desk, units, names)})" if few else ""
        st.markdown(f"**{literal(sentence)}** {literal(named)}".rstrip())
    sure = sum(one.low == one.high for one in doubt.units)
    if sure:
        st.markdown(literal(words(N_("Units whose rank is certain: {n}."), n=sure)))


def _draw_spans(desk: Desk, doubt: RankDoubt, names: Mapping[str, str], *, key: str) -> None:
    words = desk.words
    figure = rank_intervals(
        [_row(desk, one, names) for one in _part(desk, doubt.units, key=key)],
        desk.style,
        title=words(N_("Rank")),
        units=len(doubt.units),
    )
    st.plotly_chart(
        figure, theme=None, config=CHART_CONFIG, key=f"{key}_spans",
        alt=words(N_("Rank of each unit with the ranks that cannot be ruled out.")),
    )  # fmt: skip
    st.caption(
        words(N_("Dot: rank; bar: ranks that cannot be ruled out. Hollow: could not be the first."))
    )


def _part(desk: Desk, units: Sequence[UnitDoubt], *, key: str) -> Sequence[UnitDoubt]:
    """Let the reader choose the first, the last or all where there are many."""
    if len(units) <= 2 * _FEW:
        return units
    words = desk.words
    options = {
        "first": words("First {n}", n=_FEW),
        "last": words("Last {n}", n=_FEW),
        "all": words("All"),
    }
    chosen = st.segmented_control(
        words("Which units"),
        list(options),
        format_func=options.__getitem__,
        default="first",
        required=True,
        key=f"{key}_part",
        label_visibility="collapsed",
    )
    return {"first": units[:_FEW], "last": units[-_FEW:]}.get(chosen or "first", units)


def _row(desk: Desk, one: UnitDoubt, names: Mapping[str, str]) -> RankRow:
    name = names.get(one.unit, one.unit)
    return RankRow(
        name=name,
        rank=one.rank,
        low=one.low,
        high=one.high,
        detail=desk.words(
            N_("{unit}: rank {rank}, between {low} and {high}"),
            unit=name,
            rank=one.rank,
            low=one.low,
            high=one.high,
        ),
        span=rank_span(desk, one),
        hollow=one.low > 1,
    )


def _draw_table(
    desk: Desk, doubt: RankDoubt, names: Mapping[str, str], *, key: str, with_error: bool
) -> None:
    """List every unit; what fits on a phone comes first, the rest follows to the right."""
    words, language = desk.words, desk.language
    rank, unit, span = words("Rank"), words("Unit"), words(N_("Could be"))
    top = words(N_("Among the first {n}"), n=doubt.top)
    columns = {
        rank: [numbers.count(one.rank, language) for one in doubt.units],
        unit: [names.get(one.unit, one.unit) for one in doubt.units],
        span: [rank_span(desk, one) for one in doubt.units],
        top: [chance(desk, one.chance_of_top) for one in doubt.units],
    }
    widths = {rank: 48, span: 100, top: 168}
    if with_error:
        index = words(N_("Index, % ± error"))
        columns[index] = [
            f"{numbers.number(one.estimate, language)} ± {numbers.number(one.se, language)}"
            for one in doubt.units
        ]
        widths[index] = 128
    st.dataframe(
        columns,
        hide_index=True,
        height=min(_TALLEST, _ROW_PIXELS * (len(doubt.units) + 1) + 3),
        column_config={
            unit: st.column_config.TextColumn(width=186),
            **{
                name: st.column_config.TextColumn(width=width, alignment="right")
                for name, width in widths.items()
            },
        },
        key=f"{key}_table",
        alt=words(N_("Each unit's rank, what it could be, its chance to be among the first.")),
    )


def _draw_together(desk: Desk, doubt: RankDoubt, names: Mapping[str, str]) -> None:
    """List the runs of ranks within which no two units can be told apart, best first."""
    words, language = desk.words, desk.language
    if not doubt.together:
        return
    ranks = {one.unit: one.rank for one in doubt.units}
    label = words(N_("Units that cannot be told apart: {n} groups"), n=len(doubt.together))
    with st.expander(literal(label)):
        st.caption(
            words(
                N_(
                    "Within a group no difference is beyond chance (all pairs judged together,"
                    " Holm, 95 %). Groups may overlap."
                )
            )
        )
        lines = []
        for group in doubt.together:
            span = words(
                N_("ranks {low}–{high}, {n} units"),
                low=numbers.count(min(ranks[unit] for unit in group), language),
                high=numbers.count(max(ranks[unit] for unit in group), language),
                n=len(group),
            )
            lines.append(f"- **{literal(span)}**: {literal(_listed(desk, group, names))}")
        st.markdown("\n".join(lines))


def _listed(desk: Desk, units: Sequence[str], names: Mapping[str, str]) -> str:
    """Name a few units and say how many more there are."""
    listed = ", ".join(names.get(unit, unit) for unit in units[:_MOST_NAMES])
    more = len(units) - _MOST_NAMES
    return listed if more <= 0 else desk.words(N_("{units} and {n} more"), units=listed, n=more)

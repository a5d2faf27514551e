"""This module draws the tables and figures of satisfaction indices: parts, cuts and ranks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import streamlit as st

from dashboards.figures.satisfaction_intervals import IntervalRow, satisfaction_intervals
from dashboards.queries.indices import Cut, IndexRow, Indices
from dashboards.queries.rank_doubt import rank_doubt
from dashboards.screens.cards import interval, say_marks, share_with_interval
from dashboards.screens.desk import Desk
from dashboards.screens.index_words import as_estimate, key_words
from dashboards.screens.literal import literal
from dashboards.screens.rank_words import draw_rank_doubt
from dashboards.style import CHART_CONFIG
from scoring.disclosure import Shown
from scoring.inference.tallied import TalliedIndex
from ui import numbers
from ui.words import N_

_FEW: Final = 20
_ROW_PIXELS: Final = 35
_TALLEST: Final = 620
# Half the width of a 95 % interval in standard errors.
_HALF: Final = 1.96


def draw_parts(desk: Desk, found: Indices) -> None:
    """List every factor and item with its index, interval and number of answers."""
    words = desk.words
    head = (words("Question"), words("Satisfied, % (95 % interval)"), words("Rated by"))
    lines = []
    for part in found.parts:
        estimate = as_estimate(part.index)
        name = literal(words.text(part.name))
        people = part.index.value.n if isinstance(part.index, Shown) else None
        cells = (
            f"**{name}**" if part.is_factor else name,
            literal(share_with_interval(desk, estimate)),
            literal(numbers.count(people, desk.language)),
        )
        lines.append(cells)
    rows = [tuple(literal(one) for one in head), ("---", "---:", "---:"), *lines]
    st.markdown("\n".join(f"| {' | '.join(row)} |" for row in rows))
    st.caption(words(N_("Bold: a factor, over all marks to its questions.")))
    say_marks(desk, [part.index for part in found.parts])


def draw_cut(desk: Desk, found: Indices, cut: Cut, *, names: Mapping[str, str]) -> None:
    """Draw the overall index of every domain of a cut, without and with what was set aside."""
    words = desk.words
    rows = found.rows
    shown = [row for row in rows if isinstance(row.index, Shown)]
    ordered = shown if cut == "month" else sorted(shown, key=_share)
    if ordered:
        figure = satisfaction_intervals(
            [
                _interval_row(desk, row, key_words(desk, cut, row.key, names=names))
                for row in ordered[:_FEW]
            ],
            desk.style,
            title=words("Satisfied, % (dot) with 95 % interval (bar)"),
            whole=as_estimate(found.whole.index),
            whole_label=words(N_("all together")),
        )
        if len(ordered) > _FEW:
            st.caption(words(N_("Drawn: the lowest {n}. The table holds all."), n=_FEW))
        st.plotly_chart(
            figure, theme=None, config=CHART_CONFIG, key="index_cut",
            alt=words(N_("Overall index of each row with its interval.")),
        )  # fmt: skip
    else:
        st.info(words("Each of these units has too few answers to show a share."))
    hidden = [row for row in rows if not isinstance(row.index, Shown)]
    _draw_table(desk, [*ordered, *hidden], cut, names=names)
    say_marks(desk, [row.index for row in rows])


def _draw_table(
    desk: Desk, rows: Sequence[IndexRow], cut: Cut, *, names: Mapping[str, str]
) -> None:
    words, language = desk.words, desk.language
    first = words("Unit") if cut == "unit" else words(N_("Row"))
    share, every = words("Satisfied, % (95 % interval)"), words(N_("With those set aside, %"))
    answers, aside = words("Answers"), words("Set aside")
    st.dataframe(
        {
            first: [key_words(desk, cut, row.key, names=names) for row in rows],
            share: [share_with_interval(desk, as_estimate(row.index)) for row in rows],
            answers: [numbers.count(row.answers, language) for row in rows],
            aside: [numbers.count(row.set_aside, language) for row in rows],
            every: [share_with_interval(desk, as_estimate(row.with_all)) for row in rows],
        },
        hide_index=True,
        height=min(_TALLEST, _ROW_PIXELS * (len(rows) + 1) + 3),
        column_config={
            first: st.column_config.TextColumn(width=150),
            share: st.column_config.TextColumn(width=150, alignment="right"),
            every: st.column_config.TextColumn(width=150, alignment="right"),
            answers: st.column_config.TextColumn(width=64, alignment="right"),
            aside: st.column_config.TextColumn(width=72, alignment="right"),
        },
        key=f"index_table_{cut}",
        alt=words(N_("Each row's index without and with answers set aside, and their numbers.")),
    )


def _share(row: IndexRow) -> float:
    return row.index.value.estimate if isinstance(row.index, Shown) else 0.0


def _interval_row(desk: Desk, row: IndexRow, name: str) -> IntervalRow:
    estimate = as_estimate(row.index)
    if not isinstance(estimate, Shown):
        raise TypeError("only what is shown is drawn")
    one = estimate.value
    return IntervalRow(
        name=name,
        estimate=estimate,
        detail=desk.words(
            "{unit}: {share} satisfied, interval {interval}, {n} answers",
            unit=name,
            share=numbers.share(one.estimate, desk.language),
            interval=interval(desk, one),
            n=row.answers,
        ),
    )


def draw_ranks(desk: Desk, found: Indices, names: Mapping[str, str]) -> None:
    """Draw the units' ranks by satisfaction, with the ranks that the answers cannot rule out."""
    words = desk.words
    shown = [(row.key, row.index.value) for row in found.rows if isinstance(row.index, Shown)]
    if len(shown) < 2:
        st.info(words(N_("Too few units have enough answers to be ranked.")))
        return
    doubt = rank_doubt(
        tuple(unit for unit, _ in shown),
        tuple(100 * one.estimate for _, one in shown),
        tuple(100 * _error(one) for _, one in shown),
    )
    st.caption(
        words(
            N_(
                "Ranks by satisfaction. A bar holds the ranks that the answers cannot rule out, for"
                " all units at once with 95 % (Mogstad, Romano, Shaikh and Wilhelm 2024). Units"
                " whose bars are wide have few answers."
            )
        )
    )
    draw_rank_doubt(desk, doubt, names, key="index_ranks", with_error=False)


def _error(one: TalliedIndex) -> float:
    """Take the error; where all are satisfied it is 0, and the interval's own width counts."""
    return max(one.se, (one.ci_high - one.ci_low) / (2 * _HALF))

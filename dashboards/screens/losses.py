"""This module draws where a group lost its points: by criterion, by unit, and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import streamlit as st

from dashboards.figures.lost_heat import HeatLine, lost_heat
from dashboards.figures.lost_points import LossBar, lost_points
from dashboards.queries.losses import CriterionLoss, HeatRow, heat, losses, units_losing
from dashboards.queries.results import Results
from dashboards.queries.standing import short_name
from dashboards.screens.desk import Desk
from dashboards.screens.literal import literal
from dashboards.style import CHART_CONFIG
from ui import numbers
from ui.words import N_

_CRITERIA: Final = 8
_UNITS: Final = 12
_REASONS: Final = 8


def draw_losses(desk: Desk, found: Results) -> None:
    """Draw what the placed units of a round lost, the costliest criteria first."""
    words = desk.words
    costly = losses(found)
    if not costly:
        return
    st.header(words("Where points were lost"), anchor=False)
    st.caption(
        words(
            N_(
                "Points lost by all placed units together, in the {n} costliest of {all} criteria"
                " in which any were lost."
            ),
            n=min(_CRITERIA, len(costly)),
            all=len(costly),
        )
    )
    left, right = st.columns(2, gap="large")
    with left:
        _draw_bars(desk, costly[:_CRITERIA])
    with right:
        _draw_heat(desk, found, costly[:_CRITERIA])
    _draw_reasons(desk, found, costly)


def _draw_bars(desk: Desk, costly: Sequence[CriterionLoss]) -> None:
    words, language = desk.words, desk.language
    bars = [
        LossBar(
            name=f"{place}. {_named(desk, loss)}",
            lost=float(loss.lost),
            undeclared=float(loss.undeclared),
            label=numbers.number(loss.together, language, places=1),
            detail=words(
                N_("{criterion}: {points} points in {n} units"),
                criterion=_named(desk, loss),
                points=numbers.points(loss.together, language),
                n=loss.units,
            ),
        )
        for place, loss in enumerate(costly, 1)
    ]
    figure = lost_points(
        bars,
        desk.style,
        title=words(N_("Points lost")),
        lost_label=words(N_("by results")),
        undeclared_label=words(N_("not declared yet")),
    )
    st.plotly_chart(
        figure, theme=None, config=CHART_CONFIG, key="lost_points",
        alt=words(N_("Bars of the points that the group lost in its costliest criteria.")),
    )  # fmt: skip


def _named(desk: Desk, loss: CriterionLoss) -> str:
    name = desk.words.text(loss.name)
    return desk.words("Whole area: {area}", area=name) if loss.is_area else name


def _draw_heat(desk: Desk, found: Results, costly: Sequence[CriterionLoss]) -> None:
    words = desk.words
    rows = heat(found, [loss.code for loss in costly], most=_UNITS)
    st.markdown(
        literal(
            words(
                N_(
                    "The {n} units that lost most: share lost of each criterion's maximum, in per"
                    " cent. The numbers above are those of the criteria; an empty field is not"
                    " applicable, or not scored by itself."
                ),
                n=len(rows),
            )
        )
    )
    figure = lost_heat(
        [_heat_line(desk, row, costly) for row in rows],
        desk.style,
        columns=[str(place) for place in range(1, len(costly) + 1)],
    )
    st.plotly_chart(
        figure, theme=None, config=CHART_CONFIG, key="lost_heat",
        alt=words(
            N_("Table of the units that lost most: the share lost of each criterion's maximum.")
        ),
    )  # fmt: skip


def _heat_line(desk: Desk, row: HeatRow, costly: Sequence[CriterionLoss]) -> HeatLine:
    words, language = desk.words, desk.language
    shares = tuple(None if share is None else float(share) for share in row.shares)
    details = tuple(
        words(
            N_("{unit}, {criterion}: {share} of the maximum lost"),
            unit=row.name,
            criterion=_named(desk, loss),
            share=numbers.percent(share, language, places=0),
        )
        for share, loss in zip(shares, costly, strict=True)
    )
    labels = tuple(
        "" if share is None else numbers.number(share, language, places=0) for share in shares
    )
    return HeatLine(short_name(row.name), shares, labels, details)


def _draw_reasons(desk: Desk, found: Results, costly: Sequence[CriterionLoss]) -> None:
    words, language = desk.words, desk.language
    names = {loss.code: _named(desk, loss) for loss in costly}
    chosen: str = st.selectbox(
        words(N_("Why points were lost in")),
        list(names),
        format_func=names.__getitem__,
        key=f"lost_in_{found.round.id}",
    )
    reasons = units_losing(found, chosen)
    st.markdown(
        "\n".join(
            words(
                "{place}. **−{points}** {criterion}: {why}",
                place=str(place),
                points=literal(numbers.number(one.lost, language)),
                criterion=literal(short_name(one.name)),
                why=literal(words.say(one.line.explanation)),
            )
            for place, one in enumerate(reasons[:_REASONS], 1)
        )
    )
    if len(reasons) > _REASONS:
        st.caption(
            words(N_("And {n} more units that lost no more than these."), n=len(reasons) - _REASONS)
        )

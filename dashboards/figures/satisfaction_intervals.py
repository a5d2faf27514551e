"""This module draws shares of satisfied answers with their intervals, one row a unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import plotly.graph_objects as go

from dashboards.style import Style, plain, settle, wrapped
from scoring.disclosure import Released, Shown
from scoring.estimates import Estimate

_ROW_PIXELS: Final = 32
_FRAME_PIXELS: Final = 60
_LABEL_LETTERS: Final = 26


@dataclass(frozen=True, slots=True)
class IntervalRow:
    """One unit: share satisfied with its interval, and the hover text."""

    name: str
    estimate: Shown[Estimate]
    detail: str


def satisfaction_intervals(
    rows: Sequence[IntervalRow],
    style: Style,
    *,
    title: str,
    whole: Released[Estimate],
    whole_label: str,
) -> go.Figure:
    """Draw a dot with its interval for each unit in the order given, from the top down.

    A weak share has a hollow dot. ``whole`` is the share over all units, drawn as a line.
    """
    places = list(range(len(rows)))
    found = [row.estimate.value for row in rows]
    figure = go.Figure(
        go.Scatter(
            x=[100 * one.estimate for one in found],
            y=places,
            mode="markers",
            marker={
                "size": 9,
                "color": style.strong,
                "symbol": ["circle-open" if row.estimate.weak else "circle" for row in rows],
                "line": {"width": 2},
            },
            error_x={
                "type": "data",
                "symmetric": False,
                "array": [100 * (one.ci_high - one.estimate) for one in found],
                "arrayminus": [100 * (one.estimate - one.ci_low) for one in found],
                "color": style.background_series,
                "thickness": 3,
                "width": 0,
            },
            hovertext=[plain(row.detail) for row in rows],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )
    settle(figure, style, height=_FRAME_PIXELS + _ROW_PIXELS * max(1, len(rows)))
    lowest = min((100 * one.ci_low for one in found), default=0.0)
    figure.update_xaxes(
        range=[max(0.0, lowest - 3), 101], title={"text": title}, ticksuffix="", nticks=6
    )
    figure.update_yaxes(
        tickvals=places,
        ticktext=[wrapped(row.name, _LABEL_LETTERS) for row in rows],
        range=[len(rows) - 0.4, -0.6],
        showgrid=False,
        tickfont={"color": style.ink, "size": 12},
    )
    if isinstance(whole, Shown):
        share = 100 * whole.value.estimate
        figure.add_vline(x=share, line={"color": style.accent, "width": 1.5, "dash": "dot"})
        figure.add_annotation(
            x=share, y=1, yref="paper", yanchor="bottom", showarrow=False,
            text=plain(whole_label), font={"color": style.accent, "size": 11},
        )  # fmt: skip
        figure.update_layout(margin={"t": 24})
    return figure

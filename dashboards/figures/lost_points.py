"""This module draws criteria as bars of the points that a group lost in them, costliest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import plotly.graph_objects as go

from dashboards.style import Style, plain, settle, wrapped

_ROW_PIXELS: Final = 46
_FRAME_PIXELS: Final = 76
_LABEL_LETTERS: Final = 24
_LABEL_SHIFT: Final = 6
_LABEL_ROOM: Final = 58


@dataclass(frozen=True, slots=True)
class LossBar:
    """One criterion: points lost by results, points that no figure was declared for."""

    name: str
    lost: float
    undeclared: float
    label: str
    detail: str


def lost_points(
    bars: Sequence[LossBar], style: Style, *, title: str, lost_label: str, undeclared_label: str
) -> go.Figure:
    """Draw one bar a criterion, from the top down; what is not declared is the hatched end."""
    places = list(range(len(bars)))
    details = [plain(bar.detail) for bar in bars]
    figure = go.Figure()
    figure.add_bar(
        x=[bar.lost for bar in bars], y=places, orientation="h", name=plain(lost_label),
        marker={"color": style.accent}, hovertext=details,
        hovertemplate="%{hovertext}<extra></extra>",
    )  # fmt: skip
    if any(bar.undeclared for bar in bars):
        pattern = {
            "shape": "/", "solidity": 0.35, "bgcolor": style.background_series,
            "fgcolor": style.surface,
        }  # fmt: skip
        figure.add_bar(
            x=[bar.undeclared for bar in bars], y=places, orientation="h",
            name=plain(undeclared_label),
            marker={"color": style.background_series, "pattern": pattern}, hovertext=details,
            hovertemplate="%{hovertext}<extra></extra>",
        )  # fmt: skip
    for place, bar in enumerate(bars):
        figure.add_annotation(
            x=bar.lost + bar.undeclared, y=place, xshift=_LABEL_SHIFT, text=plain(bar.label),
            showarrow=False, xanchor="left", font={"color": style.ink, "size": 12},
        )  # fmt: skip
    settle(figure, style, height=_FRAME_PIXELS + _ROW_PIXELS * max(1, len(bars)))
    figure.update_layout(
        barmode="stack",
        bargap=0.3,
        showlegend=any(bar.undeclared for bar in bars),
        margin={"r": _LABEL_ROOM},
        legend={"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom", "traceorder": "normal"},
    )
    figure.update_xaxes(rangemode="tozero", title={"text": plain(title)}, nticks=4)
    figure.update_yaxes(
        tickvals=places,
        ticktext=[wrapped(bar.name, _LABEL_LETTERS) for bar in bars],
        range=[len(bars) - 0.4, -0.6],
        showgrid=False,
        tickfont={"color": style.ink, "size": 12},
    )
    return figure

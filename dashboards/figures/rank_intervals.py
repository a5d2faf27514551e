"""This module draws ranks with the ranks that cannot be ruled out, one row a unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import plotly.graph_objects as go

from dashboards.style import Style, plain, settle, wrapped

_ROW_PIXELS: Final = 32
_FRAME_PIXELS: Final = 60
_LABEL_LETTERS: Final = 26


@dataclass(frozen=True, slots=True)
class RankRow:
    """One unit: its rank, the first and last rank that it could have, and the hover text."""

    name: str
    rank: float
    low: int
    high: int
    detail: str


def rank_intervals(rows: Sequence[RankRow], style: Style, *, title: str, units: int) -> go.Figure:
    """Draw a dot with its interval for each unit in the order given, from the top down.

    Rank 1 is at the left, ``units`` is the last rank there is.
    """
    places = list(range(len(rows)))
    figure = go.Figure(
        go.Scatter(
            x=[row.rank for row in rows],
            y=places,
            mode="markers",
            marker={"size": 9, "color": style.strong},
            error_x={
                "type": "data",
                "symmetric": False,
                "array": [row.high - row.rank for row in rows],
                "arrayminus": [row.rank - row.low for row in rows],
                "color": style.background_series,
                "thickness": 5,
                "width": 0,
            },
            hovertext=[plain(row.detail) for row in rows],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )
    settle(figure, style, height=_FRAME_PIXELS + _ROW_PIXELS * max(1, len(rows)))
    figure.update_xaxes(range=[0.2, units + 0.8], title={"text": title}, tickformat="d", nticks=8)
    figure.update_yaxes(
        tickvals=places,
        ticktext=[wrapped(row.name, _LABEL_LETTERS) for row in rows],
        range=[len(rows) - 0.4, -0.6],
        showgrid=False,
        tickfont={"color": style.ink, "size": 12},
    )
    return figure

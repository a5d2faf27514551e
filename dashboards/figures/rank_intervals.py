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
    """One unit: its rank, the first and last rank that it could have, and the hover text.

    ``span`` is written beside the dot; a hollow dot is for those who could not be the first.
    """

    name: str
    rank: float
    low: int
    high: int
    detail: str
    span: str = ""
    hollow: bool = False


def rank_intervals(rows: Sequence[RankRow], style: Style, *, title: str, units: int) -> go.Figure:
    """Draw a dot with its interval for each unit in the order given, from the top down.

    Rank 1 is at the left, ``units`` is the last rank there is.
    """
    places = list(range(len(rows)))
    figure = go.Figure(
        go.Scatter(
            x=[row.rank for row in rows],
            y=places,
            mode="markers+text",
            marker={
                "size": 9,
                "color": [style.surface if row.hollow else style.strong for row in rows],
                "line": {"color": style.strong, "width": 2},
            },
            text=[plain(row.span) for row in rows],
            # Away from the nearer edge, so that no text is cut.
            textposition=["top right" if row.rank <= units / 2 else "top left" for row in rows],
            textfont={"color": style.ink, "size": 12},
            cliponaxis=False,
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

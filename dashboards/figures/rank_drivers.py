"""This module draws what moves a ranking: each cause's share of the movement, alone and in all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import plotly.graph_objects as go

from dashboards.style import Style, plain, settle, wrapped

_ROW_PIXELS: Final = 46
_FRAME_PIXELS: Final = 90
_LABEL_LETTERS: Final = 30


@dataclass(frozen=True, slots=True)
class CauseRow:
    """One cause: its Sobol indices, first-order and total, from 0 to 1."""

    name: str
    first: float
    total: float


def rank_drivers(
    rows: Sequence[CauseRow], style: Style, *, title: str, alone: str, in_all: str
) -> go.Figure:
    """Draw two bars for each cause in the order given; ``alone`` and ``in_all`` name them."""
    names = [wrapped(row.name, _LABEL_LETTERS) for row in rows]
    figure = go.Figure()
    for label, colour, values in (
        (in_all, style.background_series, [row.total for row in rows]),
        (alone, style.strong, [row.first for row in rows]),
    ):
        figure.add_bar(
            x=[100 * value for value in values],
            y=list(range(len(rows))),
            orientation="h",
            name=plain(label),
            marker={"color": colour},
            hovertemplate="%{x:.0f} %<extra></extra>",
        )
    settle(figure, style, height=_FRAME_PIXELS + _ROW_PIXELS * max(1, len(rows)))
    figure.update_layout(
        barmode="group",
        bargap=0.3,
        showlegend=True,
        legend={
            "orientation": "h",
            "y": 1.0,
            "yanchor": "bottom",
            "x": 0,
            "traceorder": "reversed",
        },
        margin={"t": 40},
    )
    figure.update_xaxes(range=[0, 101], title={"text": title}, nticks=6)
    figure.update_yaxes(
        tickvals=list(range(len(rows))),
        ticktext=names,
        range=[len(rows) - 0.4, -0.6],
        showgrid=False,
        tickfont={"color": style.ink, "size": 11},
    )
    return figure

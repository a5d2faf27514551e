"""This module draws units as horizontal bars of their index, best first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import plotly.graph_objects as go

from dashboards.style import Style, plain, settle, wrapped

_ROW_PIXELS: Final = 34
_FRAME_PIXELS: Final = 48
_LABEL_LETTERS: Final = 26
_LABEL_SHIFT: Final = 8
_LABEL_ROOM: Final = 64


@dataclass(frozen=True, slots=True)
class Bar:
    """One unit: its name, index in per cent, and what is written at the bar and on hover."""

    name: str
    index: float
    label: str
    detail: str
    complete: bool = True


def ranking_bars(
    bars: Sequence[Bar], style: Style, *, title: str, median: float | None, median_label: str
) -> go.Figure:
    """Draw one bar a unit; an incomplete unit's bar is hatched, the group's median is a line.

    Shapes: bars in the order given, from the top down. Units: index in per cent, axis 0 to 100.
    """
    figure = go.Figure(
        go.Bar(
            x=[bar.index for bar in bars],
            # The position keeps units with the same name apart; the label is the tick text.
            y=list(range(len(bars))),
            orientation="h",
            marker={
                "color": style.strong,
                "pattern": {
                    "shape": ["" if bar.complete else "/" for bar in bars],
                    "solidity": 0.35,
                    # Both named: what is left out is drawn transparent, and the bar is gone.
                    "bgcolor": style.strong,
                    "fgcolor": style.surface,
                },
            },
            hovertext=[plain(bar.detail) for bar in bars],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )
    settle(figure, style, height=_FRAME_PIXELS + _ROW_PIXELS * max(1, len(bars)))
    figure.update_layout(bargap=0.28)
    for place, bar in enumerate(bars):
        # In a column of their own at the right, where the median's line never crosses a number.
        figure.add_annotation(
            x=100, y=place, xshift=_LABEL_SHIFT, text=plain(bar.label), showarrow=False,
            xanchor="left", font={"color": style.ink, "size": 12},
        )  # fmt: skip
    figure.update_xaxes(range=[0, 100], tickvals=[0, 25, 50, 75, 100], title={"text": title})
    figure.update_yaxes(
        tickvals=list(range(len(bars))),
        ticktext=[wrapped(bar.name, _LABEL_LETTERS) for bar in bars],
        range=[len(bars) - 0.4, -0.6],
        showgrid=False,
        tickfont={"color": style.ink, "size": 12},
    )
    if median is not None:
        figure.add_vline(x=median, line={"color": style.accent, "width": 1.5, "dash": "dot"})
        figure.add_annotation(
            x=median, y=1, yref="paper", yanchor="bottom", showarrow=False,
            text=plain(median_label), font={"color": style.accent, "size": 11},
        )  # fmt: skip
    figure.update_layout(margin={"t": 24 if median is not None else 8, "r": _LABEL_ROOM})
    return figure

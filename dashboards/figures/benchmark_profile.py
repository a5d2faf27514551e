"""This module draws the dimensions of one year: our provinces against the best and the median."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import plotly.graph_objects as go

from dashboards.style import Style, plain, settle, wrapped

_ROW_PIXELS: Final = 52
_FRAME_PIXELS: Final = 96
_LABEL_LETTERS: Final = 24


@dataclass(frozen=True, slots=True)
class DimensionRow:
    """One dimension of one year; scores run from 1 to 10, None where the source has none."""

    name: str
    ours: tuple[float | None, ...]
    lowest: float
    median: float
    best: float
    best_name: str


def benchmark_profile(
    rows: Sequence[DimensionRow],
    style: Style,
    *,
    our_names: Sequence[str],
    best_word: str,
    median_word: str,
) -> go.Figure:
    """Draw for each dimension the span of all provinces, its median and best, and our provinces."""
    places = list(range(len(rows)))
    figure = go.Figure()
    figure.add_bar(
        x=[row.best - row.lowest for row in rows], base=[row.lowest for row in rows], y=places,
        orientation="h", width=0.34, marker={"color": style.line}, hoverinfo="skip",
        showlegend=False,
    )  # fmt: skip
    figure.add_scatter(
        x=[row.median for row in rows], y=places, mode="markers", name=plain(median_word),
        marker={"symbol": "line-ns-open", "size": 15, "color": style.muted, "line": {"width": 2}},
        hovertemplate=plain(median_word) + ": %{x:.2f}<extra></extra>",
    )  # fmt: skip
    figure.add_scatter(
        x=[row.best for row in rows],
        y=places,
        mode="markers",
        name=plain(best_word),
        marker={"symbol": "star", "size": 12, "color": style.groups[1]},
        hovertext=[plain(row.best_name) for row in rows],
        hovertemplate=plain(best_word) + " (%{hovertext}): %{x:.2f}<extra></extra>",
    )
    colours, symbols = (style.strong, style.accent), ("circle", "square")
    for number, name in enumerate(our_names):
        # One a little above the other, so that equal scores do not hide each other.
        shift = (number - (len(our_names) - 1) / 2) * 0.3
        known = [
            (place + shift, score)
            for place, row in zip(places, rows, strict=True)
            if (score := row.ours[number]) is not None
        ]
        figure.add_scatter(
            x=[score for _, score in known], y=[place for place, _ in known], mode="markers",
            name=plain(name),
            marker={"size": 11, "color": colours[number % 2], "symbol": symbols[number % 2]},
            hovertemplate=plain(name) + ": %{x:.2f}<extra></extra>",
        )  # fmt: skip
    settle(figure, style, height=_FRAME_PIXELS + _ROW_PIXELS * max(1, len(rows)))
    figure.update_layout(
        showlegend=True, legend={"orientation": "h", "x": 0, "y": 1.0, "yanchor": "bottom"}
    )
    figure.update_xaxes(range=[0.8, 10.2], tickvals=[2, 4, 6, 8, 10])
    figure.update_yaxes(
        tickvals=places,
        ticktext=[wrapped(row.name, _LABEL_LETTERS) for row in rows],
        range=[len(rows) - 0.4, -0.6],
        showgrid=False,
        tickfont={"color": style.ink, "size": 12},
    )
    return figure

"""This module draws every province of one year as a dot in its colour group, ours by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import plotly.graph_objects as go

from dashboards.style import Style, plain, settle

_HEIGHT: Final = 340
_SYMBOLS: Final = ("circle", "square", "diamond", "triangle-up")


@dataclass(frozen=True, slots=True)
class Dot:
    """One province: its score, its place in the order from the highest, and its group 0 to 3."""

    name: str
    score: float
    group: int
    ours: bool


def benchmark_field(
    dots: Sequence[Dot], style: Style, *, group_names: Sequence[str], title: str
) -> go.Figure:
    """Draw the provinces from the highest score down as dots in their groups' colour and shape.

    Ours carry their name; the groups differ in lightness and are named in the legend.
    """
    ordered = sorted(dots, key=lambda dot: (-dot.score, dot.name))
    figure = go.Figure()
    for number, group_name in enumerate(group_names):
        members = [(place, dot) for place, dot in enumerate(ordered) if dot.group == number]
        # Dots, not bars: the axis does not begin at 0, so a length would lie.
        figure.add_scatter(
            x=[place for place, _ in members],
            y=[dot.score for _, dot in members],
            mode="markers",
            name=plain(group_name),
            marker={
                "color": style.groups[number],
                "symbol": _SYMBOLS[number],
                "size": [15 if dot.ours else 8 for _, dot in members],
                "line": {
                    "color": style.ink,
                    "width": [2.5 if dot.ours else 0 for _, dot in members],
                },
            },
            hovertext=[plain(dot.name) for _, dot in members],
            hovertemplate="%{hovertext}: %{y:.2f}<extra></extra>",
        )
    settle(figure, style, height=_HEIGHT)
    lowest = min((dot.score for dot in ordered), default=0.0)
    highest = max((dot.score for dot in ordered), default=1.0)
    room = max(highest - lowest, 0.1)
    for place, dot in enumerate(ordered):
        if dot.ours:
            figure.add_annotation(
                x=place, y=dot.score, text=f"<b>{plain(dot.name)}</b>", showarrow=True, arrowhead=0,
                ax=_sideways(place, len(ordered)), ay=-38,
                arrowcolor=style.ink, font={"size": 12, "color": style.ink},
            )  # fmt: skip
    figure.update_layout(
        showlegend=True,
        legend={"orientation": "h", "x": 0, "y": -0.04, "yanchor": "top", "traceorder": "normal"},
        margin={"t": 30},
    )
    figure.update_xaxes(visible=False)
    figure.update_yaxes(
        title={"text": title}, range=[lowest - room * 0.1, highest + room * 0.25], nticks=5
    )
    return figure


def _sideways(place: int, n: int) -> int:
    """Lean a label towards the middle, so that none is cut at the edge of a phone."""
    if place < n * 0.2:
        return 36
    return -36 if place > n * 0.8 else 0

"""This module draws units against criteria: the darker a field, the more of it was lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import plotly.graph_objects as go

from dashboards.style import Style, plain, settle, wrapped

_ROW_PIXELS: Final = 30
_FRAME_PIXELS: Final = 40
_LABEL_LETTERS: Final = 20


@dataclass(frozen=True, slots=True)
class HeatLine:
    """One unit: share of each criterion's maximum lost, in per cent, what stands in each field."""

    name: str
    shares: tuple[float | None, ...]
    labels: tuple[str, ...]
    details: tuple[str, ...]


def lost_heat(lines: Sequence[HeatLine], style: Style, *, columns: Sequence[str]) -> go.Figure:
    """Draw a field for every unit and criterion; each field carries its number too."""
    figure = go.Figure(
        go.Heatmap(
            z=[list(line.shares) for line in lines],
            x=list(range(len(columns))),
            y=list(range(len(lines))),
            zmin=0,
            zmax=100,
            # Light enough at its darkest for dark numbers.
            colorscale=[[0, style.surface], [1, style.likert[3]]],
            showscale=False,
            xgap=2,
            ygap=2,
            text=[[plain(label) for label in line.labels] for line in lines],
            texttemplate="%{text}",
            textfont={"size": 12, "color": style.ink},
            hovertext=[[plain(detail) for detail in line.details] for line in lines],
            hovertemplate="%{hovertext}<extra></extra>",
            hoverongaps=False,
        )
    )
    settle(figure, style, height=_FRAME_PIXELS + _ROW_PIXELS * max(1, len(lines)))
    figure.update_xaxes(
        side="top",
        tickvals=list(range(len(columns))),
        ticktext=[plain(column) for column in columns],
        showgrid=False,
        tickfont={"color": style.ink, "size": 12},
    )
    figure.update_yaxes(
        tickvals=list(range(len(lines))),
        ticktext=[wrapped(line.name, _LABEL_LETTERS) for line in lines],
        range=[len(lines) - 0.5, -0.5],
        showgrid=False,
        tickfont={"color": style.ink, "size": 12},
    )
    return figure

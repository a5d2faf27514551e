"""This module draws a unit's areas against the median of its group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import plotly.graph_objects as go

from dashboards.style import Style, plain, settle, wrapped

_ROW_PIXELS: Final = 44
_TALL_ROW_PIXELS: Final = 58
_FRAME_PIXELS: Final = 72
_LABEL_LETTERS: Final = 22
_LABEL_SHIFT: Final = 11  # clear of a median's diamond at 100 %
_LABEL_ROOM: Final = 72


@dataclass(frozen=True, slots=True)
class AreaBar:
    """One area: share of its maximum reached by the unit and by the group's median, in per cent."""

    name: str
    reached: float
    median: float | None
    label: str
    detail: str


def area_profile(
    areas: Sequence[AreaBar], style: Style, *, title: str, unit_label: str, median_label: str
) -> go.Figure:
    """Draw a bar for each area and a diamond at the group's median; axis 0 to 100 per cent."""
    places = list(range(len(areas)))
    figure = go.Figure()
    figure.add_bar(
        x=[100] * len(areas), y=places, orientation="h", width=0.62,
        marker={"color": style.line}, hoverinfo="skip", showlegend=False,
    )  # fmt: skip
    figure.add_bar(
        x=[area.reached for area in areas],
        y=places,
        orientation="h",
        width=0.62,
        name=plain(unit_label),
        marker={"color": style.strong},
        hovertext=[plain(area.detail) for area in areas],
        hovertemplate="%{hovertext}<extra></extra>",
    )
    known = [(place, area.median) for place, area in zip(places, areas, strict=True)]
    figure.add_scatter(
        x=[median for _, median in known if median is not None],
        y=[place for place, median in known if median is not None],
        mode="markers",
        name=plain(median_label),
        marker={
            "symbol": "diamond", "size": 12, "color": style.accent,
            "line": {"color": style.surface, "width": 1.5},
        },
        hoverinfo="skip",
        cliponaxis=False,
    )  # fmt: skip
    for place, area in zip(places, areas, strict=True):
        figure.add_annotation(
            x=100, y=place, xshift=_LABEL_SHIFT, text=plain(area.label), showarrow=False,
            xanchor="left",
            font={"size": 12, "color": style.ink},
        )  # fmt: skip
    labels = [wrapped(area.name, _LABEL_LETTERS) for area in areas]
    tall = any(label.count("<br>") > 1 for label in labels)
    row_pixels = _TALL_ROW_PIXELS if tall else _ROW_PIXELS
    settle(figure, style, height=_FRAME_PIXELS + row_pixels * max(1, len(areas)))
    figure.update_layout(
        barmode="overlay",
        showlegend=True,
        margin={"r": _LABEL_ROOM},
        legend={"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom", "traceorder": "normal"},
    )
    figure.update_xaxes(
        range=[0, 100], tickvals=[0, 50, 100], title={"text": title}, showgrid=False
    )
    figure.update_yaxes(
        tickvals=places,
        ticktext=labels,
        range=[len(areas) - 0.4, -0.6],
        showgrid=False,
        tickfont={"color": style.ink, "size": 12},
    )
    return figure

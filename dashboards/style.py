"""This module carries colours into figures and settles what all figures share."""

from __future__ import annotations

import html
import textwrap
from dataclasses import dataclass
from typing import Any, Final

import plotly.graph_objects as go

CHART_CONFIG: Final[dict[str, Any]] = {
    "displayModeBar": False,
    "displaylogo": False,
    "scrollZoom": False,
    "doubleClick": False,
    "responsive": True,
    "showTips": False,
}
"""Plotly's options for every chart: no tool bar over the drawing, no link to its maker."""

_FONT_SIZE: Final = 13
_FONT: Final = '"Source Sans", system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif'


@dataclass(frozen=True, slots=True)
class Style:
    """Colours of one scheme, and the order of decimal and group marks that Plotly is to use."""

    ink: str
    muted: str
    line: str
    surface: str
    strong: str
    accent: str
    background_series: str
    groups: tuple[str, ...]
    likert: tuple[str, ...]
    separators: str = ",."


def plain(text: str) -> str:
    """Disarm the few HTML tags that Plotly would obey in a label."""
    return html.escape(text, quote=False)


def wrapped(text: str, width: int) -> str:
    """Break a label into lines of about ``width`` letters, disarmed."""
    return "<br>".join(plain(line) for line in textwrap.wrap(text, width) or [""])


def settle(figure: go.Figure, style: Style, *, height: int) -> go.Figure:
    """Give a figure the layout that all share; ``height`` in pixels."""
    figure.update_layout(
        template="none",
        height=height,
        margin={"l": 8, "r": 12, "t": 8, "b": 8},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"family": _FONT, "size": _FONT_SIZE, "color": style.ink},
        separators=style.separators,
        showlegend=False,
        dragmode=False,
        hoverlabel={
            "bgcolor": style.surface,
            "bordercolor": style.line,
            "font": {"color": style.ink, "size": _FONT_SIZE},
            "align": "left",
        },
    )
    axis = {
        "fixedrange": True,
        "automargin": True,
        "zeroline": False,
        "gridcolor": style.line,
        "linecolor": style.line,
        "tickfont": {"color": style.muted, "size": 12},
        "title": {"font": {"color": style.muted, "size": 12}},
    }
    figure.update_xaxes(**axis)
    figure.update_yaxes(**axis)
    return figure

"""This module draws how the units of a group spread over the index."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

import plotly.graph_objects as go

from dashboards.style import Style, plain, settle

_BIN: Final = 5
_HEIGHT: Final = 250


def counts_by_bin(indexes: Sequence[float]) -> list[tuple[int, int]]:
    """Count units in bins of five per cent, empty bins between included; 100 joins the last bin.

    Returns pairs of a bin's lower bound and its number of units.
    """
    if not indexes:
        return []
    found = Counter(min(int(max(index, 0) // _BIN) * _BIN, 100 - _BIN) for index in indexes)
    return [(low, found[low]) for low in range(min(found), max(found) + _BIN, _BIN)]


def distribution(
    indexes: Sequence[float], style: Style, *, title: str, unit_word: str, median_label: str
) -> go.Figure:
    """Draw the number of units in each step of five per cent, with the median as a line.

    Units: indexes in per cent. ``unit_word`` follows the number in the hover text.
    """
    bins = counts_by_bin(indexes)
    figure = go.Figure(
        go.Bar(
            x=[low + _BIN / 2 for low, _ in bins],
            y=[n for _, n in bins],
            width=_BIN * 0.92,
            marker={"color": style.strong},
            text=[str(n) if n else "" for _, n in bins],
            textposition="outside",
            cliponaxis=False,
            textfont={"size": 12, "color": style.ink},
            hovertext=[f"{low}–{low + _BIN} %: {n} {plain(unit_word)}" for low, n in bins],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )
    settle(figure, style, height=_HEIGHT)
    figure.update_xaxes(title={"text": title}, showgrid=False, dtick=10, ticksuffix="")
    figure.update_yaxes(visible=False, rangemode="tozero")
    figure.update_layout(margin={"t": 28})
    if indexes:
        ordered = sorted(indexes)
        middle = len(ordered) // 2
        median = ordered[middle] if len(ordered) % 2 else sum(ordered[middle - 1 : middle + 1]) / 2
        figure.add_vline(x=median, line={"color": style.accent, "width": 1.5, "dash": "dot"})
        figure.add_annotation(
            x=median, y=1.02, yref="paper", yanchor="bottom", showarrow=False,
            text=plain(median_label), font={"color": style.accent, "size": 11},
        )  # fmt: skip
    return figure

"""This module draws the five answers of a rating as shares of one bar a question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import plotly.graph_objects as go

from dashboards.style import Style, plain, settle, wrapped
from scoring.disclosure import Shown

_ROW_PIXELS: Final = 46
_FRAME_PIXELS: Final = 84
_LABEL_LETTERS: Final = 30
_SMALLEST_LABEL: Final = 7.0


@dataclass(frozen=True, slots=True)
class ShareRow:
    """One question: shares in per cent of the answers 1 to 5, and the number of answers."""

    name: str
    shares: Shown[tuple[float, ...]]
    n: int


def answer_shares(rows: Sequence[ShareRow], style: Style, *, answers: Sequence[str]) -> go.Figure:
    """Draw stacked bars from the worst answer on the left to the best on the right.

    ``answers`` are the words for 1 to 5. A share under seven per cent carries no number.
    """
    places = list(range(len(rows)))
    figure = go.Figure()
    for step, answer in enumerate(answers):
        shares = [row.shares.value[step] for row in rows]
        figure.add_bar(
            x=shares,
            y=places,
            orientation="h",
            name=plain(answer),
            marker={"color": style.likert[step], "line": {"color": style.surface, "width": 1}},
            text=[f"{share:.0f}" if share >= _SMALLEST_LABEL else "" for share in shares],
            textposition="inside",
            insidetextanchor="middle",
            textfont={"color": "#ffffff" if step in {0, 4} else "#10282d", "size": 12},
            customdata=[[row.n] for row in rows],
            hovertemplate=plain(answer) + ": %{x:.1f} %<extra></extra>",
        )
    settle(figure, style, height=_FRAME_PIXELS + _ROW_PIXELS * max(1, len(rows)))
    figure.update_layout(
        barmode="stack",
        bargap=0.3,
        showlegend=True,
        legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "traceorder": "normal"},
    )
    figure.update_xaxes(range=[0, 100], visible=False)
    figure.update_yaxes(
        tickvals=places,
        ticktext=[wrapped(row.name, _LABEL_LETTERS) for row in rows],
        range=[len(rows) - 0.4, -0.6],
        showgrid=False,
        tickfont={"color": style.ink, "size": 12},
    )
    return figure

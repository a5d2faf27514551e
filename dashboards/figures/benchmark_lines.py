"""This module draws two highlighted provinces over the field of all the others, year by year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import plotly.graph_objects as go

from dashboards.style import Style, plain, settle

_HEIGHT: Final = 400


@dataclass(frozen=True, slots=True)
class Line:
    """One highlighted province: a score for each year, None where the source has none."""

    name: str
    scores: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Break:
    """A year from which scores cannot be compared with the years before."""

    year: int
    label: str


def benchmark_lines(
    years: Sequence[int],
    lines: Sequence[Line],
    style: Style,
    *,
    field: Mapping[int, Sequence[float]],
    breaks: Sequence[Break],
    words: Mapping[str, str],
) -> go.Figure:
    """Draw the range and middle half of all provinces in grey and the lines over them.

    Shapes: each line has one score a year; ``field`` maps a year to every province's score. A break
    cuts the lines: nothing is joined across it. ``words`` holds "range", "middle", "title".
    """
    figure = go.Figure()
    pieces = _pieces(years, [mark.year for mark in breaks])
    for piece in pieces:
        _add_band(figure, piece, style, field=field, words=words, first=piece is pieces[0])
    colours = (style.strong, style.accent)
    dashes = ("solid", "dash")
    for number, line in enumerate(lines):
        scores = dict(zip(years, line.scores, strict=True))
        for piece in pieces:
            figure.add_scatter(
                x=list(piece),
                y=[scores[year] for year in piece],
                mode="lines+markers",
                connectgaps=False,
                name=plain(line.name),
                legendgroup=line.name,
                showlegend=piece is pieces[-1],
                line={"color": colours[number % 2], "width": 2.8, "dash": dashes[number % 2]},
                marker={"size": 8, "symbol": ("circle", "square")[number % 2]},
                hovertemplate=f"{plain(line.name)} %{{x}}: %{{y:.2f}}<extra></extra>",
            )
    settle(figure, style, height=_HEIGHT)
    _add_breaks(figure, breaks, style)
    figure.update_layout(
        showlegend=True,
        margin={"t": 30},
        legend={"orientation": "h", "x": 0, "y": -0.14, "yanchor": "top"},
        hovermode="closest",
    )
    figure.update_xaxes(
        showgrid=False, tickmode="array", tickvals=list(years), tickformat="d", tickangle=-45,
        range=[years[0] - 0.5, years[-1] + 0.5] if years else None,
    )  # fmt: skip
    figure.update_yaxes(title={"text": words["title"]}, nticks=6)
    return figure


def _pieces(years: Sequence[int], cuts: Sequence[int]) -> list[list[int]]:
    """Split the years before each cut."""
    pieces: list[list[int]] = [[]]
    for year in years:
        if year in cuts and pieces[-1]:
            pieces.append([])
        pieces[-1].append(year)
    return [piece for piece in pieces if piece]


def _quantile(ordered: Sequence[float], share: float) -> float:
    """Interpolate linearly between order statistics (type 7, as R does)."""
    place = (len(ordered) - 1) * share
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def _add_band(
    figure: go.Figure,
    years: Sequence[int],
    style: Style,
    *,
    field: Mapping[int, Sequence[float]],
    words: Mapping[str, str],
    first: bool,
) -> None:
    known = [year for year in years if field.get(year)]
    for low, high, opacity, word in ((0.0, 1.0, 0.22, "range"), (0.25, 0.75, 0.38, "middle")):
        ordered = [sorted(field[year]) for year in known]
        lower = [_quantile(scores, low) for scores in ordered]
        upper = [_quantile(scores, high) for scores in ordered]
        if len(known) == 1:  # a band needs two years; a lone one is drawn a little wide
            across = [known[0] - 0.2, known[0] + 0.2]
            lower, upper = lower * 2, upper * 2
        else:
            across = [float(year) for year in known]
        figure.add_scatter(
            x=across + across[::-1], y=upper + lower[::-1], fill="toself", mode="lines",
            line={"width": 0}, fillcolor=_faded(style.background_series, opacity),
            name=plain(words[word]), legendgroup=word, showlegend=first, hoverinfo="skip",
        )  # fmt: skip


def _faded(colour: str, opacity: float) -> str:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity})"


def _add_breaks(figure: go.Figure, breaks: Sequence[Break], style: Style) -> None:
    for mark in breaks:
        figure.add_vline(
            x=mark.year - 0.5, line={"color": style.muted, "width": 1.5, "dash": "dash"}
        )
        figure.add_annotation(
            x=mark.year - 0.5, y=1, yref="paper", yanchor="bottom", showarrow=False,
            text=plain(mark.label), font={"size": 11, "color": style.muted},
        )  # fmt: skip

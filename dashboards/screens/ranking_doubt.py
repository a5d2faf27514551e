"""This module draws how sure a composite ranking is: by its surveys, its weights, its sum."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import streamlit as st

from dashboards import wiring
from dashboards.figures.rank_drivers import CauseRow, rank_drivers
from dashboards.figures.rank_intervals import RankRow, rank_intervals
from dashboards.queries.ranking_doubt import RankingDoubt, Shaken, keep_doubt, kept_doubt
from dashboards.queries.results import Results
from dashboards.queries.standing import short_name
from dashboards.screens.desk import Desk
from dashboards.screens.rank_words import draw_rank_doubt
from dashboards.style import CHART_CONFIG
from ui.words import N_

_FEW: Final = 15


def draw_doubt(desk: Desk, found: Results) -> None:
    """Show what was worked out for the figures of now, or offer to work it out."""
    words = desk.words
    kept = kept_doubt(desk.database, found)
    if kept is None:
        st.info(
            words(
                N_(
                    "For these figures nobody has worked out yet how sure the ranks are. It is done"
                    " once, at publication or here, and kept."
                )
            )
        )
        if st.button(words(N_("Work it out now")), key="ranking_doubt_make", type="primary"):
            with st.spinner(words(N_("Working it out…"))):
                keep_doubt(desk.database, found, made_by=desk.person.username, at=wiring.now())
            st.rerun()
        return
    doubt, made = kept
    names = {code: short_name(name) for code, name in found.names.items()}
    _draw_sampling(desk, doubt, names)
    _draw_shaken(desk, found, doubt, names=names)
    _draw_drivers(desk, found, doubt)
    st.caption(
        words(
            N_("Worked out at {moment} by {who}, with fixed draws: the same comes out every time."),
            moment=made.at,
            who=made.by,
        )
    )


def _draw_sampling(desk: Desk, doubt: RankingDoubt, names: Mapping[str, str]) -> None:
    words = desk.words
    sampling = doubt.sampling
    st.header(words(N_("What the surveys leave open")), anchor=False)
    if sampling.sure:
        st.caption(
            words(
                N_(
                    "No criterion of this set rests on a survey whose number of respondents is"
                    " known, so no rank is in doubt by sampling."
                )
            )
        )
        return
    st.caption(
        words(
            N_(
                "Ranks that the sampling errors of survey criteria cannot rule out, for all units"
                " at once with 95 % (Mogstad, Romano, Shaikh and Wilhelm 2024; {draws} draws)."
            ),
            draws=sampling.draws,
        )
    )
    if doubt.unknown_errors:
        st.caption(
            words(
                N_("Survey figures without a number of respondents, taken as exact: {n}."),
                n=doubt.unknown_errors,
            )
        )
    draw_rank_doubt(desk, sampling, names, key="ranking_doubt", with_error=True)


def _draw_shaken(
    desk: Desk, found: Results, doubt: RankingDoubt, *, names: Mapping[str, str]
) -> None:
    words = desk.words
    if not doubt.shaken:
        return
    st.header(words(N_("What the choice of weights leaves open")), anchor=False)
    st.caption(
        words(
            N_(
                "Dot: published rank; bar: the middle 90 % of {runs} rankings in which every weight"
                " is up to a quarter larger or smaller, half of them multiplying areas instead of"
                " adding them, with the surveys' errors (Saisana, Saltelli and Tarantola 2005)."
            ),
            runs=doubt.runs,
        )
    )
    ranks = {place.unit.code: place.rank for place in found.places if place.rank is not None}
    shown = _part(desk, [one for one in doubt.shaken if one.unit in ranks], ranks)
    figure = rank_intervals(
        [
            RankRow(
                name=names.get(one.unit, one.unit),
                rank=ranks[one.unit],
                low=min(one.low, ranks[one.unit]),
                high=max(one.high, ranks[one.unit]),
                detail=words(
                    "{unit}: rank {rank}, between {low} and {high}",
                    unit=names.get(one.unit, one.unit),
                    rank=ranks[one.unit],
                    low=one.low,
                    high=one.high,
                ),
                span=f"{one.low}–{one.high}" if one.low < one.high else str(one.low),
            )
            for one in shown
        ],
        desk.style,
        title=words(N_("Rank")),
        units=len(doubt.shaken),
    )
    st.plotly_chart(
        figure, theme=None, config=CHART_CONFIG, key="ranking_shaken",
        alt=words(N_("Published rank of each unit and how far other weights move it.")),
    )  # fmt: skip


def _part(desk: Desk, rows: Sequence[Shaken], ranks: Mapping[str, int]) -> list[Shaken]:
    words = desk.words
    ordered = sorted(rows, key=lambda one: (ranks[one.unit], one.unit))
    if len(ordered) <= 2 * _FEW:
        return ordered
    options = {
        "first": words("First {n}", n=_FEW),
        "last": words("Last {n}", n=_FEW),
        "all": words("All"),
    }
    chosen = st.segmented_control(
        words("Which units"),
        list(options),
        format_func=options.__getitem__,
        default="first",
        required=True,
        key="ranking_shaken_part",
        label_visibility="collapsed",
    )
    return {"first": ordered[:_FEW], "last": ordered[-_FEW:]}.get(chosen or "first", ordered)


def _draw_drivers(desk: Desk, found: Results, doubt: RankingDoubt) -> None:
    words = desk.words
    if not doubt.drivers:
        return
    st.header(words(N_("What moves the ranking most")), anchor=False)
    causes = {"aggregation": N_("adding or multiplying areas"), "sampling": N_("survey errors")}
    areas = {area.code: words.text(area.name) for area in found.criteria_set.areas}
    rows = [
        CauseRow(
            name=words(causes[one.cause])
            if one.cause in causes
            else words(N_("weight of {area}"), area=areas.get(one.cause, one.cause)),
            first=one.first,
            total=one.total,
        )
        for one in sorted(doubt.drivers, key=lambda one: -one.total)
    ]
    figure = rank_drivers(
        rows,
        desk.style,
        title=words(N_("Share of the movement of ranks, %")),
        alone=words(N_("alone")),
        in_all=words(N_("with all others")),
    )
    st.plotly_chart(
        figure, theme=None, config=CHART_CONFIG, key="ranking_drivers",
        alt=words(N_("What moves the ranking: each cause alone and together with the others.")),
    )  # fmt: skip
    st.caption(words(N_("Sobol indices of how far ranks lie from the published ones, on average.")))

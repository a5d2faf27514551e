"""This module draws the overview: who is ahead, by how much, and what to look at first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import streamlit as st

from dashboards.access.roles import INSPECTOR, LEADER, SECRETARIAT
from dashboards.figures.distribution import distribution
from dashboards.figures.ranking_bars import Bar, ranking_bars
from dashboards.queries.published import published
from dashboards.queries.results import Results
from dashboards.queries.satisfaction import Satisfaction, satisfaction
from dashboards.queries.standing import (
    Row,
    band_counts,
    median_index,
    most_lost,
    ranking_rows,
    short_name,
    weakest_areas,
)
from dashboards.screens.cards import CARD_PIXELS, card, interval, satisfied_card, say_nature
from dashboards.screens.choosing import choose_results, say_basis, say_published
from dashboards.screens.desk import Desk, Screen
from dashboards.screens.literal import literal
from dashboards.screens.losses import draw_losses
from dashboards.screens.nothing_yet import say_no_figures
from dashboards.screens.origin import fold_origin, official_basis, origin_of
from dashboards.style import CHART_CONFIG
from scoring.disclosure import Shown
from ui import numbers
from ui.words import N_

_ADDRESS: Final = "tong-quan"
_SHOWN: Final = 10


def draw(desk: Desk) -> None:
    """Draw the overview of one round."""
    words = desk.words
    st.title(words("Overview"))
    found = choose_results(desk, _ADDRESS)
    if found is None:
        return
    rows = ranking_rows(found)
    opinion = satisfaction(desk.database, frozenset(found.scores))
    say_basis(desk, found)
    say_published(desk, found, published(desk.database, found))
    _draw_numbers(desk, rows, opinion)
    origin = origin_of(
        desk,
        opinion.whole,
        opinion.channels,
        groups=dict.fromkeys(found.scores, found.round.group),
        official=official_basis(found),
    )
    fold_origin(desk, origin, key="overview_origin")
    _draw_first_things(desk, found, rows, opinion=opinion)
    placed = [row for row in rows if row.index is not None]
    if not placed:
        say_no_figures(desk)
        return
    left, right = st.columns(2, gap="large")
    with left:
        _draw_leaders(desk, placed)
    with right:
        _draw_spread(desk, found, placed)
    draw_losses(desk, found)


def _draw_numbers(desk: Desk, rows: Sequence[Row], opinion: Satisfaction) -> None:
    words, language = desk.words, desk.language
    placed = [row for row in rows if row.index is not None]
    complete = sum(row.complete for row in rows)
    with st.grid(4, min_column_width=CARD_PIXELS):
        if placed:
            first, last = placed[0], placed[-1]
            ahead = [row for row in placed if row.rank == first.rank]
            label = words(N_("Ahead")) if len(ahead) == 1 else words(N_("Ahead, tied"))
            names = ", ".join(short_name(row.name) for row in ahead[:2])
            card(label, numbers.percent(first.index, language), names)
            low = numbers.number(last.index, language)
            span = f"{low}–{numbers.percent(first.index, language)}"
            card(
                words(N_("Median of the group")),
                numbers.percent(median_index(rows), language),
                words(N_("from {span}"), span=span),
            )
        notes = [words(N_("{n} still incomplete"), n=len(rows) - complete)]
        card(
            words(N_("Units with complete figures")),
            f"{numbers.count(complete, language)}/{numbers.count(len(rows), language)}",
            *(notes if complete < len(rows) else ()),
        )
        satisfied_card(desk, opinion.whole)
    say_nature(desk, opinion.whole)


def _draw_first_things(
    desk: Desk, found: Results, rows: Sequence[Row], *, opinion: Satisfaction
) -> None:
    words, language = desk.words, desk.language
    things: list[str] = []
    gaps = weakest_areas(found)
    if gaps and any(place.rank is not None for place in found.places):
        things.append(
            words(
                N_("Weakest area: **{area}**. The median unit reaches {share} of its maximum."),
                area=literal(words.text(gaps[0].name)),
                share=numbers.percent(gaps[0].median_share, language, places=0),
            )
        )
    lost = most_lost(found, most=1)
    if lost:
        things.append(
            words(
                N_(
                    "Costliest criterion: **{criterion}**. {units} units lost {points} points in"
                    " it."
                ),
                criterion=literal(words.text(lost[0].name)),
                units=lost[0].units,
                points=numbers.points(lost[0].points, language),
            )
        )
    incomplete = [row for row in rows if not row.complete]
    if incomplete:
        things.append(
            words(
                N_("**{n} units** are incomplete: absent figures count 0 until they are declared."),
                n=len(incomplete),
            )
        )
    things += _opinion_things(desk, found, opinion)
    if not things:
        return
    with st.container(border=True):
        st.header(words(N_("What to look at first")), anchor=False)
        st.markdown("\n".join(f"{place}. {thing}" for place, thing in enumerate(things, 1)))


def _opinion_things(desk: Desk, found: Results, opinion: Satisfaction) -> list[str]:
    words, language = desk.words, desk.language
    things: list[str] = []
    shown = [
        (unit, unit.estimate.value) for unit in opinion.units if isinstance(unit.estimate, Shown)
    ]
    whole = opinion.whole.estimate
    # "Lowest" only where the interval lies wholly below the group: else it may be chance.
    below = [
        (unit, share)
        for unit, share in shown
        if isinstance(whole, Shown) and share.ci_high < whole.value.estimate
    ]
    if below:
        worst, share = min(below, key=lambda pair: pair[1].estimate)
        things.append(
            words(
                N_(
                    "Citizens are clearly less satisfied than the group in {n} units; lowest in"
                    " **{unit}**: {share} of {answers} answers, interval {interval} ({label})."
                ),
                n=len(below),
                unit=literal(found.names[worst.unit_code]),
                share=numbers.share(share.estimate, language),
                answers=worst.rated,
                interval=interval(desk, share),
                label=words(N_("simulated data")) if worst.simulated else words(N_("volunteers")),
            )
        )
    few = len(opinion.units) - len(shown)
    if few:
        things.append(
            words(
                N_("**{n} units** have too few answers to show a share of satisfied citizens."),
                n=few,
            )
        )
    return things


def _draw_leaders(desk: Desk, placed: Sequence[Row]) -> None:
    words = desk.words
    st.header(words(N_("The first {n}"), n=min(_SHOWN, len(placed))), anchor=False)
    figure = ranking_bars(
        [bar_of(desk, row) for row in placed[:_SHOWN]],
        desk.style,
        title=words(N_("Index, %")),
        median=median_index(placed),
        median_label=words(N_("median")),
    )
    st.plotly_chart(
        figure, theme=None, config=CHART_CONFIG, key="leaders",
        alt=words(N_("Bars of the index of the first units of the ranking.")),
    )  # fmt: skip


def bar_of(desk: Desk, row: Row) -> Bar:
    """Make a ranking row into a bar: rank before the name, index at the end."""
    words, language = desk.words, desk.language
    detail = words(
        N_("{name}: {points} of {max_points} points"),
        name=row.name,
        points=numbers.points(row.points, language),
        max_points=numbers.points(row.max_points, language),
    )
    if not row.complete:
        detail += " · " + words(N_("incomplete"))
    return Bar(
        name=f"{row.rank}{'=' if row.tied else ''}. {short_name(row.name)}",
        index=float(row.index or 0),
        label=numbers.percent(row.index, language, places=1),
        detail=detail,
        complete=row.complete,
    )


def _draw_spread(desk: Desk, found: Results, placed: Sequence[Row]) -> None:
    words = desk.words
    st.header(words(N_("How the units spread")), anchor=False)
    figure = distribution(
        [float(row.index or 0) for row in placed],
        desk.style,
        title=words(N_("Index, % (steps of five)")),
        unit_word=words(N_("units")),
        median_label=words(N_("median")),
    )
    st.plotly_chart(
        figure, theme=None, config=CHART_CONFIG, key="spread",
        alt=words(N_("Number of units in each step of five per cent of the index.")),
    )  # fmt: skip
    bands = band_counts(found, placed)
    if bands:
        with st.container(horizontal=True, gap="small"):
            for name, least, n in bands:
                label = words(
                    N_("{band} (from {least} %): {n}"),
                    band=words.text(name),
                    least=numbers.points(least, desk.language),
                    n=n,
                )
                st.badge(literal(label), color="blue" if n else "gray")
    else:
        st.caption(words(N_("This set has no bands.")))


SCREEN: Final = Screen(
    address=_ADDRESS,
    title=N_("Overview"),
    icon=":material/dashboard:",
    roles=frozenset({LEADER, SECRETARIAT, INSPECTOR}),
    draw=draw,
)

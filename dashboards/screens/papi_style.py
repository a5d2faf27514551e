"""This module draws the province's own units by PAPI's arithmetic: dimensions, groups, change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import streamlit as st

from dashboards.access.roles import READERS
from dashboards.figures.benchmark_field import Dot, benchmark_field
from dashboards.queries.indices import FACTORS, convention_of, indices
from dashboards.queries.papi_style import PapiScore, PapiStyle, papi_style
from dashboards.queries.results import rounds, units_of
from dashboards.queries.standing import short_name
from dashboards.screens.benchmark import GROUP_NAMES
from dashboards.screens.cards import WEAK, say_marks
from dashboards.screens.choosing import choose_group
from dashboards.screens.desk import Desk, Screen
from dashboards.screens.literal import literal
from dashboards.screens.nothing_yet import say_no_round
from dashboards.screens.origin import Origin, say_origin
from dashboards.style import CHART_CONFIG
from scoring.disclosure import Shown
from scoring.papi_style import Change
from scoring.types import said
from ui import numbers
from ui.words import N_

_ADDRESS: Final = "kieu-papi"
_ROW_PIXELS: Final = 35
_TALLEST: Final = 620


def draw(desk: Desk) -> None:
    """Draw the PAPI-style scores of one peer group."""
    words = desk.words
    st.title(words(N_("PAPI-style scores")))
    st.caption(
        words(
            N_(
                "PAPI's way of adding up, on our own answers at the counters. These are not PAPI's"
                " scores and cannot be set beside them: PAPI asks a random sample at home."
            )
        )
    )
    stored = rounds(desk.database)
    if not stored:
        say_no_round(desk)
        return
    round_ = choose_group(desk, stored, _ADDRESS)
    names = {unit.code: short_name(unit.name) for unit in units_of(desk.database, round_)}
    groups = dict.fromkeys(names, round_.group)
    found = papi_style(desk.database, groups)
    _say_origin(desk, groups)
    shown = {unit: one.value for unit, one in found.scores.items() if isinstance(one, Shown)}
    if not shown:
        st.info(words(N_("No unit has enough answers to every question of the factors.")))
        return
    _draw_field(desk, found, shown, names=names)
    _draw_table(desk, found, shown, names=names)
    say_marks(desk, found.scores.values())
    _draw_changes(desk, found, names)


def _say_origin(desk: Desk, groups: Mapping[str, str]) -> None:
    whole = indices(desk.database, groups, "group", convention=convention_of(desk.database))
    say_origin(
        desk,
        Origin(
            answered=whole.whole.answers,
            channels=whole.channels,
            set_aside=whole.whole.set_aside,
            method=(
                said(
                    N_(
                        "each question is one part of its factor: 1/n when nobody is satisfied,"
                        " 10/n when everybody is"
                    )
                ),
                said(
                    N_("a factor is the sum of its parts, 1 to 10; the total adds the factors up")
                ),
                said(N_("errors of parts are added, as the same people gave them")),
            ),
            simulated=whole.simulated,
        ),
        key="papi_style_origin",
    )


def _draw_field(
    desk: Desk, found: PapiStyle, shown: Mapping[str, PapiScore], *, names: Mapping[str, str]
) -> None:
    words = desk.words
    st.header(words(N_("Four groups by quarter")), anchor=False)
    ordered = sorted(shown, key=lambda unit: (-shown[unit].total, names[unit]))
    figure = benchmark_field(
        [
            Dot(
                name=names[unit],
                score=float(shown[unit].total),
                group=found.group[unit],
                ours=False,
            )
            for unit in ordered
        ],
        desk.style,
        group_names=[words(name) for name in GROUP_NAMES],
        title=words("Points"),
    )
    st.plotly_chart(
        figure, theme=None, config=CHART_CONFIG, key="papi_style_field",
        alt=words(N_("Every unit's total from the highest to the lowest, in four groups.")),
    )  # fmt: skip


def _draw_table(
    desk: Desk, found: PapiStyle, shown: Mapping[str, PapiScore], *, names: Mapping[str, str]
) -> None:
    words, language = desk.words, desk.language
    ordered = sorted(shown, key=lambda unit: (-shown[unit].total, names[unit]))
    columns = {
        words("Unit"): [names[unit] for unit in ordered],
        words(N_("Total ± error")): [
            f"{numbers.number(shown[unit].total, language)}{_star(found, unit)}"
            f" ± {numbers.number(shown[unit].error, language)}"
            for unit in ordered
        ],
        words(N_("Group")): [words(GROUP_NAMES[found.group[unit]]) for unit in ordered],
    } | {
        words.text(FACTORS[factor]): [
            numbers.number(shown[unit].dimensions[factor], language) for unit in ordered
        ]
        for factor in found.dimensions
    }
    st.dataframe(
        columns,
        hide_index=True,
        height=min(_TALLEST, _ROW_PIXELS * (len(ordered) + 1) + 3),
        key="papi_style_table",
        alt=words(N_("Each unit's total, group and factors.")),
    )


def _star(found: PapiStyle, unit: str) -> str:
    one = found.scores[unit]
    return WEAK if isinstance(one, Shown) and one.weak else ""


def _draw_changes(desk: Desk, found: PapiStyle, names: Mapping[str, str]) -> None:
    words = desk.words
    st.header(words(N_("Change")), anchor=False)
    if not found.changes:
        st.info(words(N_("There are not six months of answers to compare yet.")))
        return
    st.caption(
        words(
            N_(
                "{after} against {before}; all units judged together (Holm, 95 %), so that at most"
                " one list in twenty holds a false change."
            ),
            after=_months(found.after),
            before=_months(found.before),
        )
    )
    beyond = {unit: one.value for unit, one in found.changes.items() if one.value.significant}
    if not beyond:
        st.info(
            words(N_("No change of {n} units is beyond chance."), n=len(found.changes)),
            icon=":material/drag_handle:",
        )
        return
    lines = [
        _change_line(desk, names[unit], one)
        for unit, one in sorted(beyond.items(), key=lambda pair: -abs(pair[1].change))
    ]
    st.markdown("\n".join(f"- {line}" for line in lines))


def _change_line(desk: Desk, name: str, one: Change) -> str:
    words = desk.words
    template = (
        N_("{unit}: up {change} ± {se}") if one.change > 0 else N_("{unit}: down {change} ± {se}")
    )
    return literal(
        words(
            template,
            unit=name,
            change=numbers.number(abs(one.change), desk.language),
            se=numbers.number(one.se, desk.language),
        )
    )


def _months(months: tuple[str, ...]) -> str:
    first, last = (f"{month[5:]}/{month[:4]}" for month in (months[0], months[-1]))
    return f"{first}–{last}"


SCREEN: Final = Screen(
    address=_ADDRESS,
    title=N_("PAPI-style scores"),
    icon=":material/donut_small:",
    roles=READERS,
    draw=draw,
)

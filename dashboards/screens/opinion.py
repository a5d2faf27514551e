"""This module draws citizens' satisfaction by unit, with how many answered and how sure it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import streamlit as st

from dashboards.access.roles import INSPECTOR, LEADER, SECRETARIAT
from dashboards.figures.answer_shares import ShareRow, answer_shares
from dashboards.figures.satisfaction_intervals import IntervalRow, satisfaction_intervals
from dashboards.queries.questions import rating_words
from dashboards.queries.results import rounds, units_of
from dashboards.queries.satisfaction import Satisfaction, UnitSatisfaction, satisfaction
from dashboards.queries.standing import folded
from dashboards.screens.channels import channel_words
from dashboards.screens.choosing import choose_group
from dashboards.screens.desk import Desk, Screen
from dashboards.screens.overview import satisfied_label
from dashboards.style import CHART_CONFIG
from ui import numbers
from ui.words import N_

_ADDRESS: Final = "hai-long"
_FEW: Final = 20
_ROW_PIXELS: Final = 35
_CARD_PIXELS: Final = 165


def draw(desk: Desk) -> None:
    """Draw the satisfaction of one peer group."""
    words = desk.words
    st.title(words(N_("Citizens' satisfaction")))
    stored = rounds(desk.database)
    if not stored:
        st.info(words("No round is open yet. The secretariat opens one."))
        return
    round_ = choose_group(desk, stored, _ADDRESS)
    names = {unit.code: unit.name for unit in units_of(desk.database, round_)}
    opinion = satisfaction(desk.database, frozenset(names))
    _draw_nature(desk, opinion)
    _draw_numbers(desk, opinion)
    if opinion.whole.answers == 0:
        st.info(words(N_("No answer has come in yet.")))
        return
    by_unit, by_question = st.tabs([words(N_("By unit")), words(N_("By question"))])
    with by_unit:
        _draw_units(desk, opinion, names)
    with by_question:
        _draw_questions(desk, opinion)


def _draw_nature(desk: Desk, opinion: Satisfaction) -> None:
    """Say what kind of answers these are before any number is shown."""
    words = desk.words
    if opinion.whole.simulated:
        st.badge(words("simulated data"), color="orange", icon=":material/science:")
    st.info(
        words(
            N_(
                "These are voluntary answers through QR codes, not a random sample: they speak for"
                " those who answered. The intervals (95 %, Wilson) tell chance, not who stayed"
                " away."
            )
        ),
        icon=":material/info:",
    )


def _draw_numbers(desk: Desk, opinion: Satisfaction) -> None:
    words, language = desk.words, desk.language
    whole = opinion.whole
    estimate = whole.estimate
    shown = sum(unit.estimate is not None for unit in opinion.units)
    with st.grid(4, min_column_width=_CARD_PIXELS):
        st.metric(
            satisfied_label(desk, whole),
            words("too few") if estimate is None else numbers.share(estimate.estimate, language),
            delta=None
            if estimate is None
            else numbers.interval(estimate.ci_low, estimate.ci_high, language),
            delta_color="off",
            delta_arrow="off",
            border=True,
            height="stretch",
        )
        channels = ", ".join(
            f"{channel_words(words, name)} {numbers.count(n, language)}"
            for name, n in sorted(opinion.channels.items(), key=lambda pair: -pair[1])
        )
        st.metric(
            words(N_("Answers")),
            numbers.count(whole.answers, language),
            delta=channels or None,
            delta_color="off",
            delta_arrow="off",
            border=True,
            height="stretch",
        )
        st.metric(
            words(N_("Set aside")),
            numbers.count(opinion.set_aside, language),
            border=True,
            height="stretch",
            help=words(
                N_(
                    "Answers that look abusive. They stay in the record and enter no number on this"
                    " page."
                )
            ),
        )
        st.metric(
            words(N_("Units with enough answers")),
            f"{numbers.count(shown, language)}/{numbers.count(len(opinion.units), language)}",
            border=True,
            height="stretch",
        )


def _draw_units(desk: Desk, opinion: Satisfaction, names: dict[str, str]) -> None:
    words = desk.words
    wanted = st.text_input(
        words("Search for a unit"),
        placeholder=words("with or without diacritics"),
        icon=":material/search:",
        key="opinion_search",
    )
    units = [
        unit
        for unit in opinion.units
        if all(word in folded(names[unit.unit_code]) for word in folded(wanted).split())
    ]
    if not units:
        st.info(words("No unit of this group has such a name."))
        return
    ordered = sorted(units, key=lambda unit: _order(unit, names))
    _draw_intervals(desk, opinion, ordered, names=names)
    _draw_table(desk, ordered, names)


def _order(unit: UnitSatisfaction, names: dict[str, str]) -> tuple[bool, float, str]:
    share = unit.estimate.estimate if unit.estimate is not None else 0.0
    return (unit.estimate is None, -float(share), names[unit.unit_code])


def _draw_intervals(
    desk: Desk,
    opinion: Satisfaction,
    ordered: Sequence[UnitSatisfaction],
    *,
    names: dict[str, str],
) -> None:
    words, language = desk.words, desk.language
    shown = [unit for unit in ordered if unit.estimate is not None]
    if not shown:
        st.info(words(N_("Each of these units has too few answers to show a share.")))
        return
    if len(shown) > _FEW * 2:
        options = {
            "last": words(N_("Lowest {n}"), n=_FEW),
            "first": words(N_("Highest {n}"), n=_FEW),
            "all": words("All"),
        }
        part = st.segmented_control(
            words("Which units"),
            list(options),
            format_func=options.__getitem__,
            default="last",
            required=True,
            key="opinion_part",
            label_visibility="collapsed",
        )
        shown = {"first": shown[:_FEW], "last": shown[-_FEW:], "all": shown}[part or "last"]
    whole = opinion.whole.estimate
    figure = satisfaction_intervals(
        [
            IntervalRow(
                name=names[unit.unit_code].removeprefix("UBND "),
                share=100 * float(unit.estimate.estimate),
                low=100 * float(unit.estimate.ci_low),
                high=100 * float(unit.estimate.ci_high),
                detail=words(
                    N_("{unit}: {share} satisfied, interval {interval}, {n} answers"),
                    unit=names[unit.unit_code],
                    share=numbers.share(unit.estimate.estimate, language),
                    interval=numbers.interval(
                        unit.estimate.ci_low, unit.estimate.ci_high, language
                    ),
                    n=unit.rated,
                ),
            )
            for unit in shown
            if unit.estimate is not None
        ],
        desk.style,
        title=words(N_("Satisfied, % (dot) with 95 % interval (bar)")),
        whole=None if whole is None else 100 * float(whole.estimate),
        whole_label=words(N_("whole group")),
    )
    st.plotly_chart(
        figure, theme=None, config=CHART_CONFIG, key="intervals",
        alt=words(N_("Share of satisfied answers of each unit with its interval.")),
    )  # fmt: skip


def _draw_table(desk: Desk, ordered: Sequence[UnitSatisfaction], names: dict[str, str]) -> None:
    words, language = desk.words, desk.language
    share, interval = words(N_("Satisfied")), words(N_("95 % interval"))
    answers = words("Answers")
    few = words("too few")
    columns = {
        words("Unit"): [names[unit.unit_code] for unit in ordered],
        answers: [numbers.count(unit.answers, language) for unit in ordered],
        share: [
            few if unit.estimate is None else numbers.share(unit.estimate.estimate, language)
            for unit in ordered
        ],
        interval: [
            "–"
            if unit.estimate is None
            else numbers.interval(unit.estimate.ci_low, unit.estimate.ci_high, language)
            for unit in ordered
        ],
    }
    st.dataframe(
        columns,
        hide_index=True,
        height=min(620, _ROW_PIXELS * (len(ordered) + 1) + 3),
        column_config={
            words("Unit"): st.column_config.TextColumn(width=200),
            answers: st.column_config.TextColumn(width="small", alignment="right"),
            share: st.column_config.TextColumn(width="small", alignment="right"),
            interval: st.column_config.TextColumn(alignment="right"),
        },
        key="opinion_table",
        alt=words(N_("Units with number of answers, share satisfied and interval.")),
    )


def _draw_questions(desk: Desk, opinion: Satisfaction) -> None:
    words = desk.words
    asked = rating_words(desk.database)
    by_item = {item.item: item for item in opinion.items}
    rows = [
        ShareRow(name=words.text(label), shares=item.shares, n=item.n)
        for code, label in asked.labels.items()
        if (item := by_item.get(code)) is not None and item.shares is not None
    ]
    if not rows:
        st.info(words(N_("Too few answers to show.")))
        return
    figure = answer_shares(rows, desk.style, answers=[words.text(text) for text in asked.answers])
    st.plotly_chart(
        figure, theme=None, config=CHART_CONFIG, key="shares",
        alt=words(N_("Shares of the five answers to each question.")),
    )  # fmt: skip
    st.caption(words(N_("Per cent of those who rated the question; “not applicable” is left out.")))


SCREEN: Final = Screen(
    address=_ADDRESS,
    title=N_("Satisfaction"),
    icon=":material/sentiment_satisfied:",
    roles=frozenset({LEADER, SECRETARIAT, INSPECTOR}),
    draw=draw,
)

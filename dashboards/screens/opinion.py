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
from dashboards.queries.satisfaction import (
    ItemShares,
    Satisfaction,
    UnitSatisfaction,
    satisfaction,
)
from dashboards.queries.standing import holds, short_name
from dashboards.screens.cards import (
    CARD_PIXELS,
    card,
    interval,
    satisfied_card,
    say_marks,
    share_with_interval,
)
from dashboards.screens.channels import channel_words
from dashboards.screens.choosing import choose_group
from dashboards.screens.desk import Desk, Screen
from dashboards.screens.literal import literal
from dashboards.screens.nothing_yet import say_no_answers, say_no_round
from dashboards.screens.origin import fold_origin, origin_of
from dashboards.style import CHART_CONFIG
from scoring.disclosure import Shown
from scoring.types import Text
from ui import numbers
from ui.words import N_

_ADDRESS: Final = "hai-long"
_FEW: Final = 20
_ROW_PIXELS: Final = 35


def draw(desk: Desk) -> None:
    """Draw the satisfaction of one peer group."""
    words = desk.words
    st.title(words(N_("Citizens' satisfaction")))
    stored = rounds(desk.database)
    if not stored:
        say_no_round(desk)
        return
    round_ = choose_group(desk, stored, _ADDRESS)
    names = {unit.code: unit.name for unit in units_of(desk.database, round_)}
    opinion = satisfaction(desk.database, frozenset(names))
    _draw_nature(desk, opinion)
    _draw_numbers(desk, opinion)
    _say_origin(desk, opinion, dict.fromkeys(names, round_.group))
    if opinion.whole.answers == 0:
        say_no_answers(desk)
        return
    by_unit, by_question = st.tabs([words(N_("By unit")), words(N_("By question"))])
    with by_unit:
        _draw_units(desk, opinion, names)
    with by_question:
        _draw_questions(desk, opinion)


def _say_origin(desk: Desk, opinion: Satisfaction, groups: dict[str, str]) -> None:
    origin = origin_of(desk, opinion.whole, opinion.channels, groups=groups)
    fold_origin(desk, origin, key="opinion_origin")


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
    shown = sum(isinstance(unit.estimate, Shown) for unit in opinion.units)
    with st.grid(4, min_column_width=CARD_PIXELS):
        satisfied_card(desk, whole)
        channels = [
            f"{channel_words(words, name)}: {numbers.count(n, language)}"
            for name, n in sorted(opinion.channels.items(), key=lambda pair: -pair[1])
        ]
        card(words(N_("Answers")), numbers.count(whole.answers, language), *channels)
        card(
            words(N_("Set aside")),
            numbers.count(opinion.set_aside, language),
            words(N_("look abusive; in no number here")),
        )
        card(
            words(N_("Units with enough answers")),
            f"{numbers.count(shown, language)}/{numbers.count(len(opinion.units), language)}",
        )


def _draw_units(desk: Desk, opinion: Satisfaction, names: dict[str, str]) -> None:
    words = desk.words
    wanted = st.text_input(
        words("Search for a unit"),
        placeholder=words("with or without diacritics"),
        icon=":material/search:",
        key="opinion_search",
    )
    units = [unit for unit in opinion.units if holds(names[unit.unit_code], wanted)]
    if not units:
        st.info(words("No unit of this group has such a name."))
        return
    shown = [unit for unit in units if isinstance(unit.estimate, Shown)]
    part = _choose_part(desk) if len(shown) > _FEW * 2 else "all"
    # The drawing and the table beneath it run the same way, so that one is found in the other.
    ordered = sorted(units, key=lambda unit: _order(unit, names, lowest_first=part == "last"))
    drawn = [unit for unit in ordered if isinstance(unit.estimate, Shown)]
    if drawn:
        _draw_intervals(desk, opinion, drawn if part == "all" else drawn[:_FEW], names=names)
    else:
        st.info(words(N_("Each of these units has too few answers to show a share.")))
    _draw_table(desk, ordered, names)
    say_marks(desk, [unit.estimate for unit in ordered])


def _order(
    unit: UnitSatisfaction, names: dict[str, str], *, lowest_first: bool
) -> tuple[bool, float, str]:
    shown = isinstance(unit.estimate, Shown)
    share = unit.estimate.value.estimate if isinstance(unit.estimate, Shown) else 0.0
    return (not shown, share if lowest_first else -share, names[unit.unit_code])


def _choose_part(desk: Desk) -> str:
    words = desk.words
    options = {
        "last": words(N_("Lowest {n}"), n=_FEW),
        "first": words(N_("Highest {n}"), n=_FEW),
        "all": words("All"),
    }
    chosen: str = st.segmented_control(
        words("Which units"),
        list(options),
        format_func=options.__getitem__,
        default="last",
        required=True,
        key="opinion_part",
        label_visibility="collapsed",
    )
    return chosen


def _draw_intervals(
    desk: Desk,
    opinion: Satisfaction,
    shown: Sequence[UnitSatisfaction],
    *,
    names: dict[str, str],
) -> None:
    words, language = desk.words, desk.language
    figure = satisfaction_intervals(
        [
            IntervalRow(
                name=short_name(names[unit.unit_code]),
                estimate=unit.estimate,
                detail=words(
                    N_("{unit}: {share} satisfied, interval {interval}, {n} answers"),
                    unit=names[unit.unit_code],
                    share=numbers.share(unit.estimate.value.estimate, language),
                    interval=interval(desk, unit.estimate.value),
                    n=unit.rated,
                ),
            )
            for unit in shown
            if isinstance(unit.estimate, Shown)
        ],
        desk.style,
        title=words(N_("Satisfied, % (dot) with 95 % interval (bar)")),
        whole=opinion.whole.estimate,
        whole_label=words(N_("whole group")),
    )
    st.plotly_chart(
        figure, theme=None, config=CHART_CONFIG, key="intervals",
        alt=words(N_("Share of satisfied answers of each unit with its interval.")),
    )  # fmt: skip


def _draw_table(desk: Desk, ordered: Sequence[UnitSatisfaction], names: dict[str, str]) -> None:
    words, language = desk.words, desk.language
    share = words(N_("Satisfied, % (95 % interval)"))
    answers, aside = words("Answers"), words("Set aside")
    columns = {
        words("Unit"): [short_name(names[unit.unit_code]) for unit in ordered],
        share: [share_with_interval(desk, unit.estimate) for unit in ordered],
        answers: [numbers.count(unit.answers, language) for unit in ordered],
        aside: [numbers.count(unit.set_aside, language) for unit in ordered],
    }
    st.dataframe(
        columns,
        hide_index=True,
        height=min(620, _ROW_PIXELS * (len(ordered) + 1) + 3),
        column_config={
            words("Unit"): st.column_config.TextColumn(width=140),
            share: st.column_config.TextColumn(width=150, alignment="right"),
            answers: st.column_config.TextColumn(width=64, alignment="right"),
            aside: st.column_config.TextColumn(width=72, alignment="right"),
        },
        key="opinion_table",
        alt=words(N_("Units with share satisfied and interval, number of answers and set aside.")),
    )


def _draw_questions(desk: Desk, opinion: Satisfaction) -> None:
    words = desk.words
    asked = rating_words(desk.database)
    by_item = {item.item: item for item in opinion.items}
    rows = [
        ShareRow(name=words.text(label), shares=item.shares, n=item.n)
        for code, label in asked.labels.items()
        if (item := by_item.get(code)) is not None and isinstance(item.shares, Shown)
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
    _draw_items(
        desk, [(label, by_item[code]) for code, label in asked.labels.items() if code in by_item]
    )


def _draw_items(desk: Desk, items: Sequence[tuple[Text, ItemShares]]) -> None:
    """List each question with its share satisfied, the interval and the number who rated it."""
    words = desk.words
    head = (words(N_("Question")), words("Satisfied, % (95 % interval)"), words(N_("Rated by")))
    lines = [
        (
            literal(words.text(label)),
            literal(share_with_interval(desk, item.estimate)),
            literal(numbers.count(item.n, desk.language)),
        )
        for label, item in items
    ]
    # A table of Markdown wraps its long questions, also on a phone.
    rows = [tuple(literal(part) for part in head), ("---", "---:", "---:"), *lines]
    st.markdown("\n".join(f"| {' | '.join(row)} |" for row in rows))
    say_marks(desk, [item.estimate for _, item in items])


SCREEN: Final = Screen(
    address=_ADDRESS,
    title=N_("Satisfaction"),
    icon=":material/sentiment_satisfied:",
    roles=frozenset({LEADER, SECRETARIAT, INSPECTOR}),
    draw=draw,
)

"""This module shows what came in at the counters: marks, their reasons, and one-time tickets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import streamlit as st

from dashboards.access.roles import OPERATOR, SECRETARIAT
from dashboards.queries.arrivals import (
    Arrival,
    MarkCount,
    arrivals,
    marks,
    papers_back,
    ticket_counts,
)
from dashboards.queries.posters import poster_label
from dashboards.screens.desk import Desk, Screen
from dashboards.screens.nothing_yet import say_no_answers, say_no_points
from dashboards.screens.ticket_making import draw_making
from storage import ServicePoints
from storage.entry_unusable import UnusableReason
from ui import numbers
from ui.set_aside import reason
from ui.words import N_

_WHY: Final[Mapping[UnusableReason, str]] = {
    "blank": N_("Blank"),
    "torn": N_("Torn"),
    "repeated": N_("Second of the same hand"),
    "spoiled": N_("Illegible"),
}


def draw(desk: Desk) -> None:
    """Draw the counters with answers that stand aside, the reasons of one unit, and the tickets."""
    words = desk.words
    st.title(words(N_("Arrivals and tickets")))
    st.caption(
        words(
            N_(
                "Only how many came in, how many stand aside and why; never what anybody answered. "
                "Numbers below five are not shown."
            )
        )
    )
    if label := poster_label(desk.database, words):
        st.caption(label)
    found = arrivals(desk.database)
    if found:
        _draw_counters(desk, found)
        _draw_reasons(desk, found)
    elif not any(one.active for one in ServicePoints(desk.database).all()):
        say_no_points(desk)
        return
    else:
        say_no_answers(desk)
    _draw_papers(desk)
    _draw_tickets(desk)
    draw_making(desk)


def _number(desk: Desk, number: int | None) -> str:
    few = desk.words(N_("below 5"))
    return few if number is None else numbers.count(number, desk.language)


def _share(desk: Desk, share: float | None) -> str:
    return numbers.ABSENT if share is None else numbers.share(share, desk.language)


def _draw_counters(desk: Desk, found: Sequence[Arrival]) -> None:
    words = desk.words
    st.header(words(N_("Answers set aside, by counter")), anchor=False)
    st.dataframe(
        {
            words(N_("Unit")): [one.place.unit for one in found],
            words(N_("Set aside")): [_number(desk, one.aside) for one in found],
            words(N_("Share set aside")): [_share(desk, one.share) for one in found],
            words(N_("Counter")): [words.text(one.place.counter) for one in found],
            words(N_("Answers")): [_number(desk, one.answers) for one in found],
            words(N_("Code")): [one.place.code for one in found],
        },
        hide_index=True,
        width="stretch",
        height=320,
    )


def _draw_reasons(desk: Desk, found: Sequence[Arrival]) -> None:
    words = desk.words
    st.header(words(N_("Why answers are marked")), anchor=False)
    names = {one.place.unit_code: one.place.unit for one in found}
    unit = st.selectbox(
        words(N_("Unit")),
        list(names),
        format_func=names.__getitem__,
        key="arrivals_unit",
    )
    reasons = marks(desk.database, unit)
    if reasons:
        _draw_marks(desk, reasons)
    else:
        st.info(words(N_("No answer of this unit carries a mark.")))


def _draw_marks(desk: Desk, reasons: Sequence[MarkCount]) -> None:
    words = desk.words
    st.dataframe(
        {
            words(N_("Answers")): [_number(desk, one.number) for one in reasons],
            words(N_("Reason")): [reason(words, one.mark) for one in reasons],
            words(N_("Counter")): [words.text(one.place.counter) for one in reasons],
            words(N_("Code")): [one.place.code for one in reasons],
            words(N_("Share of the counter's answers")): [
                _share(desk, one.share) for one in reasons
            ],
        },
        hide_index=True,
        width="stretch",
    )
    st.caption(
        words(
            N_(
                "An answer may carry several marks. Haste alone is only noted; its answer stays in "
                "the numbers."
            )
        )
    )


def _draw_papers(desk: Desk) -> None:
    words = desk.words
    found = papers_back(desk.database)
    if not found:
        return
    st.header(words(N_("Paper forms that came back")), anchor=False)
    reasons: dict[str, Sequence[str]] = {
        words(wording): [numbers.count(one.unusable.get(why, 0), desk.language) for one in found]
        for why, wording in _WHY.items()
    }
    st.dataframe(
        {
            words(N_("Unit")): [one.place.unit for one in found],
            words(N_("Came back")): [_number(desk, one.received) for one in found],
            words(N_("Entered")): [_number(desk, one.entered) for one in found],
            words(N_("Unusable")): [numbers.count(one.spoilt, desk.language) for one in found],
            words(N_("Counter")): [words.text(one.place.counter) for one in found],
            **reasons,
        },
        hide_index=True,
        width="stretch",
        key="papers_back_table",
    )
    st.caption(
        words(
            N_(
                "Every paper that came back is either entered or unusable. Of an unusable one only "
                "the reason is kept."
            )
        )
    )


def _draw_tickets(desk: Desk) -> None:
    words = desk.words
    st.header(words(N_("One-time tickets")), anchor=False)
    found = ticket_counts(desk.database)
    if not found:
        st.info(words(N_("No tickets have been made yet.")))
        return
    anywhere, every = words(N_("Any unit")), words(N_("Any counter"))
    st.dataframe(
        {
            words(N_("Unit")): [one.unit or anywhere for one in found],
            words(N_("Counter")): [
                words.text(one.counter) if one.counter else every for one in found
            ],
            words(N_("Made")): [numbers.count(one.made, desk.language) for one in found],
            words(N_("Used")): [_number(desk, one.spent) for one in found],
        },
        hide_index=True,
        width="stretch",
    )
    st.caption(words(N_("Nothing leads from a ticket to an answer, here or in the database.")))


SCREEN: Final = Screen(
    address="phieu-den",
    title=N_("Arrivals and tickets"),
    icon=":material/confirmation_number:",
    roles=frozenset({SECRETARIAT, OPERATOR}),
    draw=draw,
)

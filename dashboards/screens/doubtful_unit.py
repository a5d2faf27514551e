"""This module draws one unit's doubtful answers and takes a person's decision on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import streamlit as st

from dashboards import wiring
from dashboards.access.roles import NotAllowed
from dashboards.actions.appraise import (
    LONGEST_TEXT,
    SHORTEST_REASON,
    ReasonMissing,
    SessionEnded,
    TextTooLong,
)
from dashboards.actions.decide import Judgement, NothingChosen, decide
from dashboards.queries.doubtful import Doubtful, Findings, marked_or_decided, per_day
from dashboards.screens.desk import Desk
from dashboards.screens.literal import literal
from dashboards.screens.signal_words import SIGNALS
from storage import Answers, Decisions
from storage.faults import ChangedMeanwhile, StorageFault
from ui import numbers
from ui.set_aside import reason as flag_words
from ui.words import N_

_ROW_PIXELS: Final = 35
_TALLEST: Final = 480
_SAID: Final = "doubtful_said"
_SEEN: Final = "doubtful_seen"
_NONE: Final = -1  # no decision has this number


@dataclass(frozen=True, slots=True)
class _Row:
    """One answer of the table: where it comes from, and how it stands now."""

    number: int
    day: str
    signals: tuple[str, ...]
    reason: str
    standing: bool | None  # None: nobody has decided yet


def draw_unit(desk: Desk, found: Findings | None, names: Mapping[str, str]) -> None:
    """Let a unit be chosen, show its doubtful answers, and take a decision."""
    words = desk.words
    notice = st.session_state.pop(_SAID, None)
    if notice:
        st.success(notice)
    units = _units(desk, found, names)
    if not units:
        st.info(words(N_("No answer of this group is doubtful or set aside.")))
        return
    unit: str = st.selectbox(
        words("Unit"),
        list(units),
        format_func=lambda code: f"{names.get(code, code)} ({units[code]})",
        key="doubtful_unit",
    )
    rows = _rows(desk, found, unit)
    proposed = [one for one in found.doubtful if one.unit == unit] if found is not None else []
    for day, n in per_day(proposed):
        st.caption(words(N_("{day}: {n} answers proposed"), day=_day(day, desk), n=n))
    seen, turns = _seen(desk, rows, unit)
    chosen = _choose(desk, rows, f"{unit}_{turns}")
    _take_decision(desk, unit, chosen, every=rows, seen=seen)


def _seen(desk: Desk, rows: Sequence[_Row], unit: str) -> tuple[int, int]:
    """Give the newest decision that the person saw, and how often the list became another.

    Rows are chosen by their place. Where the list became another since it was drawn, the places
    are other answers': what was chosen is dropped, and no decision passes for that one run.
    """
    newest = Decisions(desk.database).latest_id(unit)
    before, turns = st.session_state.get(_SEEN, {}).get(unit, (rows, 0))
    if before != rows:
        newest, turns = _NONE, turns + 1
    st.session_state[_SEEN] = {unit: (rows, turns)}
    return newest, turns


def _units(desk: Desk, found: Findings | None, names: Mapping[str, str]) -> dict[str, int]:
    """Count the answers to look at by unit, the most first."""
    counts: dict[str, int] = {}
    for tally in Answers(desk.database).tallies(("unit",), item="__answer", flagged=True):
        if tally.domain["unit"] in names:
            counts[str(tally.domain["unit"])] = tally.n
    for one in found.doubtful if found is not None else ():
        counts[one.unit] = counts.get(one.unit, 0) + 1
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def _rows(desk: Desk, found: Findings | None, unit: str) -> list[_Row]:
    proposed = [one for one in found.doubtful if one.unit == unit] if found is not None else []
    standing = Decisions(desk.database).of_unit(unit)
    rows = {
        one.number: _Row(
            one.number, one.day, one.signals, _reason(desk, one), standing.get(one.number)
        )
        for one in proposed
    }
    for other in marked_or_decided(desk.database, unit, standing):
        reason = "; ".join(flag_words(desk.words, flag) for flag in other.flags)
        day, known = other.day.isoformat(), standing.get(other.number)
        rows.setdefault(other.number, _Row(other.number, day, other.flags, reason, known))
    return sorted(rows.values(), key=lambda row: (row.standing is not None, row.day, row.number))


def _reason(desk: Desk, one: Doubtful) -> str:
    return " ".join(one.vi if desk.language == "vi" else one.en)


def _choose(desk: Desk, rows: Sequence[_Row], key: str) -> list[_Row]:
    words = desk.words
    states = {
        None: words(N_("not decided")),
        True: words(N_("set aside by a person")),
        False: words(N_("cleared")),
    }
    why = words(N_("Why it is marked"))
    event = st.dataframe(
        {
            words(N_("Answer's number")): [str(row.number) for row in rows],
            words(N_("Day")): [_day(row.day, desk) for row in rows],
            words(N_("State")): [states[row.standing] for row in rows],
            why: [row.reason for row in rows],
        },
        hide_index=True,
        height=min(_TALLEST, _ROW_PIXELS * (len(rows) + 1) + 3),
        column_config={why: st.column_config.TextColumn(width=420)},
        on_select="rerun",
        selection_mode="multi-row",
        key=f"doubtful_table_{key}",
        alt=words(
            N_("Doubtful answers with their day, state and reason; what they said is not shown.")
        ),
    )
    return [rows[place] for place in event.selection.rows if place < len(rows)]


def _take_decision(
    desk: Desk,
    unit: str,
    chosen: Sequence[_Row],
    *,
    every: Sequence[_Row],
    seen: int,
) -> None:
    words = desk.words
    with st.form(f"doubtful_form_{unit}", border=True):
        whole = st.checkbox(
            words(N_("All {n} answers of the table"), n=len(every)), key=f"doubtful_all_{unit}"
        )
        if chosen and not whole:
            st.caption(words(N_("Chosen in the table: {n}"), n=len(chosen)))
        reason = st.text_area(
            words(N_("Reason (kept with the decision)")),
            max_chars=LONGEST_TEXT,
            key=f"doubtful_reason_{unit}",
        )
        aside = st.form_submit_button(words(N_("Set these aside")), key=f"doubtful_aside_{unit}")
        clear = st.form_submit_button(words(N_("Clear: they count")), key=f"doubtful_clear_{unit}")
    if not (aside or clear):
        return
    rows = every if whole else chosen
    signals = sorted({signal for row in rows for signal in row.signals})
    judgement = Judgement(unit, [row.number for row in rows], aside, reason, signals, seen)
    try:
        decide(desk.database, desk.token, judgement, at=wiring.now())
    except (SessionEnded, NotAllowed):
        st.error(words(N_("You may not decide this any more. Sign in again.")))
    except NothingChosen:
        st.error(words(N_("No answer is chosen. Mark rows of the table, or choose all.")))
    except ReasonMissing:
        st.error(words(N_("A reason of at least {n} letters is needed."), n=SHORTEST_REASON))
    except TextTooLong:
        st.error(words(N_("The reason is longer than {n} letters."), n=LONGEST_TEXT))
    except ChangedMeanwhile:
        st.error(
            words(
                N_(
                    "The list has changed meanwhile: somebody else decided, or answers came in."
                    " Nothing was kept. Look at the list as it is now, choose and decide anew."
                )
            )
        )
    except StorageFault:
        st.error(words(N_("The decision could not be kept. Load the page again and repeat it.")))
    else:
        st.session_state[_SAID] = (
            words(N_("Set aside: {n} answers. The numbers follow at once."), n=len(rows))
            if aside
            else words(N_("Cleared: {n} answers. The numbers follow at once."), n=len(rows))
        )
        st.rerun()


def draw_decisions(desk: Desk, names: Mapping[str, str]) -> None:
    """List the newest decisions, each with its reason."""
    words = desk.words
    decisions = [one for one in Decisions(desk.database).latest(50) if one.unit_code in names]
    if not decisions:
        st.info(words(N_("Nobody has decided anything yet.")))
    for one in decisions:
        with st.container(border=True, gap="xsmall"):
            said = (
                words(N_("{n} answers set aside"), n=one.answers)
                if one.set_aside
                else words(N_("{n} answers cleared"), n=one.answers)
            )
            st.markdown(f"**{literal(names[one.unit_code])}** · {literal(said)}")
            st.markdown(words("Reason: {text}", text=literal(one.reason)))
            signals = ", ".join(_signal(desk, signal) for signal in one.signals)
            moment = numbers.moment(one.decided_at, desk.language)
            st.caption(literal(" · ".join(part for part in (one.author, moment, signals) if part)))


def _signal(desk: Desk, signal: str) -> str:
    known = SIGNALS.get(signal)
    return desk.words(known.name) if known is not None else flag_words(desk.words, signal)


def _day(day: str, desk: Desk) -> str:
    return numbers.date(date.fromisoformat(day), desk.language)

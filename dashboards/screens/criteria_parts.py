"""This module draws what the parts of the screen of criteria sets share: choices and tables."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

import streamlit as st

from dashboards.queries.criteria_sets import Known, KnownSet, Origin
from dashboards.screens.desk import Desk
from dashboards.screens.literal import literal
from scoring.definitions.set_comparison import KINDS, Change
from scoring.types import Problem
from ui.words import N_
from ui.workbooks.set_words import CHANGES, change_name, change_side

ORIGINS: Final[Mapping[Origin, str]] = {
    "shipped": N_("comes with the program"),
    "file": N_("file of the office"),
    "draft": N_("draft"),
    "issued": N_("issued"),
    "round": N_("kept with a round"),
}
_MOST_PROBLEMS: Final = 200
_FEW: Final = 12
_TALL: Final = 620


def set_name(desk: Desk, one: KnownSet) -> str:
    """Name a set so that no two versions look alike."""
    return f"{one.criteria_set.id} · {desk.words(ORIGINS[one.origin])} · {one.sha256[:8]}"


def choose_set(
    desk: Desk, known: Known, *, label: str, key: str, place: int = 0
) -> KnownSet | None:
    """Let one of the sets be chosen; None, with a word, where there is none."""
    if not known.sets:
        st.info(desk.words(N_("There is no criteria set yet.")))
        return None
    names = {sha256: set_name(desk, one) for sha256, one in known.sets.items()}
    hashes = list(names)
    before = st.session_state.get(f"{key}_last")
    # A list whose names changed (a draft was issued) is another one, or it would keep the old name.
    listed = hashlib.sha256("\n".join(names.values()).encode()).hexdigest()[:8]
    chosen: str = st.selectbox(
        label,
        hashes,
        index=hashes.index(before) if before in names else min(place, len(hashes) - 1),
        format_func=lambda sha256: names[sha256],
        key=f"{key}_{listed}",
    )
    choose_next(key, chosen)
    return known.sets[chosen]


def choose_next(key: str, sha256: str) -> None:
    """Remember which set is to stand in a chooser when it is drawn with another list."""
    st.session_state[f"{key}_last"] = sha256


def draw_problems(
    desk: Desk, problems: Sequence[Problem], fields: Mapping[str, str] | None = None
) -> None:
    """Draw every problem with its place, what was expected, what stood there and what to do.

    The place is said as the reader sees it: the field of a form (``fields`` names them), the cell
    of a workbook with its criterion, the line of a file.
    """
    words = desk.words
    shown = problems[:_MOST_PROBLEMS]
    expected = words(N_("Expected"))
    # Three columns: what to do has to be in sight on a phone, too.
    columns = {
        words(N_("Place") if fields is None else N_("Field")): [
            _place(desk, one, fields) for one in shown
        ],
        words(N_("Found")): [words.say(one.got) for one in shown],
        words(N_("What to do")): [
            f"{expected}: {words.say(one.expected).rstrip('.')}. {words.say(one.remedy)}"
            for one in shown
        ],
    }
    st.table({name: [literal(cell) for cell in cells] for name, cells in columns.items()},
             hide_index=True)  # fmt: skip
    if len(problems) > len(shown):
        st.caption(words(N_("and {count} more"), count=len(problems) - len(shown)))


def _place(desk: Desk, problem: Problem, fields: Mapping[str, str] | None) -> str:
    words = desk.words
    if fields is not None:
        return words(fields[problem.place]) if problem.place in fields else problem.place
    if problem.sheet:
        told = [f"{words(N_('Sheet'))} {problem.sheet}"]
        told += [] if problem.line is None else [f"{words(N_('Row'))} {problem.line}"]
        told += [f"{words(N_('Column'))} {problem.column}"] if problem.column else []
        return " · ".join([*told, problem.place or words(N_("whole set"))])
    line = [] if problem.line is None else [f"{words(N_('Line'))} {problem.line}"]
    return " · ".join(part for part in (problem.file, *line, problem.place) if part)


def draw_changes(desk: Desk, changes: Sequence[Change]) -> None:
    """Draw how two sets differ: first how much of each kind, then every difference."""
    words = desk.words
    if not changes:
        st.success(words(N_("The two sets say the same.")))
        return
    counted = Counter(one.kind for one in changes)
    st.markdown(
        " · ".join(
            f"{words(CHANGES[kind])}: **{counted[kind]}**" for kind in KINDS if counted[kind]
        )
    )
    kinds = [kind for kind in KINDS if counted[kind]]
    kept = st.pills(
        words(N_("Show only")),
        kinds,
        format_func=lambda kind: words(CHANGES[kind]),
        selection_mode="multi",
        key="criteria_kinds",
    )
    shown = [one for one in changes if not kept or one.kind in kept]
    st.table(
        {
            words(N_("Change")): [_told(desk, one) for one in shown],
            words(N_("Before")): [literal(change_side(words, one, "was")) for one in shown],
            words(N_("After")): [literal(change_side(words, one, "now")) for one in shown],
        },
        hide_index=True,
        border="horizontal",
        height="content" if len(shown) <= _FEW else _TALL,
    )


def _told(desk: Desk, change: Change) -> str:
    """Tell in one cell what changed and where, so that both sides stand on a phone, too."""
    words = desk.words
    place = change.code or words(N_("whole set"))
    where = place if change.name is None else f"{words.text(change.name)} ({place})"
    return f"**{literal(change_name(words, change))}** · {literal(where)}"

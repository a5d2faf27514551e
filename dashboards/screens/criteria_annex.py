"""This module turns a pasted annex into a draft of a set, with a person's confirmation."""

from __future__ import annotations

from typing import Final

import streamlit as st

from dashboards.queries.criteria_sets import Known
from dashboards.screens.criteria_import import draw_new
from dashboards.screens.criteria_parts import draw_problems
from dashboards.screens.desk import Desk
from dashboards.screens.literal import literal
from scoring.annex.draft import Draft, draft_set
from scoring.annex.table import LONGEST_CELL, AnnexTable, Columns, guess_columns
from scoring.types import ProblemsFound
from ui.words import N_
from ui.workbooks.set_words import choice
from ui.workbooks.tables import pasted_table, read_tables

_LONGEST_PASTE: Final = 400_000
_PREVIEW: Final = 8
_NOTHING: Final = -1
_ROLES: Final = {
    "number": N_("Number (STT)"),
    "name": N_("Criterion"),
    "points": N_("Maximum points"),
    "how": N_("Way of calculation"),
}


def draw_annex(desk: Desk, known: Known) -> None:
    """Draw the steps: the table, its columns, the rules proposed, the draft."""
    words = desk.words
    st.markdown(
        words(
            N_(
                "Copy the table of the annex out of Word or Excel and paste it here, or hand in the"
                " file. You confirm which column is which; where the annex says no rule, the"
                " appraiser gives the points."
            )
        )
    )
    try:
        table = _table(desk)
        if table is None:
            return
        columns = _columns(desk, table)
        if columns is None:
            return
        made = _draft(desk, table, columns)
    except ProblemsFound as problems:
        st.error(
            words(
                N_("Mistakes to correct: {count}. Nothing was kept."), count=len(problems.problems)
            )
        )
        draw_problems(desk, problems.problems)
        return
    if made is not None:
        draw_new(desk, known, made.criteria_set)


def _table(desk: Desk) -> AnnexTable | None:
    words = desk.words
    given = st.file_uploader(
        words(N_("File of the annex (.docx, .xlsx, .csv)")),
        type=["docx", "xlsx", "csv", "tsv", "txt"],
        key="annex_file",
    )
    pasted = st.text_area(
        words(N_("… or the pasted table")),
        height=160,
        max_chars=_LONGEST_PASTE,
        key="annex_text",
        disabled=given is not None,
    )
    if given is not None:
        tables = read_tables(given.getvalue(), file=given.name)
        if len(tables) == 1:
            return tables[0]
        place = st.selectbox(
            words(N_("Table of the file")),
            range(len(tables)),
            format_func=lambda one: _table_name(desk, tables[one], one),
            key="annex_table",
        )
        return tables[place]
    return pasted_table(pasted, file=words(N_("pasted table"))) if pasted.strip() else None


def _table_name(desk: Desk, table: AnnexTable, place: int) -> str:
    return desk.words(
        N_("{number}. {name} ({rows} rows)"),
        number=place + 1,
        name=table.name,
        rows=len(table.rows),
    )


def _columns(desk: Desk, table: AnnexTable) -> Columns | None:
    """Show the guess and let a person correct it."""
    words = desk.words
    guess = guess_columns(table)
    st.header(words(N_("Which column is which?")), anchor=False)
    places = [_NOTHING, *range(table.width)]
    headings = table.rows[guess.heading] if guess.heading >= 0 else None

    def named(place: int) -> str:
        if place == _NOTHING:
            return words(N_("not there"))
        heading = "" if headings is None else headings.cell(place)
        return f"{place + 1} · {' '.join(heading.split())[:40]}" if heading else str(place + 1)

    chosen: dict[str, int] = {}
    with st.grid(4, min_column_width=200):
        for role, title in _ROLES.items():
            guessed = getattr(guess, role)
            chosen[role] = st.selectbox(
                words(title),
                places if role == "how" else places[1:],
                index=(places if role == "how" else places[1:]).index(
                    _NOTHING if guessed is None else guessed
                ),
                format_func=named,
                key=f"annex_{role}",
            )
    _preview(desk, table, chosen)
    needed = [chosen[role] for role in ("number", "name", "points")]
    if len(set(needed)) < len(needed):
        st.warning(words(N_("Number, criterion and points stand in three different columns.")))
        return None
    how = None if chosen["how"] == _NOTHING else chosen["how"]
    return Columns(chosen["number"], chosen["name"], chosen["points"], how, guess.heading)


def _preview(desk: Desk, table: AnnexTable, chosen: dict[str, int]) -> None:
    rows = table.rows[:_PREVIEW]
    st.dataframe(
        {
            desk.words(_ROLES[role]): [row.cell(place)[:120] for row in rows]
            for role, place in chosen.items()
            if place != _NOTHING
        },
        hide_index=True,
        width="stretch",
    )


def _draft(desk: Desk, table: AnnexTable, columns: Columns) -> Draft | None:
    words = desk.words
    id_ = st.text_input(
        words(N_("Id of the new set")), placeholder="so-noi-vu/2027", key="annex_id"
    ).strip()
    title = st.text_input(words(N_("Title of the new set")), key="annex_title").strip()
    if not id_ or not title:
        st.caption(words(N_("Give the set an id and a title.")))
        return None
    made = draft_set(table, columns, id=id_, title=title[:LONGEST_CELL])
    if not made.proposals:
        return made
    st.header(words(N_("Proposals from the words of the annex")), anchor=False)
    st.caption(
        words(N_("A proposal counts only if you take it; all others stay with the appraiser."))
    )
    names = {one.code: one for one in made.proposals}
    taken = st.multiselect(
        words(N_("Proposals taken")),
        list(names),
        format_func=lambda code: f"{code} · {choice(words, names[code].kind)}",
        key="annex_taken",
    )
    st.table(
        {
            words(N_("Code")): [literal(one.code) for one in made.proposals],
            words(N_("Criterion")): [literal(one.name) for one in made.proposals],
            words(N_("Proposed")): [literal(choice(words, one.kind)) for one in made.proposals],
            words(N_("Words of the annex")): [literal(one.words) for one in made.proposals],
        },
        hide_index=True,
    )
    return draft_set(
        table, columns, id=id_, title=title[:LONGEST_CELL], take_proposals=frozenset(taken)
    )

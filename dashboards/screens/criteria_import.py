"""This module takes an edited workbook in: its problems, what it changes, and the draft."""

from __future__ import annotations

import streamlit as st

from dashboards import wiring
from dashboards.actions.appraise import SessionEnded
from dashboards.actions.criteria_sets import keep_draft, secretary
from dashboards.queries.criteria_sets import Known
from dashboards.screens.criteria_parts import choose_set, draw_changes, draw_problems
from dashboards.screens.desk import Desk
from dashboards.screens.literal import literal
from scoring.definitions.criteria_set import CriteriaSet
from scoring.definitions.set_comparison import compare_sets
from scoring.types import Problem, ProblemsFound
from storage import Refused
from ui.words import N_
from ui.workbooks.set_reading import read_set_workbook


def draw_import(desk: Desk, known: Known) -> None:
    """Draw the field for the file and, once it is right, what it changes."""
    words = desk.words
    st.markdown(
        words(
            N_(
                "Download a set as Excel on the first page, edit it, and hand it in here. Nothing"
                " is kept before every mistake is corrected and you have seen what changes."
            )
        )
    )
    given = st.file_uploader(
        words(N_("Workbook of the criteria set (.xlsx)")), type=["xlsx"], key="criteria_file"
    )
    if given is None:
        return
    try:
        found = read_set_workbook(given.getvalue(), file=given.name, taken=known.taken())
    except ProblemsFound as problems:
        st.error(
            words(
                N_("Mistakes to correct: {count}. Nothing was kept."), count=len(problems.problems)
            )
        )
        draw_problems(desk, problems.problems)
        return
    st.success(
        words(
            N_("{id}: {count} criteria, {points} points, no mistakes."),
            id=found.id,
            count=len(found.criteria()),
            points=found.max_points,
        )
    )
    draw_new(desk, known, found)


def draw_new(desk: Desk, known: Known, found: CriteriaSet) -> None:
    """Draw what a new set changes against any other, and offer to keep it as a draft."""
    words = desk.words
    st.header(literal(words.text(found.title)), anchor=False)
    before = choose_set(
        desk,
        known,
        label=words(N_("Compare with")),
        key=f"criteria_against_{found.id}",
        place=_nearest(known, found),
    )
    if before is not None:
        draw_changes(desk, compare_sets(before.criteria_set, found))
    standing = known.taken().get(found.id)
    if found.sha256 in known.sets or (standing is not None and standing.stands_for(found)):
        st.info(words(N_("Exactly this set is there already; nothing needs to be kept.")))
        return
    if standing is not None:
        expected, got, remedy = standing.words(found.id)
        st.error(words(N_("This id cannot be used:")))
        draw_problems(
            desk,
            [Problem("set.taken", found.id, None, "id", expected, got, remedy)],
            {"id": N_("Id of the set")},
        )
        return
    if found.template:
        st.warning(
            words(
                N_(
                    "This set is still marked as a template. When it is issued you will be asked"
                    " for its title and the decision; they can also be written in the workbook."
                )
            )
        )
    if st.button(
        words(N_("Keep as a draft")), type="primary", icon=":material/save:", key="criteria_keep"
    ):
        _keep(desk, known, found)


def _nearest(known: Known, found: CriteriaSet) -> int:
    """Find the set that shares most codes, which is most likely the one that was edited."""
    codes = {one.code for one in found.criteria()}
    shared = [
        (one.criteria_set.id == found.predecessor,
         len(codes & {each.code for each in one.criteria_set.criteria()}))
        for one in known.sets.values()
    ]  # fmt: skip
    return shared.index(max(shared)) if shared else 0


def _keep(desk: Desk, known: Known, found: CriteriaSet) -> None:
    words, now = desk.words, wiring.now()
    try:
        person = secretary(desk.database, desk.token, at=now)
        keep_draft(desk.database, known, found, by=person.username, at=now)
    except SessionEnded:
        st.error(words(N_("Your session has ended. Please sign in again; nothing was changed.")))
    except ProblemsFound as problems:
        st.error(words(N_("The set was not kept.")))
        draw_problems(desk, problems.problems)
    except Refused:
        st.error(words(N_("This id was issued with other content meanwhile.")))
    else:
        st.success(
            words(
                N_(
                    "Kept as a draft: {id} ({sha256}). It stands on the first page, where it can be"
                    " issued."
                ),
                id=found.id,
                sha256=found.sha256[:12],
            ),
            icon=":material/check:",
        )

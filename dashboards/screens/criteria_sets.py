"""This module shows every criteria set, compares them, takes edited ones in and issues drafts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

import streamlit as st

from dashboards import wiring
from dashboards.access.roles import EVERYONE, SECRETARIAT
from dashboards.actions.appraise import SessionEnded
from dashboards.actions.criteria_sets import Decided, issue_draft, secretary
from dashboards.queries.criteria_sets import Known, KnownSet, known_sets, still_a_template
from dashboards.screens.criteria_annex import draw_annex
from dashboards.screens.criteria_apply import draw_apply
from dashboards.screens.criteria_import import draw_import
from dashboards.screens.criteria_parts import (
    ORIGINS,
    choose_next,
    choose_set,
    draw_changes,
    draw_problems,
    set_name,
)
from dashboards.screens.desk import Desk, Screen
from dashboards.screens.literal import literal
from scoring.definitions.criteria_set import CriteriaSet, Criterion
from scoring.definitions.set_comparison import compare_sets
from scoring.types import ProblemsFound
from storage import Refused
from ui import numbers
from ui.words import N_
from ui.workbooks.set_words import choice
from ui.workbooks.set_writing import set_workbook

_PARTS: Final = {
    "list": N_("Sets and versions"),
    "compare": N_("Compare"),
    "apply": N_("Apply to a round"),
    "import": N_("Import a workbook"),
    "annex": N_("From an annex"),
}
_TITLE: Final = N_("Title of the set, as in the decision")
_NUMBER: Final = N_("Decision number")
_DAY: Final = N_("Decision date")
_ISSUER: Final = N_("Decided by")
_DECIDED: Final = {"title": _TITLE, "number": _NUMBER, "day": _DAY, "issuer": _ISSUER}
_DONE: Final = "criteria_done"
_FEW: Final = 12  # rows that stand as they are; more scroll in a box
_TALL: Final = 620
_WRITING: Final = frozenset({"import", "annex"})


def draw(desk: Desk) -> None:
    """Draw the part that was chosen; who may not change anything is not offered to."""
    words = desk.words
    st.title(words(N_("Criteria sets")))
    st.caption(
        words(
            N_(
                "A set that was issued or used never changes: a change makes a new version. Every"
                " version is told apart by the SHA-256 of its bytes."
            )
        )
    )
    done = st.session_state.pop(_DONE, None)
    if done:
        st.success(done, icon=":material/check:")
    known = known_sets(desk.database, wiring.house().settings.criteria_dir)
    if known.problems:
        st.warning(words(N_("Some files of sets cannot be read and are left out:")))
        draw_problems(desk, known.problems)
    offered = [part for part in _PARTS if part not in _WRITING or desk.person.role == SECRETARIAT]
    part = st.segmented_control(
        words(N_("What to do")),
        offered,
        format_func=lambda one: words(_PARTS[one]),
        default="list",
        required=True,
        key="criteria_part",
        label_visibility="collapsed",
    )
    _draw_part(desk, known, str(part))


def _draw_part(desk: Desk, known: Known, part: str) -> None:
    if part == "compare":
        _draw_comparison(desk, known)
    elif part == "apply":
        draw_apply(desk, known)
    elif part == "import":
        draw_import(desk, known)
    elif part == "annex":
        draw_annex(desk, known)
    else:
        _draw_list(desk, known)


def _draw_list(desk: Desk, known: Known) -> None:
    words = desk.words
    sets = tuple(known.sets.values())
    # A table of text wraps, so that on a phone nothing is cut off or out of sight.
    st.table(
        {
            words(N_("Set")): [_told(desk, one) for one in sets],
            words(N_("Maximum")): [
                numbers.exact(one.criteria_set.max_points, desk.language) for one in sets
            ],
            words(N_("State")): [_state(desk, one) for one in sets],
        },
        hide_index=True,
        border="horizontal",
        height="content" if len(sets) <= _FEW else _TALL,
    )
    chosen = choose_set(desk, known, label=words(N_("Set to look at")), key="criteria_chosen")
    if chosen is not None:
        _draw_set(desk, chosen)


def _told(desk: Desk, one: KnownSet) -> str:
    """Tell in one cell what a set is called, by which decision it is in force, and its version."""
    found = one.criteria_set
    title = literal(desk.words.text(found.title))
    told = literal(f"{found.id} · {_decision(desk, found)} · SHA-256 {one.sha256[:12]}")
    return f"**{title}** · {told}"


def _state(desk: Desk, one: KnownSet) -> str:
    words = desk.words
    state = words(ORIGINS[one.origin])
    if not one.rounds:
        return state
    return words(N_("{state}; used by {n} rounds"), state=state, n=len(one.rounds))


def _decision(desk: Desk, criteria_set: CriteriaSet) -> str:
    decision = criteria_set.decision
    if decision is not None:
        return f"{decision.number} ({numbers.date(decision.date, desk.language)})"
    return "; ".join(one.reference for one in criteria_set.sources) or numbers.ABSENT


def _draw_set(desk: Desk, chosen: KnownSet) -> None:
    words, found = desk.words, chosen.criteria_set
    st.header(literal(words.text(found.title)), anchor=False)
    st.caption(f"SHA-256 {found.sha256}")
    if found.template:
        st.info(words(N_("This is a template, not an official text.")))
    if chosen.kept_at is not None:
        st.caption(
            words(
                N_("{state}: {who}, {when}"),
                state=words(ORIGINS[chosen.origin]),
                who=chosen.kept_by or numbers.ABSENT,
                when=chosen.kept_at,
            )
        )
    st.download_button(
        words(N_("Download as Excel, to be edited")),
        lambda: set_workbook(found, words),
        file_name=f"{found.id.replace('/', '-')}.xlsx",
        mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        icon=":material/download:",
        type="primary",
        on_click="ignore",
        key="criteria_download",
    )
    if chosen.origin == "draft" and desk.person.role == SECRETARIAT:
        _draw_issue(desk, chosen)
    _draw_tree(desk, found)


def _draw_issue(desk: Desk, chosen: KnownSet) -> None:
    words = desk.words
    with st.container(border=True):
        st.markdown(
            words(N_("This is a draft. Rounds can be opened with it once it has been issued."))
        )
        decided = _ask_decision(desk, chosen) if still_a_template(chosen.criteria_set) else None
        if decided is None:
            st.markdown(
                words(
                    N_("Title: {title}. Decision: {decision}."),
                    title=literal(words.text(chosen.criteria_set.title)),
                    decision=literal(_decision(desk, chosen.criteria_set)),
                )
            )
        checked = st.checkbox(
            words(N_("I have compared it with the decision; from now on it never changes.")),
            key=f"criteria_checked_{chosen.sha256}",
        )
        if st.button(
            words(N_("Issue this version")),
            disabled=not checked,
            icon=":material/verified:",
            key="criteria_issue",
        ):
            _issue(desk, chosen, decided)


def _ask_decision(desk: Desk, chosen: KnownSet) -> Decided:
    """Ask under which title and decision an edited template is in force."""
    words, found = desk.words, chosen.criteria_set
    st.warning(
        words(
            N_(
                "This draft still bears the mark or the title of a template. Please write the title"
                " and the decision by which it is in force; the mark and the template's note are"
                " then taken away."
            )
        )
    )
    key, stated = chosen.sha256[:12], found.decision
    title = st.text_input(
        words(_TITLE), value=found.title.vi, max_chars=300, key=f"issue_title_{key}"
    )
    with st.grid(3, min_column_width=200):
        number = st.text_input(
            words(_NUMBER),
            value="" if stated is None else stated.number,
            max_chars=60,
            placeholder="12/2027/QĐ-UBND",
            key=f"issue_number_{key}",
        )
        day = st.date_input(
            words(_DAY),
            value=None if stated is None else stated.date,
            format="DD/MM/YYYY",
            key=f"issue_day_{key}",
        )
        issuer = st.text_input(
            words(_ISSUER),
            value="" if stated is None or stated.issuer is None else stated.issuer.vi,
            max_chars=200,
            key=f"issue_issuer_{key}",
        )
    return Decided(title, number, day if isinstance(day, date) else None, issuer)


def _issue(desk: Desk, chosen: KnownSet, decided: Decided | None) -> None:
    words, now = desk.words, wiring.now()
    try:
        person = secretary(desk.database, desk.token, at=now)
        issued = issue_draft(
            desk.database, chosen.sha256, by=person.username, at=now, decided=decided
        )
    except SessionEnded:
        st.error(words(N_("Your session has ended. Please sign in again; nothing was changed.")))
    except ProblemsFound as problems:
        st.error(words(N_("The set was not issued:")))
        draw_problems(desk, problems.problems, _DECIDED)
    except Refused:
        st.error(words(N_("This id was issued with other content meanwhile.")))
    else:
        choose_next("criteria_chosen", issued)
        st.session_state[_DONE] = words(
            N_("{id} is issued. It never changes from now on; rounds can be opened with it."),
            id=chosen.criteria_set.id,
        )
        st.rerun()


def _draw_tree(desk: Desk, found: CriteriaSet) -> None:
    """Draw the tree as a table; the depth of a row shows by its indent."""
    words, language = desk.words, desk.language
    rows: list[tuple[str, str, str]] = []
    for area in found.areas:
        told = _named(words.text(area.name), area.code, area.legal)
        rows.append((told, numbers.exact(area.max_points, language), ""))
        for criterion in area.criteria:
            rows += _branch(desk, criterion, 1)
    names, maxima, rules = zip(*rows, strict=True)
    st.table(
        {
            words(N_("Criterion, code, legal reference")): names,
            words(N_("Maximum")): maxima,
            words(N_("Kind of rule")): rules,
        },
        hide_index=True,
        border="horizontal",
        height="content" if len(rows) <= _FEW else _TALL,
    )


def _named(name: str, code: str, legal: str | None, *, depth: int = 0) -> str:
    shown = literal(name) if depth else f"**{literal(name)}**"
    told = f"{shown} ({literal(code)})"
    indent = "\N{NO-BREAK SPACE}\N{EM SPACE}" * depth
    return f"{indent}{told} · {literal(legal)}" if legal else f"{indent}{told}"


def _branch(desk: Desk, criterion: Criterion, depth: int) -> Sequence[tuple[str, str, str]]:
    words = desk.words
    rule = "" if criterion.rule is None else choice(words, criterion.rule.type)
    own = (
        _named(words.text(criterion.name), criterion.code, criterion.legal, depth=depth),
        numbers.exact(criterion.max_points, desk.language),
        literal(rule.partition(" · ")[2] or rule),
    )
    below = [row for one in criterion.components for row in _branch(desk, one, depth + 1)]
    return [own, *below]


def _draw_comparison(desk: Desk, known: Known) -> None:
    words = desk.words
    before = choose_set(desk, known, label=words(N_("Earlier set")), key="criteria_before")
    after = choose_set(desk, known, label=words(N_("Later set")), key="criteria_after", place=1)
    if before is None or after is None:
        return
    st.header(
        words(
            N_("From {before} to {after}"),
            before=literal(set_name(desk, before)),
            after=literal(set_name(desk, after)),
        ),
        anchor=False,
    )
    draw_changes(desk, compare_sets(before.criteria_set, after.criteria_set))


SCREEN: Final = Screen(
    address="bo-tieu-chi",
    title=N_("Criteria sets"),
    icon=":material/rule:",
    roles=EVERYONE,
    draw=draw,
)

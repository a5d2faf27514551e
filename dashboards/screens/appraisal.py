"""This module draws the inspector's form: one criterion of one unit, previewed before saving."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboards.access.roles import INSPECTOR
from dashboards.actions.appraise import (
    LONGEST_TEXT,
    SHORTEST_REASON,
    Appraisal,
    NothingChanged,
    ReasonMissing,
    SessionEnded,
    TextTooLong,
    appraise,
)
from dashboards.queries.appraisal import Case, Choice, changed, choices, open_case, preview
from dashboards.queries.results import Results
from dashboards.screens.appraisal_inputs import MANUAL_REASON, Typed, draw_inputs
from dashboards.screens.choosing import choose_results, choose_unit, narrowed
from dashboards.screens.desk import Desk, Screen
from dashboards.screens.evidence_files import draw_evidence, evidence_files
from dashboards.screens.figure_words import draw_figures, draw_history, out_of
from dashboards.screens.literal import literal
from dashboards.wiring import now
from scoring.score import ScoreLine
from scoring.types import Figure, ProblemsFound
from storage import ChangedMeanwhile
from ui import numbers
from ui.words import N_

_ADDRESS: Final = "cham-diem"
_CHOSEN: Final = "appraisal_criterion"
_SAVED: Final = "appraisal_saved"


def draw(desk: Desk) -> None:
    """Draw the appraisal of one criterion of one unit."""
    words = desk.words
    st.title(words("Appraisal"))
    found = choose_results(desk, _ADDRESS)
    if found is None:
        return
    left, right = st.columns(2)
    with left:
        unit_code = choose_unit(desk, found, _ADDRESS, only=None)
    if unit_code is None:
        st.info(words(N_("No unit takes part in this round.")))
        return
    with right:
        choice = _choose_criterion(desk, found, unit_code)
    case = open_case(desk.database, found, unit_code, code=choice.code)
    _say_saved(desk)
    now_column, new_column = st.columns(2, gap="large")
    with now_column:
        _draw_standing(desk, case)
        _draw_evidence(desk, found, case)
    with new_column:
        _draw_form(desk, found, case)
    _draw_history(desk, case)


def _choose_criterion(desk: Desk, found: Results, unit_code: str) -> Choice:
    """Keep the criterion from unit to unit, so that one criterion is gone through quickly."""
    words = desk.words
    by_code = {choice.code: choice for choice in choices(desk.database, found, unit_code)}
    codes = list(by_code)
    wanted: Choice | None = st.session_state.get(_CHOSEN)
    standing = codes[0]
    if wanted is not None:
        whole_area = wanted.area_code if wanted.area_code in by_code else standing
        standing = wanted.code if wanted.code in by_code else whole_area

    def label(code: str) -> str:
        choice = by_code[code]
        if choice.is_area:
            return words(N_("Whole area: {area}"), area=words.text(choice.name))
        return words.text(choice.name)

    key = f"criterion_{found.round.id}_{unit_code}"
    names = {code: label(code) for code in codes}
    codes = narrowed(desk, codes, names, label=words(N_("Find a criterion")), key=key)
    chosen: str = st.selectbox(
        words(N_("Criterion")),
        codes,
        index=codes.index(standing) if standing in codes else 0,
        format_func=names.__getitem__,
        key=key,
    )
    st.session_state[_CHOSEN] = by_code[chosen]
    return by_code[chosen]


def _say_saved(desk: Desk) -> None:
    if st.session_state.pop(_SAVED, False):
        st.success(
            desk.words(N_("Saved. The figure before it stays in the history below.")),
            icon=":material/check_circle:",
        )


def _draw_standing(desk: Desk, case: Case) -> None:
    words = desk.words
    st.header(words(N_("As it stands")), anchor=False)
    if case.line is not None:
        _draw_line(desk, case.line)
    if case.counting:
        draw_figures(desk, case.counting, case.inputs)
    else:
        st.caption(words(N_("No figure has been stated yet.")))


def _draw_evidence(desk: Desk, found: Results, case: Case) -> None:
    st.subheader(desk.words(N_("Evidence files")), anchor=False)
    code = case.part.code
    records = evidence_files().of_unit(found.round.id, case.unit.code, code)
    draw_evidence(desk, found.round, case.unit.code, code=code, records=records)


def _draw_line(desk: Desk, line: ScoreLine) -> None:
    st.markdown(f"## {literal(out_of(desk, line.points, line.max_points))}")
    st.markdown(literal(desk.words.say(line.explanation)))


def _draw_form(desk: Desk, found: Results, case: Case) -> None:
    words = desk.words
    st.header(words(N_("Appraised figures")), anchor=False)
    seen_key = f"seen_{found.round.id}_{case.unit.code}_{case.part.code}"
    seen: int = st.session_state.setdefault(seen_key, case.seen_id)
    if seen != case.seen_id:
        _draw_overtaken(desk, seen_key)
        return
    prefix = f"{seen_key}_{seen}"
    typed = draw_inputs(desk, case, prefix)
    reason = st.text_area(
        words(
            N_("Reason for the appraisal (required, {least} letters or more)"),
            least=SHORTEST_REASON,
        ),
        max_chars=LONGEST_TEXT,
        height=90,
        key=f"{prefix}_reason",
    )
    under_reason = st.container()
    evidence = st.text_area(
        words(N_("Evidence: document, section, page")),
        max_chars=LONGEST_TEXT,
        height=70,
        key=f"{prefix}_evidence",
    )
    figures = dict(typed.figures)
    if MANUAL_REASON in case.inputs and "points" in figures and reason.strip():
        figures[MANUAL_REASON] = reason.strip()
    hindrance = _draw_preview(desk, found, case, typed=typed, figures=figures)
    if st.button(words(N_("Save the appraisal")), type="primary", icon=":material/save:",
                 disabled=bool(hindrance), key=f"{prefix}_save"):  # fmt: skip
        appraisal = Appraisal(case=case, figures=figures, reason=reason, evidence=evidence)
        _save(desk, found, appraisal, seen_key=seen_key, under_reason=under_reason)
    if hindrance:
        st.caption(hindrance)


def _draw_overtaken(desk: Desk, seen_key: str) -> None:
    words = desk.words
    st.warning(
        words(
            N_(
                "Somebody else has stated a figure here since you opened this form. Nothing of"
                " yours was saved. Look at what stands now, then appraise again."
            )
        ),
        icon=":material/sync_problem:",
    )
    if st.button(words(N_("Show what stands now")), key=f"{seen_key}_again"):
        del st.session_state[seen_key]
        st.rerun()


def _draw_preview(
    desk: Desk, found: Results, case: Case, *, typed: Typed, figures: Mapping[str, Figure]
) -> str:
    """Draw the points that the figures would give; tell what hinders saving, empty for nothing."""
    words = desk.words
    if typed.refusals:
        return words(N_("Cannot be saved yet: correct the figures marked above."))
    if not changed(case, figures):
        return words(N_("Nothing to save yet: change a figure, and its points show here."))
    if typed.more_reached_than_all:
        st.warning(
            words(N_("The numerator is larger than the denominator: please check again.")),
            icon=":material/warning:",
        )
    try:
        line = preview(desk.database, found, case, figures=figures)
    except ProblemsFound as problems:
        _say_problems(desk, problems)
        return words(N_("Cannot be saved: the figures contradict each other."))
    if line is not None:
        _draw_points(desk, case, line)
    return ""


def _draw_points(desk: Desk, case: Case, line: ScoreLine) -> None:
    words, language = desk.words, desk.language
    with st.container(border=True):
        before = case.line.points if case.line is not None else None
        st.metric(
            words(N_("Points if you save")),
            out_of(desk, line.points, line.max_points),
            delta=None
            if before is None or before == line.points
            else numbers.number(line.points - before, language),
        )
        st.markdown(literal(words.say(line.explanation)))


def _say_problems(desk: Desk, problems: ProblemsFound) -> None:
    for problem in problems.problems:
        st.error(literal(desk.words.say(problem.sentence())))


def _save(
    desk: Desk,
    found: Results,
    appraisal: Appraisal,
    *,
    seen_key: str,
    under_reason: DeltaGenerator,
) -> None:
    words = desk.words
    try:
        appraise(desk.database, desk.token, found, appraisal=appraisal, at=now())
    except ReasonMissing:
        under_reason.error(
            words(
                N_("Please give the reason, {least} letters or more: it goes into the record."),
                least=SHORTEST_REASON,
            )
        )
    except TextTooLong:
        st.error(words(N_("A text may have at most {n} letters."), n=LONGEST_TEXT))
    except NothingChanged:
        st.info(words(N_("Every figure is as it was, so nothing was saved.")))
    except ProblemsFound as problems:
        _say_problems(desk, problems)
    except ChangedMeanwhile:
        _draw_overtaken(desk, seen_key)
    except SessionEnded:
        st.error(words(N_("You are no longer signed in, so nothing was saved.")))
    else:
        del st.session_state[seen_key]
        st.session_state[_SAVED] = True
        st.rerun()


def _draw_history(desk: Desk, case: Case) -> None:
    st.header(desk.words(N_("History of every change")), anchor=False)
    if not case.history:
        st.caption(desk.words("No figure has been stated yet."))
        return
    draw_history(desk, case.history, case.inputs)


SCREEN: Final = Screen(
    address=_ADDRESS,
    title=N_("Appraisal"),
    icon=":material/fact_check:",
    roles=frozenset({INSPECTOR}),
    draw=draw,
)

"""This module draws where a unit can still win points, each with steps that can be tried."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import streamlit as st

from dashboards.queries.results import Results
from dashboards.screens.desk import Desk
from dashboards.screens.figure_words import figure_said, input_word
from dashboards.screens.literal import literal
from dashboards.screens.supposing import open_fields, take
from scoring.definitions.criteria_set import Area, Criterion
from scoring.next_points import Opening, Step, by_worth, next_points
from scoring.what_if import Basis
from ui import numbers
from ui.words import N_

_SHOWN: Final = 6
_POINTS: Final = "points"
_WORTH: Final = "worth"
_GOALS: Final = {
    "next": N_("Next step"),
    "full": N_("Full points"),
    "most": N_("The most that this figure can do"),
}
_MOVERS: Final = {
    "survey": N_("Only those who are asked can move this index, by being better served."),
    "appraiser": N_("The appraiser gives these points; the unit can only prove more."),
}


def draw_next_steps(desk: Desk, found: Results, after: Basis, *, unit_code: str) -> None:
    """Draw the unit's openings as they are once what is supposed holds."""
    words = desk.words
    st.subheader(words(N_("The next points")), anchor=False)
    openings = next_points(after, unit_code)
    if not openings:
        st.success(
            words(N_("Every criterion that applies is at its maximum.")),
            icon=":material/check_circle:",
        )
        return
    orders = {
        _POINTS: words(N_("Most points first")),
        _WORTH: words(N_("Most points for each step first")),
    }
    order = st.segmented_control(
        words(N_("Order")),
        list(orders),
        format_func=orders.__getitem__,
        default=_POINTS,
        required=True,
        key="what_if_order",
        help=words(
            N_(
                "A step is one item, one percentage point, or one decision. What a step costs the"
                " unit, the figures do not know."
            )
        ),
    )
    ordered = by_worth(openings) if order == _WORTH else openings
    _draw_openings(desk, found, after, openings=ordered[:_SHOWN])
    if len(ordered) > _SHOWN:
        with st.expander(words(N_("{n} more criteria"), n=len(ordered) - _SHOWN)):
            _draw_openings(desk, found, after, openings=ordered[_SHOWN:])


def _draw_openings(
    desk: Desk, found: Results, after: Basis, *, openings: Sequence[Opening]
) -> None:
    for opening in openings:
        with st.container(border=True, gap="xsmall"):
            _draw_opening(desk, found, after, opening=opening)


def _draw_opening(desk: Desk, found: Results, after: Basis, *, opening: Opening) -> None:
    words, language = desk.words, desk.language
    part = opening.part
    open_points = words(N_("{points} points open"), points=numbers.points(opening.open, language))
    st.markdown(f"**{literal(_named(desk, part))}** · {literal(open_points)}")
    st.markdown(literal(words.say(opening.line.explanation)))
    if isinstance(part, Area):
        st.caption(words(N_("Points given for the whole area: no step can be found in it.")))
    elif opening.moved_by in _MOVERS:
        st.caption(words(_MOVERS[opening.moved_by]))
    if opening.lacking or isinstance(part, Area):
        if st.button(
            words(N_("Type the figures")),
            icon=":material/edit:",
            key=f"what_if_fill_{part.code}",
        ):
            open_fields(part.code)
        return
    if not opening.steps:
        st.caption(words(N_("No single figure wins points here now.")))
        return
    several = len({step.change.input for step in opening.steps}) > 1
    if several:
        st.caption(words(N_("Each step moves one figure alone; see that they still fit together.")))
    with st.container(horizontal=True):
        for step in opening.steps:
            if st.button(
                _step_said(desk, part, step, named=several),
                key=f"what_if_try_{part.code}_{step.change.input}_{step.goal}",
            ):
                take(found.round.id, step.change)


def _named(desk: Desk, part: Area | Criterion) -> str:
    name = desk.words.text(part.name)
    return desk.words("Whole area: {area}", area=name) if isinstance(part, Area) else name


def _step_said(desk: Desk, criterion: Criterion, step: Step, *, named: bool) -> str:
    """Say a step on its button: what it is for, from which figure to which, what it wins."""
    words = desk.words
    name = step.change.input
    values = {
        "before": literal(figure_said(desk, criterion, name, value=step.present)),
        "after": literal(figure_said(desk, criterion, name, value=step.needed)),
        "points": literal(numbers.points(step.gain, desk.language)),
        "goal": words(_GOALS[step.goal]),
    }
    if not named:
        return words(N_("{goal}: {before} → {after} (+{points} points)"), **values)
    taken = criterion.scoring_rule.inputs()[name]
    return words(
        N_("{goal}, {input}: {before} → {after} (+{points} points)"),
        **values,
        input=literal(input_word(desk, name, taken)),
    )

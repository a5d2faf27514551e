"""This module lets a person choose the round and the unit, and remembers both between screens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import streamlit as st

from dashboards.access.roles import may_read_unit
from dashboards.queries.profile import best_documented
from dashboards.queries.published import Published
from dashboards.queries.results import Results, results, rounds, units_of
from dashboards.queries.standing import holds
from dashboards.screens.desk import Desk
from dashboards.screens.literal import literal
from dashboards.screens.nothing_yet import say_no_round
from scoring.types import ProblemsFound
from storage import Round
from storage.records import OPEN
from ui import numbers
from ui.words import N_

_ROUND: Final = "chosen_round"
_UNIT: Final = "chosen_unit"
_FEW_CHOICES: Final = 12
UNIT_PARAMETER: Final = "don-vi"
ROUND_PARAMETER: Final = "ky"


def choose_results(
    desk: Desk, address: str, *, among: Sequence[Round] | None = None
) -> Results | None:
    """Let the round be chosen and score it; None, with a word, where no round is open yet."""
    stored = rounds(desk.database) if among is None else among
    if not stored:
        say_no_round(desk)
        return None
    round_ = _choose_round(desk, stored, address)
    try:
        return results(desk.database, round_)
    except ProblemsFound as problems:
        st.error(desk.words(N_("This round cannot be scored until its figures are corrected:")))
        for problem in problems.problems:
            st.markdown(f"- {literal(desk.words.say(problem.sentence()))}")
        return None


def choose_group(desk: Desk, stored: Sequence[Round], address: str) -> Round:
    """Let the round be chosen without scoring it."""
    return _choose_round(desk, stored, address)


def _choose_round(desk: Desk, stored: Sequence[Round], address: str) -> Round:
    by_id = {round_.id: round_ for round_ in stored}
    own = desk.person.unit_code is not None
    ids = sorted(
        by_id,
        key=lambda id_: (
            # Whoever states figures of a unit comes for the round that still takes them.
            own and by_id[id_].stage != OPEN,
            -by_id[id_].year,
            -len(units_of(desk.database, by_id[id_])),
        ),
    )
    key = f"round_{address}"
    _follow_link(ROUND_PARAMETER, key, ids)
    wanted = st.session_state.get(_ROUND)
    chosen: str = st.selectbox(
        desk.words(N_("Round")),
        ids,
        index=ids.index(wanted) if wanted in by_id else 0,
        format_func=lambda id_: desk.words.text(by_id[id_].title),
        key=key,
    )
    st.session_state[_ROUND] = chosen
    _show_in_link(ROUND_PARAMETER, chosen)
    return by_id[chosen]


def choose_readable(desk: Desk, address: str) -> tuple[Results, str, frozenset[str]] | None:
    """Let a round and one of the units be chosen that the person may read.

    Gives the round's results, the unit and all units that may be read; None, with a word, where
    there is nothing to choose.
    """
    among = _with_own_unit(desk)
    if not among:
        say_no_round(desk)
        return None
    left, right = st.columns(2)
    with left:
        found = choose_results(desk, address, among=among)
    if found is None:
        return None
    person = desk.person
    readable = frozenset(
        code for code in found.names if may_read_unit(person.role, person.unit_code, code)
    )
    with right:
        unit_code = choose_unit(
            desk, found, address, only=readable, first=best_documented(found, readable)
        )
    if unit_code is None:
        words = desk.words
        st.info(words(N_("Your unit takes no part in this round. Choose another round above.")))
        return None
    return found, unit_code, readable


def _with_own_unit(desk: Desk) -> tuple[Round, ...]:
    """Give the rounds in which somebody's own unit takes part; all, where that would be none."""
    stored, person = rounds(desk.database), desk.person
    own = tuple(
        round_
        for round_ in stored
        if any(
            may_read_unit(person.role, person.unit_code, unit.code)
            for unit in units_of(desk.database, round_)
        )
    )
    return own or tuple(stored)


def choose_unit(
    desk: Desk,
    found: Results,
    address: str,
    *,
    only: frozenset[str] | None,
    first: str | None = None,
) -> str | None:
    """Let a unit of the round be chosen; ``only`` narrows the choice, None means every unit.

    ``first`` is the unit that stands in the box before anybody has chosen one.
    """
    names = {code: name for code, name in found.names.items() if only is None or code in only}
    if not names:
        return None
    codes = sorted(names, key=lambda code: names[code])
    key = f"unit_{address}_{found.round.id}"
    _follow_link(UNIT_PARAMETER, key, codes)
    codes = narrowed(desk, codes, names, label=desk.words(N_("Find a unit")), key=key)
    wanted = st.session_state.get(_UNIT, first)
    chosen: str = st.selectbox(
        desk.words(N_("Unit")),
        codes,
        index=codes.index(wanted) if wanted in codes else 0,
        format_func=names.__getitem__,
        key=key,
    )
    st.session_state[_UNIT] = chosen
    _show_in_link(UNIT_PARAMETER, chosen)
    return chosen


def narrowed(
    desk: Desk, codes: list[str], names: Mapping[str, str], *, label: str, key: str
) -> list[str]:
    """Draw a field that narrows a long choice, typed with or without diacritics.

    The box of the choice itself compares letters strictly, and many type without diacritics.
    """
    if len(codes) <= _FEW_CHOICES:
        return codes
    typed = st.text_input(
        label,
        placeholder=desk.words("with or without diacritics"),
        icon=":material/search:",
        key=f"find_{key}",
    )
    kept = [code for code in codes if holds(names[code], typed)]
    if not kept:
        st.caption(desk.words(N_("Nothing has such a name, so all are listed.")))
        return codes
    if st.session_state.get(key) not in kept:
        st.session_state.pop(key, None)
    return kept


def _follow_link(parameter: str, key: str, options: Sequence[str]) -> None:
    """Let a new value in the page's address win over the box, once; then the box rules."""
    asked = st.query_params.get(parameter)
    if asked != st.session_state.get(f"linked_{parameter}"):
        st.session_state[f"linked_{parameter}"] = asked
        if asked in options:
            st.session_state[key] = asked


def _show_in_link(parameter: str, chosen: str) -> None:
    """Keep an address that names a choice true to it, so that it can be shared or loaded again."""
    if parameter in st.query_params and st.query_params[parameter] != chosen:
        st.query_params[parameter] = chosen
        st.session_state[f"linked_{parameter}"] = chosen


def say_published(desk: Desk, found: Results, kept: Published | None) -> None:
    """Say at the top that the round is published, and in how many units the index has moved."""
    if kept is None:
        return
    words = desk.words
    day = numbers.date(kept.published_at, desk.language)
    if not kept.differing:
        st.caption(
            words(
                N_("Published on {day} (publication {number}); nothing has changed since."),
                day=day,
                number=kept.number,
            )
        )
        return
    st.warning(
        words(
            N_(
                "Published on {day} (publication {number}). Figures came in since: {n} units have"
                " another index now. The published index stands beside it and stays in force."
            ),
            day=day,
            number=kept.number,
            n=len(kept.differing),
        ),
        icon=":material/difference:",
    )


def say_basis(desk: Desk, found: Results) -> None:
    """Say what the numbers rest on: the set, the units, and that nothing is published by it."""
    words = desk.words
    text = words(
        N_(
            "Calculated just now from the newest figures of {n} units by the set {set_id}."
            " What is published stays as it was."
        ),
        n=len(found.scores),
        set_id=found.criteria_set.id,
    )
    st.caption(text)
    if found.criteria_set.template:
        st.caption(words(N_("The set is a template of ours, not an official text.")))
    if found.round.simulated:
        st.badge(words(N_("simulated data")), color="orange", icon=":material/science:")

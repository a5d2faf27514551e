"""This module draws raw figures over a merger or a split: the sum, its rule, what is not added."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Final

import streamlit as st

from dashboards.queries.comparison import Change
from dashboards.queries.raw_comparison import RawChange
from dashboards.screens.desk import Desk
from dashboards.screens.figure_words import figure_said, input_word
from dashboards.screens.literal import literal
from scoring.lineage import Derived, NotComparable
from scoring.types import Sentence
from ui import numbers
from ui.words import N_

_FEW: Final = 12  # rows that stand as they are; more scroll in a box
_TALL: Final = 480
_PLACES: Final = 6  # more than anybody counts in


def draw_raw(desk: Desk, change: Change) -> None:
    """Draw the figures of a unit beside the sum of its predecessors'; nothing without a break."""
    if not change.raw:
        return
    words = desk.words
    added = [(one, one.before) for one in change.raw if isinstance(one.before, Derived)]
    with st.expander(words(N_("Raw figures beside those of the units before"))):
        if added:
            derived = any(before.is_derived for _one, before in added)
            if derived:
                st.badge(words("derived"), color="blue", icon=":material/function:")
            st.caption(words(_rule(derived=derived)))
            _draw_added(desk, change, added)
        _draw_not_added(desk, change)


def _rule(*, derived: bool) -> str:
    if derived:
        return N_(
            "Rule: sum of figures. What stands under the earlier year with * was stated by no"
            " unit: it is the sum of the figures of the units before."
        )
    return N_("The earlier figures are those of the one unit before; nothing was added up.")


def _draw_added(desk: Desk, change: Change, added: Sequence[tuple[RawChange, Derived]]) -> None:
    words = desk.words
    st.table(
        {
            words(N_("Figure")): [
                f"**{literal(_name(desk, one))}** · "
                + literal(words(N_("Made of: {parts}"), parts=_parts(desk, change, before)))
                for one, before in added
            ],
            words(N_("Sum in {year}"), year=str(change.round.year)): [
                literal(_number(desk, before.value) + ("*" if before.is_derived else ""))
                for _one, before in added
            ],
            words(N_("Now")): [literal(_now(desk, one)) for one, _before in added],
            words(N_("Change")): [literal(_moved(desk, one, before)) for one, before in added],
        },
        hide_index=True,
        border="horizontal",
        height="content" if len(added) <= _FEW else _TALL,
    )


def _draw_not_added(desk: Desk, change: Change) -> None:
    """Say each reason once, with this round's figures that it keeps from being compared."""
    words = desk.words
    by_reason: dict[str, list[RawChange]] = {}
    for one in change.raw:
        if isinstance(one.before, NotComparable):
            by_reason.setdefault(reason_said(desk, change, one.before), []).append(one)
    for reason, rows in by_reason.items():
        st.markdown(words(N_("**Not added up:** {reason}."), reason=literal(reason)))
        st.table(
            {
                words("Figure"): [literal(_name(desk, one)) for one in rows],
                words("Now"): [literal(_now(desk, one)) for one in rows],
            },
            hide_index=True,
            border="horizontal",
            height="content" if len(rows) <= _FEW else _TALL,
        )


def reason_said(desk: Desk, change: Change, found: NotComparable) -> str:
    """Say why nothing compares, with the units by their names."""
    return desk.words.say(_named(found.reason, change.names))


def _named(reason: Sentence, names: Mapping[str, str]) -> Sentence:
    units = reason.values.get("units")
    if not isinstance(units, str):
        return reason
    said = ", ".join(names.get(code, code) for code in units.split(", "))
    return Sentence(reason.template, {**reason.values, "units": said})


def _name(desk: Desk, one: RawChange) -> str:
    criterion = desk.words.text(one.criterion.name)
    return f"{criterion}: {input_word(desk, one.input, one.taken)}"


def _now(desk: Desk, one: RawChange) -> str:
    return figure_said(desk, one.criterion, one.input, value=one.now)


def _moved(desk: Desk, one: RawChange, before: Derived) -> str:
    if one.now is None or isinstance(one.now, str):
        return numbers.ABSENT
    moved = Fraction(one.now) - before.value
    return f"+{_number(desk, moved)}" if moved > 0 else _number(desk, moved)


def _parts(desk: Desk, change: Change, before: Derived) -> str:
    return "; ".join(
        f"{change.names.get(part.unit_code, part.unit_code)} {_number(desk, part.value)}"
        for part in before.parts
    )


def _number(desk: Desk, value: Fraction) -> str:
    return numbers.number(value, desk.language, places=_PLACES, trim=True)

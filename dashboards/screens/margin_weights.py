"""This module draws estimates weighted by field, way of filing, sex and age beside plain ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import streamlit as st

from dashboards import wiring
from dashboards.queries.made import Made
from dashboards.queries.margin_weights import (
    MarginShare,
    MarginWeights,
    Use,
    kept_weights,
    make_weights,
)
from dashboards.screens.cards import say_marks, share_with_interval
from dashboards.screens.desk import Desk
from dashboards.screens.index_words import as_estimate
from dashboards.screens.literal import literal
from scoring.definitions.criteria_sets import criteria_directories
from scoring.definitions.register import MARGINS
from scoring.disclosure import Released, Shown
from scoring.inference.margin_weights import FEWEST, HEAVIEST
from scoring.types import ProblemsFound
from ui import numbers
from ui.words import N_

_EVEN: Final = 1e-6
_UNUSED: Final = {
    "units": N_("not used: only {units} of {all} units have counts"),
    "one_group": N_("not used: fewer than two groups have both counts and {fewest} answers"),
    "not_reached": N_("not used: no weights reach these counts together with those before"),
}


def draw_margin_weights(desk: Desk, subject: str, groups: Mapping[str, str]) -> None:
    """Draw the newest weighting of a group of units, and the button that makes it anew."""
    words = desk.words
    st.header(words(N_("Weights by field, way of filing, sex and age")), anchor=False)
    kept = kept_weights(desk.database, subject, groups)
    if kept is None:
        st.info(words(N_("Nobody has worked these weights out for this group yet.")))
    else:
        _draw_kept(desk, *kept)
    if st.button(
        words(N_("Work the weights out now")), key="margins_make", icon=":material/balance:"
    ):
        _make(desk, subject, groups)


def _make(desk: Desk, subject: str, groups: Mapping[str, str]) -> None:
    words = desk.words
    try:
        with st.spinner(words(N_("Reading the answers…"))):
            done = make_weights(
                desk.database,
                subject,
                groups,
                directories=criteria_directories(wiring.house().settings.criteria_dir),
                made_by=desk.person.username,
                at=wiring.now(),
            )
    except ProblemsFound as found:
        for problem in found.problems:
            st.error(literal(f"{problem.file}: {words.say(problem.expected)}"))
        return
    if done:
        st.rerun()
    st.warning(
        words(
            N_(
                "There is nothing to weight to: no counts of those served by field, way of filing,"
                " sex or age. They come in by “thuocdo import margins” or with the register."
            )
        )
    )


def _draw_kept(desk: Desk, found: MarginWeights, made: Made) -> None:
    words = desk.words
    st.caption(
        words(
            N_("Worked out at {moment} by {who}, from {n} answers; new since then: {since}."),
            moment=made.at,
            who=made.by,
            n=found.answers,
            since=found.new_answers,
        )
    )
    if found.simulated:
        st.badge(words("simulated data"), color="orange", icon=":material/science:")
    used = [use for use in found.uses if not use.unused]
    names = ", ".join(words.text(MARGINS[use.margin]) for use in used)
    way = (
        words(N_("weighted by unit and {margins}"), margins=names)
        if names
        else words(N_("weighted by unit only; no margin could be used"))
    )
    head = (words(N_("Estimate")), words("Satisfied, % (95 % interval)"), words(N_("Worth")))
    rows = [
        head,
        ("---", "---:", "---:"),
        (words(N_("as the answers came")), *_cells(desk, found.plain)),
        (literal(way), *_cells(desk, found.weighted)),
    ]
    st.markdown("\n".join(f"| {' | '.join(row)} |" for row in rows))
    say_marks(desk, [found.plain, found.weighted])
    st.caption(" ".join(_said(desk, found)))
    for use in found.uses:
        _draw_use(desk, use, units=found.units)
    if used:
        st.caption(
            words(
                N_(
                    "Groups of fewer than {fewest} answers, or of no count, were joined to another."
                    " Whoever did not say stays in the estimate as a group of their own, with the"
                    " share that they have after weighting by unit."
                ),
                fewest=FEWEST,
            )
        )


def _cells(desk: Desk, share: Released[MarginShare]) -> tuple[str, str]:
    """Write a share with its interval, and how many plain answers it is worth."""
    shown = literal(share_with_interval(desk, as_estimate(share)))
    if not isinstance(share, Shown):
        return shown, numbers.ABSENT
    worth = numbers.count(round(share.value.effective_n), desk.language)
    return shown, desk.words(N_("{n} answers"), n=worth)


def _said(desk: Desk, found: MarginWeights) -> list[str]:
    """Say how well the weights meet their targets, what they cost, and what they cannot do."""
    words, language = desk.words, desk.language
    lines: list[str] = []
    if isinstance(found.weighted, Shown):
        one = found.weighted.value
        lines.append(
            words(N_("“Worth”: so many answers that count alike would be as sure (Kish)."))
        )
        lines.append(
            words(N_("The weights meet all counts."))
            if one.gap < _EVEN
            else words(
                N_(
                    "{n} weights of more than {times} times the mean were cut, so a group may lie"
                    " up to {gap} of all from its count."
                ),
                n=one.trimmed,
                times=int(HEAVIEST),
                gap=numbers.share(one.gap, language),
            )
        )
        lines.append(words(N_("Design effect: {deff}."), deff=numbers.number(one.deff, language)))
    lines.append(
        words(
            N_(
                "Answers through QR codes and tablets are volunteers': no weighting makes them a"
                " random sample."
            )
        )
    )
    return lines


def _draw_use(desk: Desk, use: Use, *, units: int) -> None:
    words = desk.words
    name = words.text(MARGINS[use.margin])
    title = name[:1].upper() + name[1:]
    if use.unused:
        reason = words(_UNUSED[use.unused], units=use.units, all=units, fewest=FEWEST)
        title = f"{title} ({reason})"
    with st.expander(literal(title), key=f"margins_{use.margin}"):
        if use.parts:
            _draw_parts(desk, use)
        for line in _use_lines(desk, use):
            st.caption(literal(line))


def _draw_parts(desk: Desk, use: Use) -> None:
    words, language = desk.words, desk.language
    served = sum(part.served for part in use.parts)
    head = (words(N_("Group")), words(N_("Served")), words(N_("Answers")))
    lines = [
        (
            literal(" + ".join(words.text(one) for one in part.names)),
            (
                f"{numbers.count(part.served, language)}"
                f" ({numbers.share(part.served / served if served else None, language)})"
            ),
            numbers.count(part.answers.value, language)
            if isinstance(part.answers, Shown)
            else words("too few"),
        )
        for part in use.parts
    ]
    rows = [head, ("---", "---:", "---:"), *lines]
    st.markdown("\n".join(f"| {' | '.join(row)} |" for row in rows))


def _use_lines(desk: Desk, use: Use) -> list[str]:
    words, language = desk.words, desk.language
    source = (
        words(N_("Counts from a file of those served."))
        if use.source == "margins"
        else words(N_("Counts from the one-stop register."))
    )
    lines = [source]
    if use.not_stated is not None:
        n = (
            numbers.count(use.not_stated.value, language)
            if isinstance(use.not_stated, Shown)
            else words("too few")
        )
        lines.append(words(N_("Did not say: {n}."), n=n))
    if use.without_answers:
        named = "; ".join(
            f"{words.text(name)} ({numbers.count(n, language)})" for name, n in use.without_answers
        )
        lines.append(
            words(N_("Served, but nobody answered, so the estimate does not speak for: {names}."),
                  names=named)
        )  # fmt: skip
    return lines

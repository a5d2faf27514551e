"""This module says where a number of citizens' answers comes from; every screen says it alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import streamlit as st

from dashboards.queries.representation import representation
from dashboards.queries.results import Results
from dashboards.queries.satisfaction import UnitSatisfaction
from dashboards.queries.served import Served
from dashboards.screens.cards import interval
from dashboards.screens.channels import channel_words
from dashboards.screens.desk import Desk
from dashboards.screens.literal import literal
from scoring.disclosure import Shown
from scoring.inference.coverage import coverage
from scoring.types import Sentence, said
from ui import numbers
from ui.words import N_


@dataclass(frozen=True, slots=True)
class Origin:
    """What a number rests on: answers by channel, those set aside, those served, and the method.

    `served` is None where nobody knows; `answered_then` counts the answers of the days that it
    covers. `official` says what points and ranks on the same screen rest on.
    """

    answered: int
    channels: Mapping[str, int]
    set_aside: int
    method: tuple[Sentence, ...]
    interval: str = ""
    served: Served | None = None
    answered_then: int = 0
    simulated: bool = False
    official: Sentence | None = None


GENERAL: Final = said(
    N_("share of answers 4 and 5 of 5 to the general question; Wilson's interval")
)


def origin_of(
    desk: Desk,
    asked: UnitSatisfaction,
    channels: Mapping[str, int],
    *,
    groups: Mapping[str, str],
    method: tuple[Sentence, ...] = (GENERAL,),
    official: Sentence | None = None,
) -> Origin:
    """Tell where the share satisfied of a unit or group comes from; `groups`: unit to group."""
    whole = asked.estimate
    reach = representation(desk.database, groups)
    return Origin(
        answered=asked.answers,
        channels=channels,
        set_aside=asked.set_aside,
        method=method,
        interval=interval(desk, whole.value)
        if isinstance(whole, Shown) and GENERAL in method
        else "",
        served=None if reach is None else reach.served,
        answered_then=0 if reach is None else reach.whole.answered,
        simulated=asked.simulated,
        official=official,
    )


def official_basis(found: Results) -> Sentence:
    """Say what rank, index and points of a round rest on."""
    return said(
        N_(
            "Rank, index and points: the newest figures of {n} units, scored by the set {set_id}."
            " The lines below are about the share of citizens satisfied."
        ),
        n=len(found.scores),
        set_id=found.criteria_set.id,
    )


def say_origin(desk: Desk, origin: Origin, *, key: str) -> None:
    """Draw the fold "where this number comes from", and say what is made up above it."""
    words = desk.words
    if origin.simulated:
        st.badge(words("simulated data"), color="orange", icon=":material/science:")
    st.caption(
        words(
            N_(
                "Answers through QR codes and tablets are given by volunteers, not by a random"
                " sample: they speak for those who answered."
            )
        )
    )
    fold_origin(desk, origin, key=key)


def fold_origin(desk: Desk, origin: Origin, *, key: str) -> None:
    """Draw the fold alone, for a screen that has said already what kind of answers these are."""
    words = desk.words
    with st.expander(words(N_("Where this number comes from")), icon=":material/info:", key=key):
        st.markdown("\n".join(f"- {literal(line)}" for line in _lines(desk, origin)))


def _lines(desk: Desk, origin: Origin) -> list[str]:
    words, language = desk.words, desk.language
    lines = [] if origin.official is None else [words.say(origin.official)]
    lines.append(_served_line(desk, origin))
    channels = ", ".join(
        f"{channel_words(words, name)} {numbers.count(n, language)}"
        for name, n in sorted(origin.channels.items(), key=lambda pair: -pair[1])
    )
    lines.append(
        words(N_("Answered: {n} ({channels})"), n=origin.answered, channels=channels)
        if channels
        else words(N_("Answered: {n}"), n=origin.answered)
    )
    lines.append(words(N_("Set aside and in no number unless it is said: {n}"), n=origin.set_aside))
    if origin.interval:
        lines.append(words(N_("Interval (95 %): {interval}"), interval=origin.interval))
    return lines + [words(N_("Method: {method}"), method=one) for one in origin.method]


def _served_line(desk: Desk, origin: Origin) -> str:
    words, known = desk.words, origin.served
    if known is None:
        return words(N_("Served: not known; no register and no figures of dossiers are stored"))
    whole = sum(known.by_unit.values())
    found = coverage(origin.answered_then, whole)
    said = words(
        N_("Served from {first} to {last}: {served}; of them answered {answered} ({rate})"),
        first=known.first,
        last=known.last,
        served=whole,
        answered=origin.answered_then,
        rate=numbers.share(found.rate, desk.language),
    )
    source = (
        words(N_("source: one-stop register"))
        if known.source == "register"
        else words(N_("source: dossiers settled, as declared for the 766 index"))
    )
    made_up = f"; {words('simulated data')}" if known.simulated else ""
    return f"{said}; {source}{made_up}"

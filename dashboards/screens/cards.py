"""This module draws cards: a label, a number, and beneath it what the number rests on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import streamlit as st

from dashboards.queries.satisfaction import UnitSatisfaction
from dashboards.screens.desk import Desk
from dashboards.screens.literal import literal
from scoring.disclosure import Released, Shown
from scoring.estimates import Estimate
from scoring.types import Sentence
from ui import numbers
from ui.words import N_

CARD_PIXELS: Final = 165
WEAK: Final = "*"


def card(label: str, value: str, *notes: str) -> None:
    """Draw one card; the notes wrap, so that nothing of them is cut off on a phone."""
    with st.container(border=True, height="stretch", gap="xsmall"):
        st.metric(label, value)
        for note in notes:
            st.caption(literal(note))


def satisfied_card(desk: Desk, asked: UnitSatisfaction) -> None:
    """Draw a share of satisfied citizens with its interval, the number of answers, those aside."""
    words, language = desk.words, desk.language
    estimate = asked.estimate
    notes = [words(N_("{n} answers"), n=asked.answers)]
    if asked.set_aside:
        notes[0] += "; " + words(N_("set aside: {n}"), n=asked.set_aside)
    value = numbers.ABSENT
    if isinstance(estimate, Shown):
        value = numbers.share(estimate.value.estimate, language)
        span = interval(desk, estimate.value)
        notes.insert(0, words(N_("95 % interval: {interval}"), interval=span))
    else:
        notes.insert(0, words(N_("too few")))
    notes += [words.say(reason) for reason in estimate.decision.sentences()]
    card(satisfied_label(desk, asked), value, *notes)


def interval(desk: Desk, estimate: Estimate) -> str:
    """Write the interval of a share."""
    return numbers.interval(estimate.ci_low, estimate.ci_high, desk.language)


def share_with_interval(desk: Desk, estimate: Released[Estimate]) -> str:
    """Write a share and its interval in one cell, a weak one starred: '86,8 (86,3–87,3 %)'."""
    if not isinstance(estimate, Shown):
        return desk.words(N_("too few"))
    share = numbers.number(estimate.value.estimate * 100, desk.language, places=1)
    mark = WEAK if estimate.weak else ""
    return f"{share}{mark} ({interval(desk, estimate.value)})"


def say_marks(desk: Desk, estimates: Iterable[Released[object]]) -> None:
    """Say beneath a table or figure what its star means and why some numbers are not shown."""
    words = desk.words
    found = list(estimates)
    weak = _reasons(one for one in found if isinstance(one, Shown))
    withheld = _reasons(one for one in found if not isinstance(one, Shown))
    lines = [f"{WEAK} {' '.join(map(words.say, weak))}"] if weak else []
    lines += [f"“{words('too few')}”: {words.say(reason)}" for reason in withheld]
    for line in lines:
        st.caption(literal(line))


def _reasons(released: Iterable[Released[object]]) -> list[Sentence]:
    said = {one.template: one for each in released for one in each.decision.sentences()}
    return list(said.values())


def satisfied_label(desk: Desk, asked: UnitSatisfaction) -> str:
    """Name the share of satisfied citizens; simulated answers are named as such in the label."""
    if asked.simulated:
        return desk.words(N_("Satisfied (simulated)"))
    return desk.words(N_("Citizens satisfied"))


def say_nature(desk: Desk, asked: UnitSatisfaction) -> None:
    """Say beside a share of satisfied citizens what kind of answers it rests on."""
    words = desk.words
    if asked.simulated:
        st.caption(
            words(N_("Satisfied: voluntary answers 4 and 5 of 5, QR codes; simulated data."))
        )
    else:
        st.caption(words(N_("Satisfied: voluntary answers 4 and 5 of 5 through QR codes.")))

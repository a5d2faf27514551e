"""This module says how indices are cut, by which method they are made, and what their parts are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from dashboards.queries.indices import Cut
from dashboards.screens.channels import channel_words
from dashboards.screens.desk import Desk
from scoring.disclosure import Released, Shown
from scoring.disclosure.decision import ShareLike
from scoring.estimates import Estimate
from scoring.inference.sipas import Convention
from scoring.types import Sentence, said
from ui.peer_groups import group_words
from ui.words import N_

CUT_NAMES: Final[Mapping[Cut, str]] = {
    "unit": N_("By unit"),
    "group": N_("By peer group"),
    "month": N_("By month"),
    "channel": N_("By channel"),
    "tier": N_("By kind of evidence"),
}
_TIERS: Final = {
    "A": N_("A: one answer a transaction or person"),
    "B": N_("B: tablet at the counter"),
    "C": N_("C: volunteers, free access"),
    "D": N_("D: asked by an interviewer"),
    "E": N_("E: typed in from paper"),
}


def as_estimate(released: Released[ShareLike]) -> Released[Estimate]:
    """Take of a released index what tables and figures of shares draw."""
    if not isinstance(released, Shown):
        return released
    return released.of(lambda one: Estimate(one.n, one.estimate, one.ci_low, one.ci_high))


def key_words(desk: Desk, cut: Cut, key: str, *, names: Mapping[str, str]) -> str:
    """Say one row's name under a cut."""
    if cut == "unit":
        return names.get(key, key)
    if cut == "month":
        year, month = key.split("-")
        return f"{month}/{year}"
    if cut == "channel":
        return channel_words(desk.words, key)
    if cut == "group":
        return group_words(desk.words, key)
    return desk.words(_TIERS[key]) if key in _TIERS else key


def method(convention: Convention) -> tuple[Sentence, ...]:
    """Say how an index of satisfaction and its interval are made."""
    satisfied = said(N_("an answer of 4 or 5 of 5 counts as satisfied; “not applicable” is out"))
    how = {
        "pooled": said(N_("overall index: satisfied marks to all items over valid marks to all")),
        "mean_of_items": said(N_("overall index: the plain mean of the items' indices")),
        "general": said(N_("overall index: share satisfied with the one general question")),
    }[convention]
    error = said(
        N_(
            "interval: Wilson; errors of items are added, as the same people gave them, so that it"
            " is never too narrow"
        )
    )
    return satisfied, how, error

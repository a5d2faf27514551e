"""This module says forensic signals: what each looks at, how often it errs, how much it sees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from ui.words import N_


@dataclass(frozen=True, slots=True)
class SignalWords:
    """A signal's name, and what was measured of it on simulated data (docs/forensics.md).

    `false_answers` and `false_units` are per cent of honest answers marked and honest units named;
    None where it marks no answer. `power` says what is found.
    """

    name: str
    false_answers: float | None
    false_units: float
    power: str


NEEDS: Final[Mapping[str, tuple[str, str]]] = {
    "out_of_hours": (
        N_("looked at: {n} answers at counter tablets"),
        N_("no data: no answer came from a counter tablet"),
    ),
    "too_fast": (
        N_("looked at: {n} forms whose opening the door knows"),
        N_("no data: no form came through our own pages"),
    ),
    "one_device_many": (
        N_("looked at: {n} answers with a device's mark"),
        N_("no data, on purpose: which device sent an answer is never stored with it"),
    ),
    "clerk_opened": (
        N_("looked at: {n} forms on paper or by interview"),
        N_("no data: no form on paper or by interview"),
    ),
    "far_from_late_rate": (
        N_("looked at: {n} units whose late dossiers are known"),
        N_("no data: of no unit the late dossiers are known"),
    ),
}
"""What a signal needs besides the answers: said where there was some, and where there was none."""

SIGNALS: Final[Mapping[str, SignalWords]] = {
    "out_of_hours": SignalWords(
        N_("Outside opening hours"),
        0.232,
        0.044,
        N_(
            "a unit with 10 % of its counter answers so is named in 60 % of cases, with 20 % always"
        ),
    ),
    "bursts": SignalWords(
        N_("Many answers within minutes"),
        0.001,
        0.022,
        N_("bursts of ten or more are found, of five in 60 % of cases, of three never"),
    ),
    "too_fast": SignalWords(
        N_("Faster than can be read"),
        0.002,
        0.000,
        N_("looks at forms sent within four seconds of being opened; no other time is stored"),
    ),
    "straight_lining": SignalWords(
        N_("One mark for every question"),
        28.062,
        0.022,
        N_("weak: a unit with 20 % of such answers more is named in 15 % of cases"),
    ),
    "repeated_patterns": SignalWords(
        N_("Forms exactly alike in a row"),
        0.000,
        0.007,
        N_("finds bursts of 15 in 95 % of cases, of 10 in 70 %"),
    ),
    "repeated_comments": SignalWords(
        N_("The same comment again and again"),
        0.000,
        0.000,
        N_("a unit with 2 % of such comments is always named"),
    ),
    "one_device_many": SignalWords(
        N_("One device, many answers"),
        0.000,
        0.000,
        N_("needs a device's mark, which is kept for a day only and not here"),
    ),
    "clerk_opened": SignalWords(
        N_("Opened by staff"),
        6.972,
        0.015,
        N_("weak: paper and interviews count as opened by staff; of phones nobody knows"),
    ),
    "far_from_late_rate": SignalWords(
        N_("More content than late dossiers suggest"),
        None,
        0.081,
        N_("slow stuffing as large as all honest answers is named in 55 % of cases"),
    ),
    "change_points": SignalWords(
        N_("A sudden jump"),
        None,
        0.133,
        N_("stuffing of 50 % that begins on a day is named in 40 % of cases"),
    ),
}

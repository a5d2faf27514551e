"""This module lists the ways in which an answer comes, and the evidence that each gives.

A: a one-time ticket from a transaction or an invitation. B: a device or a changing code at the
counter. C: a printed code. D: an interviewer. E: paper, typed in later.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

TIER_OF_SCREEN: Final = "B"
TIER_OF_PRINT: Final = "C"


@dataclass(frozen=True)
class Channel:
    """One way in: its tier of evidence, and whether the public itself sends through it."""

    tier: str
    watched: bool = True
    one_device: bool = False  # many people share one device, and its queue may come at once


CHANNELS: Final = MappingProxyType(
    {
        "ticket": Channel("A"),
        "invited": Channel("A"),
        "kiosk": Channel("B", one_device=True),
        "qr": Channel("C"),
        "streamlit": Channel("C"),
        "interviewer": Channel("D", watched=False),
        "paper": Channel("E", watched=False),
    }
)

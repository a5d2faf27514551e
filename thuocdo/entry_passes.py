"""This module opens desks for interviewers and clerks and makes the passes that are handed out."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from storage.database import Database
    from storage.entry_desks import NewEntryDesk


@dataclass(frozen=True, slots=True)
class HandedOut:
    """A pass as it is handed out, once: its number, whose it is, and the path it opens."""

    id: int
    place: int
    path: str


def hand_out(
    database: Database, new: NewEntryDesk, *, secret: bytes, seed: bytes | None = None
) -> tuple[HandedOut, ...]:
    """Store a desk and return the passes of its people; only their keyed hashes are stored.

    Raises Refused for a point or questionnaire that is not stored.
    """
    from storage.entry_desks import EntryDesks
    from survey_app.guard.passes import SEED_LENGTH, Passes

    passes = Passes(secret)
    chosen = secrets.token_bytes(SEED_LENGTH) if seed is None else seed
    places = range(1, new.entries + 1)
    tokens = [passes.make(chosen, place) for place in places]
    numbers = EntryDesks(database).open(new, [passes.stored_as(token) for token in tokens])
    return tuple(
        HandedOut(number, place, f"/nhap/{token}")
        for number, place, token in zip(numbers, places, tokens, strict=True)
    )

"""This module takes an answer in: the one way, whatever face it came through."""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from scoring.definitions.questionnaire_answers import (
    Answers,
    FieldErrors,
    canonical_json,
    content_hash,
    parse_answers,
)
from scoring.types import N_, Sentence
from storage.records import Conflict, NewAnswer, Repeated, Stored, TicketRefused
from storage.ticket_codes import read_ticket, ticket_hash
from survey_app.guard.channels import CHANNELS
from survey_app.guard.watch import Arrival, Given, Verdict
from survey_app.wiring import Counter, Desk

# What a form carries beside its answers. No question can have such a code: those are capitals.
KEY_FIELD: Final = "key"
SEAL_FIELD: Final = "moc"
TICKET_FIELD: Final = "ve"
WORK_FIELD: Final = "viec"
TRAP_FIELD: Final = "trang_web"  # hidden from people; programs that fill in everything fill it in
FORM_FIELDS: Final = frozenset({KEY_FIELD, SEAL_FIELD, TICKET_FIELD, WORK_FIELD, TRAP_FIELD})
_KEY = re.compile(r"[A-Za-z0-9_-]{22}")
_NOWHERE: Final = Arrival()


@dataclass(frozen=True)
class Closed:
    """The point takes no answers any more."""


@dataclass(frozen=True)
class TooMany:
    """Far more forms came from there than any counter has visitors; the sender has to wait."""

    wait_seconds: int = 60


Result = Stored | Repeated | Conflict | TicketRefused | FieldErrors | Closed | TooMany


def new_key() -> str:
    """Mint the key of one form: 128 random bits, safe in an address."""
    return secrets.token_urlsafe(16)


def is_key(text: str) -> bool:
    """Tell whether a text can be a form's key."""
    return _KEY.fullmatch(text) is not None


@dataclass(frozen=True)
class Opening:
    """What one drawn form carries beside its questions."""

    key: str
    seal: str
    ticket: str = ""


def opened(desk: Desk, code: str, *, screen_code: str = "", ticket: str = "") -> Opening:
    """Open a fresh form of a point; a screen's code that fits now is kept in its seal."""
    now = desk.now()
    seen = bool(screen_code) and desk.watch.rotating.fits(code, screen_code, now)
    return Opening(new_key(), desk.watch.seals.make(code, now, from_screen=seen), ticket)


def reopened(desk: Desk, code: str, fields: Mapping[str, Sequence[str]]) -> Opening:
    """Open a form again that was sent: what is genuine in it stays.

    With its key, nothing counts twice if an attempt did get through after all; with its seal, it
    was not drawn just now.
    """
    key, seal = _one(fields, KEY_FIELD), _one(fields, SEAL_FIELD)
    fresh = opened(desk, code, ticket=_one(fields, TICKET_FIELD))
    return Opening(
        key=key if is_key(key) else fresh.key,
        seal=seal if desk.watch.seals.read(code, seal) else fresh.seal,
        ticket=fresh.ticket,
    )


def submit(
    desk: Desk,
    counter: Counter,
    *,
    fields: Mapping[str, Sequence[str]],
    language: str,
    channel: str,
    arrival: Arrival = _NOWHERE,
    flags: tuple[str, ...] = (),
) -> Result:
    """Check a form and store it exactly once; returns when the answer is committed.

    `fields` holds what was sent, the form's key among it. The door sets the channel, a word of
    `CHANNELS`, and may add flags of its own; a ticket in the form decides the channel by its batch.
    Raises StorageFault where nothing could be stored; the same form may then be sent again, its key
    keeps it from being counted twice.
    """
    ready = _checked(
        desk,
        counter,
        fields=fields,
        language=language,
        channel=channel,
        arrival=arrival,
        flags=flags,
    )
    return desk.store(ready) if isinstance(ready, NewAnswer) else ready


async def submit_soon(
    desk: Desk,
    counter: Counter,
    *,
    fields: Mapping[str, Sequence[str]],
    language: str,
    channel: str,
    arrival: Arrival = _NOWHERE,
    flags: tuple[str, ...] = (),
) -> Result:
    """Do what `submit` does, without holding a thread while the disk is waited for."""
    ready = _checked(
        desk,
        counter,
        fields=fields,
        language=language,
        channel=channel,
        arrival=arrival,
        flags=flags,
    )
    if isinstance(ready, NewAnswer):
        return await asyncio.wrap_future(desk.store_soon(ready))
    return ready


def _checked(
    desk: Desk,
    counter: Counter,
    *,
    fields: Mapping[str, Sequence[str]],
    language: str,
    channel: str,
    arrival: Arrival,
    flags: tuple[str, ...],
) -> NewAnswer | TicketRefused | FieldErrors | Closed | TooMany:
    if not counter.point.active:
        return Closed()
    answers = _parsed(counter, fields, language)
    if isinstance(answers, FieldErrors):
        return answers
    ticket, channel = _ticket(desk, _one(fields, TICKET_FIELD), channel)
    if isinstance(ticket, TicketRefused):
        return ticket
    verdict = _judged(desk, counter, fields=fields, channel=channel, arrival=arrival)
    if isinstance(verdict, TooMany):
        return verdict
    sha256, content = counter.questionnaire.sha256, canonical_json(answers)
    return NewAnswer(
        key=_one(fields, KEY_FIELD),
        content_hash=content_hash(counter.point.code, sha256, content),
        point_code=counter.point.code,
        unit_code=counter.point.unit_code,
        questionnaire_sha256=sha256,
        received_at=desk.now(),
        language=language,
        content=content,
        channel=channel,
        tier=verdict.tier,
        flags=tuple(dict.fromkeys((*flags, *verdict.flags))),
        ticket_sha256=ticket,
        answered_on=arrival.given_on,
    )


def _parsed(
    counter: Counter, fields: Mapping[str, Sequence[str]], language: str
) -> Answers | FieldErrors:
    """Parse the answers; a form without a good key is refused, whatever else it holds."""
    given = {name: values for name, values in fields.items() if name not in FORM_FIELDS}
    answers = parse_answers(counter.questionnaire, given, language)
    if is_key(_one(fields, KEY_FIELD)):
        return answers
    if isinstance(answers, FieldErrors):
        return FieldErrors(answers.fields, (*answers.whole, _NO_KEY))
    return FieldErrors({}, (_NO_KEY,))


def _ticket(desk: Desk, typed: str, channel: str) -> tuple[str | TicketRefused | None, str]:
    """Find the ticket of a form; whether it is still good is decided where the answer is stored."""
    if not typed.strip():
        return None, channel
    ticket = read_ticket(typed)
    found = None if ticket is None else desk.tickets.find(ticket_hash(ticket))
    if ticket is None or found is None:
        return TicketRefused("unknown"), channel
    return ticket_hash(ticket), found.batch.channel


def _judged(
    desk: Desk,
    counter: Counter,
    *,
    fields: Mapping[str, Sequence[str]],
    channel: str,
    arrival: Arrival,
) -> Verdict | TooMany:
    given = Given(
        key=_one(fields, KEY_FIELD),
        seal=_one(fields, SEAL_FIELD),
        work=_one(fields, WORK_FIELD),
        trap=_one(fields, TRAP_FIELD),
    )
    verdict = desk.watch.judge(
        given, arrival, channel=CHANNELS[channel], code=counter.point.code, now=desk.now()
    )
    # A form that came in before is never made to wait: its receipt may have been lost on the way.
    if verdict.refused and not desk.submissions.is_known(given.key):
        return TooMany()
    return verdict


def _one(fields: Mapping[str, Sequence[str]], name: str) -> str:
    return "".join(fields.get(name, ()))[:200]


_NO_KEY = Sentence(
    N_("This form had lost its number, so we gave it a new one. Please send it once more."), {}
)

__all__ = [
    "FORM_FIELDS",
    "KEY_FIELD",
    "SEAL_FIELD",
    "TICKET_FIELD",
    "TRAP_FIELD",
    "WORK_FIELD",
    "Closed",
    "Opening",
    "Result",
    "TooMany",
    "is_key",
    "new_key",
    "opened",
    "reopened",
    "submit",
    "submit_soon",
]

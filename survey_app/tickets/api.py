"""This module hands one-time tickets to an office's own system: POST /api/v1/tickets.

The office sends dossier numbers, or only how many tickets it wants, with its key. The numbers are
not stored: a ticket is made from its number and the installation's secret, so asking twice for the
same dossier gives the same ticket.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from scoring.types import N_
from storage.faults import StorageFault
from storage.ticket_codes import (
    LONGEST_REFERENCE,
    grouped_ticket,
    new_ticket,
    ticket_for,
    ticket_hash,
)
from storage.tickets import OfficeKey
from survey_app import codes
from survey_app.guard.throttle import TokenBuckets
from survey_app.light.body import TooLarge, bounded
from survey_app.light.forms import desk_of
from survey_app.wiring import Desk
from ui.words import translator

MOST_TICKETS: Final = 500
_Reference = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_REFERENCE)
]
# Wrong keys are as rare as a wrong setting; more than that is somebody who guesses.
_wrong_keys = TokenBuckets(20, 20)
_limits: dict[tuple[int, int], TokenBuckets] = {}


class Wanted(BaseModel):
    """What an office asks for: dossier numbers or a plain number of tickets."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    references: tuple[_Reference, ...] = Field(default=(), max_length=MOST_TICKETS)
    number: int = Field(default=0, ge=0, le=MOST_TICKETS, strict=True)
    point: str | None = Field(default=None, max_length=40)


@dataclass(frozen=True)
class Refusal(Exception):
    """Why a request is not served."""

    status: int
    code: str
    message: str
    wait_seconds: int = 0
    places: tuple[str, ...] = ()  # of what is wrong in the request, such as references.3

    def response(self) -> Response:
        """Say so, in Vietnamese and English."""
        told = {name: translator(name)(self.message) for name in ("vi", "en")}
        headers = {"Cache-Control": "no-store"}
        if self.wait_seconds:
            headers["Retry-After"] = str(self.wait_seconds)
        if self.status == 401:
            headers["WWW-Authenticate"] = "Bearer"
        error: dict[str, object] = {"code": self.code, "message": told}
        if self.places:
            error["places"] = list(self.places)
        return JSONResponse(
            {"error": error},
            status_code=self.status,
            headers=headers,
        )


async def tickets(request: Request) -> Response:
    """Make tickets for an office: POST /api/v1/tickets."""
    try:
        raw = await bounded(request)
    except TooLarge:
        refusal = Refusal(413, "too_large", N_("The request is too large."))
        return refusal.response()
    try:
        return await run_in_threadpool(_made, request, raw)
    except Refusal as refusal:
        return refusal.response()
    except StorageFault:
        busy = N_("The tickets could not be stored just now; please ask again.")
        return Refusal(503, "unavailable", busy, wait_seconds=5).response()


def _made(request: Request, raw: bytes) -> Response:
    desk = desk_of(request)
    key = _key(request, desk)
    wanted = _wanted(raw)
    point_code = _point_code(desk, key, wanted.point)
    number = len(wanted.references) + wanted.number
    limit = _limits.setdefault(
        (key.id, key.per_minute), TokenBuckets(key.per_minute, key.per_minute)
    )
    if not limit.take(b"", _seconds(desk), number):
        raise Refusal(
            429, "too_many", N_("This key may draw no more tickets this minute."), wait_seconds=60
        )
    drawn = [
        (one, ticket_for(desk.settings.secret, key.batch.id, one)) for one in wanted.references
    ]
    drawn += [("", new_ticket()) for _ in range(wanted.number)]
    desk.tickets.add(key.batch.id, [ticket_hash(ticket) for _, ticket in drawn])
    return JSONResponse(
        {"tickets": [_told(desk, one, ticket=ticket, point=point_code) for one, ticket in drawn]},
        status_code=201,
        headers={"Cache-Control": "no-store"},
    )


def _told(desk: Desk, reference: str, *, ticket: str, point: str | None) -> dict[str, str]:
    public = desk.settings.public_url
    address = f"{public}/ve?ve={ticket}" if point is None else f"{public}/s/{point}?ve={ticket}"
    told = {"ticket": grouped_ticket(ticket), "address": address}
    return {"reference": reference, **told} if reference else told


def _key(request: Request, desk: Desk) -> OfficeKey:
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    found = desk.tickets.office_key(given.strip()) if scheme.lower() == "bearer" else None
    if found is None or not found.batch.active:
        if not _wrong_keys.take(b"", _seconds(desk)):
            raise Refusal(429, "too_many", N_("Please wait a minute."), wait_seconds=60)
        raise Refusal(401, "no_key", N_("This key is not known, or it was revoked."))
    return found


def _wanted(raw: bytes) -> Wanted:
    try:
        wanted = Wanted.model_validate(json.loads(raw))
    except (ValueError, RecursionError) as error:
        raise Refusal(
            422,
            "unreadable",
            N_(
                "Send JSON with “references” (up to 500 dossier numbers) or “number” (up to 500), "
                "and “point” if one counter is meant."
            ),
            places=_places(error),
        ) from None
    if not 0 < len(wanted.references) + wanted.number <= MOST_TICKETS:
        raise Refusal(422, "number", N_("Ask for 1 to 500 tickets at once."))
    return wanted


def _places(error: Exception) -> tuple[str, ...]:
    """Name every place of a request that is wrong; none where it cannot be read at all."""
    if not isinstance(error, ValidationError):
        return ()
    found = (".".join(map(str, one["loc"]))[:60] for one in error.errors(include_input=False))
    return tuple(dict.fromkeys(found))


def _point_code(desk: Desk, key: OfficeKey, typed: str | None) -> str | None:
    batch = key.batch
    code = batch.point_code if typed is None else codes.read(typed)
    if typed is None:
        return desk.newest(code) if code else None
    point = desk.point(code) if code else None
    unit_fits = point is not None and batch.unit_code in (None, point.unit_code)
    newest = "" if point is None else desk.newest(point.code)
    here = batch.point_code is None or desk.newest(batch.point_code) == newest
    if not unit_fits or not here:
        raise Refusal(403, "elsewhere", N_("This key does not give tickets for that counter."))
    return newest


def _seconds(desk: Desk) -> float:
    return desk.now().timestamp()

"""This module is the interviewer's device: one citizen after another, refusals counted too."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from storage.entry_desks import ContactOutcome, EntryContacts
from storage.faults import StorageFault
from storage.records import Repeated, Stored
from storage.text import vietnam_day
from survey_app.actions import KEY_FIELD, is_key, opened, submit
from survey_app.entry.drawing import interview_page
from survey_app.entry.station import Station, open_station
from survey_app.kiosk.drawing import conditions
from survey_app.kiosk.pages import answered, reply
from survey_app.light.body import OtherType, TooLarge, Unreadable, read_fields
from survey_app.light.form_page import language_for, other_languages, unknown_kind, untranslated
from survey_app.light.forms import arrival_of
from survey_app.light.rendering import RECEIPT_HEADER

OUTCOME: Final = "ket_qua"
_LONGEST_WAIT: Final = timedelta(days=30)
_NOTED: Final[Mapping[str, ContactOutcome]] = {"refusal": "refusal", "absence": "absence"}
_log = logging.getLogger(__name__)

Fields = Mapping[str, Sequence[str]]


def show(request: Request) -> Response:
    """Show the questions for the next citizen: GET /phong-van/{token}."""
    station = open_station(request, "interviewer")
    if isinstance(station, Response):
        return station
    language = language_for(request, station.form)
    return interview_page(
        "interview.html",
        language,
        home=f"/phong-van/{station.token}",
        others=other_languages(station.form, language),
        untranslated=untranslated(station.form, language),
        questionnaire=station.form,
        conditions=conditions(station.form),
        point=station.counter.point,
        unit_name=station.counter.unit_name,
        label=station.found.desk.label,
        opening=opened(station.desk, station.counter.point.code),
        hours="",
        days={},
        check_address=f"{station.desk.settings.public_url}/r/",
        version=station.form.sha256[:12],
        today=_today(station),
        day=vietnam_day(station.desk.now()).isoformat(),
        unknown_kind=unknown_kind,
        wrong={},
    )


def counts(request: Request) -> Response:
    """Tell today's tries in JSON: GET /phong-van/{token}/luot."""
    station = open_station(request, "interviewer")
    if isinstance(station, Response):
        return reply(station.status_code, {})
    return reply(200, _told(station))


async def take(request: Request) -> Response:
    """Take an interview and say in JSON what became of it: POST /phong-van/{token}."""
    fields = await _fields(request)
    if isinstance(fields, Response):
        return fields
    return await run_in_threadpool(_taken, request, fields)


async def note(request: Request) -> Response:
    """Count a refusal, or nobody at home: POST /phong-van/{token}/luot."""
    fields = await _fields(request)
    if isinstance(fields, Response):
        return fields
    return await run_in_threadpool(_noted, request, fields)


def _taken(request: Request, fields: Fields) -> Response:
    station = open_station(request, "interviewer")
    if isinstance(station, Response):
        return reply(station.status_code, {})
    desk, language = station.desk, language_for(request, station.form)
    day = _day(request, station)
    given_on = None if day == vietnam_day(desk.now()) else day
    try:
        result = submit(
            desk,
            station.counter,
            fields=fields,
            language=language,
            channel="interviewer",
            arrival=replace(arrival_of(request), given_on=given_on),
        )
        if isinstance(result, Stored | Repeated):
            _count(station, _key(fields), day=day, outcome="interview")
    except StorageFault:
        _log.exception("an interview could not be stored")
        return reply(503, {}, {"Retry-After": "5"})
    return answered(result, language, **_told(station))


def _noted(request: Request, fields: Fields) -> Response:
    station = open_station(request, "interviewer")
    if isinstance(station, Response):
        return reply(station.status_code, {})
    outcome = _NOTED.get("".join(fields.get(OUTCOME, ())))
    key = _key(fields)
    if outcome is None or not is_key(key):
        return reply(400, {})
    try:
        _count(station, key, day=_day(request, station), outcome=outcome)
    except StorageFault:
        _log.exception("a try could not be counted")
        return reply(503, {}, {"Retry-After": "5"})
    # The queue of the device lets go of what it sent when it sees this header, and only then.
    return reply(201, _told(station), {RECEIPT_HEADER: outcome})


def _count(station: Station, key: str, *, day: date, outcome: ContactOutcome) -> None:
    EntryContacts(station.desk.database).add(
        station.desk.passes.contact_key(key), pass_id=station.found.id, day=day, outcome=outcome
    )


def _day(request: Request, station: Station) -> date:
    """Give the day of a try: a device without a network says how many seconds it waited."""
    waited = request.query_params.get("cho", "")
    seconds = int(waited) if waited.isascii() and waited.isdecimal() and len(waited) < 9 else 0
    return vietnam_day(station.desk.now() - min(timedelta(seconds=seconds), _LONGEST_WAIT))


def _today(station: Station) -> Mapping[ContactOutcome, int]:
    today = vietnam_day(station.desk.now())
    return EntryContacts(station.desk.database).counts(station.found.id, day=today)


def _told(station: Station) -> dict[str, object]:
    return {"today": dict(_today(station)), "day": vietnam_day(station.desk.now()).isoformat()}


def _key(fields: Fields) -> str:
    return "".join(fields.get(KEY_FIELD, ()))[:64]


async def _fields(request: Request) -> Fields | Response:
    try:
        return await read_fields(request)
    except TooLarge:
        return reply(413, {}, {"Connection": "close"})
    except ClientDisconnect:
        return Response(status_code=400)
    except Unreadable as unreadable:
        return reply(415 if isinstance(unreadable, OtherType) else 400, {})

"""This module shows the counter tablet its page, takes its answers, and hears that it is alive."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from scoring.definitions.questionnaire_answers import FieldErrors
from storage.faults import StorageFault
from storage.kiosks import Heartbeat, Kiosks, is_kiosk_pass
from storage.receipts import grouped
from storage.records import Conflict, Repeated, ServicePoint, Stored
from survey_app import codes
from survey_app.actions import Closed, Result, TooMany, opened, submit
from survey_app.kiosk import drawing
from survey_app.light.body import OtherType, TooLarge, Unreadable, bounded, read_fields
from survey_app.light.form_page import (
    language_for,
    other_languages,
    unknown_kind,
    untranslated,
)
from survey_app.light.forms import arrival_of, desk_of, language_of
from survey_app.light.lost import unknown_code
from survey_app.light.rendering import RECEIPT_HEADER, message
from survey_app.wiring import Counter, Desk
from ui.words import translator

PASS_HEADER = "Kiosk-Pass"  # noqa: S105 -- the name of a header
OUT_OF_HOURS = "out_of_hours"
_GRACE = timedelta(minutes=15)
_LONGEST_WAIT = timedelta(days=30)
_MOST_BEAT_BYTES = 1024
_NO_STORE = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
_log = logging.getLogger(__name__)


def show(request: Request) -> Response:
    """Show a point's page for a tablet: GET /kiosk/{code}."""
    desk, language = desk_of(request), language_of(request)
    typed = request.path_params["code"]
    code = codes.read(typed)
    point = desk.point(code) if code else None
    if point is None:
        return unknown_code(language, typed, checked=code is not None)
    if typed != point.code:
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"/kiosk/{point.code}{query}", status_code=302, headers=_NO_STORE)
    counter = desk.counter(point)
    if not point.active:
        words = translator(language)
        return message(
            language,
            words("This service point takes no answers any more"),
            words("Please take this tablet to an open counter and set it up there."),
            status=410,
            unit_name=counter.unit_name,
        )
    language = language_for(request, counter.questionnaire)
    hours = Kiosks(desk.database).hours(point.code)
    week = "" if hours is None else hours.to_json()
    return drawing.page(
        "kiosk.html",
        language,
        others=other_languages(counter.questionnaire, language),
        untranslated=untranslated(counter.questionnaire, language),
        questionnaire=counter.questionnaire,
        conditions=drawing.conditions(counter.questionnaire),
        point=point,
        home=f"/kiosk/{point.code}",
        unit_name=counter.unit_name,
        opening=opened(desk, point.code),
        hours=week,
        check_address=f"{desk.settings.public_url}/r/",
        days={} if hours is None else json.loads(week),
        version=drawing.version(counter.questionnaire, week),
        unknown_kind=unknown_kind,
    )


async def take(request: Request) -> Response:
    """Take an answer from a tablet and say in JSON what became of it: POST /kiosk/{code}."""
    try:
        fields = await read_fields(request)
    except TooLarge:
        return reply(413, {}, {"Connection": "close"})
    except ClientDisconnect:
        return Response(status_code=400)
    except Unreadable as unreadable:
        return reply(415 if isinstance(unreadable, OtherType) else 400, {})
    return await run_in_threadpool(_taken, request, fields)


async def beat(request: Request) -> Response:
    """Hear that a tablet is alive, and tell it which page is current: POST /kiosk/{code}/song."""
    try:
        raw = await bounded(request, most=_MOST_BEAT_BYTES)
    except (TooLarge, ClientDisconnect):
        return reply(413, {}, {"Connection": "close"})
    return await run_in_threadpool(_beaten, request, raw)


def _taken(request: Request, fields: Mapping[str, Sequence[str]]) -> Response:
    desk = desk_of(request)
    code = codes.read(request.path_params["code"])
    point = desk.point(code) if code else None
    if point is None:
        return reply(404, {})
    counter = _counter_of(desk, point, request.query_params.get("phieu", ""))
    language = language_for(request, counter.questionnaire)
    try:
        result = submit(
            desk,
            counter,
            fields=fields,
            language=language,
            channel="kiosk",
            arrival=replace(arrival_of(request), set_up=_is_set_up(request, desk, point)),
            flags=_flags(request, desk, point),
        )
    except StorageFault:
        _log.exception("an answer could not be stored")
        return reply(503, {}, {"Retry-After": "5"})
    return answered(result, language)


def answered(result: Result, language: str, **more: object) -> Response:
    """Say in JSON what became of an answer; `more` goes with a receipt."""
    match result:
        case Stored(receipt) | Repeated(receipt) | Conflict(receipt):
            status = {Stored: 201, Repeated: 202, Conflict: 409}[type(result)]
            shown = grouped(receipt)
            return reply(status, {"receipt": shown, **more}, {RECEIPT_HEADER: shown})
        case FieldErrors():
            words = translator(language)
            fields = {code: words.say(wrong) for code, wrong in result.fields.items()}
            whole = [words.say(wrong) for wrong in result.whole]
            return reply(400 if whole else 422, {"fields": fields, "whole": whole})
        case TooMany(seconds):
            return reply(429, {}, {"Retry-After": str(seconds)})
        case Closed():
            return reply(410, {})
        case _:  # a ticket, which this form does not ask for
            return reply(409, {})


def _counter_of(desk: Desk, point: ServicePoint, sha256: str) -> Counter:
    """Give the counter with the form that the person saw, where it is an earlier one of this id."""
    counter = desk.counter(point)
    asked = desk.questionnaire(sha256) if sha256 else None
    if asked is None or asked.id != counter.questionnaire.id:
        return counter
    return replace(counter, questionnaire=asked)


def _flags(request: Request, desk: Desk, point: ServicePoint) -> tuple[str, ...]:
    """Mark an answer that was given while the place was closed, however late it arrives."""
    hours = Kiosks(desk.database).hours(point.code)
    waited = request.query_params.get("cho", "")
    seconds = int(waited) if waited.isascii() and waited.isdecimal() and len(waited) < 9 else 0
    given_at = desk.now() - min(timedelta(seconds=seconds), _LONGEST_WAIT)
    outside = hours is not None and not hours.is_open(given_at, grace=_GRACE)
    return (OUT_OF_HOURS,) if outside else ()


def _is_set_up(request: Request, desk: Desk, point: ServicePoint) -> bool:
    shown = request.headers.get(PASS_HEADER, "")
    return is_kiosk_pass(desk.settings.secret, point.code, shown=shown)


def _beaten(request: Request, raw: bytes) -> Response:
    desk = desk_of(request)
    code = codes.read(request.path_params["code"])
    point = desk.point(code) if code else None
    if point is None or not point.active:
        return reply(404, {})
    kiosks = Kiosks(desk.database)
    hours = kiosks.hours(point.code)
    week = "" if hours is None else hours.to_json()
    current = drawing.version(desk.counter(point).questionnaire, week)
    if not _is_set_up(request, desk, point):
        return reply(403, {"version": current})
    try:
        heartbeat = _heartbeat(desk, point, raw)
    except (ValueError, TypeError, KeyError):
        return reply(400, {})
    try:
        kept = kiosks.beat(heartbeat)
    except StorageFault:
        _log.exception("a sign of life could not be kept")
        return reply(503, {})
    return reply(200 if kept else 429, {"version": current})


def _heartbeat(desk: Desk, point: ServicePoint, raw: bytes) -> Heartbeat:
    """Read what a tablet says of itself; raises ValueError, TypeError or KeyError."""
    told = json.loads(raw)
    battery = told["battery"]
    numbers = (told["queued"], told["refused"], *([] if battery is None else [battery]))
    if not all(type(number) is int for number in numbers):
        raise TypeError("whole numbers are told as such")
    return Heartbeat(
        point_code=point.code,
        tablet=told["tablet"],
        seen_at=desk.now(),
        queued=told["queued"],
        refused=told["refused"],
        version=told["version"],
        battery=battery,
    )


def reply(
    status: int, content: Mapping[str, object], headers: Mapping[str, str] | None = None
) -> JSONResponse:
    """Answer a script in JSON that nobody keeps."""
    return JSONResponse(content, status_code=status, headers={**_NO_STORE, **(headers or {})})

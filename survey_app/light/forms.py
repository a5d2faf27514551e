"""This module shows the form of a service point and takes it in."""

from __future__ import annotations

import functools
import logging
from collections.abc import Mapping, Sequence
from typing import assert_never

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response

from scoring.definitions.questionnaire_answers import FieldErrors
from scoring.types import N_, Sentence
from storage.faults import StorageFault
from storage.improvements import Improvement
from storage.receipts import LENGTH as RECEIPT_LENGTH
from storage.receipts import grouped
from storage.records import Conflict, Repeated, Stored, TicketRefused
from storage.ticket_codes import read_ticket
from survey_app import codes
from survey_app.actions import (
    TICKET_FIELD,
    Closed,
    Result,
    TooMany,
    opened,
    reopened,
    submit,
    submit_soon,
)
from survey_app.guard.watch import Arrival
from survey_app.light import steps
from survey_app.light.body import OtherType, TooLarge, Unreadable, read_fields
from survey_app.light.form_page import form, language_for, survey_address
from survey_app.light.lost import closed, unknown_code
from survey_app.light.notes import notes_of
from survey_app.light.pressed import DRAWING, Pressed, PressedResponse, mark, press
from survey_app.light.refusals import ticket_refused, too_many
from survey_app.light.rendering import RECEIPT_HEADER, headers, message, render
from survey_app.wiring import Counter, Desk
from ui.words import known, translator

_BUSY = Sentence(
    N_("We could not save your answers just now. Please press the button again in a moment."), {}
)
_log = logging.getLogger(__name__)


def desk_of(request: Request) -> Desk:
    """Give the desk that the application was built with."""
    desk: Desk = request.app.state.desk
    return desk


def language_of(request: Request) -> str:
    """Give the language asked for in the address; Vietnamese unless it is another we speak."""
    return known(request.query_params.get("lang"))


def arrival_of(request: Request) -> Arrival:
    """Give where a form came from, for the moment of judging it; nothing of it is kept."""
    address = request.client.host if request.client else ""
    return Arrival(address, request.headers.get("user-agent", ""))


async def show(request: Request) -> Response:
    """Show the form of a point: GET /s/{code}."""
    # What was read a moment ago needs no thread; a ticket is looked up in the database.
    query = request.query_params
    at_hand = desk_of(request).at_hand(request.path_params["code"]) and "ve" not in query
    return _shown(request) if at_hand else await run_in_threadpool(_shown, request)


def _shown(request: Request) -> Response:
    desk, language = desk_of(request), language_of(request)
    typed = request.path_params["code"]
    code = codes.read(typed)
    point = desk.point(code) if code else None
    if point is None:
        return unknown_code(language, typed, checked=code is not None)
    if typed != point.code:
        return _redirect(f"/s/{point.code}", request)
    counter = desk.counter(point)
    if not point.active:
        ticket = read_ticket(request.query_params.get("ve", "")) or ""
        return closed(language, counter, ticket=ticket)
    return _fresh(request, counter)


def _fresh(request: Request, counter: Counter) -> Response:
    desk, point, query = desk_of(request), counter.point, request.query_params
    language = language_for(request, counter.questionnaire)
    if point.opens == "streamlit" and query.get("light") != "1" and "ve" not in query:
        return _redirect(survey_address(desk, point, language))
    ticket = read_ticket(query.get("ve", "")) or ""
    if "ve" in query:
        standing = desk.standing(ticket, point)
        if standing != "good":
            return ticket_refused(language, counter, standing)
    opening = opened(desk, point.code, screen_code=query.get("m", ""), ticket=ticket)
    if steps.wanted(request, counter.questionnaire):
        return steps.first(desk, counter, language=language, opening=opening)
    return form(desk, counter, language=language, opening=opening)


async def take(request: Request) -> Response:
    """Take a form in: POST /s/{code}."""
    language = language_of(request)
    try:
        fields = await read_fields(request)
    except TooLarge:
        # What follows is not read any more, so the connection cannot be used again.
        refused = await run_in_threadpool(_too_large, language)
        refused.headers["Connection"] = "close"
        return refused
    except ClientDisconnect:
        return Response(status_code=400)
    except Unreadable as unreadable:
        return await run_in_threadpool(_unreadable, language, unreadable)
    desk, code = desk_of(request), request.path_params["code"]
    if not desk.at_hand(code) or TICKET_FIELD in fields or steps.is_on_the_way(request):
        return await run_in_threadpool(_taken, request, language, fields)
    counter = desk.counter_at(code)
    language = language_for(request, counter.questionnaire)
    single = steps.wanted(request, counter.questionnaire)
    try:
        result = await submit_soon(
            desk,
            counter,
            fields=fields,
            language=language,
            channel="qr",
            arrival=arrival_of(request),
        )
    except StorageFault:
        _log.exception("an answer could not be stored")
        return _try_again(desk, counter, language=language, fields=fields, single=single)
    return _answered(desk, counter, language=language, fields=fields, result=result, single=single)


def _taken(request: Request, language: str, fields: Mapping[str, Sequence[str]]) -> Response:
    desk = desk_of(request)
    typed = request.path_params["code"]
    code = codes.read(typed)
    point = desk.point(code) if code else None
    if point is None:
        return unknown_code(language, typed, checked=code is not None)
    counter = desk.counter(point)
    language = language_for(request, counter.questionnaire)
    single = steps.wanted(request, counter.questionnaire)
    if steps.is_on_the_way(request):
        return _on_the_way(request, counter, language=language, fields=fields, single=single)
    try:
        result = submit(
            desk,
            counter,
            fields=fields,
            language=language,
            channel="qr",
            arrival=arrival_of(request),
        )
    except StorageFault:
        _log.exception("an answer could not be stored")
        return _try_again(desk, counter, language=language, fields=fields, single=single)
    return _answered(desk, counter, language=language, fields=fields, result=result, single=single)


def _answered(
    desk: Desk,
    counter: Counter,
    *,
    language: str,
    fields: Mapping[str, Sequence[str]],
    result: Result,
    single: bool,
) -> Response:
    if isinstance(result, FieldErrors):
        return _once_more(
            desk,
            counter,
            language=language,
            fields=fields,
            errors=result,
            status=400 if result.whole else 422,
            single=single,
        )
    ticket = read_ticket("".join(fields.get(TICKET_FIELD, ()))) or ""
    return _settled(desk, counter, language=language, result=result, ticket=ticket)


def _on_the_way(
    request: Request,
    counter: Counter,
    *,
    language: str,
    fields: Mapping[str, Sequence[str]],
    single: bool,
) -> Response:
    """Show the next screen, or the same form in another language; nothing is stored yet."""
    desk = desk_of(request)
    opening = reopened(desk, counter.point.code, fields)
    if not single:
        return form(desk, counter, language=language, opening=opening, given=fields)
    return steps.moved(
        desk,
        counter,
        language=language,
        opening=opening,
        fields=fields,
        query=request.query_params,
    )


def _settled(
    desk: Desk,
    counter: Counter,
    *,
    language: str,
    result: Stored | Repeated | Conflict | TicketRefused | Closed | TooMany,
    ticket: str,
) -> Response:
    match result:
        case Stored(receipt):
            return _receipt(desk, counter, language=language, receipt=receipt, is_new=True)
        case Repeated(receipt):
            return _receipt(desk, counter, language=language, receipt=receipt, is_new=False)
        case Conflict(receipt):
            return _conflict(counter, language, receipt)
        case TicketRefused(standing):
            return ticket_refused(language, counter, standing)
        case TooMany(seconds):
            return too_many(language, counter, seconds)
        case Closed():
            return closed(language, counter, ticket=ticket)
        case _:
            assert_never(result)


def _once_more(
    desk: Desk,
    counter: Counter,
    *,
    language: str,
    fields: Mapping[str, Sequence[str]],
    errors: FieldErrors,
    status: int,
    single: bool,
) -> Response:
    """Give the form back as it was filled in, under its own key."""
    opening = reopened(desk, counter.point.code, fields)
    if single:
        return steps.once_more(
            desk,
            counter,
            language=language,
            opening=opening,
            fields=fields,
            errors=errors,
            status=status,
        )
    return form(
        desk,
        counter,
        language=language,
        opening=opening,
        given=fields,
        errors=errors,
        status=status,
    )


def _receipt(
    desk: Desk, counter: Counter, *, language: str, receipt: str, is_new: bool
) -> Response:
    notes = notes_of(desk, counter.point.unit_code)
    with DRAWING:
        drawn = _thanks(counter, language, notes=notes, is_new=is_new)
    given = PressedResponse(
        drawn,
        {_RECEIPT_PLACE: receipt, _GROUPED_PLACE: grouped(receipt)},
        status_code=201 if is_new else 202,
        headers=headers(language),
    )
    given.headers[RECEIPT_HEADER] = grouped(receipt)
    return given


# Drawn once for each counter: what differs from person to person is the receipt alone.
_RECEIPT_PLACE = mark(3, RECEIPT_LENGTH)
_GROUPED_PLACE = mark(4, RECEIPT_LENGTH + 2)


@functools.lru_cache(maxsize=1024)
def _thanks(
    counter: Counter, language: str, *, notes: tuple[Improvement, ...], is_new: bool
) -> Pressed:
    suffix = "" if language == "en" else "?lang=en"
    return press(
        render(
            "receipt.html",
            language,
            receipt=_GROUPED_PLACE,
            news="stored" if is_new else "repeated",
            notes=notes,
            point=counter.point,
            unit_name=counter.unit_name,
            other_language=f"/r/{_RECEIPT_PLACE}{suffix}",
        )
    )


def _conflict(counter: Counter, language: str, receipt: str) -> Response:
    words = translator(language)
    return message(
        language,
        words("This form was sent before"),
        words(
            "Your first answers are safe and count; a form that has been sent cannot be changed "
            "afterwards, by you or by anyone else."
        ),
        words("If you visited for another procedure, please open a fresh form."),
        status=409,
        receipt=grouped(receipt),
        point=counter.point,
        unit_name=counter.unit_name,
    )


def _try_again(
    desk: Desk,
    counter: Counter,
    *,
    language: str,
    fields: Mapping[str, Sequence[str]],
    single: bool,
) -> Response:
    again = _once_more(
        desk,
        counter,
        language=language,
        fields=fields,
        errors=FieldErrors({}, (_BUSY,)),
        status=503,
        single=single,
    )
    again.headers["Retry-After"] = "5"
    return again


def _too_large(language: str) -> Response:
    words = translator(language)
    return message(
        language,
        words("That was too much at once"),
        words("A form may carry at most 64 kilobytes. Please go back and shorten your comment."),
        status=413,
    )


def _unreadable(language: str, why: Unreadable) -> Response:
    words = translator(language)
    return message(
        language,
        words("We could not read what was sent"),
        words("Please open the survey again from its QR code and answer there."),
        status=415 if isinstance(why, OtherType) else 400,
    )


def _redirect(address: str, request: Request | None = None) -> Response:
    query = f"?{request.url.query}" if request is not None and request.url.query else ""
    return RedirectResponse(address + query, status_code=302, headers={"Cache-Control": "no-store"})

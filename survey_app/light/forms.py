"""This module shows the form of a service point and takes it in."""

from __future__ import annotations

import functools
import logging
import secrets
from collections.abc import Mapping, Sequence
from typing import Any, assert_never

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response

from scoring.definitions.questionnaire_answers import FieldErrors
from scoring.types import N_, Sentence
from storage.faults import StorageFault
from storage.receipts import grouped
from storage.records import Conflict, Repeated, ServicePoint, Stored, TicketRefused
from storage.ticket_codes import read_ticket
from survey_app import codes
from survey_app.actions import (
    TICKET_FIELD,
    Closed,
    Opening,
    Result,
    TooMany,
    opened,
    reopened,
    submit,
    submit_soon,
)
from survey_app.guard.watch import Arrival
from survey_app.light.body import OtherType, TooLarge, Unreadable, read_fields
from survey_app.light.lost import closed, unknown_code
from survey_app.light.refusals import ticket_refused, too_many
from survey_app.light.rendering import answer, message, page, render
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
        return closed(language, counter)
    light = request.query_params.get("light") == "1"
    if point.opens == "streamlit" and not light and "ve" not in request.query_params:
        return _redirect(survey_address(desk, point, language))
    ticket = read_ticket(request.query_params.get("ve", "")) or ""
    if "ve" in request.query_params:
        standing = desk.standing(ticket, point)
        if standing != "good":
            return ticket_refused(language, counter, standing)
    other = "vi" if language == "en" else "en"
    asked = (
        [f"lang={other}"] * (other == "en") + ["light=1"] * light + [f"ve={ticket}"] * bool(ticket)
    )
    screen_code = request.query_params.get("m", "")
    return form(
        desk,
        counter,
        language=language,
        opening=opened(desk, point.code, screen_code=screen_code, ticket=ticket),
        other_language=f"/s/{point.code}" + ("?" + "&".join(asked) if asked else ""),
    )


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
    if not desk.at_hand(code) or TICKET_FIELD in fields:
        return await run_in_threadpool(_taken, request, language, fields)
    counter = desk.counter_at(code)
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
        return _try_again(desk, counter, language=language, fields=fields)
    return _answered(desk, counter, language=language, fields=fields, result=result)


def form(
    desk: Desk,
    counter: Counter,
    *,
    language: str,
    opening: Opening,
    given: Mapping[str, Sequence[str]] | None = None,
    errors: FieldErrors | None = None,
    status: int = 200,
    other_language: str | None = None,
) -> Response:
    """Draw the form, with everything that was typed and what was wrong with it."""
    link = survey_address(desk, counter.point, language)
    work = desk.settings.proof_of_work
    if given is None and errors is None and not opening.ticket:
        blank = _blank(counter, language, link=link, other_language=other_language, work=work)
        drawn = blank.replace(_KEY_PLACE, opening.key).replace(_SEAL_PLACE, opening.seal)
        return answer(drawn, language, status=status, cache=_FOR_BACK)
    words = translator(language)
    drawn = _drawn(
        counter,
        language,
        opening=opening,
        work=work,
        given={name: values[0] for name, values in (given or {}).items() if values},
        wrong={} if errors is None else {c: words.say(s) for c, s in errors.fields.items()},
        whole=() if errors is None else tuple(words.say(s) for s in errors.whole),
        survey_link=link,
        other_language=other_language,
    )
    return answer(drawn, language, status=status)


# Back has to show the very form that was sent, with its key, so that sending it again is known for
# what it is; any other way to the page asks the server and gets a new key. The form posts to an
# address of its own (?gui=1), because a browser forgets its copy of an address that it posted to.
_FOR_BACK = "private, no-cache"

# Drawing takes milliseconds of processor time, putting the key in takes microseconds. The place is
# long and random, so that no text of an office can be mistaken for it.
_KEY_PLACE = f"key-{secrets.token_hex(16)}"
_SEAL_PLACE = f"seal-{secrets.token_hex(16)}"


@functools.lru_cache(maxsize=1024)
def _blank(
    counter: Counter, language: str, *, link: str, other_language: str | None, work: int
) -> str:
    return _drawn(
        counter,
        language,
        opening=Opening(_KEY_PLACE, _SEAL_PLACE),
        work=work,
        given={},
        wrong={},
        whole=(),
        survey_link=link,
        other_language=other_language,
    )


def _drawn(counter: Counter, language: str, **context: Any) -> str:
    return render(
        "form.html",
        language,
        questionnaire=counter.questionnaire,
        point=counter.point,
        unit_name=counter.unit_name,
        unknown_kind=_unknown_kind,
        **context,
    )


def survey_address(desk: Desk, point: ServicePoint, language: str) -> str:
    """Give the address of the full survey page for a point."""
    suffix = "&lang=en" if language == "en" else ""
    return f"{desk.settings.survey_url}/?ma={point.code}{suffix}"


def _taken(request: Request, language: str, fields: Mapping[str, Sequence[str]]) -> Response:
    desk = desk_of(request)
    typed = request.path_params["code"]
    code = codes.read(typed)
    point = desk.point(code) if code else None
    if point is None:
        return unknown_code(language, typed, checked=code is not None)
    counter = desk.counter(point)
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
        return _try_again(desk, counter, language=language, fields=fields)
    return _answered(desk, counter, language=language, fields=fields, result=result)


def _answered(
    desk: Desk,
    counter: Counter,
    *,
    language: str,
    fields: Mapping[str, Sequence[str]],
    result: Result,
) -> Response:
    if isinstance(result, FieldErrors):
        status = 400 if result.whole else 422
        return _once_more(
            desk, counter, language=language, fields=fields, errors=result, status=status
        )
    return _settled(counter, language, result)


def _settled(
    counter: Counter,
    language: str,
    result: Stored | Repeated | Conflict | TicketRefused | Closed | TooMany,
) -> Response:
    match result:
        case Stored(receipt):
            return _receipt(counter, language, receipt=receipt, news="stored", status=201)
        case Repeated(receipt):
            return _receipt(counter, language, receipt=receipt, news="repeated", status=202)
        case Conflict(receipt):
            return _conflict(counter, language, receipt)
        case TicketRefused(standing):
            return ticket_refused(language, counter, standing)
        case TooMany(seconds):
            return too_many(language, counter, seconds)
        case Closed():
            return closed(language, counter)
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
) -> Response:
    """Give the form back as it was filled in, under its own key."""
    return form(
        desk,
        counter,
        language=language,
        opening=reopened(desk, counter.point.code, fields),
        given=fields,
        errors=errors,
        status=status,
    )


def _receipt(counter: Counter, language: str, *, receipt: str, news: str, status: int) -> Response:
    suffix = "" if language == "en" else "?lang=en"
    return page(
        "receipt.html",
        language,
        status=status,
        receipt=grouped(receipt),
        news=news,
        point=counter.point,
        unit_name=counter.unit_name,
        other_language=f"/r/{receipt}{suffix}",
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
    desk: Desk, counter: Counter, *, language: str, fields: Mapping[str, Sequence[str]]
) -> Response:
    busy = FieldErrors({}, (_BUSY,))
    again = _once_more(desk, counter, language=language, fields=fields, errors=busy, status=503)
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


def _unknown_kind(kind: str) -> str:
    raise LookupError(f"the light page has no way to ask a question of type {kind}")

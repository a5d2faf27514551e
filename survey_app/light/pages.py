"""This module shows the small pages round the form: codes, receipts, pictures, health."""

from __future__ import annotations

import functools

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from storage.faults import StorageFault
from storage.schema import check
from survey_app import codes
from survey_app.light.forms import desk_of, language_of
from survey_app.light.lost import unknown_code
from survey_app.light.rendering import message, page
from survey_app.wiring import Desk
from ui import qr
from ui.words import translator

_PICTURES = {"png": "image/png", "svg": "image/svg+xml"}
_drawn = functools.lru_cache(maxsize=512)(lambda kind, url, code: getattr(qr, kind)(url, code))


def home(request: Request) -> Response:
    """Ask for a code, or lead on to the form of the code given: GET /?ma=…."""
    language = language_of(request)
    typed = request.query_params.get("ma", "").strip()
    if not typed:
        other = "/" if language == "en" else "/?lang=en"
        return page("home.html", language, ask_code="", other_language=other)
    code = codes.read(typed)
    if code is None:
        return unknown_code(language, typed, checked=False)
    suffix = "?lang=en" if language == "en" else ""
    return RedirectResponse(f"/s/{code}{suffix}", status_code=303)


def picture(request: Request) -> Response:
    """Draw the QR picture of a point: GET /qr/{code}.png or .svg."""
    kind = request.path_params["kind"]
    desk = desk_of(request)
    code = codes.read(request.path_params["code"])
    point = desk.point(code) if code else None
    if point is None or kind not in _PICTURES:
        return unknown_code(
            language_of(request), request.path_params["code"], checked=code is not None
        )
    return Response(
        _drawn(kind, desk.settings.public_url, point.code),
        media_type=_PICTURES[kind],
        headers={
            "Cache-Control": "public, max-age=86400",
            "Content-Disposition": f'inline; filename="qr-{point.code}.{kind}"',
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'",
        },
    )


async def health(request: Request) -> Response:
    """Say that the process answers: GET /healthz."""
    del request
    return JSONResponse({"status": "ok"}, headers={"Cache-Control": "no-store"})


def ready(request: Request) -> Response:
    """Say whether answers could be stored: GET /readyz."""
    return readiness(desk_of(request))


def readiness(desk: Desk) -> JSONResponse:
    """Say whether the database is there and at the newest migration; 503 where it is not."""
    try:
        at_head = check(desk.database)
    except StorageFault:
        at_head = False
    return JSONResponse(
        {"status": "ok" if at_head else "database not ready"},
        status_code=200 if at_head else 503,
        headers={"Cache-Control": "no-store"},
    )


def not_found(request: Request, error: Exception) -> Response:
    """Lead somebody who is lost to the page that asks for a code."""
    status = getattr(error, "status_code", 404)
    language = language_of(request)
    words = translator(language)
    if status == 405:
        return message(
            language,
            words("This page cannot be used that way"),
            words("Please open the survey again from its QR code and answer there."),
            status=405,
        )
    return message(
        language,
        words("There is no such page"),
        words("Please scan the QR picture again, or type the code that stands under it."),
        status=status,
        ask_code="",
    )


def broken(request: Request, error: Exception) -> Response:
    """Own up to a fault of ours; the log has the traceback, the person never."""
    del error  # Starlette raises it again after this answer, and the server logs it.
    language = language_of(request)
    words = translator(language)
    return message(
        language,
        words("Something went wrong on our side"),
        words("We are sorry. Please try again in a moment."),
        status=500,
    )

"""This module shows a counter's screen: a QR picture that changes every half minute."""

from __future__ import annotations

import base64

from starlette.requests import Request
from starlette.responses import Response

from survey_app import codes
from survey_app.guard.rotating import seconds_left
from survey_app.light.forms import desk_of, language_of
from survey_app.light.lost import unknown_code
from survey_app.light.rendering import message, page
from ui import qr
from ui.words import translator


def screen(request: Request) -> Response:
    """Show the changing code of a counter: GET /man-hinh/{code}?khoa=…."""
    desk, language = desk_of(request), language_of(request)
    words = translator(language)
    typed = request.path_params["code"]
    code = codes.read(typed)
    point = desk.point(code) if code else None
    if point is None:
        return unknown_code(language, typed, checked=code is not None)
    rotating = desk.watch.rotating
    if not rotating.opens(point.code, request.query_params.get("khoa", "")):
        return message(
            language,
            words("This screen needs its own address"),
            words("The office's operator finds it with: thuocdo ticket screen {code}", code=code),
            status=403,
        )
    now = desk.now()
    picture = qr.svg(desk.settings.public_url, f"{point.code}?m={rotating.code(point.code, now)}")
    shown = page(
        "screen.html",
        language,
        point=point,
        unit_name=desk.counter(point).unit_name,
        picture=f"data:image/svg+xml;base64,{base64.b64encode(picture).decode()}",
        short=qr.address(desk.settings.public_url, point.code).partition("://")[2],
    )
    # The browser asks anew when the code changes, without any script.
    shown.headers["Refresh"] = str(seconds_left(now))
    return shown

"""This module draws the pages of interviewers and data-entry clerks; no browser keeps them."""

from __future__ import annotations

import base64
import functools
import hashlib
import re
from importlib import resources
from typing import Any, Final

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import HTMLResponse

from survey_app import static
from survey_app.kiosk import drawing as kiosk
from survey_app.light import rendering
from ui import theme
from ui.words import translator


def _own(name: str) -> str:
    source = (resources.files("survey_app.entry") / name).read_text(encoding="utf-8")
    return re.sub(r"\s*\n\s*", "", source)


def _policy(style: str) -> str:
    return rendering.policy(base64.b64encode(hashlib.sha256(style.encode()).digest()).decode())


DESK_STYLE: Final = rendering.STYLE + rendering.PAGES_STYLE + _own("desk.css")
INTERVIEW_STYLE: Final = kiosk.STYLE + _own("interview.css")


@functools.cache
def _environment() -> Environment:
    environment = Environment(
        loader=ChoiceLoader(
            [
                PackageLoader("survey_app.entry"),
                PackageLoader("survey_app.kiosk"),
                PackageLoader("survey_app.light"),
            ]
        ),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.globals.update(
        icon=theme.ICON,
        faces=theme.FACES,
        face_line=theme.FACE_LINE,
        offline_script=static.address(static.OFFLINE),
        kiosk_script=static.address(static.KIOSK),
        entry_script=static.address(static.ENTRY),
        interview_script=static.address(static.INTERVIEW),
    )
    return environment


def desk_page(template: str, language: str, *, status: int = 200, **context: Any) -> HTMLResponse:
    """Answer with a page of a clerk's desk."""
    return _page(template, language, DESK_STYLE, status=status, context=context)


def interview_page(template: str, language: str, **context: Any) -> HTMLResponse:
    """Answer with the page of an interviewer's phone or tablet."""
    return _page(template, language, INTERVIEW_STYLE, status=200, context=context)


def _page(
    template: str, language: str, style: str, *, status: int, context: dict[str, Any]
) -> HTMLResponse:
    words = translator(language)
    drawn = (
        _environment()
        .get_template(template)
        .render(
            _=words,
            text=rendering.shown_text(language),
            language=language,
            speech=words.speech,
            # Our own files; escaping would break their selectors.
            style=Markup(style),  # noqa: S704
            given={},
            **context,
        )
    )
    headers = {
        **rendering.HEADERS,
        "Cache-Control": "no-store",
        "Content-Language": words.speech,
        "Content-Security-Policy": _policy(style),
        "X-Robots-Tag": "noindex, nofollow",
    }
    return HTMLResponse(drawn, status_code=status, headers=headers)

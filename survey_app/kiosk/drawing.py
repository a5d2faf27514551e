"""This module draws the tablet's page with the macros that draw questions on the light page."""

from __future__ import annotations

import base64
import functools
import hashlib
import re
from importlib import resources
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import HTMLResponse

from scoring.definitions.questionnaire import Questionnaire
from survey_app import static
from survey_app.light import rendering
from survey_app.light.kind_styles import all_kinds
from ui import theme
from ui.words import translator


def _style() -> str:
    source = (resources.files("survey_app.kiosk") / "style.css").read_text(encoding="utf-8")
    return rendering.STYLE + all_kinds() + re.sub(r"\s*\n\s*", "", source)


STYLE = _style()
_STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
HEADERS = {**rendering.HEADERS, "Content-Security-Policy": rendering.policy(_STYLE_HASH)}


@functools.cache
def _environment() -> Environment:
    environment = Environment(
        loader=ChoiceLoader([PackageLoader("survey_app.kiosk"), PackageLoader("survey_app.light")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.globals.update(
        style=Markup(STYLE),  # noqa: S704 -- our own file; escaping would break its selectors
        icon=theme.ICON,
        faces=theme.FACES,
        face_line=theme.FACE_LINE,
        offline_script=static.address(static.OFFLINE),
        kiosk_script=static.address(static.KIOSK),
    )
    return environment


def conditions(questionnaire: Questionnaire) -> dict[str, str]:
    """Give the condition of each question that has one, as the JSON that the tablet reads."""
    return {
        question.code: question.show_when.model_dump_json(by_alias=True, exclude_none=True)
        for question in questionnaire.questions()
        if question.show_when is not None
    }


def version(questionnaire: Questionnaire, hours: str) -> str:
    """Give a word that changes with whatever a tablet would have to load anew."""
    parts = (questionnaire.sha256, hours, static.version(static.OFFLINE), static.KIOSK, STYLE)
    text = "\0".join((*parts, static.version(static.KIOSK)))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def page(template: str, language: str, **context: Any) -> HTMLResponse:
    """Answer with a page for the tablet; the browser keeps nothing of it."""
    words = translator(language)
    drawn = (
        _environment()
        .get_template(template)
        .render(
            _=words,
            text=rendering.shown_text(language),
            language=language,
            speech=words.speech,
            given={},
            wrong={},
            **context,
        )
    )
    headers = {"Cache-Control": "no-store", "Content-Language": language, **HEADERS}
    return HTMLResponse(drawn, headers=headers)

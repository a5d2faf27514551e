"""This module turns templates into pages: escaped, in one language, with the headers they need."""

from __future__ import annotations

import base64
import functools
import hashlib
import re
from collections.abc import Callable
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import HTMLResponse

from scoring.types import Text
from survey_app import static
from ui import theme
from ui.words import translator


def _packed(name: str) -> str:
    source = (resources.files("survey_app.light") / name).read_text(encoding="utf-8")
    return re.sub(r"\s*\n\s*", "", source).replace("FONT", theme.FONT)


@functools.cache
def _hash(style: str) -> str:
    return base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()


STYLE = theme.css() + _packed("style.css")
STYLE_HASH = _hash(STYLE)
# What no form needs comes with the other pages only: forms travel over the weakest networks.
PAGES_STYLE = _packed("pages.css")


@functools.cache
def policy(*style_hashes: str) -> str:
    """Allow these styles, scripts that are files of ours, and no address but our own."""
    styles = " ".join(f"'sha256-{one}'" for one in style_hashes)
    return (
        f"default-src 'none'; style-src {styles}; img-src 'self' data:; "
        "script-src 'self'; connect-src 'self'; worker-src 'self'; media-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


# By this a script knows that an answer has arrived with us, and not with the portal of some Wi-Fi.
RECEIPT_HEADER = "Thuocdo-Receipt"
HEADERS = {
    "Content-Security-Policy": policy(STYLE_HASH, _hash(PAGES_STYLE)),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


@functools.cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("survey_app.light"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.globals.update(
        style=Markup(STYLE),  # noqa: S704 -- our own file; escaping would break its selectors
        pages_style=Markup(PAGES_STYLE),  # noqa: S704
        icon=theme.ICON,
        faces=theme.FACES,
        face_line=theme.FACE_LINE,
        offline_script=static.address(static.OFFLINE),
        work_script=static.address(static.WORK),
    )
    return environment


def render(template: str, language: str, /, **context: Any) -> str:
    """Render a template in a language; whatever stands in `context` is escaped."""
    words = translator(language)
    query = "" if language == "vi" else f"lang={language}"
    return (
        _environment()
        .get_template(template)
        .render(
            _=words,
            text=shown_text(language),
            language=language,
            speech=words.speech,
            lang_only=query and f"?{query}",
            lang_first=query and f"{query}&",
            **context,
        )
    )


def shown_text(language: str) -> Callable[[Text], str]:
    """Give the way to show a text: marked by its language where the page round it speaks another.

    A page that the house has no words for is a Vietnamese page with parts in that language.
    """
    words = translator(language)
    if words.speech == language:
        return words.text

    def show(text: Text) -> str:
        plain = words.text(text)
        if not text.speaks(language):
            return plain
        return Markup('<span lang="{}">{}</span>').format(language, plain)

    return show


def page(
    template: str, language: str, /, *, status: int = 200, cache: str = "no-store", **context: Any
) -> HTMLResponse:
    """Answer with a rendered template; forms and receipts are never kept by a cache."""
    context.setdefault("other_language", None)
    drawn = render(template, language, **context)
    given = answer(drawn, language, status=status, cache=cache)
    if "receipt" in context:
        given.headers[RECEIPT_HEADER] = context["receipt"]
    return given


def answer(
    drawn: str,
    language: str,
    *,
    status: int = 200,
    cache: str = "no-store",
    style: str = PAGES_STYLE,
) -> HTMLResponse:
    """Answer with a page that is drawn already, under the headers that every page carries.

    `style` is what the page brings beside the style of every page; empty where it brings nothing.
    """
    return HTMLResponse(
        drawn, status_code=status, headers=headers(language, cache=cache, style=style)
    )


def headers(language: str, *, cache: str = "no-store", style: str = PAGES_STYLE) -> dict[str, str]:
    """Give the headers that every page carries; `style` is the page's own."""
    given = {"Cache-Control": cache, "Content-Language": language, **HEADERS}
    if style != PAGES_STYLE:
        given["Content-Security-Policy"] = _policy_of(style)
    return given


@functools.lru_cache(maxsize=256)
def _policy_of(style: str) -> str:
    return policy(STYLE_HASH, *([_hash(style)] if style else []))


def message(
    language: str,
    title: str,
    /,
    *lines: str,
    status: int,
    **context: Any,
) -> HTMLResponse:
    """Answer with a kind page of a few sentences."""
    return page("message.html", language, status=status, title=title, lines=lines, **context)

"""This module renders the pages around sign-in, complete in one answer and without scripts."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from importlib import resources
from typing import Any, Final
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse

from ui.theme import css
from ui.words import translator

_ENVIRONMENT: Final = Environment(
    loader=PackageLoader("dashboards.sign_in", "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_STYLE: Final = css() + (
    resources.files("dashboards.sign_in") / "templates" / "sign_in.css"
).read_text(encoding="utf-8")


def page(
    template: str,
    language: str,
    values: Mapping[str, Any],
    *,
    title: str,
    onward: str = "/",
    status: int = 200,
) -> HTMLResponse:
    """Render a page of the sign-in room; only its style, by its nonce, may load."""
    nonce = secrets.token_urlsafe(16)
    here = {
        f"here_{other}": "/dang-nhap?" + urlencode({"lang": other, "tiep": onward})
        for other in ("vi", "en")
    }
    text = _ENVIRONMENT.get_template(template).render(
        language=language,
        words=translator(language),
        nonce=nonce,
        style=_STYLE,
        title=title,
        onward=onward,
        **here,
        **values,
    )
    answer = HTMLResponse(text, status_code=status)
    answer.headers["content-security-policy"] = (
        f"default-src 'none'; style-src 'nonce-{nonce}'; img-src data:; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    answer.headers["cache-control"] = "no-store"
    return answer

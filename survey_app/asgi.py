"""This module builds the process of the full survey page."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.types import Scope
from streamlit import config as streamlit_config
from streamlit import file_util

from storage.settings import Settings
from survey_app import wiring
from survey_app.light import pages
from survey_app.wiring import Desk
from ui.bundles import CompressedBundles
from ui.first_page import FirstPage, inline_script_sources
from ui.theme import COLOURS, FONT
from ui.words import N_, known, translator

_log = logging.getLogger(__name__)
_SCRIPT: Final = Path(__file__).with_name("app.py")
# Streamlit's bundle writes styles while it runs; its scripts all come from this host.
_STREAMLIT_POLICY: Final = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; script-src 'self' {inline}; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; "
    "worker-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)


def survey(settings: Settings, *, desk: Desk | None = None) -> st.App:
    """Build the full survey page's process; a preview hands in a desk that stores nothing."""
    wiring.wire(settings, desk=desk)
    _configure()
    index = (Path(file_util.get_static_dir()) / "index.html").read_bytes()
    headers = {
        "content-security-policy": _STREAMLIT_POLICY.format(inline=inline_script_sources(index)),
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "no-referrer",
        "permissions-policy": "camera=(), geolocation=(), microphone=()",
    }
    return st.App(
        _SCRIPT,
        routes=[Route("/healthz", pages.health), Route("/readyz", _survey_ready)],
        middleware=[
            Middleware(CompressedBundles),
            Middleware(
                FirstPage, language_of=_language_of, title=_title, headers=headers, dark=True
            ),
        ],
        on_script_error=_tell_kindly,
    )


def _survey_ready(request: Request) -> JSONResponse:
    del request
    return pages.readiness(wiring.desk())


def _language_of(scope: Scope) -> str:
    asked = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("lang", [""])
    return known(asked[0])


def _title(language: str) -> str:
    return translator(language)(N_("Your view of public services"))


def _tell_kindly(fault: Exception) -> bool:
    """Own up to a fault of ours; the log has the traceback, the person never."""
    _log.error("the survey page failed", exc_info=fault)
    words = translator(known(st.query_params.get("lang")))
    st.error(words(N_("Something went wrong on our side")))
    st.write(words(N_("We are sorry. Please try again in a moment.")))
    return True


def _configure() -> None:
    """Set Streamlit's options in the process, so that an installed wheel needs no settings file."""
    options: dict[str, object] = {
        "browser.gatherUsageStats": False,
        "client.toolbarMode": "minimal",
        "client.showErrorDetails": "none",
        "server.headless": True,
        "server.fileWatcherType": "none",
        "server.enableXsrfProtection": True,
        "server.enableAgentApi": False,
        "theme.showWidgetBorder": True,
        "theme.baseRadius": "0.6rem",
        "theme.font": FONT,
        "theme.headingFontSizes": ["1.4375rem", "1.25rem", "1.1875rem"],
        "theme.headingFontWeights": [700, 700, 700],
    }
    for scheme, colours in COLOURS.items():  # the reader's system chooses between the two
        options |= {
            f"theme.{scheme}.primaryColor": colours.teal,
            f"theme.{scheme}.backgroundColor": colours.paper,
            f"theme.{scheme}.secondaryBackgroundColor": colours.sunken,
            f"theme.{scheme}.textColor": colours.ink,
            f"theme.{scheme}.linkColor": colours.teal,
            f"theme.{scheme}.borderColor": colours.line,
        }
    for option, value in options.items():
        streamlit_config.set_option(option, value, "thuocdo")

"""This module puts the staff door together as one ASGI application: porter, gate, Streamlit."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

# Streamlit loads this library in the middle of a page; two first readers at once would get it half
# loaded, so it is here before the first of them.
import pandas  # noqa: F401
import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Scope
from streamlit import config as streamlit_config
from streamlit import file_util

from dashboards import wiring
from dashboards.access.cookies import cookie_names, language_of, read_cookies
from dashboards.access.evidence_route import EVIDENCE_PATH, EvidenceDesk
from dashboards.access.gate import Gate, GateSettings
from dashboards.access.headers import security_headers
from dashboards.access.sessions import LiveSessions
from dashboards.access.signpost import Signpost
from dashboards.screens.census import SCREENS
from dashboards.screens.mishap import tell_kindly
from dashboards.sign_in.render import page
from dashboards.sign_in.route import Porter
from storage import Evidence, People, Person, Sessions, Settings, StorageFault, check
from ui.bundles import CompressedBundles
from ui.first_page import FirstPage, inline_script_sources
from ui.theme import LIGHT
from ui.words import N_, translator

_SCRIPT: Final = Path(__file__).with_name("app.py")


def staff(settings: Settings) -> st.App:
    """Make the staff door's application; nothing of it answers without sign-in but the porter."""
    house = wiring.wire(settings)
    _configure()
    cookies = cookie_names(settings.staff_url)
    sessions = LiveSessions(_asker(Sessions(house.database)))
    # One for the process: it keeps the hash that makes an unknown name take as long as a known one.
    people = People(house.database)
    people.passwords.matches("warming up", None)
    porter = Porter(
        house=house, cookies=cookies, sessions=sessions, people=people, clock=wiring.now
    )
    files = EvidenceDesk(
        evidence=Evidence(house.database, settings.data_dir), cookies=cookies, clock=wiring.now
    )
    index = Path(file_util.get_static_dir()) / "index.html"
    gate = GateSettings(
        sessions=sessions,
        cookies=cookies,
        staff_url=settings.staff_url,
        headers=security_headers(
            secure=cookies.secure, inline=inline_script_sources(index.read_bytes())
        ),
    )
    return st.App(
        _SCRIPT,
        routes=[
            *porter.routes(),
            *files.routes(),
            Route("/healthz", _healthz),
            Route("/readyz", _readyz),
        ],
        middleware=[
            Middleware(Gate, settings=gate),
            Middleware(
                Signpost,
                addresses=frozenset(screen.address for screen in SCREENS),
                files=frozenset({EVIDENCE_PATH}),
                lost=_lost,
            ),
            Middleware(CompressedBundles),
            # The gate has added the headers to every answer already.
            Middleware(FirstPage, language_of=_language, title=_title, headers={}, dark=False),
        ],
        on_script_error=tell_kindly,
    )


def _asker(sessions: Sessions) -> Callable[[str], Person | None]:
    def ask(token: str) -> Person | None:
        # Fetching a file is no sign of life; a rerun of the script is, and notes it.
        return sessions.person_for(token, now=wiring.now(), touch=False)

    return ask


def _language(scope: Scope) -> str:
    """Find the language that the reader chose."""
    return language_of(read_cookies(Headers(scope=scope).get("cookie", "")))


def _lost(scope: Scope) -> Response:
    """Say that no page stands at an address, with the way home."""
    language = _language(scope)
    title = translator(language)(N_("There is no such page"))
    return page("unknown.html.j2", language, {}, title=title, status=404)


def _title(language: str) -> str:
    return translator(language)("Thước Đo: staff desk")


async def _healthz(request: Request) -> JSONResponse:
    """Say that the process answers."""
    del request
    return JSONResponse({"status": "ok"})


async def _readyz(request: Request) -> JSONResponse:
    """Say whether the database can be reached and its tables are this program's."""
    del request
    try:
        ready = await run_in_threadpool(check, wiring.house().database)
    except StorageFault:
        ready = False
    if not ready:
        return JSONResponse({"status": "unavailable"}, status_code=503)
    return JSONResponse({"status": "ok"})


def _configure() -> None:
    """Set Streamlit's options in the process, so that an installed wheel needs no settings file."""
    options = {
        "browser.gatherUsageStats": False,
        "client.toolbarMode": "minimal",
        "client.showErrorDetails": "none",
        "server.headless": True,
        "server.fileWatcherType": "none",
        "server.enableXsrfProtection": True,
        "server.enableAgentApi": False,
        "theme.base": "light",
        "theme.primaryColor": LIGHT.teal,
        "theme.backgroundColor": LIGHT.surface,
        "theme.secondaryBackgroundColor": LIGHT.sunken,
        "theme.textColor": LIGHT.ink,
        "theme.linkColor": LIGHT.teal,
        "theme.borderColor": LIGHT.line,
        "theme.showWidgetBorder": True,
        "theme.paddingTop": "1rem",
        "theme.headingFontSizes": ["1.75rem", "1.35rem", "1.15rem"],
        "theme.headingFontWeights": [700, 650, 650],
        "theme.metricValueFontSize": "1.9rem",
        "theme.blueBackgroundColor": LIGHT.teal_soft,
        "theme.blueTextColor": LIGHT.teal_strong,
        "theme.orangeBackgroundColor": LIGHT.accent_soft,
        "theme.orangeTextColor": LIGHT.accent,
        "theme.baseRadius": "0.6rem",
        "theme.sidebar.backgroundColor": LIGHT.paper,
        "theme.sidebar.borderColor": LIGHT.line,
    }
    for option, value in options.items():
        streamlit_config.set_option(option, value, "thuocdo")

"""This module builds the process of the light page, the tablets and whatever must be quick.

It does without Streamlit, so that it starts in a moment and fits on a small machine.
"""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Route

from storage.settings import Settings
from survey_app import static
from survey_app.entry.routes import ROUTES as ENTRY_ROUTES
from survey_app.kiosk import pages as kiosk
from survey_app.light import forms, pages
from survey_app.light.audio import recording
from survey_app.light.privacy import privacy
from survey_app.light.published import published
from survey_app.open_data.routes import ROUTES as open_data
from survey_app.receipts import pages as receipts
from survey_app.receipts.housekeeping import kept_in_order
from survey_app.screens.pages import screen
from survey_app.tickets.api import tickets
from survey_app.tickets.pages import ticket
from survey_app.wiring import Desk, open_desk
from ui.wishes import HonestWishes


def intake(settings: Settings, *, desk: Desk | None = None) -> Starlette:
    """Build the light page's process; tests may hand in a desk of their own."""
    serving = desk or open_desk(settings, grouped=True)
    app = Starlette(
        lifespan=lambda _: kept_in_order(serving, close=desk is None),
        routes=[
            Route("/", pages.home),
            Route("/s/{code}", forms.show, methods=["GET"]),
            Route("/s/{code}", forms.take, methods=["POST"]),
            Route("/s/{code}/", forms.show, methods=["GET"]),
            Route("/qr/{code}.{kind}", pages.picture),
            Route("/r/{receipt}", receipts.receipt),
            Route("/bien-nhan", receipts.days),
            Route("/bien-nhan/{day}.txt", receipts.day_list),
            Route("/ve", ticket),
            Route("/api/v1/tickets", tickets, methods=["POST"]),
            *open_data,
            Route("/man-hinh/{code}", screen),
            Route("/cong-khai", published),
            Route("/quyen-rieng-tu", privacy),
            Route("/am-thanh/{questionnaire}/{version}/{language}/{file}", recording),
            Route("/kiosk/{code}", kiosk.show, methods=["GET"]),
            Route("/kiosk/{code}", kiosk.take, methods=["POST"]),
            Route("/kiosk/{code}/song", kiosk.beat, methods=["POST"]),
            *ENTRY_ROUTES,
            Route("/offline.js", static.serve_offline),
            Route("/static/kiosk.js", static.serve_kiosk),
            Route("/static/work.js", static.serve_work),
            Route("/static/entry.js", static.serve_entry),
            Route("/static/interview.js", static.serve_interview),
            Route("/healthz", pages.health),
            Route("/readyz", pages.ready),
        ],
        middleware=[
            Middleware(HonestWishes),
            Middleware(GZipMiddleware, minimum_size=400, compresslevel=6),
        ],
        exception_handlers={404: pages.not_found, 405: pages.not_found, Exception: pages.broken},
    )
    # Its redirects are built from the Host header, which anybody can write.
    app.router.redirect_slashes = False
    app.state.desk = serving
    return app

"""This module builds the two processes of the public door: the intake and the full survey page."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Route

from storage.settings import Settings
from survey_app.light import forms, pages
from survey_app.light.published import published
from survey_app.wiring import Desk, open_desk


def intake(settings: Settings, *, desk: Desk | None = None) -> Starlette:
    """Build the light page's process; tests may hand in a desk of their own."""
    app = Starlette(
        routes=[
            Route("/", pages.home),
            Route("/s/{code}", forms.show, methods=["GET"]),
            Route("/s/{code}", forms.take, methods=["POST"]),
            Route("/qr/{code}.{kind}", pages.picture),
            Route("/r/{receipt}", pages.receipt),
            Route("/cong-khai", published),
            Route("/healthz", pages.health),
            Route("/readyz", pages.ready),
        ],
        middleware=[Middleware(GZipMiddleware, minimum_size=400, compresslevel=9)],
        exception_handlers={404: pages.not_found, 405: pages.not_found, Exception: pages.broken},
    )
    app.state.desk = desk or open_desk(settings)
    return app

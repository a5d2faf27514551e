"""This module answers questions about receipts: one receipt, a day's list, how to check."""

from __future__ import annotations

import itertools
import logging
import secrets
from collections.abc import Sequence
from datetime import date
from typing import Final

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from storage.receipt_days import ReceiptDay, digest_of, receipt_hash
from storage.receipts import grouped
from storage.text import vietnam_day
from survey_app.light.forms import desk_of, language_of
from survey_app.light.rendering import message, page
from survey_app.wiring import Desk
from ui.words import translator

_log = logging.getLogger(__name__)
_DAYS_SHOWN: Final = 62
_LISTS_KEPT: Final = 8
_lists: dict[str, str] = {}  # by digest, so what is kept can never be out of date


def receipt(request: Request) -> Response:
    """Tell what became of an answer, never what it said: GET /r/{receipt}."""
    language = language_of(request)
    words = translator(language)
    desk = desk_of(request)
    found = desk.submissions.find_receipt(request.path_params["receipt"])
    if found is None:
        return message(
            language,
            words("We do not know this receipt"),
            words("Please compare each character with what was shown after sending."),
            status=404,
        )
    day = vietnam_day(found.received_at)
    closed = desk.receipt_days.by_day(day)
    return page(
        "receipt_checked.html",
        language,
        receipt=grouped(found.receipt),
        received_on=day,
        set_aside=found.set_aside,
        closed=closed,
        line=None if closed is None else receipt_hash(closed.salt, found.receipt),
        other_language=f"/r/{found.receipt}" + ("" if language == "en" else "?lang=en"),
    )


def days(request: Request) -> Response:
    """List the closed days and tell how to check one's receipt: GET /bien-nhan."""
    language = language_of(request)
    return page(
        "receipt_days.html",
        language,
        cache="public, max-age=60",
        months=_by_month(desk_of(request).receipt_days.latest(_DAYS_SHOWN)),
        other_language="/bien-nhan" + ("" if language == "en" else "?lang=en"),
    )


def day_list(request: Request) -> Response:
    """Publish the list of a closed day: GET /bien-nhan/{day}.txt."""
    language = language_of(request)
    words = translator(language)
    desk = desk_of(request)
    try:
        closed = desk.receipt_days.by_day(date.fromisoformat(request.path_params["day"]))
    except ValueError:
        closed = None
    if closed is None:
        return message(
            language,
            words("There is no list of this day"),
            words("The list of a day is published after its midnight, and never changed again."),
            status=404,
        )
    listed = _listed(desk, closed)
    if listed is None:
        _log.error("the receipts of %s no longer fit their digest %s", closed.day, closed.digest)
        return message(
            language,
            words("The list of this day no longer fits its digest"),
            words(
                "Something in the records was changed after the day had been closed. Please tell "
                "the office that publishes the results."
            ),
            status=500,
        )
    return PlainTextResponse(
        listed,
        headers={
            "Cache-Control": "public, max-age=86400",
            "ETag": f'"{closed.digest}"',
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'",
        },
    )


def close_days(desk: Desk) -> int:
    """Close the days that are over; give how many. Called every minute by the process."""
    closed = desk.receipt_days.close_due(desk.now(), new_salt=lambda: secrets.token_hex(16))
    if closed:
        desk.tickets.settle(before=vietnam_day(desk.now()))
    return closed


def _by_month(days: Sequence[ReceiptDay]) -> list[tuple[date, list[ReceiptDay]]]:
    """Gather days, newest first, under the first of their month."""
    gathered = itertools.groupby(days, key=lambda one: one.day.replace(day=1))
    return [(month, list(closed)) for month, closed in gathered]


def _listed(desk: Desk, closed: ReceiptDay) -> str | None:
    """Write a day's list; None where it is not any more what was closed."""
    kept = _lists.get(closed.digest)
    if kept is not None:
        return kept
    listed = desk.receipt_days.listed(closed)
    if digest_of(listed) != closed.digest:
        return None
    while len(_lists) >= _LISTS_KEPT:
        _lists.pop(next(iter(_lists)), None)
    _lists[closed.digest] = listed
    return listed

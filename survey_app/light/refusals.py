"""This module says kindly why an answer was not taken: a used ticket, or far too many at once."""

from __future__ import annotations

from typing import Final

from starlette.responses import Response

from storage.records import TicketStanding
from survey_app.light.rendering import message
from survey_app.wiring import Counter
from ui.words import N_, translator

_WHY: Final[dict[TicketStanding, str]] = {
    "good": N_("We do not know this ticket. Please compare each character with the slip."),
    "unknown": N_("We do not know this ticket. Please compare each character with the slip."),
    "spent": N_("This ticket has been used already. Each ticket is good for one answer."),
    "expired": N_("This ticket is no longer valid: its last day has passed."),
    "revoked": N_("This ticket has been withdrawn by the office that gave it out."),
    "elsewhere": N_("This ticket belongs to another counter. Please use the code on the slip."),
}


def ticket_refused(language: str, counter: Counter, standing: TicketStanding) -> Response:
    """Say why a ticket is not good, and that the survey can be answered without one."""
    words = translator(language)
    return message(
        language,
        words("This ticket cannot be used"),
        words(_WHY[standing]),
        words(
            "You can still answer without a ticket: every answer is read, and both kinds are "
            "shown apart."
        ),
        status=404 if standing == "unknown" else 409,
        point=counter.point,
        unit_name=counter.unit_name,
    )


def too_many(language: str, counter: Counter, seconds: int) -> Response:
    """Ask somebody to wait a minute because far too many forms came from where they are."""
    words = translator(language)
    refused = message(
        language,
        words("Please send your answers again in a minute"),
        words(
            "More forms came from this network within a minute than any counter has visitors. "
            "Your answers have not been stored yet. Please go back and send them again in a minute."
        ),
        status=429,
        point=counter.point,
        unit_name=counter.unit_name,
    )
    refused.headers["Retry-After"] = str(seconds)
    return refused

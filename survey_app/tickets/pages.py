"""This module lets people type a one-time ticket: GET /ve."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from storage.ticket_codes import grouped_ticket, read_ticket, ticket_hash
from survey_app import codes
from survey_app.light.forms import desk_of, language_of
from survey_app.light.rendering import page


def ticket(request: Request) -> Response:
    """Ask for a ticket and the counter's code, or lead on to the form: GET /ve?ve=…&ma=…."""
    language = language_of(request)
    typed = request.query_params.get("ve", "").strip()
    counter = request.query_params.get("ma", "").strip()
    read = read_ticket(typed)
    found = None if read is None else desk_of(request).tickets.find(ticket_hash(read))
    code = codes.read(counter) if counter else None
    if code is None and found is not None:
        code = found.batch.point_code
    code = desk_of(request).newest(code) if code else None
    if read is not None and found is not None and code is not None:
        suffix = "&lang=en" if language == "en" else ""
        return RedirectResponse(
            f"/s/{code}?ve={read}{suffix}", status_code=303, headers={"Cache-Control": "no-store"}
        )
    return page(
        "ticket.html",
        language,
        status=404 if typed and found is None else 200,
        typed=grouped_ticket(read) if read else typed[:40],
        counter=counter[:40],
        wrong_ticket=bool(typed) and found is None,
        wrong_counter=bool(counter) and code is None,
        other_language="/ve" + ("" if language == "en" else "?lang=en"),
    )

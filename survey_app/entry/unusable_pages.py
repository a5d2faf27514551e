"""This module records papers that came back and cannot be entered, with a reason and no content."""

from __future__ import annotations

import logging
from typing import Final, cast

from starlette.responses import Response

from scoring.types import N_, said
from storage.entry_unusable import UNUSABLE_REASONS, NewUnusable, UnusablePapers, UnusableReason
from storage.faults import StorageFault
from storage.paper_serials import read_serial
from storage.text import vietnam_day
from survey_app.entry.desk_pages import SERIAL, WHY_FIELD, Fields, Slip, back, draw_desk
from survey_app.entry.papers import Entered
from survey_app.entry.station import Station

_log = logging.getLogger(__name__)


def record(station: Station, language: str, fields: Fields) -> Response:
    """Record a paper as unusable: POST /nhap/{token}/hong; what was typed of it is not kept."""
    typed = "".join(fields.get(SERIAL, ())[:1])[:200].strip()
    reason = "".join(fields.get(WHY_FIELD, ())[:1])
    desk_id, place = station.found.desk.id, station.found.place
    serial = read_serial(typed, handwritten=station.found.desk.handwritten) if typed else None
    wrong = {}
    if typed and serial is None:
        wrong[SERIAL] = said(_NOT_RIGHT)
    elif serial is None and place > 1:
        wrong[SERIAL] = said(_FIRST_ONLY)
    if reason not in UNUSABLE_REASONS:
        wrong[WHY_FIELD] = said(_NO_REASON)
    shown = {name: "".join(values[:1]) for name, values in fields.items()}
    if wrong:
        return draw_desk(station, language, typed=shown, slip=Slip("", Entered({}), wrong, ()))
    new = NewUnusable(
        desk_id, place, serial, cast(UnusableReason, reason), vietnam_day(station.desk.now())
    )
    papers = UnusablePapers(station.desk.database)
    try:
        if serial is not None and station.drafts.stands(desk_id, serial):
            entered = Slip(serial, Entered({}), {SERIAL: said(_ENTERED)}, ())
            return draw_desk(station, language, typed=shown, slip=entered, status=409)
        papers.record(new)  # recorded before, by whomever: it is counted once
    except StorageFault:
        _log.exception("an unusable paper could not be recorded")
        busy = Slip("", Entered({}), {}, (said(_BUSY),))
        return draw_desk(station, language, typed=shown, slip=busy, status=503)
    return back(station, language, "hong=1")


def withdraw(station: Station, language: str, fields: Fields) -> Response:
    """Take one's own record back, which was a slip of the hand: POST /nhap/{token}/hong/rut-lai."""
    number = "".join(fields.get("so", ()))
    papers = UnusablePapers(station.desk.database)
    for one in papers.of_desk(station.found.desk.id):
        if one.place == station.found.place and str(one.number) == number:
            papers.withdraw(one)
    return back(station, language, "", where="/doi-chieu")


_NOT_RIGHT: Final = N_(
    "This serial number is not right. Please compare it with the paper, or leave it empty if "
    "nobody can read it."
)
_FIRST_ONLY: Final = N_(
    "A paper whose number nobody can read is recorded by the first person only, so that it is "
    "counted once."
)
_NO_REASON: Final = N_("Please choose why this paper cannot be entered.")
_ENTERED: Final = N_(
    "This form has been entered. Whoever entered it takes it back first; then it can be recorded "
    "here."
)
_BUSY: Final = N_("This could not be recorded just now. Please press the button again in a moment.")

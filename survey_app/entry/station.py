"""This module opens the desk that a pass belongs to, or says kindly why it stays shut."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from scoring.definitions.questionnaire import Questionnaire
from storage.entry_desks import EntryDesks, EntryPass, PassStanding
from storage.entry_drafts import Draft, EntryDrafts, NewDraft
from storage.text import vietnam_day
from survey_app.entry import papers
from survey_app.entry.papers import Entered
from survey_app.guard.sealing import seal, unseal
from survey_app.light.forms import desk_of, language_of
from survey_app.light.rendering import message
from survey_app.wiring import Counter, Desk
from ui.words import N_, translator

_SHUT: Final[dict[PassStanding | None, tuple[str, str]]] = {
    None: (
        N_("This pass is not known"),
        N_("Please compare the address with the slip, or scan its QR picture again."),
    ),
    "expired": (
        N_("This pass has expired"),
        N_("Everything that was entered is kept. Please ask for a new pass."),
    ),
    "revoked": (
        N_("This pass was withdrawn"),
        N_("Everything that was entered is kept. Please ask whoever gave you the pass."),
    ),
}


@dataclass(frozen=True)
class Station:
    """An opened desk: who works there, at which counter, with which form."""

    desk: Desk
    token: str
    found: EntryPass
    counter: Counter  # with the version of the form that this desk enters
    key: bytes

    @property
    def form(self) -> Questionnaire:
        """Give the form that is entered here."""
        return self.counter.questionnaire

    @property
    def drafts(self) -> EntryDrafts:
        """Give what was entered and is no answer yet."""
        return EntryDrafts(self.desk.database)

    def keep(self, serial: str, entered: Entered) -> Draft | None:
        """Seal and keep an entry in the open batch; None where its serial was entered before."""
        desk_id, place = self.found.desk.id, self.found.place
        bound = f"{desk_id}/{place}/{serial}"
        sealed = seal(self.key, papers.written(entered), bound_to=bound)
        day = vietnam_day(self.desk.now())
        return self.drafts.keep(NewDraft(desk_id, place, serial, sealed, day))

    def read(self, draft: Draft) -> Entered:
        """Open an entry of this desk; raises Unsealable for a row that was tampered with."""
        bound = f"{draft.desk_id}/{draft.place}/{draft.serial}"
        return papers.read(unseal(self.key, draft.sealed, bound_to=bound))


def open_station(request: Request, channel: str) -> Station | Response:
    """Open the desk of the pass in the address, or give the page that says why not."""
    desk, token = desk_of(request), request.path_params["token"]
    read = desk.passes.read(token)
    found = None if read is None else EntryDesks(desk.database).find(desk.passes.stored_as(token))
    if read is None or found is None or found.desk.channel != channel:
        return shut(language_of(request), None)
    standing = found.standing(desk.now())
    if standing != "good":
        return shut(language_of(request), standing)
    point = desk.point(found.desk.point_code)
    form = desk.questionnaire(found.desk.questionnaire_sha256)
    if point is None or form is None:
        raise LookupError(f"desk {found.desk.id} names a point or form that is not kept")
    counter = replace(desk.counter(point), questionnaire=form)
    return Station(desk, token, found, counter, desk.passes.drafts_key(read))


def shut(language: str, standing: PassStanding | None) -> Response:
    """Say that a pass opens nothing, and what to do; 404 for an unknown one, 410 for an ended."""
    words = translator(language)
    title, line = _SHUT[standing]
    refused = message(language, words(title), words(line), status=404 if standing is None else 410)
    refused.headers["X-Robots-Tag"] = "noindex, nofollow"
    return refused

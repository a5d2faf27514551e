"""This module serves evidence files to those who may read the unit, and to nobody else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dashboards.access.cookies import CookieNames, language_of
from dashboards.access.roles import may_read_unit
from storage import Evidence, EvidenceRecord, Sessions
from storage.evidence_kinds import MEDIA_TYPES
from storage.faults import EvidenceDamaged
from ui.words import N_, Words, translator

EVIDENCE_PATH: Final = "tep-minh-chung"
_POLICY: Final = "sandbox; default-src 'none'; frame-ancestors 'none'"
_LARGEST_NUMBER: Final = 2**53

_ABSENT: Final = N_("There is no such file, or your account may not see files of this unit.")
_DAMAGED: Final = {
    "missing": N_(
        "The file is no longer on the server. Please ask the operator to restore it from a backup."
    ),
    "changed": N_(
        "The file on the server differs from the one that was attached (wrong SHA-256), so it is"
        " not given out. Please ask the operator to restore it from a backup."
    ),
    "unreadable": N_("The server cannot read this file. Please tell the operator."),
}


@dataclass(frozen=True, slots=True)
class EvidenceDesk:
    """Answers the one address of evidence files, asking anew each time who looks."""

    evidence: Evidence
    cookies: CookieNames
    clock: Callable[[], datetime]

    def routes(self) -> list[Route]:
        """List the route."""
        return [Route(f"/{EVIDENCE_PATH}/{{number}}", self.give, methods=["GET"])]

    async def give(self, request: Request) -> Response:
        """Give a file as a download, or say why not; other people's files do not exist."""
        number = request.path_params["number"]
        token = request.cookies.get(self.cookies.session, "")
        words = translator(language_of(dict(request.cookies)))
        return await run_in_threadpool(self._answer, number, token, words)

    def _answer(self, number: str, token: str, words: Words) -> Response:
        record = self._readable(number, token)
        if record is None:
            return _plain(words(_ABSENT), 404)
        try:
            content = self.evidence.content(record)
        except EvidenceDamaged as fault:
            return _plain(words(_DAMAGED[fault.reason]), 410)
        return Response(
            content,
            media_type=MEDIA_TYPES[record.kind],
            headers={
                "content-disposition": _as_download(record),
                "content-security-policy": _POLICY,
                "x-content-type-options": "nosniff",
                "cache-control": "private, no-store",
            },
        )

    def _readable(self, number: str, token: str) -> EvidenceRecord | None:
        known = number.isascii() and number.isdigit() and len(number) <= len(str(_LARGEST_NUMBER))
        person = Sessions(self.evidence.database).person_for(token, now=self.clock(), touch=False)
        if not known or person is None:
            return None
        record = self.evidence.by_id(int(number))
        if record is None or not may_read_unit(person.role, person.unit_code, record.unit_code):
            return None
        return record


def _as_download(record: EvidenceRecord) -> str:
    """Name the download twice: plainly for old browsers, whole as RFC 5987 writes it."""
    plain = f"minh-chung-{record.id}.{record.kind}"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(record.name, safe='')}"


def _plain(text: str, status: int) -> Response:
    return Response(
        f"{text}\n",
        status_code=status,
        media_type="text/plain; charset=utf-8",
        headers={"cache-control": "no-store"},
    )

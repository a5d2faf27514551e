"""This module draws the evidence files of one criterion of one unit, beside its figures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import IO, Final

import streamlit as st

from dashboards import wiring
from dashboards.access.evidence_route import EVIDENCE_PATH
from dashboards.access.roles import may_attach
from dashboards.actions.appraise import (
    LONGEST_TEXT,
    SHORTEST_REASON,
    ReasonMissing,
    SessionEnded,
    TextTooLong,
)
from dashboards.actions.evidence import attach, take_back
from dashboards.screens.desk import Desk
from dashboards.screens.literal import literal
from storage import Evidence, EvidenceRecord, Round, StorageFault
from storage.evidence import MOST_FILES
from storage.faults import EvidenceRefused, Refused, RoundClosed
from storage.records import OPEN
from ui import numbers
from ui.words import N_

_SHORT: Final = 12
_TYPES: Final = ["pdf", "png", "jpg", "jpeg", "docx", "xlsx"]
_SAID: Final = "evidence_said"
_KILOBYTE: Final = 1000

_REFUSALS: Final = {
    "empty": N_("{name}: the file is empty (0 bytes)."),
    "too_large": N_("{name}: the file is larger than {most} MB."),
    "kind": N_(
        "{name}: the content is no PDF, PNG, JPEG, DOCX or XLSX without macros, whatever the name"
        " says. Save it as PDF and attach that."
    ),
    "repeated": N_("{name}: this very file is attached here already."),
    "too_many": N_("{name}: a criterion takes {files} files. Take one back first."),
    "disk_full": N_("{name}: the server's disk is full. Please tell the operator."),
}


def evidence_files() -> Evidence:
    """Give the evidence files of this process."""
    house = wiring.house()
    return Evidence(house.database, house.settings.data_dir, largest_mb=house.settings.evidence_mb)


def draw_evidence(
    desk: Desk, round_: Round, unit_code: str, *, code: str, records: Sequence[EvidenceRecord]
) -> None:
    """Draw a criterion's files to be downloaded; its own officer may add and take back."""
    words = desk.words
    officer = may_attach(desk.person.role, desk.person.unit_code, unit_code)
    standing = [record for record in records if record.withdrawn_at is None]
    for record in standing:
        st.markdown(
            f":material/attach_file: [{literal(record.name)}](/{EVIDENCE_PATH}/{record.id})"
        )
        st.caption(_told(desk, record))
    if not standing:
        st.caption(words(N_("No evidence file is attached.")))
    if officer and round_.stage == OPEN:
        _draw_officer(desk, (round_.id, unit_code, code), standing)
    for record in records:
        if record.withdrawn_at is not None:
            _say_withdrawn(desk, record)


def say_closed(desk: Desk, round_: Round, unit_code: str) -> None:
    """Tell a unit's officer, once a page, that a closed round takes no files."""
    words = desk.words
    officer = may_attach(desk.person.role, desk.person.unit_code, unit_code)
    if officer and round_.stage != OPEN:
        st.caption(words(N_("The round is closed: files can be neither attached nor taken back.")))


def _told(desk: Desk, record: EvidenceRecord) -> str:
    words, language = desk.words, desk.language
    size = numbers.count(max(1, round(record.size / _KILOBYTE)), language)
    return literal(
        words(
            N_("{size} KB · SHA-256 {hash}… · attached by {who}, {moment}"),
            size=size,
            hash=record.sha256[:_SHORT],
            who=record.author,
            moment=numbers.moment(record.attached_at, language),
        )
    )


def _say_withdrawn(desk: Desk, record: EvidenceRecord) -> None:
    if record.withdrawn_at is None:
        return
    words = desk.words
    text = words(
        N_("Taken back: {name}, by {who}, {moment}. Reason: {reason}"),
        name=record.name,
        who=record.withdrawn_by or "–",
        moment=numbers.moment(record.withdrawn_at, desk.language),
        reason=record.withdrawn_reason or "–",
    )
    st.caption(literal(text))


def _draw_officer(
    desk: Desk, place: tuple[str, str, str], standing: Sequence[EvidenceRecord]
) -> None:
    words = desk.words
    key = "_".join(("evidence", *place))
    for kind, text in st.session_state.pop(f"{_SAID}_{key}", ()):
        (st.success if kind == "good" else st.error)(literal(text))
    turn: int = st.session_state.get(f"{key}_turn", 0)
    most = wiring.house().settings.evidence_mb
    with st.popover(words(N_("Attach evidence")), icon=":material/upload_file:"):
        given = st.file_uploader(
            words(N_("PDF, PNG, JPEG, DOCX or XLSX, up to {most} MB a file"), most=str(most)),
            type=_TYPES,
            accept_multiple_files=True,
            max_upload_size=most,
            key=f"{key}_{turn}",
        )
        # The uploader marks what it refuses in red and says why in English, on hovering only.
        st.caption(
            words(
                N_(
                    "A file marked in red was not taken: wrong kind (such as .doc or .rar) or too"
                    " large. Save it as a smaller PDF."
                )
            )
        )
        if st.button(words(N_("Attach these files")), disabled=not given, key=f"{key}_attach"):
            said = []
            for file in given:
                said.append(_attach(desk, place, file.name, content=file))
            st.session_state[f"{_SAID}_{key}"] = said
            st.session_state[f"{key}_turn"] = turn + 1
            st.rerun()
    if standing:
        with st.popover(words(N_("Take a file back")), icon=":material/undo:"):
            _draw_taking_back(desk, standing, key)


def _attach(
    desk: Desk, place: tuple[str, str, str], name: str, *, content: IO[bytes]
) -> tuple[str, str]:
    words = desk.words
    most = wiring.house().settings.evidence_mb
    try:
        attach(
            evidence_files(), desk.token, place=place, name=name, content=content, at=wiring.now()
        )
    except EvidenceRefused as refused:
        message = _REFUSALS[refused.reason]
        return "bad", words(message, name=name, most=str(most), files=str(MOST_FILES))
    except (RoundClosed, SessionEnded, StorageFault) as fault:
        return "bad", _fault_said(desk, fault)
    return "good", words(N_("Attached: {name}."), name=name)


def _draw_taking_back(desk: Desk, standing: Sequence[EvidenceRecord], key: str) -> None:
    words = desk.words
    chosen: EvidenceRecord = st.selectbox(
        words(N_("File")), standing, format_func=lambda record: record.name, key=f"{key}_which"
    )
    reason = st.text_input(
        words(N_("Reason for taking it back (required)")),
        max_chars=LONGEST_TEXT,
        key=f"{key}_why_{chosen.id}",
    )
    if not st.button(words(N_("Take this file back")), key=f"{key}_back"):
        return
    try:
        take_back(evidence_files(), desk.token, chosen, reason=reason, at=wiring.now())
    except ReasonMissing:
        st.error(words(N_("Please give the reason, {least} letters or more."),
                       least=str(SHORTEST_REASON)))  # fmt: skip
    except (TextTooLong, SessionEnded, StorageFault) as fault:
        st.error(_fault_said(desk, fault))
    else:
        st.session_state[f"{_SAID}_{key}"] = [
            ("good", words(N_("Taken back; it stays in the history: {name}."), name=chosen.name))
        ]
        st.rerun()


def _fault_said(desk: Desk, fault: Exception) -> str:
    words = desk.words
    if isinstance(fault, RoundClosed):
        return words(
            N_("The round was closed meanwhile: files can be neither attached nor taken back.")
        )
    if isinstance(fault, SessionEnded):
        return words(N_("You are no longer signed in: nothing was saved."))
    if isinstance(fault, Refused):
        return words(N_("Somebody else has changed this meanwhile. Load the page again."))
    return words(N_("Nothing was saved: the server cannot write just now. Please try again."))

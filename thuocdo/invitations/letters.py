"""This module writes invitations: an .eml file for whoever has an address, slips for the others."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from storage.invitations import Invitation
from storage.ticket_codes import grouped_ticket
from ui.printing.slips import Slip, slips_pdf
from ui.words import N_, Words


@dataclass(frozen=True, slots=True)
class Letter:
    """What every invitation of a list says: the survey's name, its form, its last day."""

    title: str
    address: str  # of the form, without a code
    until: date | None
    reminder: bool = False

    def link(self, invitation: Invitation) -> str:
        """Give the address that opens somebody's form with their code filled in."""
        return f"{self.address}?ve={invitation.ticket}"


def written(
    invitations: Sequence[Invitation], letter: Letter, words: Words
) -> Iterator[tuple[str, bytes]]:
    """Give each file's name and content: 0001.eml …, and slips.pdf for people without address."""
    number = 0
    for invitation in invitations:
        if invitation.invitee.email:
            number += 1
            yield f"{number:04}.eml", message(invitation, letter, words).as_bytes()
    slips = [
        Slip(
            title=one.invitee.name,
            code=grouped_ticket(one.ticket),
            url=letter.link(one),
            note=one.invitee.office,
        )
        for one in invitations
        if not one.invitee.email
    ]
    if slips:
        yield "slips.pdf", slips_pdf(slips, words=words, heading=letter.title)


def message(invitation: Invitation, letter: Letter, words: Words) -> EmailMessage:
    """Write one e-mail, unsent: whoever opens it sends it from their own address."""
    invitee = invitation.invitee
    mail = EmailMessage(policy=SMTP)
    subject = (
        words(N_("Reminder: {title}"), title=letter.title)
        if letter.reminder
        else words(N_("Your opinion is asked: {title}"), title=letter.title)
    )
    mail["Subject"] = subject
    mail["To"] = Address(display_name=invitee.name, addr_spec=invitee.email)
    mail["X-Unsent"] = "1"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(_body(invitation, letter, words))
    return mail


def _body(invitation: Invitation, letter: Letter, words: Words) -> str:
    opening = (
        N_("Some time ago we asked for your opinion. The survey is still open.")
        if letter.reminder
        else N_("We would like to hear your opinion. It takes a few minutes.")
    )
    paragraphs = [
        words(N_("Dear {name},"), name=invitation.invitee.name),
        words(opening),
        letter.link(invitation),
        words(N_("Your code, good for one answer: {code}"), code=grouped_ticket(invitation.ticket)),
        words(
            N_(
                "The code only makes sure that everybody answers once. We see whether you "
                "answered, so that we do not remind you again; nobody can see what you answered."
            )
        ),
    ]
    if letter.until is not None:
        paragraphs.insert(
            4, words(N_("The survey is open until {day}."), day=f"{letter.until:%d/%m/%Y}")
        )
    return "\n\n".join(paragraphs) + "\n"


def save(files: Iterator[tuple[str, bytes]], out: Path) -> int:
    """Put the files into a new folder, or a new .zip; return how many. Raises FileExistsError.

    They are for their owner's eyes only: each holds somebody's code.
    """
    if out.suffix == ".zip":
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as container:
            for name, content in files:
                container.writestr(name, content)
            number = len(container.namelist())
        _write(out, packed.getvalue())
        return number
    out.mkdir(mode=0o700)
    number = 0
    for name, content in files:
        _write(out / name, content)
        number += 1
    return number


def _write(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as handle:
        handle.write(content)

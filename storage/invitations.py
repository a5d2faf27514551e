"""This module keeps lists of invited people: whom to remind, and never what anybody answered."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, func, insert, select

from storage.database import Database
from storage.tables import InvitedPersonRow, TicketRow
from storage.ticket_codes import ticket_for, ticket_hash
from storage.tickets import NewTicketBatch, TicketBatch, Tickets

CHANNEL = "invited"


@dataclass(frozen=True, slots=True)
class Invitee:
    """Somebody on a list; without an e-mail address they get a printed slip."""

    name: str
    office: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Invitation:
    """Somebody's invitation with its one-time code, which is stored as a hash only."""

    invitee: Invitee
    ticket: str


@dataclass(frozen=True, slots=True)
class InvitationStatus:
    """How many of a list were invited and how many answered; `listed` is 0 once names are gone."""

    batch: TicketBatch
    invited: int
    answered: int
    listed: int


class Invitations:
    """Lists of people and their one-time codes; `secret` is the installation's."""

    def __init__(self, database: Database, secret: bytes) -> None:
        self.database = database
        self._secret = secret

    def invite(
        self, batch: NewTicketBatch, invitees: Sequence[Invitee]
    ) -> tuple[int, tuple[Invitation, ...]]:
        """Store a list and return its number and its invitations, whole or not at all.

        Raises ValueError for a batch of another channel, Refused for an unknown unit or point.
        """
        if batch.channel != CHANNEL:
            raise ValueError("invited people have a channel of their own")
        tickets = Tickets(self.database)
        with self.database.write() as connection:
            batch_id = tickets.open_batch(batch)
            # A random reference each: nobody with a list of names can tell anybody's code.
            references = [secrets.token_urlsafe(16) for _ in invitees]
            codes = [ticket_for(self._secret, batch_id, one) for one in references]
            tickets.add(batch_id, [ticket_hash(code) for code in codes])
            connection.execute(
                insert(InvitedPersonRow),
                [
                    {
                        "batch_id": batch_id,
                        "name": one.name,
                        "office": one.office,
                        "email": one.email,
                        "reference": reference,
                        "ticket_sha256": ticket_hash(code),
                    }
                    for one, reference, code in zip(invitees, references, codes, strict=True)
                ],
            )
        return batch_id, tuple(map(Invitation, invitees, codes))

    def unanswered(self, batch_id: int) -> tuple[Invitation, ...]:
        """Return the invitations of those who have not answered, in the order of the list."""
        person = InvitedPersonRow
        wanted = (
            select(person.name, person.office, person.email, person.reference)
            .join(TicketRow, TicketRow.ticket_sha256 == person.ticket_sha256)
            .where(person.batch_id == batch_id, TicketRow.spent_on.is_(None))
            .order_by(person.id)
        )
        with self.database.read() as connection:
            rows = connection.execute(wanted).all()
        return tuple(
            Invitation(
                Invitee(row.name, row.office, row.email),
                ticket_for(self._secret, batch_id, row.reference),
            )
            for row in rows
        )

    def statuses(self) -> tuple[InvitationStatus, ...]:
        """Return every list with its counts, the newest first."""
        person = InvitedPersonRow
        listed = select(person.batch_id, func.count()).group_by(person.batch_id)
        with self.database.read() as connection:
            names = {row[0]: row[1] for row in connection.execute(listed)}
        return tuple(
            InvitationStatus(one.batch, one.made, one.spent, names.get(one.batch.id, 0))
            for one in Tickets(self.database).statuses()
            if one.batch.channel == CHANNEL
        )

    def forget(self, batch_id: int) -> int:
        """Delete the names of a list and return how many; their codes stay good or used."""
        gone = delete(InvitedPersonRow).where(InvitedPersonRow.batch_id == batch_id)
        with self.database.write() as connection:
            return connection.execute(gone).rowcount

"""This module makes one-time tickets, for a file or for printed slips; only their hashes stay."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from dashboards.queries.posters import poster_label
from storage import Database, ServicePoints, Units
from storage.ticket_codes import grouped_ticket, new_ticket, ticket_for, ticket_hash
from storage.tickets import NewTicketBatch, Tickets
from ui.printing.slips import Slip, slips_pdf
from ui.words import N_, Words


@dataclass(frozen=True, slots=True)
class Drawn:
    """One new ticket: its dossier number where it has one, itself, and the address it opens."""

    reference: str
    ticket: str
    address: str


def draw_tickets(
    database: Database,
    secret: bytes,
    batch: NewTicketBatch,
    *,
    references: Sequence[str],
    number: int,
    public_url: str,
) -> tuple[int, tuple[Drawn, ...]]:
    """Store a batch of tickets and return its number and the tickets, which nobody can read again.

    A dossier number gives one ticket however often it is drawn; `number` more are for anybody.
    Raises Refused for an unknown unit or counter.
    """
    tickets = Tickets(database)
    with database.write():
        batch_id = tickets.open_batch(batch)
        made = [(one, ticket_for(secret, batch_id, one)) for one in references]
        made += [("", new_ticket()) for _ in range(number)]
        tickets.add(batch_id, [ticket_hash(ticket) for _, ticket in made])
    way = f"{public_url}/ve" if batch.point_code is None else f"{public_url}/s/{batch.point_code}"
    return batch_id, tuple(
        Drawn(reference, grouped_ticket(ticket), f"{way}?ve={ticket}") for reference, ticket in made
    )


def place_of(database: Database, batch: NewTicketBatch, words: Words) -> str:
    """Say where the tickets of a batch are good: a counter, the counters of a unit, or anywhere."""
    point = ServicePoints(database).by_code(batch.point_code) if batch.point_code else None
    unit_code = batch.unit_code if point is None else point.unit_code
    unit = Units(database).by_code(unit_code) if unit_code else None
    if unit is None:
        return words(N_("Any counter"))
    return unit.name if point is None else f"{words.text(point.name)} – {unit.name}"


def ticket_slips(
    database: Database,
    batch: NewTicketBatch,
    drawn: Sequence[Drawn],
    *,
    words: Words,
    progress: Callable[[], None] = lambda: None,
) -> bytes:
    """Print the tickets as slips to cut and hand out, ten on A4."""
    place, until = place_of(database, batch, words), _until(batch.expires_on, words)
    slips = [
        Slip(place, one.ticket, one.address, " · ".join(filter(None, (one.reference, until))))
        for one in drawn
    ]
    label = poster_label(database, words)
    return slips_pdf(slips, words=words, heading=batch.name, label=label, progress=progress)


def _until(day: date | None, words: Words) -> str:
    return "" if day is None else words(N_("Good until {day}"), day=f"{day:%d/%m/%Y}")

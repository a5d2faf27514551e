"""This module brings in whom units served, by margin; what a month held before stays."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from scoring.tables.margins import read_margins
from scoring.types import ProblemsFound
from storage.database import Database
from storage.margins import Margins
from storage.register import NewRegisterFile
from storage.units import Units
from thuocdo.incoming import Incoming
from thuocdo.tabular import bounded, read_rows


@dataclass(frozen=True, slots=True)
class Brought:
    """What a file of margins brought; `rows` is 0 where the newest file was the same."""

    rows: int
    units: int
    margins: tuple[str, ...]


def bring_margins(database: Database, incoming: Incoming, *, simulated: bool = False) -> Brought:
    """Append a file; it supersedes every unit's month of a margin that it holds.

    Raises ProblemsFound, with nothing stored, with every problem of the file.
    """
    raw = read_rows(incoming.file, mark=incoming.mark)
    try:
        rows = read_margins(
            raw,
            file=str(incoming.file),
            units=[unit.code for unit in Units(database).all()],
            mark=incoming.mark,
        )
    except ProblemsFound as found:
        raise ProblemsFound(bounded(found.problems)) from found
    units = len({row.unit_code for row in rows})
    margins = tuple(dict.fromkeys(row.margin for row in rows))
    digest = hashlib.sha256(incoming.file.read_bytes()).hexdigest()
    if Margins(database).newest() == (digest, simulated):
        return Brought(0, units, margins)
    new = NewRegisterFile(incoming.file.name, digest, incoming.actor, incoming.at, simulated)
    with database.write():
        Margins(database).add(new, rows)
        incoming.record(database, "import.margins", subject=digest, rows=len(rows))
    return Brought(len(rows), units, margins)

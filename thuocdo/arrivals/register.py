"""This module brings a one-stop register into storage; what a month held before stays."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from scoring.tables.register import read_register
from scoring.types import ProblemsFound
from storage.database import Database
from storage.register import NewRegisterFile, Register
from storage.units import Units
from thuocdo.incoming import Incoming
from thuocdo.tabular import bounded, read_rows


@dataclass(frozen=True, slots=True)
class Brought:
    """What a file of the register brought; `rows` is 0 where the newest file was the same."""

    rows: int
    units: int
    first_month: str
    last_month: str


def bring_register(database: Database, incoming: Incoming, *, simulated: bool = False) -> Brought:
    """Append a file of the register; it supersedes every unit's month that it holds.

    Raises ProblemsFound, with nothing stored, with every problem of the file.
    """
    raw = read_rows(incoming.file, mark=incoming.mark)
    try:
        rows = read_register(
            raw,
            file=str(incoming.file),
            units=[unit.code for unit in Units(database).all()],
            mark=incoming.mark,
        )
    except ProblemsFound as found:
        raise ProblemsFound(bounded(found.problems)) from found
    months = sorted({row.month for row in rows})
    units = len({row.unit_code for row in rows})
    digest = hashlib.sha256(incoming.file.read_bytes()).hexdigest()
    stored = Register(database).files()
    if stored and stored[0].sha256 == digest and stored[0].simulated == simulated:
        return Brought(0, units, months[0], months[-1])
    new = NewRegisterFile(incoming.file.name, digest, incoming.actor, incoming.at, simulated)
    with database.write():
        Register(database).add(new, rows)
        incoming.record(database, "import.register", subject=digest, rows=len(rows))
    return Brought(len(rows), units, months[0], months[-1])

"""This module stores whom units served, by sex, age, field and way of filing: the newest counts."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import and_, case, func, insert, select

from scoring.definitions.register import MarginCount
from storage.database import Database
from storage.register import NewRegisterFile, append_file
from storage.tables import RegisterFileRow, RegisterMarginRow

_BATCH = 5_000


@dataclass(frozen=True, slots=True)
class MarginTotal:
    """How many a unit served in a category over all months; `simulated`: some of it is made up."""

    unit_code: str
    margin: str
    category: str
    served: int
    newest_file: int
    simulated: bool


class Margins:
    """Counts of those served by margin. A file supersedes every unit's month and margin it has."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def add(self, file: NewRegisterFile, rows: Iterable[MarginCount]) -> int:
        """Append a file with its rows, all or none, and return its number.

        Raises Refused for a unit that is not stored or a row that stands twice.
        """
        waiting = iter(rows)
        with self.database.write() as connection:
            number = append_file(connection, file)
            while batch := list(islice(waiting, _BATCH)):
                connection.execute(
                    insert(RegisterMarginRow),
                    [
                        {
                            "file_id": number,
                            "unit_code": row.unit_code,
                            "margin": row.margin,
                            "category": row.category,
                            "month": row.month,
                            "served": row.served,
                        }
                        for row in batch
                    ],
                )
        return number

    def newest(self) -> tuple[str, bool] | None:
        """Give the SHA-256 of the newest file and whether it is simulated; None without any."""
        held = select(RegisterMarginRow.file_id).distinct()
        wanted = (
            select(RegisterFileRow.sha256, RegisterFileRow.simulated)
            .where(RegisterFileRow.id.in_(held))
            .order_by(RegisterFileRow.id.desc())
            .limit(1)
        )
        with self.database.read() as connection:
            found = connection.execute(wanted).first()
        return None if found is None else (found.sha256, bool(found.simulated))

    def totals(self) -> tuple[MarginTotal, ...]:
        """Sum the counts in force over all months, by unit, margin and category."""
        row = RegisterMarginRow
        newest = (
            select(row.unit_code, row.margin, row.month, func.max(row.file_id).label("file_id"))
            .group_by(row.unit_code, row.margin, row.month)
            .subquery()
        )
        in_force = and_(
            newest.c.unit_code == row.unit_code,
            newest.c.margin == row.margin,
            newest.c.month == row.month,
            newest.c.file_id == row.file_id,
        )
        keys = (row.unit_code, row.margin, row.category)
        wanted = (
            select(
                *keys,
                func.sum(row.served).label("served"),
                func.max(row.file_id).label("newest_file"),
                func.max(case((RegisterFileRow.simulated, 1), else_=0)).label("made_up"),
            )
            .join_from(row, newest, in_force)
            .join(RegisterFileRow, RegisterFileRow.id == row.file_id)
            .group_by(*keys)
            .order_by(*keys)
        )
        with self.database.read() as connection:
            return tuple(
                MarginTotal(
                    one.unit_code,
                    one.margin,
                    one.category,
                    int(one.served),
                    one.newest_file,
                    bool(one.made_up),
                )
                for one in connection.execute(wanted)
            )

"""This module stores the one-stop register: files appended, the newest of a unit's month counts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, case, func, insert, select

from scoring.definitions.register import MEASURES, RegisterCounts
from storage.database import Database
from storage.tables import RegisterFileRow, RegisterRow

DIMENSIONS = ("unit", "field", "month")
_BATCH = 5_000


@dataclass(frozen=True, slots=True)
class NewRegisterFile:
    """A file of the register on its way in."""

    name: str
    sha256: str
    author: str
    received_at: datetime
    simulated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterFile(NewRegisterFile):
    """A stored file: its number in the order of writing, and the months that it holds."""

    id: int
    rows: int
    first_month: str
    last_month: str


@dataclass(frozen=True, slots=True)
class RegisterTotal:
    """The sum of a measure over one cell of the chosen dimensions, from the counts in force.

    `newest_file` is the number of the newest file that it rests on; `simulated` tells that one of
    them is made up.
    """

    domain: Mapping[str, str]
    counts: Mapping[str, int | None]  # None where some row does not count the measure
    newest_file: int
    simulated: bool


def append_file(connection: Connection, file: NewRegisterFile) -> int:
    """Append a file that came in, within a transaction, and return its number."""
    number: int = connection.execute(
        insert(RegisterFileRow)
        .values(
            name=file.name,
            sha256=file.sha256,
            author=file.author,
            received_at=file.received_at,
            simulated=file.simulated,
        )
        .returning(RegisterFileRow.id)
    ).scalar_one()
    return number


class Register:
    """The register. A file supersedes every unit's month that it holds; what was stays."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def add(self, file: NewRegisterFile, rows: Iterable[RegisterCounts]) -> int:
        """Append a file with its rows, all or none, and return its number.

        Raises Refused for a unit that is not stored or a row that stands twice.
        """
        waiting = iter(rows)
        with self.database.write() as connection:
            number = append_file(connection, file)
            while batch := list(islice(waiting, _BATCH)):
                connection.execute(
                    insert(RegisterRow),
                    [
                        {
                            "file_id": number,
                            "unit_code": row.unit_code,
                            "field": row.field,
                            "month": row.month,
                            **{name: row.counts.get(name) for name in MEASURES},
                        }
                        for row in batch
                    ],
                )
        return number

    def files(self) -> tuple[RegisterFile, ...]:
        """Return every file that came in, newest first."""
        file, row = RegisterFileRow, RegisterRow
        held = (
            select(
                row.file_id,
                func.count().label("rows"),
                func.min(row.month).label("first"),
                func.max(row.month).label("last"),
            )
            .group_by(row.file_id)
            .subquery()
        )
        wanted = (
            select(file.__table__, held.c.rows, held.c.first, held.c.last)
            .join(held, held.c.file_id == file.id)
            .order_by(file.id.desc())
        )
        with self.database.read() as connection:
            return tuple(
                RegisterFile(
                    id=found.id,
                    name=found.name,
                    sha256=found.sha256,
                    author=found.author,
                    received_at=found.received_at,
                    simulated=found.simulated,
                    rows=found.rows,
                    first_month=found.first,
                    last_month=found.last,
                )
                for found in connection.execute(wanted)
            )

    def totals(
        self,
        by: Sequence[str] = ("unit",),
        *,
        since: str | None = None,
        until: str | None = None,
        unit: str | None = None,
    ) -> tuple[RegisterTotal, ...]:
        """Sum the counts in force by unit, field or month, of the months since … until ("2026-10").

        A measure that is not counted in some row of a cell has no sum there (None).
        """
        counting = _newest_files(since=since, until=until, unit=unit)
        columns = [_dimension(name) for name in by]
        sums = [
            item
            for name in MEASURES
            for item in (
                func.sum(getattr(RegisterRow, name)).label(name),
                func.count(getattr(RegisterRow, name)).label(f"n_{name}"),
            )
        ]
        grouped = (
            _in_force(
                select(
                    *columns,
                    func.count().label("all_rows"),
                    func.max(RegisterRow.file_id).label("newest_file"),
                    func.max(case((RegisterFileRow.simulated, 1), else_=0)).label("made_up"),
                    *sums,
                ),
                counting,
            )
            .group_by(*columns)
            .having(func.count() > 0)
            .order_by(*columns)
        )
        with self.database.read() as connection:
            return tuple(_total(row, by) for row in connection.execute(grouped))


def _newest_files(
    *, since: str | None, until: str | None, unit: str | None
) -> Select[str, str, int]:
    """Choose for every unit's month the newest file that holds it."""
    row = RegisterRow
    wanted = select(row.unit_code, row.month, func.max(row.file_id).label("file_id"))
    if since is not None:
        wanted = wanted.where(row.month >= since)
    if until is not None:
        wanted = wanted.where(row.month <= until)
    if unit is not None:
        wanted = wanted.where(row.unit_code == unit)
    return wanted.group_by(row.unit_code, row.month)


def _in_force(wanted: Select[Any], counting: Select[str, str, int]) -> Select[Any]:
    newest = counting.subquery()
    return wanted.join_from(
        RegisterRow,
        newest,
        and_(
            newest.c.unit_code == RegisterRow.unit_code,
            newest.c.month == RegisterRow.month,
            newest.c.file_id == RegisterRow.file_id,
        ),
    ).join(RegisterFileRow, RegisterFileRow.id == RegisterRow.file_id)


def _dimension(name: str) -> ColumnElement[Any]:
    columns = {
        "unit": RegisterRow.unit_code.expression,
        "field": RegisterRow.field.expression,
        "month": RegisterRow.month.expression,
    }
    if name not in columns:
        raise ValueError(f"no dimension {name}; there are {', '.join(DIMENSIONS)}")
    return columns[name]


def _total(row: Row[Any], by: Sequence[str]) -> RegisterTotal:
    values = row._mapping
    return RegisterTotal(
        domain={name: str(key) for name, key in zip(by, row, strict=False)},
        counts={
            name: int(values[name]) if values[f"n_{name}"] == row.all_rows else None
            for name in MEASURES
        },
        newest_file=row.newest_file,
        simulated=bool(row.made_up),
    )

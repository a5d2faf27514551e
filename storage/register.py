"""This module stores the one-stop register: files appended, the newest of a unit's month counts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    Subquery,
    and_,
    case,
    func,
    insert,
    select,
)

from scoring.definitions.register import MEASURES, STATES, RegisterCounts
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

        A measure that is not counted in some row of a cell has no sum there (None). A state, such
        as what is under way, is taken from the last month that a unit's field has in the cell.
        """
        if unknown := [name for name in by if name not in DIMENSIONS]:
            raise ValueError(f"no dimension {unknown[0]}; there are {', '.join(DIMENSIONS)}")
        rows = _in_force(_newest_files(since=since, until=until, unit=unit), apart="month" in by)
        columns = [rows.c[name] for name in by]
        sums = [column for name in MEASURES for column in _sum(rows, name)]
        grouped: Select[Any] = (
            select(
                *columns,
                func.max(rows.c.file_id).label("newest_file"),
                func.max(case((rows.c.simulated, 1), else_=0)).label("made_up"),
                *sums,
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


def _in_force(counting: Select[str, str, int], *, apart: bool) -> Subquery:
    """Choose the rows that count; `last` is the last month of a row's unit and field among them.

    Where months are kept apart each is its own last one.
    """
    row, newest = RegisterRow, counting.subquery()
    last = row.month if apart else func.max(row.month).over(partition_by=[row.unit_code, row.field])
    return (
        select(
            row.unit_code.label("unit"),
            row.field.label("field"),
            row.month.label("month"),
            row.file_id.label("file_id"),
            RegisterFileRow.simulated.label("simulated"),
            last.label("last"),
            *(getattr(row, name).label(name) for name in MEASURES),
        )
        .join_from(
            row,
            newest,
            and_(
                newest.c.unit_code == row.unit_code,
                newest.c.month == row.month,
                newest.c.file_id == row.file_id,
            ),
        )
        .join(RegisterFileRow, RegisterFileRow.id == row.file_id)
        .subquery()
    )


def _sum(rows: Subquery, name: str) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """Sum a measure, and count the rows that should hold it but do not."""
    column: ColumnElement[Any] = rows.c[name]
    if name in STATES:
        column = case((rows.c.month == rows.c.last, column), else_=0)
    lacking = case((column.is_(None), 1), else_=0)
    return func.sum(column).label(name), func.sum(lacking).label(f"no_{name}")


def _total(row: Row[Any], by: Sequence[str]) -> RegisterTotal:
    values = row._mapping
    return RegisterTotal(
        domain={name: str(key) for name, key in zip(by, row, strict=False)},
        counts={name: None if values[f"no_{name}"] else int(values[name]) for name in MEASURES},
        newest_file=row.newest_file,
        simulated=bool(row.made_up),
    )

"""This module stores units, their lifetimes and their lineage."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Select, insert, or_, select, update

from storage.database import Database
from storage.records import UnitLink, UnitRecord
from storage.tables import UnitLineageRow, UnitRow


class Units:
    """The units of the administration, in the order of their codes."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def all(self, on: date | None = None) -> tuple[UnitRecord, ...]:
        """Return every unit, or only those that exist on a day."""
        return self._read(_standing(select(UnitRow.__table__), on))

    def in_group(self, group: str, on: date | None = None) -> tuple[UnitRecord, ...]:
        """Return the units of a peer group, or only those that exist on a day."""
        wanted = select(UnitRow.__table__).where(UnitRow.peer_group == group)
        return self._read(_standing(wanted, on))

    def by_code(self, code: str) -> UnitRecord | None:
        """Return the unit with this code, or None."""
        found = self._read(select(UnitRow.__table__).where(UnitRow.code == code))
        return found[0] if found else None

    def add_many(self, units: Sequence[UnitRecord]) -> None:
        """Add units, all or none; Refused where a code exists or a lifetime ends too early."""
        if not units:
            return
        with self.database.write() as connection:
            connection.execute(
                insert(UnitRow),
                [
                    {
                        "code": unit.code,
                        "name": unit.name,
                        "kind": unit.kind,
                        "peer_group": unit.group,
                        "valid_from": unit.valid_from,
                        "valid_to": unit.valid_to,
                    }
                    for unit in units
                ],
            )

    def end(self, code: str, last_day: date) -> None:
        """Set the last day of a unit; raise Refused where it lies before its first."""
        with self.database.write() as connection:
            connection.execute(
                update(UnitRow).where(UnitRow.code == code).values(valid_to=last_day)
            )

    def link_many(self, links: Sequence[UnitLink]) -> None:
        """Add steps of lineage, all or none; raise Refused for a unit that is not stored."""
        if not links:
            return
        with self.database.write() as connection:
            connection.execute(
                insert(UnitLineageRow),
                [
                    {
                        "before_code": link.before,
                        "after_code": link.after,
                        "day": link.day,
                        "kind": link.kind,
                    }
                    for link in links
                ],
            )

    def lineage(self, code: str) -> tuple[UnitLink, ...]:
        """Return the steps of lineage that a unit takes part in, oldest first."""
        row = UnitLineageRow
        wanted = (
            select(row.before_code, row.after_code, row.day, row.kind)
            .where(or_(row.before_code == code, row.after_code == code))
            .order_by(row.day, row.before_code, row.after_code)
        )
        with self.database.read() as connection:
            return tuple(
                UnitLink(before=before, after=after, day=day, kind=kind)
                for before, after, day, kind in connection.execute(wanted)
            )

    def links(self) -> tuple[UnitLink, ...]:
        """Return every step of lineage, oldest first."""
        row = UnitLineageRow
        wanted = select(row.before_code, row.after_code, row.day, row.kind).order_by(
            row.day, row.before_code, row.after_code
        )
        with self.database.read() as connection:
            return tuple(UnitLink(*found) for found in connection.execute(wanted))

    def _read(self, wanted: Select[*tuple[object, ...]]) -> tuple[UnitRecord, ...]:
        with self.database.read() as connection:
            rows = connection.execute(wanted.order_by(UnitRow.code))
            return tuple(
                UnitRecord(
                    code=row.code,
                    name=row.name,
                    kind=row.kind,
                    group=row.peer_group,
                    valid_from=row.valid_from,
                    valid_to=row.valid_to,
                )
                for row in rows
            )


def _standing(wanted: Select[*tuple[object, ...]], day: date | None) -> Select[*tuple[object, ...]]:
    if day is None:
        return wanted
    alive = or_(UnitRow.valid_to.is_(None), UnitRow.valid_to >= day)
    return wanted.where(UnitRow.valid_from <= day, alive)

"""This module stores the places where QR codes hang."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, Select, insert, literal, select, update

from scoring.types import Text
from storage.database import Database
from storage.records import ServicePoint
from storage.tables import Foundation, OpeningHoursRow, PointReplacementRow, ServicePointRow


class ServicePoints:
    """The service points, in the order of their codes."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def by_code(self, code: str) -> ServicePoint | None:
        """Return the point with this code, open or closed, or None."""
        found = self._read(select(ServicePointRow.__table__).where(ServicePointRow.code == code))
        return found[0] if found else None

    def for_unit(self, unit_code: str) -> tuple[ServicePoint, ...]:
        """Return the points of a unit."""
        return self._read(
            select(ServicePointRow.__table__).where(ServicePointRow.unit_code == unit_code)
        )

    def all(self) -> tuple[ServicePoint, ...]:
        """Return every point, open or closed."""
        return self._read(select(ServicePointRow.__table__))

    def add_many(self, points: Sequence[ServicePoint]) -> None:
        """Add points, all or none; raise Refused for a code that exists or a unit that does not."""
        if not points:
            return
        with self.database.write() as connection:
            connection.execute(
                insert(ServicePointRow),
                [
                    {
                        "code": point.code,
                        "unit_code": point.unit_code,
                        "name_vi": point.name.vi,
                        "name_en": point.name.en,
                        "questionnaire_id": point.questionnaire_id,
                        "opens": point.opens,
                        "active": point.active,
                    }
                    for point in points
                ],
            )

    def set_active(self, code: str, active: bool) -> None:
        """Open or close a point; its code stays taken for ever, for it may still hang somewhere."""
        with self.database.write() as connection:
            connection.execute(
                update(ServicePointRow).where(ServicePointRow.code == code).values(active=active)
            )

    def replace(self, old: str, new: str) -> None:
        """Give a counter a new code; the old one is closed for ever and names its successor.

        Unit, name, questionnaire and opening hours go along, and so do the answers: the dimension
        "counter" of `Answers.tallies` holds all codes of a counter together. Raises Refused for an
        old code that does not exist or is replaced already, or a new one that exists.
        """
        with self.database.write() as connection:
            counter = connection.execute(
                select(PointReplacementRow.counter_code).where(PointReplacementRow.new_code == old)
            ).scalar_one_or_none()
            for row, key in ((ServicePointRow, "code"), (OpeningHoursRow, "point_code")):
                _copy(connection, row, key=key, old=old, new=new)
            connection.execute(
                insert(PointReplacementRow).values(
                    old_code=old, new_code=new, counter_code=counter or old
                )
            )
            self.set_active(old, False)
            self.set_active(new, True)

    def _read(self, wanted: Select[*tuple[object, ...]]) -> tuple[ServicePoint, ...]:
        with self.database.read() as connection:
            rows = connection.execute(wanted.order_by(ServicePointRow.code)).all()
            closed = any(not row.active for row in rows)
            successors = _successors(connection) if closed else {}
            return tuple(
                ServicePoint(
                    code=row.code,
                    unit_code=row.unit_code,
                    name=Text(vi=row.name_vi, en=row.name_en),
                    questionnaire_id=row.questionnaire_id,
                    opens=row.opens,
                    active=row.active,
                    replaced_by=_newest(row.code, successors),
                )
                for row in rows
            )


def _copy(connection: Connection, row: type[Foundation], *, key: str, old: str, new: str) -> None:
    """Copy the row of one code for another, every other column as it is."""
    columns = row.__table__.columns
    others = [column for column in columns if column.name != key]
    copied = select(literal(new), *others).where(columns[key] == old)
    connection.execute(insert(row).from_select([key, *(column.name for column in others)], copied))


def _successors(connection: Connection) -> dict[str, str]:
    """Read which code followed which; there are few, for codes are seldom replaced."""
    followed = connection.execute(
        select(PointReplacementRow.old_code, PointReplacementRow.new_code)
    )
    return {row.old_code: row.new_code for row in followed}


def _newest(code: str, successors: Mapping[str, str]) -> str | None:
    newest = None
    while (following := successors.get(newest or code)) is not None:
        newest = following
    return newest

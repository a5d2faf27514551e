"""This module stores the places where QR codes hang."""

from collections.abc import Sequence

from sqlalchemy import Select, insert, select, update

from scoring.types import Text
from storage.database import Database
from storage.records import ServicePoint
from storage.tables import ServicePointRow


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

    def _read(self, wanted: Select[*tuple[object, ...]]) -> tuple[ServicePoint, ...]:
        with self.database.read() as connection:
            rows = connection.execute(wanted.order_by(ServicePointRow.code))
            return tuple(
                ServicePoint(
                    code=row.code,
                    unit_code=row.unit_code,
                    name=Text(vi=row.name_vi, en=row.name_en),
                    questionnaire_id=row.questionnaire_id,
                    opens=row.opens,
                    active=row.active,
                )
                for row in rows
            )

"""This module reads how many answers came in with which marks, never what they say."""

from sqlalchemy import func, select

from storage.database import Database
from storage.tables import AnswerRow


class AnswerMarks:
    """The marks that answers got on their way in."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def of_unit(self, unit_code: str) -> list[tuple[str, tuple[str, ...], int]]:
        """Return point, marks and number of answers of a unit; those without a mark among them.

        Reads every answer of the unit: for a screen that shows one unit at a time.
        """
        row = AnswerRow
        wanted = (
            select(row.point_code, row.flags, func.count())
            .where(row.unit_code == unit_code)
            .group_by(row.point_code, row.flags)
            .order_by(row.point_code, row.flags)
        )
        with self.database.read() as connection:
            return [
                (point, tuple(flags.split()), number)
                for point, flags, number in connection.execute(wanted)
            ]

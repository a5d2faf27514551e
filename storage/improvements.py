"""This module keeps what units did after people had spoken: "you said, we did"."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import insert, select

from scoring.types import Text
from storage.database import Database
from storage.tables import ImprovementRow


@dataclass(frozen=True, slots=True)
class Improvement:
    """One note of a unit: what people said, what was done, and since when that is told."""

    unit_code: str
    heard: Text
    done: Text
    published_on: date
    simulated: bool = False


class ImprovementNotes:
    """The notes of units, the newest first."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def add(self, *notes: Improvement) -> None:
        """Publish notes, all or none; raise Refused for a unit that is not stored."""
        if not notes:
            return
        with self.database.write() as connection:
            connection.execute(
                insert(ImprovementRow),
                [
                    {
                        "unit_code": note.unit_code,
                        "heard_vi": note.heard.vi,
                        "heard_en": note.heard.en,
                        "text_vi": note.done.vi,
                        "text_en": note.done.en,
                        "published_on": note.published_on,
                        "simulated": note.simulated,
                    }
                    for note in notes
                ],
            )

    def of_unit(self, unit_code: str, *, on: date, limit: int = 3) -> tuple[Improvement, ...]:
        """Return the newest notes of a unit that are published on the day."""
        row = ImprovementRow
        wanted = (
            select(row.__table__)
            .where(row.unit_code == unit_code, row.published_on <= on)
            .order_by(row.published_on.desc(), row.id.desc())
            .limit(limit)
        )
        with self.database.read() as connection:
            return tuple(
                Improvement(
                    unit_code=found.unit_code,
                    heard=Text(vi=found.heard_vi, en=found.heard_en),
                    done=Text(vi=found.text_vi, en=found.text_en),
                    published_on=found.published_on,
                    simulated=found.simulated,
                )
                for found in connection.execute(wanted)
            )

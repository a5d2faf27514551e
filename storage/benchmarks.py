"""This module stores benchmarks published by others, such as PAPI."""

from collections.abc import Sequence

from sqlalchemy import delete, insert, select

from storage.database import Database
from storage.records import BenchmarkRow
from storage.tables import BenchmarkRow as Score


class Benchmarks:
    """The scores of each benchmark source. A source is replaced whole, never in part."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def replace(self, source_id: str, rows: Sequence[BenchmarkRow]) -> None:
        """Put these rows in the place of all rows of the source; Refused for a doubled row."""
        with self.database.write() as connection:
            connection.execute(delete(Score).where(Score.source_id == source_id))
            if rows:
                connection.execute(
                    insert(Score),
                    [
                        {
                            "source_id": source_id,
                            "year": row.year,
                            "entity": row.entity,
                            "dimension_code": row.dimension_code,
                            "dimension": row.dimension,
                            "subdimension_code": row.subdimension_code,
                            "subdimension": row.subdimension,
                            "score": row.score,
                        }
                        for row in rows
                    ],
                )

    def rows(self, source_id: str) -> tuple[BenchmarkRow, ...]:
        """Return every row of a source by year, entity, dimension and sub-dimension."""
        wanted = (
            select(
                Score.year,
                Score.entity,
                Score.dimension_code,
                Score.dimension,
                Score.subdimension_code,
                Score.subdimension,
                Score.score,
            )
            .where(Score.source_id == source_id)
            .order_by(Score.year, Score.entity, Score.dimension_code, Score.subdimension_code)
        )
        with self.database.read() as connection:
            return tuple(BenchmarkRow(*row) for row in connection.execute(wanted))

    def sources(self) -> tuple[str, ...]:
        """Return the ids of the stored sources."""
        with self.database.read() as connection:
            return tuple(
                connection.execute(
                    select(Score.source_id).distinct().order_by(Score.source_id)
                ).scalars()
            )

"""This module puts the words of an INSERT together once, for the path that thousands take."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Dialect

from storage.faults import Refused
from storage.tables.foundation import Foundation

Values = Sequence[object]
ROWS_AT_ONCE = 100  # in one statement; databases limit how many values that may carry


class PreparedInsert:
    """Writes rows of a table with words and conversions that were worked out beforehand.

    For a lone answer that work, done anew by each `insert()`, costs more than the disk does
    (`bench/intake.py`). Values come in the order of `columns`; what their types do not take raises
    Refused, what the database refuses raises as it does for any other statement.
    """

    def __init__(self, row: type[Foundation], columns: Sequence[str], dialect: Dialect) -> None:
        quote, table = dialect.identifier_preparer.quote, row.__table__
        names = ", ".join(quote(name) for name in columns)
        # Names of our own tables; what people send goes beside these words, never into them.
        self._into = f"INSERT INTO {quote(row.__tablename__)} ({names}) VALUES "  # noqa: S608
        self._row = f"({', '.join([_place(dialect)] * len(columns))})"
        self._converts = tuple(
            table.c[name].type.dialect_impl(dialect).bind_processor(dialect) for name in columns
        )
        self._returning = cache(self._words_returning)
        # In SQLite there is no network to wait for, and the layers between would be half the cost.
        self._by_driver = dialect.name == "sqlite"

    def run(self, connection: Connection, rows: Sequence[Values]) -> None:
        """Write rows."""
        ready = [tuple(self._ready(row)) for row in rows]
        if ready:
            words = self._into + self._row
            if self._by_driver:
                self._driver(connection).executemany(words, ready)
            else:
                connection.exec_driver_sql(words, ready)

    def run_new(
        self, connection: Connection, rows: Sequence[Values], *, returning: tuple[str, ...]
    ) -> list[tuple[Any, ...]]:
        """Write the rows whose unique values are new, and return these columns of them."""
        found: list[tuple[Any, ...]] = []
        for begin in range(0, len(rows), ROWS_AT_ONCE):
            part = rows[begin : begin + ROWS_AT_ONCE]
            given = tuple(value for row in part for value in self._ready(row))
            words = self._returning(len(part), returning)
            if self._by_driver:
                found += self._driver(connection).execute(words, given).fetchall()
            else:
                found += (tuple(row) for row in connection.exec_driver_sql(words, given))
        return found

    @staticmethod
    def _driver(connection: Connection) -> Any:
        return connection.connection.driver_connection

    def _words_returning(self, rows: int, returning: tuple[str, ...]) -> str:
        values = ", ".join([self._row] * rows)
        return f"{self._into}{values} ON CONFLICT DO NOTHING RETURNING {', '.join(returning)}"

    def _ready(self, row: Values) -> Iterator[object]:
        try:
            for value, convert in zip(row, self._converts, strict=True):
                yield value if convert is None else convert(value)
        except (AttributeError, OverflowError, TypeError, ValueError) as fault:
            raise Refused(str(fault)) from fault


def _place(dialect: Dialect) -> str:
    """Give the sign for a value in the driver's own words."""
    return {"qmark": "?", "format": "%s", "pyformat": "%s"}[dialect.paramstyle]

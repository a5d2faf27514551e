"""This module keeps facts about the database itself, such as being a demo."""

from sqlalchemy import delete, insert, select

from storage.database import Database
from storage.tables import PropertyRow


class Properties:
    """Named facts; `demo` is "yes" in a database that holds a demonstration."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def get(self, name: str) -> str | None:
        """Return the value of a fact, or None."""
        wanted = select(PropertyRow.value).where(PropertyRow.name == name)
        with self.database.read() as connection:
            return connection.execute(wanted).scalar_one_or_none()

    def put(self, name: str, value: str) -> None:
        """Set a fact."""
        with self.database.write() as connection:
            connection.execute(delete(PropertyRow).where(PropertyRow.name == name))
            connection.execute(insert(PropertyRow).values(name=name, value=value))

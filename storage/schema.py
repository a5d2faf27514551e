"""This module brings the tables to the newest numbered migration and tells where they are."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, text

from storage.database import Database
from storage.faults import SchemaBehind

if TYPE_CHECKING:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

# Alembic is loaded where it is used: most of what imports storage never migrates.
MIGRATIONS = Path(__file__).parent / "migrations"
# Any fixed number will do: it keeps two processes from migrating at the same time.
UPGRADE_LOCK = 0x7468_7563


def head() -> str:
    """Return the number of the newest migration."""
    newest = _scripts().get_current_head()
    if newest is None:
        raise SchemaBehind("the program holds no migrations")
    return newest


def known_revisions() -> frozenset[str]:
    """Return the numbers of all migrations that this program knows."""
    return frozenset(script.revision for script in _scripts().walk_revisions())


def current(database: Database) -> str | None:
    """Return the number of the migration that the database stands at; None for an empty one."""
    with database.read() as connection:
        return _standing(connection)


def check(database: Database) -> bool:
    """Tell whether the tables are exactly those that this program expects."""
    return current(database) == head()


def upgrade(database: Database) -> None:
    """Bring the tables to the newest migration, in one transaction; safe to run twice or at once.

    Raises SchemaBehind where the database was made by a newer program.
    """
    from alembic.command import upgrade as run_upgrade

    with database.write() as connection:
        if not database.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": UPGRADE_LOCK})
        _refuse_unknown(connection)
        config = _config()
        config.attributes["connection"] = connection
        run_upgrade(config, "head")


def _refuse_unknown(connection: Connection) -> None:
    at = _standing(connection)
    if at is not None and at not in known_revisions():
        raise SchemaBehind(f"the database stands at {at}, which this program does not know")


def _standing(connection: Connection) -> str | None:
    from alembic.runtime.migration import MigrationContext

    return MigrationContext.configure(connection).get_current_revision()


def _scripts() -> ScriptDirectory:
    from alembic.script import ScriptDirectory

    return ScriptDirectory.from_config(_config())


def _config() -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("path_separator", "os")
    # A percent sign in the path would be read as an interpolation.
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config

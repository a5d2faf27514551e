"""This module holds `thuocdo db`: the tables of the database."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scoring.types import N_
from thuocdo.voice import both, complain, refusal, tell

DataOption = Annotated[
    Path | None, typer.Option("--data", help=both(N_("Data directory (THUOCDO_DATA_DIR).")))
]


def register(root: typer.Typer) -> None:
    """Add `db` to the command tree."""
    group = typer.Typer(help=both(N_("The tables of the database.")), no_args_is_help=True)
    group.command("upgrade", help=both(N_("Make the tables, or bring them up to date.")))(upgrade)
    group.command("check", help=both(N_("Tell whether the tables fit this program.")))(check)
    group.command(
        "grant-intake", help=both(N_("PostgreSQL: give a role the public processes' few rights."))
    )(grant_intake)
    root.add_typer(group, name="db")


def upgrade(*, data: DataOption = None) -> int:
    """Bring the tables to the newest migration; running it again changes nothing."""
    from storage import schema
    from storage.database import open_database
    from storage.settings import Settings

    database = open_database(Settings.from_environment(data))
    try:
        schema.upgrade(database)
        tell(N_("The tables are up to date ({revision})."), revision=schema.head())
    finally:
        database.close()
    return 0


def check(*, data: DataOption = None) -> int:
    """Return 0 when the tables are at the newest migration, 1 when they are not."""
    from storage import schema
    from storage.database import open_database
    from storage.settings import Settings

    database = open_database(Settings.from_environment(data))
    try:
        if schema.check(database):
            tell(N_("The tables are up to date ({revision})."), revision=schema.head())
            return 0
        complain(
            N_(
                "The tables stand at {current}; this program needs {wanted}. "
                "Run: thuocdo db upgrade"
            ),
            current=schema.current(database) or "∅",
            wanted=schema.head(),
        )
        return 1
    finally:
        database.close()


def grant_intake(
    *,
    role: Annotated[str, typer.Argument(help=both(N_("An existing PostgreSQL role.")))],
    data: DataOption = None,
) -> int:
    """Leave the role with the rights of the public processes and no others."""
    from storage.database import open_database
    from storage.roles import grant_intake as grant
    from storage.settings import Settings

    database = open_database(Settings.from_environment(data))
    try:
        if database.is_sqlite:
            raise refusal(
                "THUOCDO_DATABASE_URL",
                expected=N_("a PostgreSQL database"),
                got="SQLite",
                remedy=N_("SQLite needs no roles: its public connections are restricted already."),
            )
        try:
            grant(database, role)
        except ValueError:
            raise refusal(
                "ROLE",
                expected=N_("a role name of lower-case letters, digits and underscores"),
                got=role,
                remedy=N_("Choose another name for the role."),
            ) from None
    finally:
        database.close()
    tell(N_("{role} may now add answers and read forms, and nothing else."), role=role)
    return 0

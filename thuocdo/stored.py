"""This module opens the stored data that a command works on: what exists already, nothing new."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from scoring.types import N_
from thuocdo.voice import refusal

if TYPE_CHECKING:
    from storage.database import Database

DATABASE_FILE = "thuocdo.sqlite3"


@contextmanager
def stored_data(data: Path | None) -> Iterator[Database]:
    """Open the database of a data directory, its tables being this program's, and close it.

    A command that reads or adds never makes a database: a mistyped directory would look empty.
    Raises ProblemsFound where there is none, SchemaBehind where its tables are not up to date.
    """
    from storage.database import open_database
    from storage.faults import SchemaBehind
    from storage.schema import check, current
    from storage.settings import Settings

    require_stored(data)
    database = open_database(Settings.from_environment(data))
    try:
        if not check(database):
            raise SchemaBehind(current(database) or "–")
        yield database
    finally:
        database.close()


def require_stored(data: Path | None) -> None:
    """Raise ProblemsFound where a directory of stored data is not named or holds none."""
    if os.environ.get("THUOCDO_DATABASE_URL", "").strip():
        return
    named = data or os.environ.get("THUOCDO_DATA_DIR", "").strip() or None
    if named is None:
        raise refusal(
            "--data",
            expected=N_("the directory of the stored data"),
            got="–",
            remedy=N_("Name it with --data DIR or THUOCDO_DATA_DIR."),
        )
    if not (Path(named) / DATABASE_FILE).is_file():
        raise refusal(
            "--data",
            expected=N_("a directory with stored data"),
            got=str(named),
            remedy=N_("Check the path; “thuocdo db upgrade --data DIR” makes a new one."),
        )

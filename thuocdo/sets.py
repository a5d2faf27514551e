"""This module finds a criteria set for a command: among files, and in the stored data if named."""

from __future__ import annotations

import getpass
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scoring.types import N_
from thuocdo.stored import stored_data
from thuocdo.voice import both, refusal

if TYPE_CHECKING:
    from dashboards.queries.criteria_sets import Known, KnownSet
    from scoring.definitions import CriteriaSet
    from storage.database import Database

DataOption = Annotated[
    Path | None, typer.Option("--data", help=both(N_("Data directory (THUOCDO_DATA_DIR).")))
]
AnySetArgument = Annotated[
    str,
    typer.Argument(
        help=both(N_("A set's id, its YAML file, or (with --data) the beginning of its SHA-256."))
    ),
]


def any_set(wanted: str, *, folders: Sequence[Path], data: Path | None) -> CriteriaSet:
    """Find a set by id, file or hash: in the stored data first, where they are named."""
    from scoring.definitions import find_set

    if data is not None:
        with stored_data(data) as database:
            found = known(database, folders).named(wanted)
        if found:
            return found[0].criteria_set
    return find_set(wanted, directories=folders)


def known(database: Database | None, folders: Sequence[Path]) -> Known:
    """Gather the sets that the folders and, where there are any, the stored data hold."""
    from dashboards.queries.criteria_sets import known_sets

    return known_sets(database, folders[0] if len(folders) > 1 else None)


def usable(database: Database, folders: Sequence[Path], *, wanted: str) -> KnownSet:
    """Find the set that a round is to be opened with; raises ProblemsFound where there is none."""
    found = known(database, folders).named(wanted)
    if not found:
        raise refusal(
            "--set",
            expected=N_("the id of a set, or at least eight digits of its SHA-256"),
            got=wanted,
            remedy=N_("“thuocdo criteria list --data DIR” shows them."),
        )
    return found[0]


def author() -> str:
    """Name who gave the command, for the audit chain."""
    return f"command:{getpass.getuser()}"

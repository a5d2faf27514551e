"""This module holds `thuocdo audit`: proof that the log of official acts was not changed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scoring.types import N_
from thuocdo.voice import both, complain, tell

DataOption = Annotated[
    Path | None, typer.Option("--data", help=both(N_("Data directory (THUOCDO_DATA_DIR).")))
]


def register(root: typer.Typer) -> None:
    """Add `audit` to the command tree."""
    group = typer.Typer(help=both(N_("The log of official acts.")), no_args_is_help=True)
    group.callback()(_keep_as_group)
    group.command("verify", help=both(N_("Check that no entry was changed or removed.")))(verify)
    root.add_typer(group, name="audit")


def _keep_as_group() -> None:
    """With a single command Typer would otherwise drop the group's name."""


def verify(*, data: DataOption = None) -> int:
    """Return 0 when the chain of hashes is whole, 1 with the first broken entry otherwise."""
    from storage.audit import Audit
    from thuocdo.stored import stored_data

    with stored_data(data) as database:
        broken = Audit(database).verify()
    if broken is None:
        tell(N_("The audit log is whole."))
        return 0
    complain(
        N_("The audit log is broken: entry {id} was changed, or one before it is missing."),
        id=str(broken),
    )
    return 1

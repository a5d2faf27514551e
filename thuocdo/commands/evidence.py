"""This module holds `thuocdo evidence`: proof that the attached files are as they came."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

from scoring.types import N_, Problem, ProblemsFound, said
from thuocdo.voice import both, tell

DataOption = Annotated[
    Path | None, typer.Option("--data", help=both(N_("Data directory (THUOCDO_DATA_DIR).")))
]
_FOUND: Final = {
    "missing": said(N_("no file")),
    "changed": said(N_("other content")),
    "unreadable": said(N_("a file that cannot be read")),
}


def register(root: typer.Typer) -> None:
    """Add `evidence` to the command tree."""
    group = typer.Typer(help=both(N_("The evidence files of the rounds.")), no_args_is_help=True)
    group.callback()(_keep_as_group)
    group.command("verify", help=both(N_("Check that every evidence file is as it came.")))(verify)
    root.add_typer(group, name="evidence")


def _keep_as_group() -> None:
    """With a single command Typer would otherwise drop the group's name."""


def verify(*, data: DataOption = None) -> int:
    """Read every file and return 0 when all are whole; raises ProblemsFound with the others."""
    from storage.evidence import Evidence
    from storage.settings import Settings
    from thuocdo.stored import stored_data

    with stored_data(data) as database:
        evidence = Evidence(database, Settings.from_environment(data).data_dir)
        number, damaged = evidence.count(), evidence.damaged()
    if damaged:
        raise ProblemsFound(
            [
                Problem(
                    code=f"evidence.{reason}",
                    line=None,
                    file=str(evidence.store.place(record.sha256)),
                    place=f"{record.round_id}/{record.unit_code}/{record.criterion}: {record.name}",
                    expected=said(N_("the file of SHA-256 {hash}"), hash=record.sha256),
                    got=_FOUND[reason],
                    remedy=said(
                        N_(
                            "Bring this file back from a backup, or let the unit take it back and"
                            " attach it again."
                        )
                    ),
                )
                for record, reason in damaged
            ]
        )
    tell(N_("All evidence files are whole: {number}."), number=number)
    return 0

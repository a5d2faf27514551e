"""This module holds `thuocdo export`: files out."""

from __future__ import annotations

import typer

from scoring.types import N_
from thuocdo.commands import answers_out, open_data
from thuocdo.voice import both


def register(root: typer.Typer) -> None:
    """Add `export` to the command tree."""
    group = typer.Typer(help=both(N_("Files out.")), no_args_is_help=True)
    open_data.add_to(group)
    answers_out.add_to(group)
    root.add_typer(group, name="export")

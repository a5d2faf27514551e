"""This module holds `thuocdo serve`: the production processes."""

from __future__ import annotations

import enum
from pathlib import Path
from typing import Annotated

import typer

from scoring.types import N_
from thuocdo.voice import both, tell


class Which(enum.StrEnum):
    """What `serve` can start."""

    intake = "intake"
    survey = "survey"
    staff = "staff"
    all = "all"


def register(root: typer.Typer) -> None:
    """Add `serve` to the command tree."""
    root.command("serve", help=both(N_("Start a server process, or all three.")))(serve)


def serve(
    *,
    which: Annotated[
        Which,
        typer.Argument(
            help=both(N_("intake: light page, QR; survey: Streamlit survey; staff: staff desk."))
        ),
    ],
    data: Annotated[
        Path | None, typer.Option("--data", help=both(N_("Data directory (THUOCDO_DATA_DIR).")))
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(
            "--port",
            help=both(N_("Port; for `all` the first of three: intake, then staff, then survey.")),
        ),
    ] = None,
) -> int:
    """Start one process in the foreground, or supervise all three."""
    from storage.settings import Settings
    from thuocdo.addresses import DEFAULT_PORT, Listener, ProcessName, default_port

    settings = Settings.from_environment(data)
    if which is Which.all:
        from thuocdo.processes import run_all

        return run_all(DEFAULT_PORT if port is None else port, settings.data_dir, on_ready=_ready)
    from thuocdo.server import serve_one

    name = ProcessName(which.value)
    return serve_one(Listener(name, default_port(name) if port is None else port), settings)


def _ready() -> None:
    tell(N_("All three processes answer. Ctrl-C stops them."))

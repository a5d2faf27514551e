"""This module holds `thuocdo demo`: a whole province on this machine, in one command."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scoring.types import N_
from thuocdo.addresses import DEFAULT_PORT
from thuocdo.voice import both, tell


def register(root: typer.Typer) -> None:
    """Add `demo` to the command tree."""
    root.command(
        "demo", help=both(N_("Show a real province with simulated answers, on this machine."))
    )(demo)


def demo(
    *,
    port: Annotated[
        int,
        typer.Option(
            "--port", help=both(N_("First of three ports: intake, then staff, then survey."))
        ),
    ] = DEFAULT_PORT,
    data: Annotated[
        Path | None,
        typer.Option(
            "--data",
            help=both(N_("Directory of the demonstration; by default thuocdo-data/demo.")),
        ),
    ] = None,
    reset: Annotated[
        bool, typer.Option("--reset", help=both(N_("Make the demonstration's data anew.")))
    ] = False,
) -> int:
    """Make or find the data, then serve all three doors until Ctrl-C."""
    from datetime import UTC, datetime

    from thuocdo.addresses import listeners, require_free
    from thuocdo.demo.prepare import BIND, ENVIRONMENT, demo_directory, prepared_demo
    from thuocdo.processes import run_all

    require_free(listeners(port), BIND)  # before minutes of work are begun for nothing
    with prepared_demo(
        demo_directory(data), reset=reset, clock=lambda: datetime.now(UTC), on_work=_tell_of_work
    ) as prepared:
        return run_all(
            port,
            prepared.data_dir,
            environment=ENVIRONMENT,
            on_ready=lambda: _begin(port, prepared.survey_code, data_dir=prepared.data_dir),
        )


def _begin(port: int, survey_code: str, *, data_dir: Path) -> None:
    from datetime import UTC, datetime

    from storage.settings import Settings
    from thuocdo.demo.counters import keep_giving_signs
    from thuocdo.demo.prepare import ENVIRONMENT

    settings = Settings.from_environment(data_dir, environment=ENVIRONMENT)
    keep_giving_signs(settings, lambda: datetime.now(UTC))
    _tell_ready(port, survey_code, data_dir=data_dir)


def _tell_of_work() -> None:
    tell(N_("Making the demonstration's data; this takes a moment, the first time only…"))


def _tell_ready(port: int, survey_code: str, *, data_dir: Path) -> None:
    from thuocdo.addresses import listeners
    from thuocdo.demo.people import PASSWORD, PEOPLE
    from thuocdo.demo.prepare import BIND
    from thuocdo.processes import addresses_of

    addresses = addresses_of(listeners(port), BIND)
    public = addresses["THUOCDO_PUBLIC_URL"]
    tell(N_("Thước Đo is ready. Ctrl-C stops it."))
    tell(N_("  Public door:  {url}"), url=f"{public}/")
    tell(N_("  Staff door:   {url}"), url=f"{addresses['THUOCDO_STAFF_URL']}/")
    tell(N_("  Survey page:  {url}"), url=f"{addresses['THUOCDO_SURVEY_URL']}/?ma={survey_code}")
    _tell_passes(public, data_dir)
    tell(N_("Sign-ins of the demonstration, known to everybody; never use them for real work:"))
    for person in PEOPLE:
        typer.echo(f"  {person.username} / {PASSWORD}    {person.display_name}")
    tell(N_("Citizens' answers are simulated; the 766 and PAPI figures are real."))
    tell(N_("Data: {directory}"), directory=str(data_dir))
    tell("SURVEY {url}", url=f"{public}/s/{survey_code}")


def _tell_passes(public: str, data_dir: Path) -> None:
    """Show where interviews and paper forms are entered."""
    from storage.settings import Settings
    from thuocdo.demo.entry import demo_passes
    from thuocdo.demo.prepare import ENVIRONMENT

    for one in demo_passes(Settings.from_environment(data_dir, environment=ENVIRONMENT).secret):
        if one.channel == "interviewer":
            tell(N_("  Interviews:   {url}"), url=f"{public}{one.path}")
        else:
            url = f"{public}{one.path}"
            tell(N_("  Paper forms, entry {place} of 2: {url}"), place=one.place, url=url)

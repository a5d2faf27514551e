"""This module holds `thuocdo kiosk`: tablets at counters, their set-up, hours and signs of life."""

from __future__ import annotations

import getpass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scoring.types import N_, said
from thuocdo.voice import both, refusal, tell

if TYPE_CHECKING:
    from storage import Database

DataOption = Annotated[
    Path | None, typer.Option("--data", help=both(N_("Data directory (THUOCDO_DATA_DIR).")))
]
CodeArgument = Annotated[str, typer.Argument(help=both(N_("Code of the service point.")))]
ANY_TIME = "-"
STATES = {
    "silent": said(N_("Silent while the counter is open")),
    "alive": said(N_("Alive")),
    "resting": said(N_("Off after hours")),
}


def register(root: typer.Typer) -> None:
    """Add `kiosk` to the command tree."""
    group = typer.Typer(help=both(N_("Tablets at the counters.")), no_args_is_help=True)
    group.command("address", help=both(N_("Print the address that sets a tablet up.")))(address)
    group.command("hours", help=both(N_("Set the opening hours of a service point.")))(hours)
    group.command("list", help=both(N_("List the tablets and their last sign of life.")))(show)
    root.add_typer(group, name="kiosk")


def address(*, code: CodeArgument, data: DataOption = None) -> int:
    """Print the address to open once on a new tablet; it holds the counter's pass."""
    from dashboards.queries.tablets import set_up_address
    from storage import Settings, open_database

    settings = Settings.from_environment(data)
    database = open_database(settings)
    try:
        known = _known(code, database)
    finally:
        database.close()
    tell("{address}", address=set_up_address(settings.public_url, known, secret=settings.secret))
    return 0


def hours(
    *,
    code: CodeArgument,
    week: Annotated[
        str,
        typer.Argument(
            help=both(N_("Such as “1-5 07:30-11:30 13:30-17:00; 6 07:30-11:30”; “-”: any time."))
        ),
    ],
    data: DataOption = None,
) -> int:
    """Set when a counter is open; 1 is Monday."""
    from storage import Audit, Kiosks, Settings, UnreadableHours, open_database, read_hours

    try:
        read = None if week.strip() == ANY_TIME else read_hours(week)
    except UnreadableHours as unreadable:
        raise refusal(
            "WEEK",
            expected=N_("days and hours such as “1-5 07:30-11:30 13:30-17:00; 6 07:30-11:30”"),
            got=unreadable.part or week,
            remedy=N_("Write days as 1 (Monday) to 7, hours in order, parts divided by “;”."),
        ) from unreadable
    database = open_database(Settings.from_environment(data))
    try:
        known = _known(code, database)
        with database.write():
            Kiosks(database).set_hours(known, read)
            Audit(database).record(
                f"command:{getpass.getuser()}",
                "set_opening_hours",
                known,
                at=datetime.now(UTC),
                details={"week": week},
            )
    finally:
        database.close()
    tell(N_("Opening hours of {code}: {week}"), code=known, week=week)
    return 0


def show(*, data: DataOption = None) -> int:
    """List every tablet, the silent ones first; 1 where one is silent while its place is open."""
    from dashboards.queries.tablets import tablets
    from storage import Settings, open_database

    database = open_database(Settings.from_environment(data))
    try:
        found = tablets(database, now=datetime.now(UTC))
    finally:
        database.close()
    for one in found:
        tell(
            N_("{state}: {unit}, {counter}, tablet {tablet}, {moment}, waiting {queued}"),
            state=STATES[one.state],
            unit=one.unit,
            counter=one.counter,
            tablet=one.last.tablet,
            moment=one.last.seen_at,
            queued=one.last.queued,
        )
    if not found:
        tell(N_("No tablet has given a sign of life yet."))
    return int(any(one.state == "silent" for one in found))


def _known(typed: str, database: Database) -> str:
    from storage import ServicePoints
    from survey_app import codes

    code = codes.read(typed)
    if code is None or ServicePoints(database).by_code(code) is None:
        raise refusal(
            "CODE",
            expected=N_("the code of a stored service point"),
            got=typed,
            remedy=N_("Check the code; every code ends in a check character."),
        )
    return code

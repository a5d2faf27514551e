"""This module holds `thuocdo ticket`: one-time tickets for people who were served."""

from __future__ import annotations

import csv
import getpass
import io
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from scoring.tables.cells import harmless
from scoring.types import N_, Problem, ProblemsFound, Sentence, said
from thuocdo.new_files import new_file
from thuocdo.voice import both, refusal, tell

if TYPE_CHECKING:
    from dashboards.actions.tickets import Drawn
    from storage.database import Database
    from storage.settings import Settings
    from storage.tickets import NewTicketBatch

MOST_TICKETS = 200_000
MOST_SLIPS = 20_000
_HEADER = ("ticket", "address", "reference")

DataOption = Annotated[
    Path | None, typer.Option("--data", help=both(N_("Data directory (THUOCDO_DATA_DIR).")))
]
NameOption = Annotated[str, typer.Option("--name", help=both(N_("What the tickets are for.")))]
UnitOption = Annotated[
    str | None, typer.Option("--unit", help=both(N_("Good at the counters of this unit only.")))
]
PointOption = Annotated[
    str | None, typer.Option("--point", help=both(N_("Good at this service point only.")))
]
UntilOption = Annotated[
    str | None, typer.Option("--until", help=both(N_("Last day, such as 2026-12-31.")))
]
BatchArgument = Annotated[int, typer.Argument(help=both(N_("Number of the batch.")))]


def register(root: typer.Typer) -> None:
    """Add `ticket` to the command tree."""
    group = typer.Typer(
        help=both(N_("One-time tickets: one answer each, and no way back to a person.")),
        no_args_is_help=True,
    )
    group.command("make", help=both(N_("Make tickets and write them to a CSV file.")))(make)
    group.command("list", help=both(N_("Show the batches: how many made, how many used.")))(show)
    group.command("end", help=both(N_("Withdraw the unused tickets of a batch.")))(end)
    group.command("key", help=both(N_("Make a key for an office's own system to draw tickets.")))(
        key
    )
    group.command("end-key", help=both(N_("Revoke an office's key.")))(end_key)
    group.command("screen", help=both(N_("Show the address of a counter's changing screen.")))(
        screen
    )
    root.add_typer(group, name="ticket")


def make(  # noqa: PLR0913  # one parameter is one option
    *,
    name: NameOption,
    out: Annotated[Path | None, typer.Option("--out", help=both(N_("CSV file to write.")))] = None,
    printed: Annotated[
        Path | None,
        typer.Option("--print", help=both(N_("PDF file of slips to hand out."))),
    ] = None,
    number: Annotated[
        int, typer.Option("--number", min=0, max=MOST_TICKETS, help=both(N_("How many tickets.")))
    ] = 0,
    references: Annotated[
        Path | None,
        typer.Option("--references", help=both(N_("Text file with one dossier number a line."))),
    ] = None,
    unit: UnitOption = None,
    point: PointOption = None,
    until: UntilOption = None,
    data: DataOption = None,
) -> int:
    """Make a batch; only hashes are stored, so the files are the only place with the tickets."""
    from dashboards.actions.tickets import draw_tickets

    given = _references(references)
    _require_sense(number + len(given), out=out, printed=printed)
    with _opened(data) as (settings, database):
        batch = _batch(database, name, unit=unit, point=point, until=until)
        with ExitStack() as files, database.write():
            table = None if out is None else files.enter_context(new_file(out, "--out"))
            slips = None if printed is None else files.enter_context(new_file(printed, "--print"))
            batch_id, drawn = draw_tickets(
                database,
                settings.secret,
                batch,
                references=given,
                number=number,
                public_url=settings.public_url,
            )
            if table is not None:
                _write_table(table, drawn)
            if slips is not None:
                slips.write(_slips(database, batch, drawn))
            _audit(database, "tickets.made", str(batch_id), number=len(drawn), name=name)
    for file in filter(None, (out, printed)):
        tell(
            N_(
                "{count} tickets of batch {batch} are in {file}. Keep it safe: it exists only once."
            ),
            count=len(drawn),
            batch=str(batch_id),
            file=str(file),
        )
    return 0


def _require_sense(number: int, *, out: Path | None, printed: Path | None) -> None:
    if not 0 < number <= MOST_TICKETS:
        raise refusal(
            "--number",
            expected=N_("1 to 200000 tickets, by --number or --references"),
            got=str(number),
            remedy=N_("Say how many tickets you need, or name the file of dossier numbers."),
        )
    if out is None and printed is None:
        raise refusal(
            "--out, --print",
            expected=N_("at least one file for the tickets"),
            got="–",
            remedy=N_("Name a CSV file with --out, or a PDF file of slips with --print."),
        )
    if printed is not None and number > MOST_SLIPS:
        raise refusal(
            "--print",
            expected=N_("at most 20000 slips in one file"),
            got=str(number),
            remedy=N_("Make several batches, or a CSV file with --out."),
        )


def _write_table(file: BinaryIO, drawn: Sequence[Drawn]) -> None:
    text = io.StringIO(newline="")
    rows = csv.writer(text)
    rows.writerow(_HEADER)
    rows.writerows((one.ticket, one.address, harmless(one.reference)) for one in drawn)
    file.write(text.getvalue().encode("utf-8-sig"))


def _slips(database: Database, batch: NewTicketBatch, drawn: Sequence[Drawn]) -> bytes:
    from dashboards.actions.tickets import ticket_slips
    from thuocdo.progress import progress_bar
    from ui.words import translator

    with progress_bar(len(drawn), N_("Printing")) as advance:
        return ticket_slips(database, batch, drawn, words=translator("vi"), progress=advance)


def show(*, data: DataOption = None) -> int:
    """List the batches, the newest first."""
    from storage.tickets import Tickets

    with _opened(data) as (_, database):
        statuses = Tickets(database).statuses()
    if not statuses:
        tell(N_("No tickets have been made yet."))
    for status in statuses:
        batch = status.batch
        tell(
            N_("{batch}  {name}: {made} made, {spent} used, {state}"),
            batch=str(batch.id),
            name=batch.name,
            made=status.made,
            spent=status.spent,
            state=_state(batch.active, batch.expires_on),
        )
    return 0


def end(*, batch: BatchArgument, data: DataOption = None) -> int:
    """Withdraw a batch; answers that were given with its tickets stay."""
    from storage.tickets import Tickets

    with _opened(data) as (_, database):
        _known_batch(database, batch)
        with database.write():
            Tickets(database).end_batch(batch)
            _audit(database, "tickets.ended", str(batch))
    tell(N_("The unused tickets of batch {batch} are withdrawn."), batch=str(batch))
    return 0


def key(
    *,
    name: NameOption,
    unit: UnitOption = None,
    point: PointOption = None,
    until: UntilOption = None,
    per_minute: Annotated[
        int,
        typer.Option("--per-minute", min=1, max=10_000, help=both(N_("Most tickets a minute."))),
    ] = 60,
    data: DataOption = None,
) -> int:
    """Open a batch and make a key that draws tickets of it; the key is shown this once."""
    from storage.tickets import Tickets

    with _opened(data) as (settings, database):
        batch = _batch(database, name, unit=unit, point=point, until=until)
        tickets = Tickets(database)
        with database.write():
            batch_id = tickets.open_batch(batch)
            made = tickets.make_key(
                name, batch_id, per_minute=per_minute, made_at=datetime.now(UTC)
            )
            _audit(database, "office_key.made", name, batch=batch_id)
    tell(N_("Key of batch {batch}, shown this once: {key}"), batch=str(batch_id), key=made)
    tell(
        N_("Send it as “Authorization: Bearer …” to {address}"),
        address=f"{settings.public_url}/api/v1/tickets",
    )
    return 0


def end_key(
    *,
    name: Annotated[str, typer.Argument(help=both(N_("Name of the key.")))],
    data: DataOption = None,
) -> int:
    """Revoke the keys of a name."""
    from storage.tickets import Tickets

    with _opened(data) as (_, database), database.write():
        ended = Tickets(database).end_key(name)
        if not ended:
            raise refusal(
                "NAME",
                expected=N_("the name of a live key"),
                got=name,
                remedy=N_("Look up how the key was named when it was made."),
            )
        _audit(database, "office_key.ended", name)
    tell(N_("The key {name} is revoked."), name=name)
    return 0


def screen(
    *,
    code: Annotated[str, typer.Argument(help=both(N_("Code of the service point.")))],
    data: DataOption = None,
) -> int:
    """Show the address that a counter's screen has to open."""
    from survey_app.guard.rotating import RotatingCodes

    with _opened(data) as (settings, database):
        known = _stored_point(database, code, "CODE")
    opened_by = RotatingCodes(settings.secret).screen_key(known)
    tell(f"{settings.public_url}/man-hinh/{known}?khoa={opened_by}")
    return 0


def _references(file: Path | None) -> list[str]:
    if file is None:
        return []
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise refusal(
            "--references",
            expected=N_("a text file in UTF-8"),
            got=str(file),
            remedy=N_("Save the file as UTF-8 and try again."),
        ) from None
    _require_short(file, lines)
    return list(dict.fromkeys(line.strip() for line in lines if line.strip()))


def _require_short(file: Path, lines: Sequence[str]) -> None:
    from storage.ticket_codes import LONGEST_REFERENCE

    too_long = [
        Problem(
            code="reference_too_long",
            file=str(file),
            line=number,
            place="--references",
            expected=Sentence(N_("{count} characters at most"), {"count": LONGEST_REFERENCE}),
            got=Sentence(N_("a line of {count} characters"), {"count": len(reference)}),
            remedy=said(N_("Write one dossier number a line and nothing else.")),
        )
        for number, reference in enumerate(map(str.strip, lines), 1)
        if len(reference) > LONGEST_REFERENCE
    ]
    if too_long:
        raise ProblemsFound(too_long)


def _batch(
    database: Database, name: str, *, unit: str | None, point: str | None, until: str | None
) -> NewTicketBatch:
    from storage.tickets import NewTicketBatch

    return NewTicketBatch(
        name=name,
        made_at=datetime.now(UTC),
        made_by=_actor(),
        unit_code=None if unit is None else _stored_unit(database, unit),
        point_code=None if point is None else _stored_point(database, point, "--point"),
        expires_on=None if until is None else _day(until),
    )


def _stored_unit(database: Database, code: str) -> str:
    from storage.units import Units

    if Units(database).by_code(code) is None:
        raise refusal(
            "--unit",
            expected=N_("the code of a stored unit"),
            got=code,
            remedy=N_("Check the code of the unit."),
        )
    return code


def _stored_point(database: Database, typed: str, option: str) -> str:
    from storage.service_points import ServicePoints
    from survey_app import codes

    code = codes.read(typed)
    point = None if code is None else ServicePoints(database).by_code(code)
    if point is None:
        raise refusal(
            option,
            expected=N_("the code of a stored service point"),
            got=typed,
            remedy=N_("Check the code; every code ends in a check character."),
        )
    return point.code


def _known_batch(database: Database, batch_id: int) -> None:
    from storage.tickets import Tickets

    if Tickets(database).batch(batch_id) is None:
        raise refusal(
            "BATCH",
            expected=N_("the number of a stored batch"),
            got=str(batch_id),
            remedy=N_("See: thuocdo ticket list"),
        )


def _state(active: bool, expires_on: date | None) -> Sentence:
    if not active:
        return said(N_("withdrawn"))
    if expires_on is None:
        return said(N_("valid without a last day"))
    return said(N_("valid until {day}"), day=expires_on.strftime("%d/%m/%Y"))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise refusal(
            "--until",
            expected=N_("a day such as 2026-12-31"),
            got=text,
            remedy=N_("Write year, month, day."),
        ) from None


@contextmanager
def _opened(data: Path | None) -> Iterator[tuple[Settings, Database]]:
    from storage.database import open_database
    from storage.settings import Settings

    settings = Settings.from_environment(data)
    database = open_database(settings)
    try:
        yield settings, database
    finally:
        database.close()


def _audit(database: Database, action: str, subject: str, **details: object) -> None:
    from storage.audit import Audit

    Audit(database).record(_actor(), action, subject, at=datetime.now(UTC), details=details)


def _actor() -> str:
    try:
        return f"command:{getpass.getuser()}"
    except (OSError, KeyError):
        return "command"

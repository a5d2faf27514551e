"""This module holds `thuocdo invite`: surveys of people on a list, one answer each."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scoring.types import N_
from thuocdo.voice import both, refusal, tell, words

if TYPE_CHECKING:
    from storage.database import Database
    from storage.tickets import TicketBatch
    from thuocdo.invitations.letters import Letter

DataOption = Annotated[
    Path | None, typer.Option("--data", help=both(N_("Data directory (THUOCDO_DATA_DIR).")))
]
OutOption = Annotated[
    Path, typer.Option("--out", help=both(N_("A new folder, or a new .zip file, for the letters.")))
]
BatchArgument = Annotated[int, typer.Argument(help=both(N_("Number of the list.")))]


def register(root: typer.Typer) -> None:
    """Add `invite` to the command tree."""
    group = typer.Typer(
        help=both(N_("Surveys of invited people: one answer each, nobody sees who said what.")),
        no_args_is_help=True,
    )
    group.command("make", help=both(N_("Invite the people of a list (name,office,email).")))(make)
    group.command("remind", help=both(N_("Write again to those who have not answered.")))(remind)
    group.command("status", help=both(N_("Show the lists: how many invited and answered.")))(status)
    group.command("forget", help=both(N_("Delete the names of a list.")))(forget)
    root.add_typer(group, name="invite")


def make(
    people: Annotated[Path, typer.Argument(help=both(N_("CSV file with name,office,email.")))],
    *,
    name: Annotated[str, typer.Option("--name", help=both(N_("What the survey is called.")))],
    point: Annotated[
        str, typer.Option("--point", help=both(N_("The service point whose form they answer.")))
    ],
    out: OutOption,
    until: Annotated[
        str | None, typer.Option("--until", help=both(N_("Last day, such as 2026-12-31.")))
    ] = None,
    data: DataOption = None,
) -> int:
    """Store the list and write the letters; the codes stand in the letters and nowhere else."""
    from storage.invitations import CHANNEL, Invitations
    from storage.settings import Settings
    from storage.tickets import NewTicketBatch
    from thuocdo.invitations.letters import Letter, save, written
    from thuocdo.invitations.people import read_people
    from thuocdo.stored import stored_data

    invitees = read_people(people)
    settings = Settings.from_environment(data)
    now = datetime.now(UTC)
    last = None if until is None else _day(until)
    with stored_data(data) as database, database.write():
        code = _stored_point(database, point)
        batch = NewTicketBatch(
            name=_named(name),
            made_at=now,
            made_by=_actor(),
            channel=CHANNEL,
            point_code=code,
            expires_on=last,
        )
        number, invitations = Invitations(database, settings.secret).invite(batch, invitees)
        _audit(database, "invitations.made", number, at=now, people=len(invitees))
        letter = Letter(batch.name, f"{settings.public_url}/s/{code}", last)
        # Written before the list is committed: no list is left whose letters are nowhere.
        files = _saved(out, lambda: save(written(invitations, letter, words()), out))
    tell(
        N_("List {number}: {people} people are invited; {files} files are in {out}."),
        number=str(number),
        people=len(invitees),
        files=files,
        out=str(out),
    )
    return 0


def remind(number: BatchArgument, *, out: OutOption, data: DataOption = None) -> int:
    """Write to those of a list whose codes were not used; only that is known of them."""
    from storage.invitations import Invitations
    from storage.settings import Settings
    from storage.text import vietnam_day
    from thuocdo.invitations.letters import save, written
    from thuocdo.stored import stored_data

    settings = Settings.from_environment(data)
    now = datetime.now(UTC)
    with stored_data(data) as database, database.write():
        batch = _open_list(database, number, today=vietnam_day(now))
        invitations = Invitations(database, settings.secret).unanswered(number)
        if not invitations:
            tell(N_("List {number}: nobody is left to be reminded."), number=str(number))
            return 0
        letter = _reminder(batch, settings.public_url)
        files = _saved(out, lambda: save(written(invitations, letter, words()), out))
        _audit(database, "invitations.reminded", number, at=now, people=len(invitations))
    tell(
        N_("List {number}: {people} people are reminded; {files} files are in {out}."),
        number=str(number),
        people=len(invitations),
        files=files,
        out=str(out),
    )
    return 0


def status(*, data: DataOption = None) -> int:
    """Show one line for each list, the newest first."""
    from storage.invitations import Invitations
    from storage.settings import Settings
    from thuocdo.stored import stored_data

    with stored_data(data) as database:
        secret = Settings.from_environment(data).secret
        statuses = Invitations(database, secret).statuses()
    if not statuses:
        tell(N_("Nobody has been invited yet."))
    for one in statuses:
        tell(
            N_("{number}  {name}: {invited} invited, {answered} answered, {listed} names kept"),
            number=str(one.batch.id),
            name=one.batch.name,
            invited=one.invited,
            answered=one.answered,
            listed=one.listed,
        )
    return 0


def forget(number: BatchArgument, *, data: DataOption = None) -> int:
    """Delete the names of a list; codes that were handed out stay good until their last day."""
    from storage.invitations import Invitations
    from storage.settings import Settings
    from thuocdo.stored import stored_data

    now = datetime.now(UTC)
    with stored_data(data) as database, database.write():
        _list(database, number)
        gone = Invitations(database, Settings.from_environment(data).secret).forget(number)
        _audit(database, "invitations.forgotten", number, at=now, people=gone)
    tell(N_("List {number}: {people} names are deleted."), number=str(number), people=gone)
    return 0


def _reminder(batch: TicketBatch, public_url: str) -> Letter:
    from thuocdo.invitations.letters import Letter

    address = f"{public_url}/s/{batch.point_code}"
    return Letter(batch.name, address, batch.expires_on, reminder=True)


def _saved(out: Path, save: Callable[[], int]) -> int:
    try:
        return save()
    except FileExistsError as error:
        raise refusal(
            "--out",
            expected=N_("a folder or .zip file that does not exist yet"),
            got=str(out),
            remedy=N_("Choose another name; letters of an earlier list may be in it."),
        ) from error


def _list(database: Database, number: int) -> TicketBatch:
    from storage.invitations import CHANNEL
    from storage.tickets import Tickets

    batch = Tickets(database).batch(number)
    if batch is None or batch.channel != CHANNEL:
        raise refusal(
            "NUMBER",
            expected=N_("the number of a stored list"),
            got=str(number),
            remedy=N_("See: thuocdo invite status"),
        )
    return batch


def _open_list(database: Database, number: int, *, today: date) -> TicketBatch:
    batch = _list(database, number)
    if not batch.active or (batch.expires_on is not None and batch.expires_on < today):
        raise refusal(
            "NUMBER",
            expected=N_("a list whose survey is open"),
            got=str(number),
            remedy=N_("A survey that has ended needs a new list."),
        )
    return batch


def _stored_point(database: Database, typed: str) -> str:
    from storage.service_points import ServicePoints
    from survey_app import codes

    code = codes.read(typed)
    point = None if code is None else ServicePoints(database).by_code(code)
    if point is None or not point.active:
        raise refusal(
            "--point",
            expected=N_("the code of an open service point"),
            got=typed,
            remedy=N_("Check the code; every code ends in a check character."),
        )
    return point.code


def _named(name: str) -> str:
    plain = " ".join(name.split())
    if not 0 < len(plain) <= 120 or not plain.isprintable():
        raise refusal(
            "--name",
            expected=N_("a name of 1 to 120 characters"),
            got=name[:60],
            remedy=N_("Correct the option."),
        )
    return plain


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


def _audit(database: Database, action: str, number: int, *, at: datetime, people: int) -> None:
    from storage.audit import Audit

    details = {"people": people}
    Audit(database).record(_actor(), action, str(number), at=at, details=details)


def _actor() -> str:
    return f"command:{getpass.getuser()}"

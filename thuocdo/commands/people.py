"""This module holds `thuocdo person`: who may sign in at the staff door, and in which role."""

from __future__ import annotations

import getpass
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scoring.types import N_, ProblemsFound
from thuocdo.voice import both, refusal, tell, words

if TYPE_CHECKING:
    from storage.database import Database
    from storage.records import Person

DataOption = Annotated[
    Path | None, typer.Option("--data", help=both(N_("Data directory (THUOCDO_DATA_DIR).")))
]
NameArgument = Annotated[str, typer.Argument(metavar="USERNAME", help=both(N_("The user name.")))]
OFFICER = "unit_officer"


def register(root: typer.Typer) -> None:
    """Add `person` to the command tree."""
    group = typer.Typer(
        help=both(N_("The people who may sign in at the staff door.")), no_args_is_help=True
    )
    group.command("add", help=both(N_("Let a person sign in; the password is asked for.")))(add)
    group.command("list", help=both(N_("List the people with their roles.")))(show)
    group.command("password", help=both(N_("Give a person another password.")))(password)
    group.command("block", help=both(N_("Let a person sign in no more; nothing is deleted.")))(
        block
    )
    group.command("unblock", help=both(N_("Let a blocked person sign in again.")))(unblock)
    root.add_typer(group, name="person")


def add(
    username: NameArgument,
    *,
    name: Annotated[
        str, typer.Option(help=both(N_("The name as colleagues read it, with the office.")))
    ],
    role: Annotated[
        str,
        typer.Option(
            help=both(N_("unit_officer, inspector, secretariat, leader or operator.")),
        ),
    ],
    unit: Annotated[
        str | None, typer.Option(help=both(N_("A unit officer's unit, by its code.")))
    ] = None,
    data: DataOption = None,
) -> int:
    """Add a person; raises ProblemsFound with everything that is wrong with what was typed."""
    from storage.people import People, username_form
    from thuocdo.stored import stored_data

    with stored_data(data) as database:
        _refuse_flaws(database, username, name=name, role=role, unit=unit)
        typed = _ask_password()
        with database.write():
            person = People(database).add(
                username,
                typed,
                display_name=name.strip(),
                role=role,
                created_at=datetime.now(UTC),
                unit_code=unit,
            )
            _note(database, "person.added", person.username, role=role)
    tell(N_("{username} may sign in: {role}."), username=username_form(username), role=_role(role))
    return 0


def show(*, data: DataOption = None) -> int:
    """Print one line for each person."""
    from storage.people import People
    from thuocdo.stored import stored_data

    speak = words()
    with stored_data(data) as database:
        people = People(database).all()
    for one in people:
        tell(
            "{username}  {name}  {role}{unit}{state}",
            username=one.username,
            name=one.display_name,
            role=_role(one.role),
            unit=f" ({one.unit_code})" if one.unit_code else "",
            state="" if one.active else f"  {speak(N_('blocked'))}",
        )
    if not people:
        tell(N_("Nobody may sign in yet. Add a person with “thuocdo person add”."))
    return 0


def password(username: NameArgument, *, data: DataOption = None) -> int:
    """Set another password; every session of the person ends."""
    from storage.people import People
    from thuocdo.stored import stored_data

    with stored_data(data) as database:
        person = _known(database, username)
        typed = _ask_password()
        with database.write():
            People(database).set_password(person.username, typed)
            _note(database, "person.password", person.username)
    tell(N_("{username} has another password; open sessions have ended."), username=person.username)
    return 0


def block(username: NameArgument, *, data: DataOption = None) -> int:
    """Keep a person out and end every session."""
    person = _set_active(username, False, data=data)
    tell(N_("{username} may sign in no more; open sessions have ended."), username=person.username)
    return 0


def unblock(username: NameArgument, *, data: DataOption = None) -> int:
    """Let a person in again, with the password of before."""
    person = _set_active(username, True, data=data)
    tell(N_("{username} may sign in: {role}."), username=person.username, role=_role(person.role))
    return 0


def _set_active(username: str, active: bool, *, data: Path | None) -> Person:
    from storage.people import People
    from thuocdo.stored import stored_data

    with stored_data(data) as database:
        person = _known(database, username)
        with database.write():
            People(database).set_active(person.username, active)
            _note(database, "person.unblocked" if active else "person.blocked", person.username)
    return person


def _known(database: Database, username: str) -> Person:
    from storage.people import People

    person = People(database).by_username(username)
    if person is None:
        raise refusal(
            "USERNAME",
            expected=N_("the user name of a person"),
            got=username,
            remedy=N_("“thuocdo person list --data DIR” shows them."),
        )
    return person


def _refuse_flaws(
    database: Database, username: str, *, name: str, role: str, unit: str | None
) -> None:
    """Raise ProblemsFound with everything that keeps a person from being added."""
    flaws = (
        _flaw_of_username(database, username),
        _flaw_of_name(name),
        _flaw_of_role(role),
        _flaw_of_unit(database, role, unit),
    )
    found = [problem for flaw in flaws if flaw is not None for problem in flaw.problems]
    if found:
        raise ProblemsFound(found)


def _flaw_of_username(database: Database, username: str) -> ProblemsFound | None:
    from storage.people import People, username_form

    try:
        form = username_form(username)
    except ValueError:  # what no database can keep
        form = ""
    if not form or any(letter.isspace() for letter in form):
        return refusal(
            "USERNAME",
            expected=N_("a user name without spaces"),
            got=username,
            remedy=N_("Choose a short name, such as “thuky”."),
        )
    if People(database).by_username(form) is not None:
        return refusal(
            "USERNAME",
            expected=N_("a user name that nobody has"),
            got=username,
            remedy=N_("Choose another; “thuocdo person list --data DIR” shows them."),
        )
    return None


def _flaw_of_name(name: str) -> ProblemsFound | None:
    if name.strip():
        return None
    return refusal(
        "--name",
        expected=N_("the person's name"),
        got="–",
        remedy=N_("Write the name as colleagues read it, with the office."),
    )


def _flaw_of_role(role: str) -> ProblemsFound | None:
    from storage.records import ROLES

    if role in ROLES:
        return None
    return refusal(
        "--role",
        expected=N_("unit_officer, inspector, secretariat, leader or operator"),
        got=role,
        remedy=N_("Write one of these roles."),
    )


def _flaw_of_unit(database: Database, role: str, unit: str | None) -> ProblemsFound | None:
    from storage.units import Units

    if role == OFFICER and unit is None:
        return refusal(
            "--unit",
            expected=N_("the unit of a unit officer"),
            got="–",
            remedy=N_("Name the unit's code with --unit."),
        )
    if role != OFFICER and unit is not None:
        return refusal(
            "--unit",
            expected=N_("no unit, as only a unit officer belongs to one"),
            got=unit,
            remedy=N_("Leave --unit out, or choose the role unit_officer."),
        )
    if unit is not None and Units(database).by_code(unit) is None:
        return refusal(
            "--unit",
            expected=N_("the code of a unit that is stored"),
            got=unit,
            remedy=N_("Bring the units in first: “thuocdo import units UNITS.csv”."),
        )
    return None


def _ask_password() -> str:
    """Ask twice on a terminal; from a pipe take the first line, once.

    A password never stands on the command line, where other people of the machine could read it.
    """
    from storage.passwords import LONGEST, SHORTEST

    speak = words()
    if sys.stdin.isatty():
        typed = getpass.getpass(speak(N_("Password: ")))
        again = getpass.getpass(speak(N_("The same once more: ")))
    else:
        typed = again = sys.stdin.readline().rstrip("\r\n")
    if not SHORTEST <= len(typed) <= LONGEST or typed != again:
        raise refusal(
            "password",
            expected=N_("at least ten characters, twice the same"),
            got=speak(N_("two that differ") if typed != again else N_("one too short or too long")),
            remedy=N_("Give the command again; four unconnected words are easy to keep in mind."),
        )
    return typed


def _role(role: str) -> str:
    from dashboards.access.words import ROLE_NAMES

    return words()(ROLE_NAMES[role])


def _note(database: Database, action: str, username: str, **details: str) -> None:
    from storage.audit import Audit
    from thuocdo.sets import author

    Audit(database).record(author(), action, username, at=datetime.now(UTC), details=details)

"""This module holds `thuocdo qr`: the pictures that hang at the counters."""

from __future__ import annotations

import enum
import getpass
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer

from scoring.types import N_, said
from thuocdo.progress import progress_bar
from thuocdo.voice import both, complain, refusal, tell

if TYPE_CHECKING:
    from storage.database import Database
    from storage.settings import Settings

DataOption = Annotated[
    Path | None, typer.Option("--data", help=both(N_("Data directory (THUOCDO_DATA_DIR).")))
]


class PaperSize(enum.StrEnum):
    """What a poster is printed on."""

    a4 = "a4"
    a5 = "a5"
    a5x2 = "a5x2"
    sticker = "sticker"


class Language(enum.StrEnum):
    """The language of what is printed."""

    vi = "vi"
    en = "en"


def register(root: typer.Typer) -> None:
    """Add `qr` to the command tree."""
    group = typer.Typer(help=both(N_("QR codes of service points.")), no_args_is_help=True)
    group.command("image", help=both(N_("Draw the QR code of one service point.")))(image)
    group.command("sheet", help=both(N_("Print posters or stickers as PDF.")))(sheet)
    group.command("revoke", help=both(N_("Close a service point whose code must not work.")))(
        revoke
    )
    group.command("replace", help=both(N_("Give a counter a new code; the old one leads on.")))(
        replace
    )
    root.add_typer(group, name="qr")


def image(
    *,
    code: Annotated[str, typer.Argument(help=both(N_("Code of the service point.")))],
    out: Annotated[Path, typer.Option("--out", help=both(N_("File to write: .png or .svg.")))],
    data: DataOption = None,
) -> int:
    """Write the picture; its address comes from THUOCDO_PUBLIC_URL."""
    from storage.settings import Settings
    from ui import qr

    drawers: dict[str, Callable[[str, str], bytes]] = {".png": qr.png, ".svg": qr.svg}
    draw = drawers.get(out.suffix.lower())
    if draw is None:
        raise refusal(
            "--out",
            expected=N_("a file name that ends in .png or .svg"),
            got=str(out),
            remedy=N_("Choose one of the two."),
        )
    settings = Settings.from_environment(data)
    with _database(settings) as database:
        known = _stored_code(code, database)
    out.write_bytes(draw(settings.public_url, known))
    tell(
        N_("{file} leads to {address}"),
        file=str(out),
        address=qr.address(settings.public_url, known),
    )
    return 0


def sheet(
    *,
    out: Annotated[Path, typer.Option("--out", help=both(N_("PDF file to write.")))],
    unit: Annotated[
        str, typer.Option("--unit", help=both(N_("Code of the unit to print for.")))
    ] = "",
    everything: Annotated[
        bool, typer.Option("--all", help=both(N_("Print for every unit.")))
    ] = False,
    size: Annotated[
        PaperSize, typer.Option("--size", help=both(N_("a5x2: two A5 on a sheet of A4.")))
    ] = PaperSize.a4,
    language: Annotated[
        Language, typer.Option("--lang", help=both(N_("Language of what is printed.")))
    ] = Language.vi,
    data: DataOption = None,
) -> int:
    """Print a poster for every open point of a unit, or of all units."""
    from dashboards.queries.posters import poster_label, posters
    from storage.settings import Settings
    from ui.printing.posters import PER_PAGE, poster_pdf
    from ui.words import translator

    if bool(unit) == everything:
        raise refusal(
            "--unit, --all",
            expected=N_("exactly one of the two"),
            got=f"--unit {unit} --all" if unit else "–",
            remedy=N_("Name one unit with --unit, or print everything with --all."),
        )
    settings, spoken = Settings.from_environment(data), translator(language.value)
    with _database(settings) as database:
        wanted = posters(database, public_url=settings.public_url, words=spoken, unit=unit or None)
        label = poster_label(database, spoken)
    if not wanted:
        raise refusal(
            "--unit" if unit else "--all",
            expected=N_("a unit with at least one open service point"),
            got=unit or "–",
            remedy=N_("Check the unit's code, or add service points first."),
        )
    with progress_bar(len(wanted), N_("Printing")) as advance:
        printed = poster_pdf(wanted, size.value, words=spoken, label=label, progress=advance)
    out.write_bytes(printed)
    pages = -(-len(wanted) // PER_PAGE[size.value])
    tell(
        N_("{file}: {posters} posters on {pages} pages."),
        file=str(out),
        posters=len(wanted),
        pages=pages,
    )
    if urlsplit(settings.public_url).hostname in {"127.0.0.1", "::1", "localhost"}:
        complain(
            N_(
                "Note: these addresses lead to this machine only ({address}). Set "
                "THUOCDO_PUBLIC_URL before you hang anything up."
            ),
            address=settings.public_url,
        )
    return 0


def revoke(
    *,
    code: Annotated[str, typer.Argument(help=both(N_("Code of the service point.")))],
    data: DataOption = None,
) -> int:
    """Close the point; its answers stay, its code never comes back."""
    from storage.service_points import ServicePoints
    from storage.settings import Settings

    with _database(Settings.from_environment(data)) as database:
        known = _stored_code(code, database)
        with database.write():
            ServicePoints(database).set_active(known, False)
            _note(database, "qr_revoke", known, details={})
    tell(N_("{code} takes no answers any more; what was answered there stays."), code=known)
    return 0


def replace(
    *,
    code: Annotated[str, typer.Argument(help=both(N_("Code of the service point.")))],
    data: DataOption = None,
) -> int:
    """Give the counter a new code; whoever scans the old one is led on."""
    from storage.service_points import ServicePoints
    from storage.settings import Settings
    from survey_app.codes import new_code
    from ui.qr import address

    settings = Settings.from_environment(data)
    with _database(settings) as database:
        old, new = _stored_code(code, database), new_code()
        _require_current(old, database)
        with database.write():
            ServicePoints(database).replace(old, new)
            _note(database, "qr_replace", old, details={"new_code": new})
    tell(
        N_("{old} is replaced by {new}: {address}. Print it: thuocdo qr sheet."),
        old=old,
        new=new,
        address=address(settings.public_url, new),
    )
    return 0


def _require_current(code: str, database: Database) -> None:
    from storage.service_points import ServicePoints

    point = ServicePoints(database).by_code(code)
    if point is not None and point.replaced_by is not None:
        raise refusal(
            "CODE",
            expected=N_("a code that has not been replaced yet"),
            got=code,
            remedy=said(N_("This counter's code is {code} now."), code=point.replaced_by),
        )


@contextmanager
def _database(settings: Settings) -> Iterator[Database]:
    from storage.database import open_database

    database = open_database(settings)
    try:
        yield database
    finally:
        database.close()


def _note(database: Database, action: str, code: str, *, details: dict[str, object]) -> None:
    from storage.audit import Audit

    Audit(database).record(
        f"command:{getpass.getuser()}", action, code, at=datetime.now(UTC), details=details
    )


def _stored_code(typed: str, database: Database) -> str:
    """Return the code as it is stored; ProblemsFound where no service point has it."""
    from storage.service_points import ServicePoints
    from survey_app import codes

    code = codes.read(typed)
    point = None if code is None else ServicePoints(database).by_code(code)
    if point is None:
        raise refusal(
            "CODE",
            expected=N_("the code of a stored service point"),
            got=typed,
            remedy=N_("Check the code; every code ends in a check character."),
        )
    return point.code

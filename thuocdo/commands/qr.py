"""This module holds `thuocdo qr`: the pictures that hang at the counters."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scoring.types import N_
from thuocdo.voice import both, refusal, tell

if TYPE_CHECKING:
    from storage.settings import Settings

DataOption = Annotated[
    Path | None, typer.Option("--data", help=both(N_("Data directory (THUOCDO_DATA_DIR).")))
]


def register(root: typer.Typer) -> None:
    """Add `qr` to the command tree."""
    group = typer.Typer(help=both(N_("QR codes of service points.")), no_args_is_help=True)
    group.callback()(_keep_as_group)
    group.command("image", help=both(N_("Draw the QR code of one service point.")))(image)
    root.add_typer(group, name="qr")


def _keep_as_group() -> None:
    """With a single command Typer would otherwise drop the group's name."""


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
    known = _stored_code(code, settings)
    out.write_bytes(draw(settings.public_url, known))
    tell(
        N_("{file} leads to {address}"),
        file=str(out),
        address=qr.address(settings.public_url, known),
    )
    return 0


def _stored_code(typed: str, settings: Settings) -> str:
    """Return the code as it is stored; ProblemsFound where no service point has it."""
    from storage.database import open_database
    from storage.service_points import ServicePoints
    from survey_app import codes

    code = codes.read(typed)
    database = open_database(settings)
    try:
        point = None if code is None else ServicePoints(database).by_code(code)
    finally:
        database.close()
    if point is None:
        raise refusal(
            "CODE",
            expected=N_("the code of a stored service point"),
            got=typed,
            remedy=N_("Check the code; every code ends in a check character."),
        )
    return point.code

"""This module holds `thuocdo survey preview`: a draft of a questionnaire in all three faces."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scoring.types import N_
from thuocdo.voice import both, tell

if TYPE_CHECKING:
    from thuocdo.preview import Faces

_PORT = 8551


def register(group: typer.Typer) -> None:
    """Add `preview` to the commands about surveys."""
    group.command(
        "preview",
        help=both(N_("Show a questionnaire in all three faces on this machine; store nothing.")),
    )(preview)


def preview(
    *,
    questionnaire: Annotated[
        str, typer.Argument(help=both(N_("Id of a questionnaire, or its YAML file.")))
    ],
    port: Annotated[
        int,
        typer.Option(
            "--port", help=both(N_("Port of the light page and the tablet; the full page is next."))
        ),
    ] = _PORT,
    criteria_dir: Annotated[
        Path | None,
        typer.Option(
            "--criteria-dir", help=both(N_("An office's own sets (THUOCDO_CRITERIA_DIR)."))
        ),
    ] = None,
) -> int:
    """Check the questionnaire, then serve it on this machine alone until Ctrl-C."""
    from scoring.definitions.criteria_sets import criteria_directories
    from scoring.definitions.questionnaire_load import find_questionnaire
    from thuocdo.preview import show

    form = find_questionnaire(questionnaire, directories=criteria_directories(criteria_dir))
    show(form, port=port, on_ready=_tell)
    return 0


def _tell(faces: Faces) -> None:
    tell(N_("Preview for this machine only; answers are checked and not stored. Ctrl-C stops it."))
    tell(N_("Light page: {address}"), address=faces.light)
    tell(N_("Tablet at the counter: {address}"), address=faces.kiosk)
    tell(N_("Full page: {address}"), address=faces.full)

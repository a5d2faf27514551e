"""This module holds `thuocdo survey paper`: a questionnaire as a form to fill in with a pen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scoring.types import N_
from thuocdo.progress import progress_bar
from thuocdo.voice import both, refusal, tell

if TYPE_CHECKING:
    from scoring.definitions.questionnaire import Questionnaire
    from storage.settings import Settings
    from ui.printing.paper_form import FormPlace

_LAST_NUMBER = 999_999


def register(group: typer.Typer) -> None:
    """Add `paper` to the commands about surveys."""
    group.command("paper", help=both(N_("Print a questionnaire as a paper form in PDF.")))(paper)


def paper(
    *,
    questionnaire: Annotated[
        str, typer.Argument(help=both(N_("Id of a questionnaire, or its YAML file.")))
    ],
    out: Annotated[Path, typer.Option("--out", help=both(N_("PDF file to write.")))],
    copies: Annotated[
        int, typer.Option("--copies", min=1, max=10_000, help=both(N_("How many copies.")))
    ] = 1,
    first: Annotated[
        int,
        typer.Option(
            "--first",
            min=0,
            max=_LAST_NUMBER,
            help=both(N_("Serial number of the first copy; 0 leaves the numbers out.")),
        ),
    ] = 1,
    point: Annotated[
        str, typer.Option("--point", help=both(N_("Code of the service point to print on it.")))
    ] = "",
    language: Annotated[
        str, typer.Option("--lang", help=both(N_("Language of what is printed.")))
    ] = "vi",
    data: Annotated[
        Path | None, typer.Option("--data", help=both(N_("Data directory (THUOCDO_DATA_DIR).")))
    ] = None,
) -> int:
    """Print the copies; each page carries its copy's serial number, which a scanner reads."""
    from scoring.definitions.criteria_sets import criteria_directories
    from scoring.definitions.questionnaire_load import find_questionnaire
    from storage.paper_serials import serial_number
    from storage.settings import Settings
    from ui.printing.paper_form import paper_form_pdf

    settings = Settings.from_environment(data)
    directories = criteria_directories(settings.criteria_dir)
    form = find_questionnaire(questionnaire, directories=directories)
    _require_printable(form, language, last=first + copies - 1)
    place, label = _place(settings, point, language)
    serials = [serial_number(first + n) if first else "" for n in range(copies)]
    with progress_bar(copies, N_("Printing")) as advance:
        printed = paper_form_pdf(
            form, language=language, place=place, serials=serials, label=label, progress=advance
        )
    out.write_bytes(printed)
    tell(
        N_("{file}: {copies} copies, serial numbers {first} to {last}."),
        file=str(out),
        copies=copies,
        first=serials[0] or "–",
        last=serials[-1] or "–",
    )
    return 0


def _require_printable(form: Questionnaire, language: str, *, last: int) -> None:
    """Stop before anything is printed in a language or with a number that cannot be."""
    if language not in form.languages:
        raise refusal(
            "--lang",
            expected=N_("a language of this questionnaire"),
            got=language,
            remedy=N_("Choose one of those that its file lists under “languages”."),
        )
    if last > _LAST_NUMBER:
        raise refusal(
            "--first, --copies",
            expected=N_("serial numbers up to 999999"),
            got=str(last),
            remedy=N_("Print fewer copies, or begin with a smaller number."),
        )


def _place(settings: Settings, typed: str, language: str) -> tuple[FormPlace, str]:
    """Find what the head of the form says of its place, and the label of a demonstration."""
    from dashboards.queries.posters import poster_label
    from storage.database import open_database
    from storage.service_points import ServicePoints
    from storage.units import Units
    from survey_app import codes
    from ui.printing.paper_form import FormPlace
    from ui.words import known, translator

    if not typed:
        return FormPlace(), ""
    database = open_database(settings)
    try:
        code = codes.read(typed)
        point = None if code is None else ServicePoints(database).by_code(code)
        if point is None:
            raise refusal(
                "--point",
                expected=N_("the code of a stored service point"),
                got=typed,
                remedy=N_("Check the code; every code ends in a check character."),
            )
        unit = Units(database).by_code(point.unit_code)
        label = poster_label(database, translator(known(language)))
    finally:
        database.close()
    return FormPlace(unit.name if unit else "", point.name.in_language(language)), label

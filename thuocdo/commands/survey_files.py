"""This module holds `thuocdo survey export-form` and `import-form`: questionnaires as XLSForm."""

from __future__ import annotations

import getpass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from scoring.types import N_
from thuocdo.commands.score import CriteriaOption, directories
from thuocdo.voice import both, refusal, tell

OutOption = Annotated[Path, typer.Option("--out", help=both(N_("The file to write.")))]
QuestionnaireArgument = Annotated[
    str, typer.Argument(help=both(N_("A questionnaire's id, or its YAML file.")))
]
DataOption = Annotated[
    Path | None, typer.Option("--data", help=both(N_("Data directory (THUOCDO_DATA_DIR).")))
]


def register(root: typer.Typer) -> None:
    """Add the commands to `survey`, which is registered before."""
    found = (one.typer_instance for one in root.registered_groups if one.name == "survey")
    group = next(one for one in found if one is not None)
    group.command("export-form", help=both(N_("Write a questionnaire as an XLSForm workbook.")))(
        export_form
    )
    group.command(
        "import-form", help=both(N_("Turn an XLSForm workbook into a questionnaire's file."))
    )(import_form)
    group.command(
        "publish", help=both(N_("Keep a questionnaire, so that counters can ask with it."))
    )(publish)


def export_form(
    questionnaire: QuestionnaireArgument,
    *,
    out: OutOption,
    criteria_dir: CriteriaOption = None,
) -> int:
    """Write the workbook; other programs that read XLSForm take it, too."""
    from scoring.definitions.questionnaire_load import find_questionnaire
    from thuocdo.xlsform.writing import write_form

    if out.suffix != ".xlsx":
        raise refusal(
            "--out",
            expected=N_("a file name that ends in .xlsx"),
            got=str(out),
            remedy=N_("Name the file so."),
        )
    found = find_questionnaire(questionnaire, directories=directories(criteria_dir))
    write_form(found, out)
    tell(
        N_("{id}: {count} questions are in {file}."),
        id=found.id,
        count=len(found.questions()),
        file=str(out),
    )
    return 0


def import_form(
    form: Annotated[Path, typer.Argument(help=both(N_("The XLSForm workbook (.xlsx).")))],
    *,
    out: OutOption,
) -> int:
    """Write the questionnaire's file; a file that is there stays, for it may be in use."""
    from thuocdo.xlsform.reading import read_form

    found, text = read_form(form)
    try:
        with out.open("x", encoding="utf-8") as handle:
            handle.write(text)
    except FileExistsError as error:
        raise refusal(
            "--out",
            expected=N_("a file that is not there yet"),
            got=str(out),
            remedy=N_("Take another name; a questionnaire that was used gets a new version (v2)."),
        ) from error
    tell(
        N_("{id}: {count} questions are in {file}."),
        id=found.id,
        count=len(found.questions()),
        file=str(out),
    )
    return 0


def publish(
    questionnaire: QuestionnaireArgument,
    *,
    criteria_dir: CriteriaOption = None,
    data: DataOption = None,
) -> int:
    """Keep the questionnaire as it is now; one that was answered stays as it was."""
    from scoring.definitions.questionnaire_load import find_questionnaire
    from storage.audit import Audit
    from storage.faults import Refused
    from storage.questionnaires import Questionnaires
    from thuocdo.stored import stored_data

    found = find_questionnaire(questionnaire, directories=directories(criteria_dir))
    now = datetime.now(UTC)
    with stored_data(data) as database, database.write():
        store = Questionnaires(database)
        kept = store.latest(found.id)
        try:
            store.keep(found.raw, found.sha256, id=found.id, counted=found.counted(), kept_at=now)
        except Refused as error:
            raise refusal(
                found.id,
                expected=N_("the questionnaire as it was answered, unchanged"),
                got=f"{found.sha256[:12]} ≠ {kept.sha256[:12] if kept else '–'}",
                remedy=N_("Give the changed questionnaire a new version number, as in mot-cua/v2."),
            ) from error
        details = {"sha256": found.sha256}
        who = f"command:{getpass.getuser()}"
        Audit(database).record(who, "questionnaire.published", found.id, at=now, details=details)
    tell(N_("{id} is published ({sha256})."), id=found.id, sha256=found.sha256[:12])
    return 0

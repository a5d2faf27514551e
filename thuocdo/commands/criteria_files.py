"""This module holds `thuocdo criteria export`, `import` and `draft`: sets as files of an office."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from scoring.annex.table import Columns
from scoring.definitions import CriteriaSet
from scoring.types import N_
from thuocdo.commands.score import CriteriaOption, directories
from thuocdo.files import read_input
from thuocdo.os_reasons import os_reason
from thuocdo.sets import AnySetArgument, DataOption, any_set, known
from thuocdo.voice import both, refusal, tell, words

OutOption = Annotated[Path, typer.Option("--out", help=both(N_("The file to write.")))]


def register(root: typer.Typer) -> None:
    """Add the commands to `criteria`, which is registered before."""
    found = (one.typer_instance for one in root.registered_groups if one.name == "criteria")
    group = next(one for one in found if one is not None)
    group.command("export", help=both(N_("Write a set as an Excel workbook, to be edited.")))(
        export
    )
    group.command("import", help=both(N_("Turn an edited workbook into a set's YAML file.")))(
        import_
    )
    group.command(
        "draft", help=both(N_("Turn the table of a decision's annex into the draft of a set."))
    )(draft)


def export(
    set_: AnySetArgument,
    *,
    out: OutOption,
    criteria_dir: CriteriaOption = None,
    data: DataOption = None,
) -> int:
    """Write the workbook; its headings are in the language of the terminal."""
    from ui.workbooks.set_writing import set_workbook

    if out.suffix != ".xlsx":
        raise refusal(
            "--out",
            expected=N_("a file name that ends in .xlsx"),
            got=str(out),
            remedy=N_("Name the file so."),
        )
    found = any_set(set_, folders=directories(criteria_dir), data=data)
    _write_whole(out, set_workbook(found, words()))
    tell(N_("{id}: {count} criteria are in {file}."), id=found.id, count=len(found.criteria()),
         file=str(out))  # fmt: skip
    return 0


def import_(
    workbook: Annotated[
        Path, typer.Argument(help=both(N_("The workbook (.xlsx) that “criteria export” wrote.")))
    ],
    *,
    out: OutOption,
    criteria_dir: CriteriaOption = None,
    data: DataOption = None,
) -> int:
    """Write the set's YAML file; a file that is there stays, for it may be in use.

    An id that stands for other content among the files or, with ``data``, in the stored data is
    refused at its cell.
    """
    from thuocdo.stored import stored_data
    from ui.workbooks.set_reading import read_set_workbook

    raw, folders = read_input(workbook), directories(criteria_dir)
    if data is None:
        taken = known(None, folders).taken()
    else:
        with stored_data(data) as database:
            taken = known(database, folders).taken()
    found = read_set_workbook(raw, file=str(workbook), taken=taken)
    _write_new(out, found)
    return 0


def draft(
    annex: Annotated[
        Path,
        typer.Argument(help=both(N_("The annex: .xlsx, .docx, .csv, or pasted cells (.txt)."))),
    ],
    *,
    id_: Annotated[str, typer.Option("--id", help=both(N_("The id of the new set.")))],
    title: Annotated[str, typer.Option(help=both(N_("The title of the new set.")))],
    out: OutOption,
    table: Annotated[
        int, typer.Option(min=1, help=both(N_("Which table of the file, the largest first.")))
    ] = 1,
    columns: Annotated[
        str | None,
        typer.Option(
            help=both(N_("Columns of number, criterion, maximum points, calculation: 1,2,3,4."))
        ),
    ] = None,
    use_proposals: Annotated[
        bool,
        typer.Option(
            "--use-proposals", help=both(N_("Take the rules that the annex's words propose."))
        ),
    ] = False,
) -> int:
    """Write the draft's YAML file, and list the rules that its words propose."""
    from scoring.annex.draft import draft_set
    from scoring.annex.table import guess_columns
    from ui.workbooks.set_words import choice
    from ui.workbooks.tables import read_tables

    tables = read_tables(read_input(annex), file=str(annex))
    if table > len(tables):
        raise refusal(
            "--table",
            expected=N_("the number of a table of the file"),
            got=f"{table} > {len(tables)}",
            remedy=N_("Correct the number."),
        )
    chosen = tables[table - 1]
    found = _columns(columns) if columns else guess_columns(chosen)
    made = draft_set(chosen, found, id=id_, title=title, take_proposals=use_proposals)
    shown = [
        found.number,
        found.name,
        found.points,
        *([found.how] if found.how is not None else []),
    ]
    tell(N_("Columns read: {columns}."), columns=",".join(str(one + 1) for one in shown))
    for one in made.proposals:
        tell(
            N_("{code} {name}: the words propose {kind}."),
            code=one.code,
            name=one.name,
            kind=choice(words(), one.kind),
        )
    if made.proposals and not use_proposals:
        tell(N_("These stay “manual” until you take the proposals (--use-proposals) or edit them."))
    _write_new(out, made.criteria_set)
    return 0


def _columns(text: str) -> Columns:
    parts = [part.strip() for part in text.split(",")]
    numbers = [int(part) - 1 for part in parts if part.isascii() and part.isdigit() and part != "0"]
    if len(numbers) != len(parts) or len(numbers) not in {3, 4} or len(set(numbers)) < len(numbers):
        raise refusal(
            "--columns",
            expected=N_("three or four different column numbers, such as 1,2,3,4"),
            got=text,
            remedy=N_("Correct the value."),
        )
    return Columns(numbers[0], numbers[1], points=numbers[2], how=[*numbers, None][3])


def _write_new(out: Path, found: CriteriaSet) -> None:
    if out.exists():
        raise refusal(
            "--out",
            expected=N_("a file that is not there yet"),
            got=str(out),
            remedy=N_("Take another name; a set that was used gets a new id."),
        )
    _write_whole(out, found.raw)
    tell(
        N_("{id}: {count} criteria, {points} points are in {file} (SHA-256 {sha256})."),
        id=found.id,
        count=len(found.criteria()),
        points=found.max_points,
        file=str(out),
        sha256=found.sha256[:12],
    )


def _write_whole(out: Path, content: bytes) -> None:
    """Write a file whole or not at all; raises ProblemsFound where that cannot be done."""
    try:
        handle, name = tempfile.mkstemp(dir=out.parent, prefix=f".{out.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            Path(name).chmod(0o644)
            Path(name).replace(out)
        except OSError:
            with suppress(OSError):
                Path(name).unlink()
            raise
    except OSError as error:
        raise refusal(
            "--out",
            expected=N_("a file that can be written"),
            got=words()(N_("{file}: {reason}"), file=str(out), reason=os_reason(error)),
            remedy=N_("Check the path and the permissions."),
        ) from error

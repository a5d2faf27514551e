"""This module holds `thuocdo import`: files in, whole or not at all."""

from __future__ import annotations

import enum
import getpass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer

from scoring.types import N_
from thuocdo.stored import stored_data
from thuocdo.voice import both, refusal, tell

DataOption = Annotated[
    Path | None, typer.Option("--data", help=both(N_("Data directory (THUOCDO_DATA_DIR).")))
]
FileArgument = Annotated[Path, typer.Argument(help=both(N_("CSV file, UTF-8, with a header.")))]


class Mark(enum.StrEnum):
    """The decimal mark that a file declares."""

    point = "point"
    comma = "comma"


def register(root: typer.Typer) -> None:
    """Add `import` to the command tree."""
    group = typer.Typer(help=both(N_("Bring files in, whole or not at all.")), no_args_is_help=True)
    group.command("units", help=both(N_("Units: unit_code,name,group.")))(units)
    group.command(
        "figures", help=both(N_("Declared figures of a round: unit_code,criterion,input,value."))
    )(figures)
    group.command("benchmark", help=both(N_("A published benchmark such as PAPI.")))(benchmark)
    root.add_typer(group, name="import")


def units(
    *,
    file: FileArgument,
    valid_from: Annotated[
        str, typer.Option("--valid-from", help=both(N_("First day of the new units.")))
    ] = "2025-07-01",
    kind: Annotated[
        str, typer.Option("--kind", help=both(N_("Kind of unit; by default its group.")))
    ] = "",
    data: DataOption = None,
) -> int:
    """Add the units that are not stored yet."""
    from thuocdo.incoming import Incoming, bring_units

    first_day = _day(valid_from)
    with stored_data(data) as database:
        added = bring_units(
            database, Incoming(file, _actor(), _now()), kind=kind, valid_from=first_day
        )
    tell(N_("{count} units added."), count=added)
    return 0


def figures(
    *,
    file: FileArgument,
    round_id: Annotated[
        str | None, typer.Option("--round", help=both(N_("Round; may be left out if only one.")))
    ] = None,
    author: Annotated[
        str, typer.Option("--author", help=both(N_("Who declares these figures.")))
    ] = "",
    source: Annotated[
        str, typer.Option("--source", help=both(N_("Where the figures come from.")))
    ] = "",
    decimal: Annotated[
        Mark | None, typer.Option("--decimal", help=both(N_("Decimal mark used in the file.")))
    ] = None,
    data: DataOption = None,
) -> int:
    """Declare every figure of the file; earlier figures stay in the history."""
    from thuocdo.incoming import Incoming, bring_figures

    incoming = Incoming(file, author or _actor(), _now(), decimal.value if decimal else None)
    with stored_data(data) as database:
        chosen, declared = bring_figures(database, incoming, round_id=round_id, source=source)
    tell(N_("{count} figures declared in round {round}."), count=declared, round=chosen)
    return 0


def benchmark(
    *,
    file: FileArgument,
    source_id: Annotated[
        str, typer.Option("--source-id", help=both(N_("Benchmark; by default the file's name.")))
    ] = "",
    decimal: Annotated[
        Mark, typer.Option("--decimal", help=both(N_("Decimal mark used in the file.")))
    ] = Mark.point,
    data: DataOption = None,
) -> int:
    """Put the file in the place of everything stored for this benchmark."""
    from thuocdo.incoming import Incoming, bring_benchmark

    name = source_id or file.stem
    with stored_data(data) as database:
        rows = bring_benchmark(
            database, Incoming(file, _actor(), _now(), decimal.value), source_id=name
        )
    tell(N_("{count} scores of {source} stored."), count=rows, source=name)
    return 0


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise refusal(
            "--valid-from",
            expected=N_("a day such as 2025-07-01"),
            got=text,
            remedy=N_("Write year, month, day."),
        ) from None


def _now() -> datetime:
    return datetime.now(UTC)


def _actor() -> str:
    try:
        return f"command:{getpass.getuser()}"
    except (OSError, KeyError):
        return "command"

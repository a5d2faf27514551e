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
FileArgument = Annotated[
    Path,
    typer.Argument(help=both(N_("CSV file in UTF-8 or Excel workbook (.xlsx), with a header."))),
]

SimulatedOption = Annotated[
    bool, typer.Option("--simulated", help=both(N_("The data are simulated, and labelled so.")))
]


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
    group.command(
        "register", help=both(N_("One-stop register: dossiers by unit, procedure field and month."))
    )(one_stop_register)
    group.command(
        "margins",
        help=both(N_("Whom units served, for weights: unit_code,margin,category,month,served.")),
    )(margins)
    group.command(
        "hours",
        help=both(N_("Opening hours of service points, or of all points of units: code,hours.")),
    )(hours)
    group.command("points", help=both(N_("Service points: unit_code,name,questionnaire.")))(points)
    group.command(
        "answers", help=both(N_("Answers collected elsewhere, each key once: key,point_code,day."))
    )(answers)
    group.command("lineage", help=both(N_("Units that merged or split: before,after,day,kind.")))(
        lineage
    )
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


def one_stop_register(
    *,
    file: FileArgument,
    simulated: SimulatedOption = False,
    author: Annotated[str, typer.Option("--author", help=both(N_("Who brings the file in.")))] = "",
    decimal: Annotated[
        Mark | None, typer.Option("--decimal", help=both(N_("Decimal mark used in the file.")))
    ] = None,
    data: DataOption = None,
) -> int:
    """Append the counts of the file; they supersede every unit's month that it holds."""
    from thuocdo.arrivals.register import bring_register
    from thuocdo.incoming import Incoming

    incoming = Incoming(file, author or _actor(), _now(), decimal.value if decimal else None)
    with stored_data(data) as database:
        brought = bring_register(database, incoming, simulated=simulated)
    if not brought.rows:
        tell(N_("This very file is the newest of the register already; nothing was added."))
        return 0
    tell(
        N_("{rows} rows of {units} units added, months {first} to {last}."),
        rows=brought.rows,
        units=brought.units,
        first=brought.first_month,
        last=brought.last_month,
    )
    return 0


def margins(
    *,
    file: FileArgument,
    simulated: SimulatedOption = False,
    author: Annotated[str, typer.Option("--author", help=both(N_("Who brings the file in.")))] = "",
    decimal: Annotated[
        Mark | None, typer.Option("--decimal", help=both(N_("Decimal mark used in the file.")))
    ] = None,
    data: DataOption = None,
) -> int:
    """Append the counts; they supersede every unit's month of a margin that the file holds."""
    from thuocdo.arrivals.margins import bring_margins
    from thuocdo.incoming import Incoming

    incoming = Incoming(file, author or _actor(), _now(), decimal.value if decimal else None)
    with stored_data(data) as database:
        brought = bring_margins(database, incoming, simulated=simulated)
    if not brought.rows:
        tell(N_("This very file is the newest of the register already; nothing was added."))
        return 0
    tell(
        N_("{rows} rows of {units} units added, margins: {margins}."),
        rows=brought.rows,
        units=brought.units,
        margins=", ".join(brought.margins),
    )
    return 0


def hours(*, file: FileArgument, data: DataOption = None) -> int:
    """Set the opening hours of the points that the file names, by themselves or by their unit."""
    from thuocdo.arrivals.hours import bring_hours
    from thuocdo.incoming import Incoming

    with stored_data(data) as database:
        points = bring_hours(database, Incoming(file, _actor(), _now()))
    tell(N_("Opening hours of {count} service points set."), count=points)
    return 0


def points(*, file: FileArgument, data: DataOption = None) -> int:
    """Add the service points of the file, and tell the code of each."""
    from thuocdo.arrivals.points import bring_points
    from thuocdo.incoming import Incoming

    with stored_data(data) as database:
        added = bring_points(database, Incoming(file, _actor(), _now()))
    for point in added:
        tell("{value}", value=f"{point.code}\t{point.unit_code}\t{point.name.vi}")
    tell(N_("{count} service points added."), count=len(added))
    return 0


def answers(
    *,
    file: FileArgument,
    collection: Annotated[
        str,
        typer.Option(
            "--collection", help=both(N_("Name of the collection within which keys are unique."))
        ),
    ],
    simulated: SimulatedOption = False,
    data: DataOption = None,
) -> int:
    """Store the answers of the file, marked as imported; what is stored already is passed over."""
    from thuocdo.arrivals.answers import bring_answers
    from thuocdo.incoming import Incoming

    with stored_data(data) as database:
        taken = bring_answers(
            database, Incoming(file, _actor(), _now()), collection=collection, simulated=simulated
        )
    tell(
        N_("{stored} answers stored, {repeated} were stored before."),
        stored=taken.stored,
        repeated=taken.repeated,
    )
    return 0


def lineage(*, file: FileArgument, data: DataOption = None) -> int:
    """Add the steps of the file; a unit merged or renamed away ends on the day before."""
    from thuocdo.arrivals.lineage import bring_lineage
    from thuocdo.incoming import Incoming

    with stored_data(data) as database:
        linked = bring_lineage(database, Incoming(file, _actor(), _now()))
    tell(
        N_("{links} steps of lineage added; {ended} units ended by them."),
        links=linked.links,
        ended=linked.ended,
    )
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

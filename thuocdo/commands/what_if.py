"""This module holds `thuocdo score what-if`: what other figures would bring, from files."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from scoring.types import N_, Problem, ProblemsFound, said
from thuocdo.commands.score import (
    FIGURES,
    UNITS,
    CriteriaOption,
    Mark,
    Name,
    directories,
    understood,
)
from thuocdo.tabular import read_rows
from thuocdo.voice import both

if TYPE_CHECKING:
    from scoring.definitions import CriteriaSet
    from scoring.types import UnitFigures
    from scoring.what_if import Change

_OPTION: Final = "--change"
_FORM: Final = "UNIT:CRITERION:INPUT=VALUE"
_MOST_SHOWN: Final = 80


def register(root: typer.Typer) -> None:
    """Add the command to `score`, which is registered before."""
    found = (one.typer_instance for one in root.registered_groups if one.name == "score")
    group = next(one for one in found if one is not None)
    group.command("what-if", help=both(N_("Tell what other figures would bring; store nothing.")))(
        what_if
    )


def what_if(
    *,
    set_: Annotated[str, typer.Option("--set", help=both(N_("A set's id, or its YAML file.")))],
    figures: Annotated[
        Path, typer.Option(help=both(N_("Declared figures: unit_code,criterion,input,value.")))
    ],
    units: Annotated[Path, typer.Option(help=both(N_("The units: unit_code,name,group.")))],
    change: Annotated[
        list[str],
        typer.Option(
            _OPTION,
            metavar=_FORM,
            help=both(N_("Another value for one figure, empty for none; as often as needed.")),
        ),
    ],
    decimal: Annotated[
        Mark | None, typer.Option(help=both(N_("The decimal mark of the figures.")))
    ] = None,
    criteria_dir: CriteriaOption = None,
) -> int:
    """Print as CSV the units whose place would be another one, the changed ones first."""
    from scoring.definitions import find_set
    from scoring.tables.moves import moves_csv
    from scoring.what_if import basis_of, what_if

    criteria_set = find_set(set_, directories=directories(criteria_dir))
    inputs: dict[Name, bytes] = {
        FIGURES: read_rows(figures, mark=None if decimal is None else decimal.value),
        UNITS: read_rows(units),
    }
    names: dict[Name, str] = {FIGURES: str(figures), UNITS: str(units)}
    everyone, declared = understood(criteria_set, inputs, names=names, decimal=decimal)
    wanted = _changes(change, criteria_set, {unit.code for unit in everyone}, mark=decimal)
    result = what_if(basis_of(criteria_set, everyone, declared), wanted)
    moves = [(one.before, one.after) for one in result.moved]
    sys.stdout.write(moves_csv(moves, changed=result.changed))
    return 0


def _changes(
    typed: Sequence[str],
    criteria_set: CriteriaSet,
    units: Collection[str],
    *,
    mark: Mark | None,
) -> list[Change]:
    """Read every change as a row of figures; the problems of all of them come together."""
    from scoring.tables.figures import COLUMNS, read_figures
    from scoring.what_if import Change

    problems: list[Problem] = []
    rows: list[tuple[str, ...]] = []
    read: Mapping[str, UnitFigures] = {}
    for number, text in enumerate(typed, 1):
        place, equals, value = text.partition("=")
        parts = tuple(place.rsplit(":", 2))  # a unit's code may hold colons: PROVINCE:H19
        if not equals or len(parts) != len(COLUMNS) - 1 or not all(parts):
            problems.append(_misshapen(number, text))
            parts = ("", "", "")
        rows.append((*parts, value.strip()))
    good = [row for row in rows if row[0]]
    try:
        read = read_figures(
            _table([COLUMNS, *good]),
            file=_OPTION,
            criteria_set=criteria_set,
            units=units,
            mark=None if mark is None else mark.value,
        )
    except ProblemsFound as found:
        numbers = [number for number, row in enumerate(rows, 1) if row[0]]
        problems += [_numbered(problem, numbers) for problem in found.problems]
    if problems:
        raise ProblemsFound(problems)
    return [
        Change(unit, criterion, name, read.get(unit, {}).get(criterion, {}).get(name))
        for unit, criterion, name, _ in good
    ]


def _numbered(problem: Problem, numbers: Sequence[int]) -> Problem:
    """Name a change by its place among the options instead of its row, which nobody sees."""
    if problem.line is None:
        return problem
    return replace(problem, line=numbers[problem.line - 2])


def _misshapen(number: int, text: str) -> Problem:
    return Problem(
        "what-if.form",
        _OPTION,
        number,
        "",
        said(N_("“{text}”"), text=_FORM),
        said(N_("“{text}”"), text=text[:_MOST_SHOWN]),
        said(N_("Name the unit, the criterion and the input, and what it would be.")),
    )


def _table(rows: Sequence[Sequence[str]]) -> bytes:
    sheet = io.StringIO(newline="")
    csv.writer(sheet, lineterminator="\n").writerows(rows)
    return sheet.getvalue().encode()

"""This module brings files of units, figures and benchmarks into storage: whole, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from scoring.definitions.criteria_set import CriteriaSet
from scoring.definitions.criteria_sets import criteria_set_from_bytes
from scoring.figures import DecimalMark, Refusal, conflicts, parse_number
from scoring.tables.csv_table import read_table, row_problem
from scoring.tables.figures import read_figures
from scoring.tables.units import read_units
from scoring.types import N_, Problem, ProblemsFound, said
from storage.audit import Audit
from storage.benchmarks import Benchmarks
from storage.database import Database
from storage.faults import RoundClosed
from storage.figures import Figures
from storage.records import OPEN, BenchmarkRow, NewFigure, Round, UnitRecord
from storage.rounds import Rounds
from storage.units import Units
from thuocdo.tabular import bounded, read_rows
from thuocdo.voice import refusal, words

BENCHMARK_COLUMNS = (
    "year",
    "province",
    "dimension_code",
    "dimension",
    "subdimension_code",
    "subdimension",
    "score",
)
_FIRST_YEAR, _LAST_YEAR = 1990, 2100


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file on its way in: who brings it and when; `mark` is its declared decimal mark."""

    file: Path
    actor: str
    at: datetime
    mark: DecimalMark | None = None

    def record(self, database: Database, action: str, *, subject: str, rows: int) -> None:
        """Note in the audit log what came in."""
        details = {"file": self.file.name, "rows": rows}
        Audit(database).record(self.actor, action, subject, at=self.at, details=details)


def bring_units(database: Database, incoming: Incoming, *, kind: str, valid_from: date) -> int:
    """Add the units of a UNITS.csv that are not stored yet; return how many.

    A unit stored with another name or group is a problem, for history would change silently.
    Raises ProblemsFound.
    """
    units = read_units(read_rows(incoming.file), file=str(incoming.file))
    stored = {unit.code: unit for unit in Units(database).all()}
    changed = [
        _stored_otherwise(incoming.file, unit.code, was=stored[unit.code])
        for unit in units
        if unit.code in stored
        and (stored[unit.code].name, stored[unit.code].group) != (unit.name, unit.group)
    ]
    if changed:
        raise ProblemsFound(changed)
    new = [
        UnitRecord(
            unit.code,
            unit.name,
            unit.kind or kind or unit.group.lower(),
            unit.group,
            valid_from,
        )
        for unit in units
        if unit.code not in stored
    ]
    with database.write():
        Units(database).add_many(new)
        incoming.record(database, "import.units", subject="", rows=len(new))
    return len(new)


def bring_figures(
    database: Database, incoming: Incoming, *, round_id: str | None, source: str
) -> tuple[str, int]:
    """Declare the figures of a FIGURES.csv in a round; return the round's id and how many.

    Without `round_id` there must be exactly one round. Raises ProblemsFound, and
    ``storage.faults.RoundClosed`` where the round is no longer open.
    """
    chosen = chosen_round(Rounds(database).all(), round_id)
    refuse_closed(chosen)
    criteria_set = criteria_set_from_bytes(chosen.set_content, file=chosen.set_id)
    figures = read_figures(
        read_rows(incoming.file, mark=incoming.mark),
        file=str(incoming.file),
        criteria_set=criteria_set,
        units=[unit.code for unit in Units(database).in_group(chosen.group)],
        mark=incoming.mark,
    )
    new = [
        NewFigure(
            round_id=chosen.id,
            unit_code=unit_code,
            criterion=criterion,
            input=name,
            value=value,
            step="declared",
            author=incoming.actor,
            recorded_at=incoming.at,
            source=source or incoming.file.name,
            origin="imported",
        )
        for unit_code, criteria in figures.items()
        for criterion, inputs in criteria.items()
        for name, value in inputs.items()
    ]
    with database.write():
        Figures(database).declare(*new)
        refuse_contradictions(database, chosen.id, criteria_set)
        incoming.record(database, "import.figures", subject=chosen.id, rows=len(new))
    return chosen.id, len(new)


def refuse_closed(round_: Round) -> None:
    """Say before any work that a round takes no figures; storage says it again when they come.

    Raises ``storage.faults.RoundClosed``.
    """
    if round_.stage != OPEN:
        raise RoundClosed(round_.id, round_.stage)


def refuse_contradictions(database: Database, round_id: str, criteria_set: CriteriaSet) -> None:
    """Undo the writing under way where an area would have points of its own and figures below it.

    Raises ProblemsFound.
    """
    standing = Figures(database).effective(round_id)
    problems = [
        problem
        for unit_code in standing
        for problem in conflicts(criteria_set, unit_code, standing)
    ]
    if problems:
        raise ProblemsFound(problems)


def bring_benchmark(database: Database, incoming: Incoming, *, source_id: str) -> int:
    """Put a benchmark file in the place of all rows of its source; return how many rows it has.

    Raises ProblemsFound.
    """
    table = read_table(
        read_rows(incoming.file, mark=incoming.mark),
        file=str(incoming.file),
        columns=BENCHMARK_COLUMNS,
    )
    problems = list(table.problems)
    rows: list[BenchmarkRow] = []
    first: dict[tuple[str, ...], int] = {}
    for line, cells in table.rows_until(problems):
        found = list(_benchmark_problems(incoming, line, cells=cells))
        key = (*cells[:3], cells[4])
        if key in first:
            found.append(_row_twice(incoming.file, line, first=first[key]))
        first.setdefault(key, line)
        problems += found
        if not found:
            rows.append(_benchmark_row(incoming, cells))
    if problems:
        raise ProblemsFound(bounded(problems))
    with database.write():
        Benchmarks(database).replace(source_id, rows)
        incoming.record(database, "import.benchmark", subject=source_id, rows=len(rows))
    return len(rows)


def _benchmark_problems(
    incoming: Incoming, line: int, *, cells: tuple[str, ...]
) -> Iterator[Problem]:
    year, province, dimension, *_, score = cells
    file = str(incoming.file)
    if not (year.isascii() and year.isdigit() and _FIRST_YEAR <= int(year) <= _LAST_YEAR):
        yield row_problem(
            "benchmark.year",
            file,
            line,
            place="year",
            expected=said(N_("a year from 1990 to 2100")),
            got=said(N_("“{text}”"), text=year),
            remedy=said(N_("Correct the year.")),
        )
    for place, value in (("province", province), ("dimension_code", dimension)):
        if not value:
            yield row_problem(
                "benchmark.empty",
                file,
                line,
                place=place,
                expected=said(N_("a value")),
                got=said(N_("nothing")),
                remedy=said(N_("Fill in the value.")),
            )
    number = parse_number(score, mark=incoming.mark) if score else None
    if isinstance(number, Refusal):
        yield row_problem(
            number.code,
            file,
            line,
            place="score",
            expected=number.expected,
            got=number.got,
            remedy=number.remedy,
        )


def _benchmark_row(incoming: Incoming, cells: tuple[str, ...]) -> BenchmarkRow:
    year, province, dimension_code, dimension, subdimension_code, subdimension, score = cells
    number = parse_number(score, mark=incoming.mark) if score else None
    return BenchmarkRow(
        year=int(year),
        entity=province,
        dimension_code=dimension_code,
        dimension=dimension,
        subdimension_code=subdimension_code,
        subdimension=subdimension,
        score=number if isinstance(number, Decimal) else None,
    )


def chosen_round(rounds: tuple[Round, ...], round_id: str | None) -> Round:
    """Choose a round by its id, or the only one; raises ProblemsFound."""
    chosen = [one for one in rounds if round_id in (None, one.id)]
    if len(chosen) == 1:
        return chosen[0]
    known = ", ".join(one.id for one in rounds) or "∅"
    raise refusal(
        "--round",
        expected=N_("the id of one stored round"),
        got=round_id or words()(N_("{count} rounds"), count=len(rounds)),
        remedy=said(N_("Name one of the stored rounds: {rounds}."), rounds=known),
    )


def _stored_otherwise(file: Path, code: str, *, was: UnitRecord) -> Problem:
    return row_problem(
        "units.changed",
        str(file),
        None,
        place=code,
        expected=said(N_("“{name}” in group {group}, as stored"), name=was.name, group=was.group),
        got=said(N_("another name or group")),
        remedy=said(N_("Correct the file, or give the new unit a code of its own.")),
    )


def _row_twice(file: Path, line: int, *, first: int) -> Problem:
    return row_problem(
        "benchmark.twice",
        str(file),
        line,
        expected=said(N_("each score once")),
        got=said(N_("the same row again (first on line {first})"), first=first),
        remedy=said(N_("Delete one of the two.")),
    )

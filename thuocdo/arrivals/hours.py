"""This module brings in opening hours of service points, one by one or unit by unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from scoring.tables.csv_table import read_table, row_problem
from scoring.types import N_, Problem, ProblemsFound, said
from storage.database import Database
from storage.kiosks import Kiosks
from storage.opening_hours import OpeningHours, UnreadableHours, read_hours
from storage.service_points import ServicePoints
from thuocdo.incoming import Incoming
from thuocdo.tabular import bounded, read_rows

COLUMNS = ("code", "hours")
ANY_TIME = "-"


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of the file: its service points, whether it names a whole unit, the week."""

    points: tuple[str, ...]
    of_unit: bool
    hours: OpeningHours | None


def bring_hours(database: Database, incoming: Incoming) -> int:
    """Set the hours of every service point that the file names, by itself or by its unit; count.

    A line for a point comes before one for its unit. Raises ProblemsFound, with nothing stored,
    with every problem of the file.
    """
    by_unit: dict[str, list[str]] = {}
    for point in ServicePoints(database).all():
        by_unit.setdefault(point.unit_code, []).append(point.code)
    rows = _read(incoming.file, by_unit)
    weeks: dict[str, OpeningHours | None] = {}
    for row in sorted(rows, key=lambda one: not one.of_unit):
        weeks |= dict.fromkeys(row.points, row.hours)
    with database.write():
        for code, week in weeks.items():
            Kiosks(database).set_hours(code, week)
        incoming.record(database, "import.hours", subject=incoming.file.name, rows=len(rows))
    return len(weeks)


def _read(path: Path, by_unit: Mapping[str, list[str]]) -> list[_Row]:
    points = {code for codes in by_unit.values() for code in codes}
    table = read_table(read_rows(path), file=str(path), columns=COLUMNS, only_known=True)
    problems = list(table.problems)
    rows = []
    first: dict[str, int] = {}
    for line, (code, typed) in table.rows_until(problems):
        found = tuple(by_unit.get(code, (code,) if code in points else ()))
        if not found:
            problems.append(_no_code(path, line, code))
        elif code in first:
            problems.append(_twice(path, line, first[code]))
        first.setdefault(code, line)
        try:
            week = None if typed == ANY_TIME else read_hours(typed)
        except UnreadableHours as unreadable:
            problems.append(_no_hours(path, line, unreadable.part or typed))
            continue
        rows.append(_Row(found, code in by_unit, week))
    if problems:
        raise ProblemsFound(bounded(tuple(problems)))
    return rows


def _no_code(path: Path, line: int, got: str) -> Problem:
    return row_problem(
        "hours.code",
        str(path),
        line,
        place="code",
        expected=said(N_("the code of a service point, or of a unit that has one")),
        got=said(N_("“{text}”"), text=got[:60]),
        remedy=said(N_("Correct the value.")),
    )


def _twice(path: Path, line: int, first: int) -> Problem:
    return row_problem(
        "hours.twice",
        str(path),
        line,
        place="code",
        expected=said(N_("each code once")),
        got=said(N_("the same row again (first on line {first})"), first=first),
        remedy=said(N_("Delete one of the two.")),
    )


def _no_hours(path: Path, line: int, got: str) -> Problem:
    return row_problem(
        "hours.hours",
        str(path),
        line,
        place="hours",
        expected=said(N_("days and hours such as “1-5 07:30-11:30 13:30-17:00; 6 07:30-11:30”")),
        got=said(N_("“{text}”"), text=got[:60]),
        remedy=said(N_("Write days as 1 (Monday) to 7, hours in order, parts divided by “;”.")),
    )

"""This module reads estimates of units (`unit,estimate,se`) and writes their rank intervals."""

import csv
import io
import re
from dataclasses import dataclass
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from scoring.tables.cells import harmless
from scoring.tables.csv_table import read_table, row_problem
from scoring.types import N_, Problem, ProblemsFound, said

COLUMNS = ("unit", "estimate", "se")
INTERVALS = (*COLUMNS, "rank", "rank_low", "rank_high")

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)


@dataclass(frozen=True, slots=True, eq=False)
class Estimates:
    """The rows as they were written, and their numbers."""

    rows: tuple[tuple[str, str, str], ...]
    estimates: NDArray[np.float64]
    standard_errors: NDArray[np.float64]


def read_estimates(raw: bytes, *, file: str) -> Estimates:
    """Read the units to be ranked, each once; raises ProblemsFound with every problem.

    Numbers have a decimal point and no grouping; a standard error is 0 or more.
    """
    table = read_table(raw, file=file, columns=COLUMNS)
    problems: list[Problem] = list(table.problems)
    first: dict[str, int] = {}
    for line, (unit, estimate, error) in table.rows_until(problems):
        problems += _unit_problems(file, line, unit=unit, first=first)
        first.setdefault(unit, line)
        for column, text in (("estimate", estimate), ("se", error)):
            problems += _number_problems(file, line, column=column, text=text)
    if not table.rows and not problems:
        problems.append(
            row_problem(
                "units.none",
                file,
                2,
                expected=said(N_("at least one unit")),
                got=said(N_("only the header")),
                remedy=said(N_("Add the units to be ranked.")),
            )
        )
    if problems:
        raise ProblemsFound(problems)
    rows = tuple((unit, estimate, error) for _, (unit, estimate, error) in table.rows)
    return Estimates(
        rows,
        np.array([float(estimate) for _, estimate, _ in rows]),
        np.array([float(error) for _, _, error in rows]),
    )


def intervals_csv(
    given: Estimates, *, rank: NDArray[np.int64], low: NDArray[np.int64], high: NDArray[np.int64]
) -> str:
    """Write the units in the order in which they came, their numbers as they were written."""
    sheet = io.StringIO(newline="")
    writer = csv.writer(sheet, lineterminator="\n")
    writer.writerow(INTERVALS)
    for row, *places in zip(given.rows, rank, low, high, strict=True):
        writer.writerow([harmless(row[0]), *row[1:], *(str(int(place)) for place in places)])
    return sheet.getvalue()


def _unit_problems(file: str, line: int, *, unit: str, first: dict[str, int]) -> list[Problem]:
    if not unit:
        return [
            row_problem(
                "units.empty",
                file,
                line,
                expected=said(N_("a value in “{column}”"), column="unit"),
                got=said(N_("nothing")),
                remedy=said(N_("Fill in the value.")),
            )
        ]
    if unit in first:
        return [
            row_problem(
                "units.twice",
                file,
                line,
                expected=said(N_("each unit once")),
                got=said(N_("“{key}” again (first on line {first})"), key=unit, first=first[unit]),
                remedy=said(N_("Delete one of the two.")),
            )
        ]
    return []


def _number_problems(file: str, line: int, *, column: str, text: str) -> list[Problem]:
    if _NUMBER.fullmatch(text) and isfinite(float(text)):
        if column == "estimate" or float(text) >= 0:
            return []
        expected, remedy = N_("a standard error of 0 or more"), N_("Correct the value.")
    else:
        expected = N_("a number with a decimal point, such as 71.25")
        remedy = N_("Correct the value; leave a unit without an estimate out of the file.")
    return [
        row_problem(
            "league.number",
            file,
            line,
            expected=said(expected),
            got=said(N_("“{text}”"), text=text) if text else said(N_("nothing")),
            remedy=said(remedy),
            place=column,
        )
    ]

"""This module reads UNITS.csv: `unit_code,name,group` and, if it has one, the column `kind`."""

from scoring.tables.csv_table import read_table, row_problem
from scoring.types import N_, Problem, ProblemsFound, Unit, said

COLUMNS = ("unit_code", "name", "group")


def read_units(raw: bytes, *, file: str) -> tuple[Unit, ...]:
    """Read the units to be scored; raises ProblemsFound with every problem in the file."""
    table = read_table(raw, file=file, columns=COLUMNS, optional=("kind",))
    problems: list[Problem] = list(table.problems)
    first: dict[str, int] = {}
    units: list[Unit] = []
    for line, (code, name, group, kind) in table.rows_until(problems):
        for column, value in (("unit_code", code), ("group", group)):
            if not value:
                problems.append(
                    row_problem(
                        "units.empty",
                        file,
                        line,
                        expected=said(N_("a value in “{column}”"), column=column),
                        got=said(N_("nothing")),
                        remedy=said(N_("Fill in the value.")),
                    )
                )
        if code and code in first:
            problems.append(
                row_problem(
                    "units.twice",
                    file,
                    line,
                    expected=said(N_("each unit once")),
                    got=said(
                        N_("“{key}” again (first on line {first})"), key=code, first=first[code]
                    ),
                    remedy=said(N_("Delete one of the two.")),
                )
            )
        first.setdefault(code, line)
        units.append(Unit(code, name, group, kind))
    if not table.rows and not problems:
        problems.append(
            row_problem(
                "units.none",
                file,
                2,
                expected=said(N_("at least one unit")),
                got=said(N_("only the header")),
                remedy=said(N_("Add the units to be scored.")),
            )
        )
    if problems:
        raise ProblemsFound(problems)
    return tuple(units)

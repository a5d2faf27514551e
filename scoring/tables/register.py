"""This module reads a one-stop register: `unit_code,field,month` and what is counted there."""

import re
from collections.abc import Collection, Iterator

from scoring.definitions.register import MEASURES, NEEDED, PARTS, RegisterCounts
from scoring.figures import DecimalMark, Refusal, parse_number
from scoring.tables.csv_table import read_table, row_problem
from scoring.types import N_, Problem, ProblemsFound, Sentence, said

COLUMNS = ("unit_code", "field", "month", *NEEDED)
OPTIONAL = tuple(name for name in MEASURES if name not in NEEDED)
LONGEST_FIELD = 200
_MEASURES = (*NEEDED, *OPTIONAL)
_MONTHS = (
    re.compile(r"(?P<year>20[0-9]{2})-(?P<month>0[1-9]|1[0-2])(-01)?\Z"),
    re.compile(r"(?P<month>0?[1-9]|1[0-2])/(?P<year>20[0-9]{2})\Z"),
)


def read_register(
    raw: bytes, *, file: str, units: Collection[str], mark: DecimalMark | None = None
) -> tuple[RegisterCounts, ...]:
    """Read the counts of units by procedure field and month (2026-10, 10/2026, or its first day).

    An empty cell is a measure that is not counted, 0 is none. Raises ProblemsFound with every
    problem in the file: unknown units and columns, numbers that are not whole, parts larger than
    their whole, rows that stand twice.
    """
    table = read_table(raw, file=file, columns=COLUMNS, optional=OPTIONAL, only_known=True)
    problems = list(table.problems)
    known = frozenset(units)
    first: dict[tuple[str, str, str], int] = {}
    rows: list[RegisterCounts] = []
    for line, cells in table.rows_until(problems):
        reading = _Row(file, line, mark)
        counts = reading.take(cells, known)
        key = (counts.unit_code, counts.field, counts.month)
        if counts.month and key in first:
            reading.refuse("", Refusal("register.twice", _TWICE, _again(first[key]), _DELETE))
        first.setdefault(key, line)
        problems += reading.problems
        rows.append(counts)
    if not table.rows and not problems:
        problems.append(row_problem("register.none", file, 2, expected=said(
            N_("at least one row of counts")), got=said(N_("only the header")),
            remedy=said(N_("Export the register again."))))  # fmt: skip
    if problems:
        raise ProblemsFound(problems)
    return tuple(rows)


class _Row:
    """Reads one row and collects what is wrong with its cells."""

    def __init__(self, file: str, line: int, mark: DecimalMark | None) -> None:
        self.file = file
        self.line = line
        self.mark = mark
        self.problems: list[Problem] = []

    def take(self, cells: tuple[str, ...], units: Collection[str]) -> RegisterCounts:
        unit_code, field, typed = cells[:3]
        if unit_code not in units:
            self.refuse(
                "unit_code",
                Refusal(
                    "register.unit",
                    said(N_("the code of a stored unit")),
                    said(N_("“{text}”"), text=unit_code[:60]),
                    said(N_("Correct the code, or bring the unit in with “thuocdo import units”.")),
                ),
            )
        if not field or len(field) > LONGEST_FIELD:
            self.refuse(
                "field",
                Refusal(
                    "register.field",
                    said(
                        N_("the name of a procedure field, at most {most} letters"),
                        most=LONGEST_FIELD,
                    ),
                    said(N_("“{text}”"), text=field[:60]),
                    said(N_("Fill in the value.")),
                ),
            )
        month = month_of(typed)
        if month is None:
            self.refuse(
                "month",
                Refusal(
                    "register.month",
                    said(N_("a month such as 2026-10 or 10/2026")),
                    said(N_("“{text}”"), text=typed[:60]),
                    said(N_("Write year and month.")),
                ),
            )
        counts = {
            name: self._count(name, text) for name, text in zip(_MEASURES, cells[3:], strict=True)
        }
        for name in NEEDED:
            if not cells[3 + _MEASURES.index(name)]:
                self.refuse(
                    name,
                    Refusal(
                        "register.empty",
                        said(N_("a whole number")),
                        said(N_("nothing")),
                        said(N_("Write 0 where there was none.")),
                    ),
                )
        self.problems += self._parts(counts)
        return RegisterCounts(unit_code, field, month or "", counts)

    def _count(self, name: str, text: str) -> int | None:
        if not text:
            return None
        number = parse_number(text, mark=self.mark)
        if isinstance(number, Refusal):
            self.refuse(name, number)
            return None
        if number < 0 or number != number.to_integral_value():
            self.refuse(
                name,
                Refusal(
                    "register.whole",
                    said(N_("a whole number from 0")),
                    said(N_("“{text}”"), text=text[:60]),
                    said(N_("Correct the figure.")),
                ),
            )
            return None
        return int(number)

    def _parts(self, counts: dict[str, int | None]) -> Iterator[Problem]:
        for part, whole in PARTS.items():
            one, all_ = counts[part], counts[whole]
            if one is not None and all_ is not None and one > all_:
                yield row_problem(
                    "register.part",
                    self.file,
                    self.line,
                    place=part,
                    expected=said(
                        N_("at most {most}, as {whole}"), most=all_, whole=MEASURES[whole]
                    ),
                    got=said(N_("{count}"), count=one),
                    remedy=said(N_("Correct one of the two numbers.")),
                )

    def refuse(self, place: str, refusal: Refusal) -> None:
        self.problems.append(
            row_problem(
                refusal.code,
                self.file,
                self.line,
                place=place,
                expected=refusal.expected,
                got=refusal.got,
                remedy=refusal.remedy,
            )
        )


_TWICE = said(N_("each unit, field and month once"))
_DELETE = said(N_("Delete one of the two."))


def _again(first: int) -> Sentence:
    return said(N_("the same row again (first on line {first})"), first=first)


def month_of(text: str) -> str | None:
    """Read a month as 2026-10, 10/2026 or its first day; None for anything else."""
    for pattern in _MONTHS:
        found = pattern.match(text)
        if found:
            return f"{found['year']}-{int(found['month']):02}"
    return None

"""This module reads FIGURES.csv: `unit_code,criterion,input,value`."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from scoring.definitions.criteria_set import Area, CriteriaSet, Criterion
from scoring.figures import DecimalMark, Refusal, conflicts, inputs_of, read_value
from scoring.rule import Input
from scoring.tables.csv_table import read_table, row_problem
from scoring.types import N_, Figure, Problem, ProblemsFound, UnitFigures, said

COLUMNS = ("unit_code", "criterion", "input", "value")

Figures = dict[str, dict[str, dict[str, Figure]]]


def read_figures(
    raw: bytes,
    *,
    file: str,
    criteria_set: CriteriaSet,
    units: Collection[str] | None,
    mark: DecimalMark | None = None,
) -> Mapping[str, UnitFigures]:
    """Read declared figures by unit, criterion and input; an empty value is an absent figure.

    ``units`` are the codes that may be named (None: any). ``mark`` is the declared decimal mark;
    without it numbers that could be read in two ways are refused. Raises ProblemsFound with
    every problem in the file.
    """
    table = read_table(raw, file=file, columns=COLUMNS)
    reader = _Reader(
        file, criteria_set, units=None if units is None else frozenset(units), mark=mark
    )
    for line, row in table.rows_until(reader.problems):
        reader.take(line, row)
    problems = [*table.problems, *reader.problems]
    for unit_code in reader.figures:
        for problem in conflicts(criteria_set, unit_code, reader.figures):
            line = reader.area_lines[unit_code, problem.place]
            place = f"{unit_code} › {problem.place}"
            problems.append(replace(problem, file=file, line=line, place=place))
    problems += reader.refused_together()
    if problems:
        raise ProblemsFound(problems)
    return reader.figures


class _Reader:
    """Takes rows one by one and remembers figures, lines and problems."""

    def __init__(
        self,
        file: str,
        criteria_set: CriteriaSet,
        *,
        units: frozenset[str] | None,
        mark: DecimalMark | None,
    ) -> None:
        self.file = file
        self.units = units
        self.mark = mark
        parts: list[Area | Criterion] = [*criteria_set.areas, *criteria_set.criteria()]
        self.parts: dict[str, tuple[Area | Criterion, Mapping[str, Input]]] = {
            part.code: (part, inputs_of(part)) for part in parts
        }
        self.areas = {area.code for area in criteria_set.areas}
        self.figures: Figures = {}
        self.area_lines: dict[tuple[str, str], int] = {}
        self.first: dict[tuple[str, str, str], int] = {}
        self.problems: list[Problem] = []

    def take(self, line: int, row: tuple[str, ...]) -> None:
        """Take one row: `unit_code`, `criterion`, `input`, `value`."""
        unit_code, code, name, text = row
        known = True
        if self.units is not None and unit_code not in self.units:
            known = False
            self._refuse(
                line,
                code,
                Refusal(
                    "figures.unknown-unit",
                    said(N_("a unit of the file of units")),
                    said(N_("“{text}”"), text=unit_code),
                    said(N_("Correct the code, or add the unit to the file of units.")),
                ),
            )
        if code not in self.parts:
            self._refuse(
                line,
                code,
                Refusal(
                    "figures.unknown-criterion",
                    said(N_("a criterion or an area of the set")),
                    said(N_("“{text}”"), text=code),
                    said(N_("“thuocdo criteria show” lists the codes of a set.")),
                ),
            )
            return
        part, inputs = self.parts[code]
        key = (unit_code, code, name)
        if key in self.first:
            self._refuse(line, code, _twice(name, first=self.first[key]))
            return
        self.first[key] = line
        if not text and name in inputs:
            return
        value = read_value(part, inputs, name=name, text=text, mark=self.mark)
        if isinstance(value, Refusal):
            self._refuse(line, code, value)
        elif known:
            self.figures.setdefault(unit_code, {}).setdefault(code, {})[name] = value
            if code in self.areas:
                self.area_lines.setdefault((unit_code, code), line)

    def refused_together(self) -> Iterator[Problem]:
        """Find figures that are right each for itself and wrong together, as their set has it."""
        for unit_code, criteria in self.figures.items():
            for code, figures in criteria.items():
                part = self.parts[code][0]
                flaw = None if isinstance(part, Area) else part.scoring_rule.refusal(figures)
                if flaw is not None:
                    yield row_problem(
                        flaw.code,
                        self.file,
                        self.first[unit_code, code, str(flaw.path[0])],
                        expected=flaw.expected,
                        got=flaw.got,
                        remedy=flaw.remedy,
                        place=f"{unit_code} › {code}",
                    )

    def _refuse(self, line: int, place: str, refusal: Refusal) -> None:
        self.problems.append(
            row_problem(
                refusal.code,
                self.file,
                line,
                expected=refusal.expected,
                got=refusal.got,
                remedy=refusal.remedy,
                place=place,
            )
        )


def _twice(name: str, *, first: int) -> Refusal:
    return Refusal(
        "figures.twice",
        said(N_("each input of a criterion once for a unit")),
        said(N_("“{key}” again (first on line {first})"), key=name, first=first),
        said(N_("Delete one of the two.")),
    )

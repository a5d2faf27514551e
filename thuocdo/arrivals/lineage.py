"""This module brings in lineage: which unit became (part of) which, and when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from scoring.tables.csv_table import read_table, row_problem
from scoring.types import N_, Problem, ProblemsFound, Sentence, said
from storage.database import Database
from storage.records import UnitLink, UnitRecord
from storage.units import Units
from thuocdo.incoming import Incoming
from thuocdo.tabular import bounded, read_rows

COLUMNS: Final = ("before", "after", "day", "kind")
KINDS: Final = ("merged", "split", "renamed")
_Cells = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Linked:
    """What a file of lineage did."""

    links: int
    ended: int


def bring_lineage(database: Database, incoming: Incoming) -> Linked:
    """Add the steps of lineage that are not stored yet; a unit merged or renamed away ends.

    Its last day is the one before the step, where it has none yet and is not among the units after
    it. Raises ProblemsFound with every problem of the file.
    """
    file = str(incoming.file)
    table = read_table(
        read_rows(incoming.file, mark=incoming.mark), file=file, columns=COLUMNS, only_known=True
    )
    units = {unit.code: unit for unit in Units(database).all()}
    problems = list(table.problems)
    first: dict[_Cells, int] = {}
    for line, cells in table.rows_until(problems):
        problems += _problems(file, line, cells=cells, units=units)
        if cells[:3] in first:
            problems.append(_twice(file, line, first=first[cells[:3]]))
        first.setdefault(cells[:3], line)
    if not table.rows and not problems:
        problems.append(_none(file))
    if problems:
        raise ProblemsFound(bounded(problems))
    links = [UnitLink(cells[0], cells[1], date.fromisoformat(cells[2]), cells[3])
             for _, cells in table.rows]  # fmt: skip
    return _store(database, incoming, links, units=units)


def _store(
    database: Database,
    incoming: Incoming,
    links: list[UnitLink],
    *,
    units: Mapping[str, UnitRecord],
) -> Linked:
    repository = Units(database)
    known = {
        (link.before, link.after, link.day) for code in units for link in repository.lineage(code)
    }
    new = [link for link in links if (link.before, link.after, link.day) not in known]
    goes_on = {link.after for link in links}
    ending = {
        link.before: link.day - timedelta(days=1)
        for link in new
        if link.kind != "split"
        and link.before not in goes_on
        and units[link.before].valid_to is None
    }
    with database.write():
        repository.link_many(new)
        for code, last in sorted(ending.items()):
            repository.end(code, last)
        incoming.record(database, "import.lineage", subject="", rows=len(new))
    return Linked(len(new), len(ending))


def _problems(
    file: str, line: int, *, cells: _Cells, units: Mapping[str, UnitRecord]
) -> Iterator[Problem]:
    before, after, day, kind = cells
    for place, code in (("before", before), ("after", after)):
        if code not in units:
            yield _wrong(
                file,
                line,
                place=place,
                text=code,
                expected=said(N_("the code of a stored unit")),
                remedy=said(
                    N_("Correct the code, or bring the unit in with “thuocdo import units”.")
                ),
            )
    if before == after:
        yield _wrong(
            file,
            line,
            place="after",
            text=after,
            expected=said(N_("another unit than before")),
            remedy=said(N_("Delete the row: a unit that goes on needs no step.")),
        )
    if kind not in KINDS:
        yield _wrong(
            file,
            line,
            place="kind",
            text=kind,
            expected=said(N_("one of the options {options}"), options=", ".join(KINDS)),
            remedy=said(N_("Choose one of these.")),
        )
    when = _day(day)
    if when is None:
        yield _wrong(
            file,
            line,
            place="day",
            text=day,
            expected=said(N_("a day such as 2025-07-01")),
            remedy=said(N_("Write year, month, day.")),
        )
    elif before in units and units[before].valid_from >= when:
        yield _wrong(
            file,
            line,
            place="day",
            text=day,
            expected=said(N_("a day after the first day of the unit before")),
            remedy=said(N_("Correct the day, or the first day of the unit.")),
        )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _wrong(
    file: str, line: int, *, place: str, text: str, expected: Sentence, remedy: Sentence
) -> Problem:
    return row_problem(
        f"lineage.{place}",
        file,
        line,
        place=place,
        expected=expected,
        got=said(N_("“{text}”"), text=text[:60]),
        remedy=remedy,
    )


def _twice(file: str, line: int, *, first: int) -> Problem:
    return row_problem(
        "lineage.twice",
        file,
        line,
        expected=said(N_("each step once")),
        got=said(N_("the same row again (first on line {first})"), first=first),
        remedy=said(N_("Delete one of the two.")),
    )


def _none(file: str) -> Problem:
    return row_problem(
        "lineage.none",
        file,
        2,
        expected=said(N_("at least one step of lineage")),
        got=said(N_("only the header")),
        remedy=said(N_("Add the units that merged or split.")),
    )

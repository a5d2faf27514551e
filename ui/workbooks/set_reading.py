"""This module finds the tables of a criteria set in a workbook, by the names in their small row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import reduce
from typing import Final

from scoring.definitions.criteria_set import CriteriaSet
from scoring.definitions.set_columns import tree_layout, whole_layout
from scoring.definitions.set_ids import TakenId
from scoring.definitions.set_read import set_of_sheets
from scoring.definitions.set_sheets import (
    ENTRIES,
    FIELD,
    KEY,
    OF,
    PARENT,
    TREE,
    VALUE,
    WHOLE,
    PlacedRow,
    PlacedSheets,
    PlacedTable,
)
from scoring.types import N_, Problem, ProblemsFound, Sentence, said
from ui.words import DEFAULT_LANGUAGE, translator
from ui.workbooks.reading import Sheet, SheetRow, read_workbook
from ui.workbooks.set_words import MEANINGS, SHEETS

_LAST_HEADING_ROW: Final = 12
_CHOICES: Final = ("expected", "expected_tags")


def read_set_workbook(
    raw: bytes, *, file: str, taken: Mapping[str, TakenId] | None = None
) -> CriteriaSet:
    """Read a criteria set from an .xlsx file; raises ProblemsFound with every problem in it.

    ``taken`` names the ids that the set may not have with content of its own.
    """
    finder = _Finder(file)
    for sheet in read_workbook(raw, file=file):
        finder.look_at(sheet)
    for name in (WHOLE, TREE):
        if name not in finder.tables:
            finder.absent(name)
    if not {WHOLE, TREE} <= finder.tables.keys() or finder.lacks:
        raise ProblemsFound(finder.problems)
    try:
        found = set_of_sheets(PlacedSheets(file, finder.tables), taken)
    except ProblemsFound as problems:
        named = map(_with_meanings, problems.problems)
        raise ProblemsFound([*finder.problems, *named]) from problems
    if finder.problems:
        raise ProblemsFound(finder.problems)
    return found


def _with_meanings(problem: Problem) -> Problem:
    """Name the choices that a cell offers as its list names them: the word and what it means."""
    values = problem.expected.values
    offered = next((values[name] for name in _CHOICES if name in values), None)
    if not isinstance(offered, str):
        return problem
    named = [_choice(one.strip(" '")) for one in offered.split(",")]
    listed = reduce(lambda one, two: said(N_("{one}; {two}"), one=one, two=two), named)
    expected = said(N_("one of the choices that the cell's list offers: {choices}"), choices=listed)
    return replace(problem, expected=expected)


def _choice(value: str) -> Sentence:
    meaning = MEANINGS.get(value)
    if meaning is None:
        return said(N_("{value}"), value=value)
    return said(N_("{value} ({meaning})"), value=value, meaning=said(meaning))


# Without these a sheet says nothing: one clear word is better than a complaint for each row.
_NEEDED: Final = {WHOLE: (KEY, VALUE), TREE: (PARENT, "code", "max_points", "rule.type")}


def _known_columns() -> dict[str, frozenset[str]]:
    tree, whole = tree_layout(), whole_layout()
    levels = {column.path for one in tree.entries for column in one.columns}
    return {
        WHOLE: frozenset({KEY, VALUE}),
        TREE: frozenset({PARENT, *(one.path for one in tree.columns)}),
        ENTRIES: frozenset({OF, FIELD, *levels}),
        **{one.path: frozenset(column.path for column in one.columns) for one in whole.entries},
    }


class _Finder:
    """Finds the tables, and what is wrong with their headings."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.known = _known_columns()
        self.tables: dict[str, PlacedTable] = {}
        self.problems: list[Problem] = []
        self.lacks = False

    def look_at(self, sheet: Sheet) -> None:
        for place, row in enumerate(sheet.rows):
            if row.number > _LAST_HEADING_ROW:
                return
            name = _marker(row)
            if name in self.known:
                self._take(sheet, place, name)
                return

    def _take(self, sheet: Sheet, place: int, name: str) -> None:
        row = sheet.rows[place]
        if name in self.tables:
            self._wrong(
                sheet.name,
                row.number,
                column="A",
                expected=said(N_("each table once")),
                got=said(N_("“{text}”"), text=f"#{name}"),
                remedy=said(N_("Delete one of the two sheets.")),
            )
            return
        above = sheet.rows[place - 1] if place else None
        columns: dict[str, tuple[str, str]] = {}
        places: dict[int, str] = {}
        for at, cell in row.cells.items():
            technical = str(cell.value or "").strip()
            if technical.startswith("#") or not technical:
                continue
            if technical not in self.known[name] or technical in columns:
                self._wrong(
                    sheet.name,
                    row.number,
                    column=cell.column,
                    expected=said(N_("a technical name as in the exported workbook, each once")),
                    got=said(N_("“{text}”"), text=technical[:60]),
                    remedy=said(N_("Restore the name, or delete it to keep the column for notes.")),
                )
                continue
            columns[technical] = (cell.column, _heading(above, at))
            places[at] = technical
        for lacking in _NEEDED.get(name, ()):
            if lacking not in columns:
                self.lacks = True
                self._wrong(
                    sheet.name,
                    row.number,
                    column=None,
                    expected=said(N_("a column with the technical name {name}"), name=lacking),
                    got=said(N_("no such column")),
                    remedy=said(N_("Restore the name in this row, as in the exported workbook.")),
                )
        rows = tuple(_rows(sheet.rows[place + 1 :], places))
        self.tables[name] = PlacedTable(sheet.name, row.number, columns, rows)

    def absent(self, name: str) -> None:
        """Say that a table that every set has was not found."""
        words = translator(DEFAULT_LANGUAGE)
        self._wrong(
            words(SHEETS[name]),
            None,
            column=None,
            expected=said(N_("a sheet whose second row begins with {marker}"), marker=f"#{name}"),
            got=said(N_("no such sheet")),
            remedy=said(
                N_("Start from a workbook that this program exported; or have an annex turned into"
                   " a draft.")
            ),
        )  # fmt: skip

    def _wrong(
        self,
        sheet: str,
        row: int | None,
        *,
        column: str | None,
        expected: Sentence,
        got: Sentence,
        remedy: Sentence,
    ) -> None:
        self.problems.append(
            Problem("sheet.table", self.file, row, "", expected, got, remedy, sheet, column)
        )


def _marker(row: SheetRow) -> str:
    for cell in row.cells.values():
        if isinstance(cell.value, str) and cell.value.strip().startswith("#"):
            return cell.value.strip().removeprefix("#")
    return ""


def _heading(above: SheetRow | None, place: int) -> str:
    cell = None if above is None else above.cells.get(place)
    return "" if cell is None else str(cell.value or "").strip()


def _rows(rows: tuple[SheetRow, ...], places: dict[int, str]) -> Iterator[PlacedRow]:
    for row in rows:
        cells = {places[at]: cell for at, cell in row.cells.items() if at in places}
        if cells:
            yield PlacedRow(row.number, cells)

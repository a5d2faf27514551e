"""This module puts a criteria set together again from the rows of its tables.

Every problem is told at its cell: sheet, row, column, what was expected, what stood there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from scoring.definitions.check import check_criteria_set
from scoring.definitions.criteria_set import CriteriaSet, CriteriaSetBody
from scoring.definitions.criteria_set_file import criteria_set_of
from scoring.definitions.set_cells import MARK, Place, SetDocument, called, value_of
from scoring.definitions.set_columns import Column, Layout, tree_layout, whole_layout
from scoring.definitions.set_ids import TakenId
from scoring.definitions.set_sheets import (
    ENTRIES,
    FIELD,
    KEY,
    OF,
    PARENT,
    TREE,
    VALUE,
    WHOLE,
    PlacedCell,
    PlacedRow,
    PlacedSheets,
    PlacedTable,
)
from scoring.types import N_, Problem, ProblemsFound, Sentence, said

_TYPE: Final = "rule.type"
_Path = tuple[str | int, ...]


def set_of_sheets(sheets: PlacedSheets, taken: Mapping[str, TakenId] | None = None) -> CriteriaSet:
    """Build a criteria set from tables; raises ProblemsFound with every problem in them.

    ``taken`` names the ids that stand for other content, so that a forgotten new id is told, too.
    """
    reader = _Reader(sheets)
    document = reader.document()
    problems = reader.problems
    known = {(one.sheet, one.line, one.column) for one in problems}
    problems += [
        one
        for one in check_criteria_set(document)
        if (one.sheet, one.line, one.column) not in known  # one complaint for one cell
    ]
    found = None
    if not problems:
        found = criteria_set_of(CriteriaSetBody.model_validate(document.value))
    id_ = str(document.at(("id",)))
    standing = (taken or {}).get(id_)
    if standing is not None and (found is None or not standing.stands_for(found)):
        expected, got, remedy = standing.words(id_)
        problems.append(
            document.problem("set.taken", ("id",), expected=expected, got=got, remedy=remedy)
        )
    if found is None or problems:
        raise ProblemsFound(problems)
    return found


class _Reader:
    """Collects values, the cells that they came from, and what is wrong with them."""

    def __init__(self, sheets: PlacedSheets) -> None:
        self.sheets = sheets
        self.problems: list[Problem] = []
        self.places: dict[_Path, Place] = {}

    def document(self) -> SetDocument:
        value: dict[str, Any] = {}
        self._whole(value)
        for one in whole_layout().entries:
            table = self.sheets.tables.get(one.path)
            rows = () if table is None else table.rows
            layout = Layout(one.columns, ())
            if table is not None and rows:
                value[one.path] = [
                    self._cells(table, row, layout=layout, path=(one.path, place))
                    for place, row in enumerate(rows)
                ]
        value["areas"] = self._areas()
        return SetDocument(value, self.sheets.file, {}, b"", "", cells=self.places)

    def _whole(self, value: dict[str, Any]) -> None:
        table = self._table(WHOLE)
        layout = whole_layout()
        for column in layout.headings():  # what is not there at all is missing on this sheet
            self._place(tuple(column.path.split(".")), table, row=table.row, column=VALUE)
        for row in table.rows:
            key, cell = row.cells.get(KEY), row.cells.get(VALUE)
            if key is None and (cell is None or cell.formula):
                continue  # a sum for the reader
            name = "" if key is None else str(key.value or "").strip()
            found = layout.of_rule(name, None)
            if found is None:
                expected = said(
                    N_("one of the names {names}"),
                    names=", ".join(
                        one.path for one in layout.headings() if not _foreign(one.path)
                    ),
                )
                self._wrong("sheet.key", table, row, column=KEY, expected=expected, got=name)
                continue
            path = tuple(name.split("."))
            self._place(path, table, row=row.number, column=VALUE)
            if cell is not None:
                self._put(value, path, self._read(table, row, column=VALUE, cell=cell, as_=found))

    def _areas(self) -> list[Any]:
        table = self._table(TREE)
        nodes: dict[str, dict[str, Any]] = {}
        paths: dict[str, _Path] = {}
        children: dict[str, list[PlacedRow]] = {}
        for row in table.rows:
            children.setdefault(_code(row, PARENT), []).append(row)
        areas: list[Any] = []
        waiting: list[tuple[PlacedRow, list[Any], _Path]] = [
            (row, areas, ("areas",)) for row in reversed(children.pop("", []))
        ]
        while waiting:
            row, holder, path = waiting.pop()
            here = (*path, len(holder))
            node = self._cells(table, row, layout=tree_layout(), path=here)
            holder.append(node)
            code = _code(row, "code")
            if code in nodes or not code:
                continue  # its code is refused elsewhere; its children hang on the first of them
            nodes[code], paths[code] = node, here
            below = children.pop(code, [])
            if below or len(here) == 2:
                name = "criteria" if len(here) == 2 else "components"
                node[name] = []
                self._place((*here, name), table, row=row.number, column="code")
                waiting += [(one, node[name], (*here, name)) for one in reversed(below)]
        self._orphans(table, children)
        self._entries(nodes, paths)
        return areas

    def _orphans(self, table: PlacedTable, children: Mapping[str, Sequence[PlacedRow]]) -> None:
        """Name the rows that hang on nothing: on an unknown code, or on each other."""
        for code, rows in children.items():
            for row in rows:
                self._wrong(
                    "sheet.parent",
                    table,
                    row,
                    column=PARENT,
                    expected=said(N_("the code of an area or criterion that leads to an area")),
                    got=code,
                    remedy=said(N_("Write the code of the row above it; leave it out for areas.")),
                )

    def _entries(self, nodes: Mapping[str, dict[str, Any]], paths: Mapping[str, _Path]) -> None:
        table = self.sheets.tables.get(ENTRIES)
        known = {one.path: one for one in tree_layout().entries}
        stated = {_code(row, "code") for row in self._table(TREE).rows}
        for row in () if table is None else table.rows:
            assert table is not None  # noqa: S101  (there is a row in it)
            code = _code(row, OF)
            node = nodes.get(code)
            if node is None and code in stated:
                continue  # its own row, or one above it, is refused: it hangs on nothing
            if node is None:
                expected = said(N_("the code of a criterion on the sheet of criteria"))
                self._wrong("sheet.code", table, row, column=OF, expected=expected, got=code)
                continue
            name = _code(row, FIELD).partition(MARK)[0].strip() or _only_list(node)
            if name not in known:
                expected = said(N_("one of the names {names}"), names=", ".join(known))
                self._wrong("sheet.list", table, row, column=FIELD, expected=expected, got=name)
                continue
            holder = node
            *way, last = name.split(".")
            for part in way:
                inner = holder.setdefault(part, {})
                holder = inner if isinstance(inner, dict) else {}
            listed = holder.setdefault(last, [])
            path = (*paths[code], *name.split("."))
            self._place(path, table, row=row.number, column=OF)
            layout = Layout(known[name].columns, ())
            listed.append(
                self._cells(table, row, layout=layout, path=(*path, len(listed)), skip={OF, FIELD})
            )

    def _cells(
        self,
        table: PlacedTable,
        row: PlacedRow,
        *,
        layout: Layout,
        path: _Path,
        skip: frozenset[str] | set[str] = frozenset({PARENT}),
    ) -> dict[str, Any]:
        """Read a row's cells as the layout understands them, given the row's own kind of rule."""
        value: dict[str, Any] = {}
        kind = row.cells.get(_TYPE)
        rule = None if kind is None else _plain_choice(kind)
        known = {one.path for one in layout.columns}
        first = next(iter(table.columns), "")
        self._place(path, table, row=row.number, column=first)
        for name in table.columns:
            if name not in known or name in skip:
                continue
            here = (*path, *name.split("."))
            self._place(here, table, row=row.number, column=name)
            if len(here) > len(path) + 1:
                # A missing text or rule is missing in its first column.
                self.places.setdefault(here[:-1], self.places[here])
            cell = row.cells.get(name)
            if cell is not None:
                column = layout.of_rule(name, rule) or Column(name, "text")
                read = self._read(table, row, column=name, cell=cell, as_=column)
                self._put(value, tuple(name.split(".")), read)
        return value

    def _read(
        self, table: PlacedTable, row: PlacedRow, *, column: str, cell: PlacedCell, as_: Column
    ) -> object:
        found = value_of(cell, as_)
        if found.refused is not None:
            expected, got, remedy = found.refused
            self._wrong("sheet.cell", table, row, column=column, expected=expected, got=got,
                        remedy=remedy)  # fmt: skip
        return found.value

    @staticmethod
    def _put(value: dict[str, Any], path: Sequence[str], found: object) -> None:
        for part in path[:-1]:
            inner = value.setdefault(part, {})
            value = inner if isinstance(inner, dict) else {}
        value[path[-1]] = found

    def _table(self, name: str) -> PlacedTable:
        return self.sheets.tables.get(name) or PlacedTable(name, 1, {})

    def _place(
        self, path: Sequence[str | int], table: PlacedTable, *, row: int, column: str
    ) -> None:
        letter, heading = table.columns.get(column, ("", ""))
        self.places[tuple(path)] = Place(table.sheet, row, _column(letter, heading))

    def _wrong(
        self,
        code: str,
        table: PlacedTable,
        row: PlacedRow,
        *,
        column: str,
        expected: Sentence,
        got: str | Sentence,
        remedy: Sentence | None = None,
    ) -> None:
        letter, heading = table.columns.get(column, ("", ""))
        stood = got
        if isinstance(got, str):
            stood = said(N_("“{text}”"), text=got[:60]) if got else said(N_("nothing"))
        assert isinstance(stood, Sentence)  # noqa: S101
        self.problems.append(
            Problem(
                code,
                self.sheets.file,
                row.number,
                called(_code(row, "code"), _code(row, "name.vi")),
                expected,
                stood,
                remedy or said(N_("Correct the cell.")),
                table.sheet,
                _column(letter, heading),
            )
        )


def _column(letter: str, heading: str) -> str | None:
    return f"{letter} ({heading})" if letter and heading else letter or None


def _code(row: PlacedRow, column: str) -> str:
    cell = row.cells.get(column)
    return "" if cell is None or cell.value is None else str(cell.value).strip()


def _plain_choice(cell: PlacedCell) -> str:
    return str(value_of(cell, Column(_TYPE, "choice")).value)


def _only_list(node: Mapping[str, Any]) -> str:
    """Tell which list is meant where a row does not say: the only one that the rule has."""
    rule = node.get("rule")
    kind = rule.get("type") if isinstance(rule, dict) else None
    fitting = [one.path for one in tree_layout().entries if kind in one.rules]
    return fitting[0] if len(fitting) == 1 else ""


def _foreign(path: str) -> bool:
    last = path.rpartition(".")[2]
    return "." in path and len(last) in {2, 3} and last not in {"vi", "en", "at"}

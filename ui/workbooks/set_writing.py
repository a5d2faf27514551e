"""This module writes a criteria set as an Excel workbook that a person can edit and send back."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from scoring.definitions.criteria_set import CriteriaSet
from scoring.definitions.set_columns import Column, Layout, tree_layout, whole_layout
from scoring.definitions.set_sheets import (
    ENTRIES,
    FIELD,
    KEY,
    OF,
    PARENT,
    TREE,
    VALUE,
    WHOLE,
    Cells,
    SetSheets,
    TreeRow,
    Value,
    set_sheets,
)
from scoring.types import LANGUAGE_NAMES
from ui.words import N_, Words
from ui.workbooks.set_guide import guide_lines
from ui.workbooks.set_words import SHEETS, choice, heading, label

NUMBER, SUM, CHECK = "number", "sum", "check"
"""Columns for the reader; they have no technical name, and are not read back."""

_FIRST_ROW: Final = 2
_SPARE_ROWS: Final = 200
_WIDE, _MIDDLE, _NARROW = 46, 22, 13
_ALWAYS: Final = ("vi", "en")
_MADE: Final = datetime(2026, 1, 1, tzinfo=UTC)
_COLUMNS_FIRST: Final = (NUMBER, PARENT, "code", "name.vi", "max_points", SUM, CHECK, "rule.type")
_COLUMNS_LAST: Final = ("legal", "evidence.vi", "note.vi")


def set_workbook(criteria_set: CriteriaSet, words: Words) -> bytes:
    """Write a set as an .xlsx file, its headings and guide in the language of the words.

    Every text is written as text, so that nothing is ever taken for a formula; the only formulas
    are those that add the points up for the reader.
    """
    sheets = set_sheets(criteria_set)
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_urls": False}) as book:
        book.set_properties({"title": criteria_set.id, "created": _MADE})
        _Writer(book, words, sheets).write()
    return out.getvalue()


class _Writer:
    """Writes one sheet after the other and remembers where the choices stand."""

    def __init__(self, book: Any, words: Words, sheets: SetSheets) -> None:
        self.book = book
        self.words = words
        self.sheets = sheets
        self.choices: dict[tuple[str, ...], str] = {}
        wrapped = {"text_wrap": True, "valign": "top"}
        text = wrapped | {"quote_prefix": True}
        area = {"bold": True, "bg_color": "#E6F2F0", "top": 1}
        self.formats = {
            "heading": book.add_format(
                {"bold": True, "bg_color": "#0B5D57", "font_color": "white", "text_wrap": True,
                 "valign": "vcenter", "border": 1, "border_color": "#FFFFFF"}
            ),
            "technical": book.add_format({"font_color": "#6B7280", "font_size": 8, "italic": True}),
            "text": book.add_format(text),
            "plain": book.add_format(wrapped),
            "sum": book.add_format(wrapped | {"font_color": "#6B7280", "italic": True}),
            "wrong": book.add_format({"bg_color": "#FDE2E2", "font_color": "#9B1C1C"}),
            "title": book.add_format({"bold": True, "font_size": 16}),
            "strong": book.add_format(wrapped | {"bold": True}),
            "area": book.add_format(text | area),
            "area-plain": book.add_format(wrapped | area),
        }  # fmt: skip
        for depth in range(1, 6):
            self.formats[f"name-{depth}"] = book.add_format(text | {"indent": depth - 1})

    def write(self) -> None:
        names = [*SHEETS][:-1]
        made = {name: self.book.add_worksheet(self._sheet_name(name)) for name in names}
        for one in whole_layout().entries:
            if one.path not in made:
                made[one.path] = self.book.add_worksheet(self._sheet_name(one.path))
        self._choices()
        self._guide(made["guide"])
        self._whole(made[WHOLE])
        self._tree(made[TREE])
        self._levels(made[ENTRIES])
        for one in whole_layout().entries:
            columns = self._shown(Layout(one.columns, ()), self.sheets.lists[one.path])
            self._table(made[one.path], one.path, columns=columns, rows=self.sheets.lists[one.path])
        made[TREE].activate()

    def _sheet_name(self, name: str) -> str:
        return self.words(SHEETS[name]) if name in SHEETS else label(self.words, name)

    def _choices(self) -> None:
        """Write every list of choices into a column, for the drop-downs to refer to."""
        name = self._sheet_name("choices")
        sheet = self.book.add_worksheet(name)
        layouts = [tree_layout(), whole_layout()]
        columns = [one for layout in layouts for one in layout.headings()]
        columns += [one for layout in layouts for entry in layout.entries for one in entry.columns]
        lists = {one.choices: one.path for one in columns if one.choices}
        lists[tuple(one.path for one in tree_layout().entries)] = FIELD
        lists["TRUE", "FALSE"] = "TRUE/FALSE"
        for place, (values, path) in enumerate(lists.items()):
            sheet.write_string(0, place, heading(self.words, path), self.formats["heading"])
            sheet.set_column(place, place, 34)
            for row, value in enumerate(values, start=1):
                sheet.write_string(row, place, choice(self.words, value), self.formats["text"])
            letter = xl_col_to_name(place)
            self.choices[values] = f"='{name}'!${letter}$2:${letter}${len(values) + 1}"

    def _guide(self, sheet: Any) -> None:
        sheet.hide_gridlines(2)
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, 1, 110)
        for row, (style, cells) in enumerate(guide_lines(self.words, tree_layout())):
            for place, text in enumerate(cells):
                sheet.write_string(row, place, text, self.formats[style])

    def _whole(self, sheet: Any) -> None:
        columns = [
            one
            for one in whole_layout().headings()
            if _spoken(one.path) in {"", *_ALWAYS} or one.path in self.sheets.whole
        ]
        self._head(sheet, WHOLE, [(_reader_heading(self.words, NUMBER), ""), ("", "")]
                   + [(label(self.words, one), one) for one in (KEY, VALUE)])  # fmt: skip
        for place, width in enumerate((5, 30, 18, 70)):
            sheet.set_column(place, place, width)
        row = _FIRST_ROW
        for number, column in enumerate(columns, start=1):
            sheet.write_number(row, 0, number, self.formats["sum"])
            sheet.write_string(row, 1, heading(self.words, column.path), self.formats["strong"])
            sheet.write_string(row, 2, column.path, self.formats["technical"])
            self._cell(sheet, row, 3, value=self.sheets.whole.get(column.path), column=column)
            self._drop_down(sheet, (row, row), 3, column=column)
            row += 1
        sheet.write_string(row + 1, 1, self.words(N_("Sum of the areas")), self.formats["strong"])
        tree = [row for row in self.sheets.tree if row.depth == 0 and _counts(row)]
        together = sum((_points(row) for row in tree), Decimal(0))
        sheet.write_formula(row + 1, 3, self._sum_of_areas(), self.formats["sum"], float(together))

    def _sum_of_areas(self) -> str:
        names = [name for name, _ in self._tree_columns()]
        last = _FIRST_ROW + len(self.sheets.tree) + _SPARE_ROWS

        def cells(name: str) -> str:
            letter = xl_col_to_name(names.index(name))
            return f"'{self._sheet_name(TREE)}'!${letter}${_FIRST_ROW + 1}:${letter}${last}"

        conditions = f'({cells(PARENT)}="")*({cells("code")}<>"")'
        if "kind" in names:
            kind = cells("kind")
            conditions += f'*(({kind}="")+(LEFT({kind},6)="scored"))'
        return f"=SUMPRODUCT({conditions},{cells('max_points')})"

    def _tree_columns(self) -> list[tuple[str, Column | None]]:
        """Order the columns of the tree: what is read first, rules, references, translations."""
        rows = [row.cells for row in self.sheets.tree]
        shown = {one.path: one for one in self._shown(tree_layout(), rows)}
        rules = [path for path in shown if path.startswith("rule.") and not _translated(path)]
        plain = [path for path in shown if "." not in path and path not in _COLUMNS_FIRST]
        order = [*_COLUMNS_FIRST, *sorted(set(plain) - {*_COLUMNS_LAST}), *rules, *_COLUMNS_LAST]
        order += [path for path in shown if path not in order]
        return [(path, shown.get(path)) for path in dict.fromkeys(order)]

    def _tree(self, sheet: Any) -> None:
        columns = self._tree_columns()
        names = [name for name, _ in columns]
        readers = {NUMBER, SUM, CHECK}
        self._head(
            sheet,
            TREE,
            [
                (_reader_heading(self.words, name), "" if name in readers else name)
                for name in names
            ],
        )
        sheet.freeze_panes(_FIRST_ROW, 4)
        for place, (name, column) in enumerate(columns):
            sheet.set_column(place, place, _width(name, column))
            if column is not None:
                last = _FIRST_ROW + len(self.sheets.tree) + _SPARE_ROWS
                self._drop_down(sheet, (_FIRST_ROW, last), place, column=column)
        last = _FIRST_ROW + len(self.sheets.tree) + _SPARE_ROWS
        check = names.index(CHECK)
        sheet.conditional_format(_FIRST_ROW, check, last, check, {
            "type": "cell", "criteria": "==", "value": f'"{self.words(_DIFFERS)}"',
            "format": self.formats["wrong"],
        })  # fmt: skip
        for row, line in enumerate(self.sheets.tree, start=_FIRST_ROW):
            sheet.set_row(row, None, None, {"level": min(line.depth, 7)} if line.depth else {})
            self._tree_row(sheet, row, line=line, columns=columns)
        sheet.autofilter(1, 0, _FIRST_ROW + len(self.sheets.tree) - 1, len(columns) - 1)

    def _tree_row(
        self, sheet: Any, row: int, *, line: TreeRow, columns: Sequence[tuple[str, Column | None]]
    ) -> None:
        names = [name for name, _ in columns]
        top = line.depth == 0
        style = "area" if top else "text"
        at = {name: xl_rowcol_to_cell(row, names.index(name)) for name in ("max_points", SUM)}
        for place, (name, column) in enumerate(columns):
            if name == NUMBER:
                sheet.write_string(row, place, line.number, self.formats[style])
            elif name == PARENT:
                self._text(sheet, row, place, text=line.parent, style=style)
            elif name == SUM:
                formula, cached = self._sum(line, row, names=names)
                sheet.write_formula(row, place, formula, self.formats["sum"], cached)
            elif name == CHECK:
                formula = (
                    f'=IF({at[SUM]}="","",IF(ABS({at[SUM]}-{at["max_points"]})<0.000001,"✓",'
                    f'"{self.words(_DIFFERS)}"))'
                )
                cached = "✓" if line.children else ""
                sheet.write_formula(row, place, formula, self.formats["sum"], cached)
            elif column is not None:
                named = f"name-{min(line.depth, 5)}" if name == "name.vi" and not top else style
                self._cell(sheet, row, place, value=line.cells.get(name), column=column,
                           style=named)  # fmt: skip

    def _sum(self, line: TreeRow, row: int, *, names: Sequence[str]) -> tuple[str, float | str]:
        last = _FIRST_ROW + len(self.sheets.tree) + _SPARE_ROWS

        def cells(name: str) -> str:
            letter = xl_col_to_name(names.index(name))
            return f"${letter}${_FIRST_ROW + 1}:${letter}${last}"

        code = xl_rowcol_to_cell(row, names.index("code"))
        same = f'({cells(PARENT)}={code})*({cells(PARENT)}<>"")'
        formula = (
            f'=IF(SUMPRODUCT({same})=0,"",SUMPRODUCT({same},{cells("max_points")}))'
        )  # fmt: skip
        if not line.children:
            return formula, ""
        below = (one for one in self.sheets.tree if one.parent == line.cells["code"])
        return formula, float(sum((_points(one) for one in below), Decimal(0)))

    def _levels(self, sheet: Any) -> None:
        rows = self.sheets.entries
        columns = [Column(OF, "text", required=True)]
        lists = tree_layout().entries
        columns.append(Column(FIELD, "choice", tuple(one.path for one in lists)))
        merged: dict[str, Column] = {}
        for one in lists:
            for column in self._shown(Layout(one.columns, ()), rows):
                merged.setdefault(column.path, column)
        self._table(sheet, ENTRIES, columns=[*columns, *merged.values()], rows=rows)

    def _table(
        self, sheet: Any, name: str, *, columns: Sequence[Column], rows: Sequence[Cells]
    ) -> None:
        headings = [(heading(self.words, one.path), one.path) for one in columns]
        self._head(sheet, name, [(_reader_heading(self.words, NUMBER), ""), *headings])
        sheet.freeze_panes(_FIRST_ROW, 2)
        sheet.set_column(0, 0, 7)
        for place, column in enumerate(columns, start=1):
            sheet.set_column(place, place, _width(column.path, column))
            last = _FIRST_ROW + len(rows) + _SPARE_ROWS
            self._drop_down(sheet, (_FIRST_ROW, last), place, column=column)
        for row, cells in enumerate(rows, start=_FIRST_ROW):
            sheet.write_number(row, 0, row - _FIRST_ROW + 1, self.formats["sum"])
            for place, column in enumerate(columns, start=1):
                self._cell(sheet, row, place, value=cells.get(column.path), column=column)

    def _shown(self, layout: Layout, rows: Sequence[Cells]) -> list[Column]:
        """Leave out the languages that nobody has written in, but for the two of the house."""
        used = {path for row in rows for path in row}
        return [
            one
            for one in layout.headings()
            if _spoken(one.path) in {"", *_ALWAYS} or one.path in used
        ]

    def _head(self, sheet: Any, name: str, headings: Sequence[tuple[str, str]]) -> None:
        """Write the headings, and below them the names that the import goes by."""
        sheet.set_row(0, 34)
        for place, (shown, technical) in enumerate(headings):
            sheet.write_string(0, place, shown, self.formats["heading"])
            sheet.write_string(1, place, technical, self.formats["technical"])
        sheet.write_string(1, 0, f"#{name}", self.formats["technical"])

    def _cell(
        self,
        sheet: Any,
        row: int,
        place: int,
        *,
        value: Value | None,
        column: Column,
        style: str = "text",
    ) -> None:
        plain = self.formats["area-plain" if style == "area" else "plain"]
        if value is None:
            if style == "area":
                sheet.write_blank(row, place, None, plain)
        elif isinstance(value, bool):
            sheet.write_boolean(row, place, value, plain)
        elif isinstance(value, int | Decimal) and Decimal(f"{float(value):.15g}") == value:
            sheet.write_number(row, place, float(value), plain)
        elif column.kind == "choice":
            self._text(sheet, row, place, text=choice(self.words, value), style=style)
        else:
            shown = f"{value:f}" if isinstance(value, Decimal) else str(value)
            self._text(sheet, row, place, text=shown, style=style)

    def _text(self, sheet: Any, row: int, place: int, *, text: str, style: str) -> None:
        if text or style == "area":
            sheet.write_string(row, place, text, self.formats[style])

    def _drop_down(self, sheet: Any, rows: tuple[int, int], place: int, *, column: Column) -> None:
        values = ("TRUE", "FALSE") if column.kind == "truth" else column.choices
        if not values or column.kind == "texts":
            return
        sheet.data_validation(rows[0], place, rows[1], place, {
            "validate": "list", "source": self.choices[values], "error_type": "warning",
            "error_title": label(self.words, column.path)[:32],
            "error_message": self.words(N_("Please choose from the list.")),
        })  # fmt: skip


_DIFFERS: Final = N_("differs")


def _reader_heading(words: Words, name: str) -> str:
    shown = {
        NUMBER: words(N_("No.")),
        SUM: words(N_("Sum of the rows below")),
        CHECK: words(N_("Check")),
    }
    return shown.get(name) or heading(words, name)


def _points(row: TreeRow) -> Decimal:
    value = row.cells.get("max_points")
    return Decimal(value) if isinstance(value, int | Decimal) else Decimal(0)


def _counts(row: TreeRow) -> bool:
    return row.cells.get("kind", "scored") == "scored"


def _spoken(path: str) -> str:
    last = path.rpartition(".")[2]
    return last if last in LANGUAGE_NAMES and "." in path else ""


def _translated(path: str) -> bool:
    return _spoken(path) not in {"", "vi"}


def _width(name: str, column: Column | None) -> int:
    if name in {NUMBER, SUM, CHECK} or (column is not None and column.kind in {"number", "whole"}):
        return _NARROW
    if name.startswith(("name.", "title.", "label.", "evidence.", "note.")):
        return _WIDE
    return _MIDDLE

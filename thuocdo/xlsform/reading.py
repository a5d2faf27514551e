"""This module reads an XLSForm workbook: plain cells of three sheets, in bounded memory."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import openpyxl
from openpyxl.utils import get_column_letter

from scoring.definitions.questionnaire import Questionnaire
from scoring.definitions.questionnaire_file import questionnaire_yaml
from scoring.definitions.questionnaire_load import questionnaire_body, questionnaire_from_bytes
from scoring.definitions.unreadable import too_large, unreadable
from scoring.definitions.xlsform_read import document_of
from scoring.definitions.xlsform_rows import (
    CHOICES_COLUMNS,
    SETTINGS_COLUMNS,
    SURVEY_COLUMNS,
    PlacedRow,
    PlacedSheets,
)
from scoring.types import N_, Problem, ProblemsFound, Sentence, said
from ui.workbooks.container import UNSOUND, container_problems, merged_cells

MOST_BYTES: Final = 5 * 1_048_576
MOST_ROWS, MOST_COLUMNS, LONGEST_CELL = 3_000, 80, 4_000
_SHEETS: Final = {
    "survey": (SURVEY_COLUMNS, ("type", "name")),
    "choices": (CHOICES_COLUMNS, ("list_name", "name")),
    "settings": (SETTINGS_COLUMNS, ("form_title", "form_id", "version")),
}
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def read_form(path: Path) -> tuple[Questionnaire, str]:
    """Read an .xlsx file as a questionnaire and the YAML that says the same.

    Raises ProblemsFound with every problem, each with its sheet, row and column.
    """
    sheets, problems = read_sheets(path)
    try:
        document = document_of(sheets)
    except ProblemsFound as found:
        raise ProblemsFound([*problems, *found.problems]) from found
    if problems:
        raise ProblemsFound(problems)
    body = questionnaire_body(document)
    text = questionnaire_yaml(body)
    return questionnaire_from_bytes(text.encode(), file=body.id), text


def read_sheets(path: Path) -> tuple[PlacedSheets, list[Problem]]:
    """Read the cells of the three sheets, with what is wrong in some of them.

    Raises ProblemsFound where the workbook cannot be read as three sheets at all.
    """
    file = str(path)
    try:
        size = path.stat().st_size
    except OSError as error:
        raise ProblemsFound([unreadable(file, error)]) from error
    if size > MOST_BYTES:
        raise ProblemsFound([too_large(file, size, most=MOST_BYTES)])
    problems = list(container_problems(path))
    if problems:
        raise ProblemsFound(problems)
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=False, keep_links=False)
    except UNSOUND as error:
        raise ProblemsFound([_not_a_workbook(file)]) from error
    try:
        merged = merged_cells(path)
        reader = _Book(file, book, merged)
        found = {name: tuple(reader.sheet(name)) for name in _SHEETS}
    except UNSOUND as error:
        raise ProblemsFound([_not_a_workbook(file)]) from error
    finally:
        book.close()
    if not all(name in book.sheetnames for name in ("survey", "settings")):
        raise ProblemsFound(reader.problems)
    return PlacedSheets(file, *(found[name] for name in _SHEETS)), reader.problems


class _Book:
    """Reads sheet after sheet and collects what is wrong with their cells."""

    def __init__(self, file: str, book: Any, merged: dict[str, list[str]]) -> None:
        self.file = file
        self.book = book
        self.merged = merged
        self.problems: list[Problem] = []

    def sheet(self, name: str) -> Iterator[PlacedRow]:
        if name not in self.book.sheetnames:
            if name != "choices":
                expected = said(N_("the sheets survey, choices and settings"))
                self._wrong(name, None, expected=expected, got=", ".join(self.book.sheetnames))
            return
        for area in self.merged.get(name, ()):
            self._wrong(
                name,
                int(re.sub(r"[^0-9].*", "", re.sub(r"^[A-Z]+", "", area)) or 1),
                expected=said(N_("every cell on its own")),
                got=said(N_("merged cells {area}"), area=area),
                remedy=said(N_("Unmerge the cells.")),
            )
        sheet = self.book[name]
        sheet.reset_dimensions()
        columns: dict[int, str] | None = None
        # To the last row and column: what lies beyond the bounds is refused, never left out unsaid.
        for number, cells in enumerate(sheet.iter_rows(), start=1):
            if number > MOST_ROWS and (len(cells) > MOST_COLUMNS or _holds(cells)):
                expected = said(N_("at most {most} rows"), most=MOST_ROWS)
                self._wrong(name, number, expected=expected, got=said(N_("more rows")))
                return
            texts = {place: text for place, text in self._texts(name, number, cells=cells) if text}
            if columns is None:
                columns = self._columns(name, texts)
            elif texts:
                yield self._row(name, number, texts=texts, columns=columns)

    def _row(
        self, name: str, number: int, *, texts: dict[int, str], columns: dict[int, str]
    ) -> PlacedRow:
        for place in texts.keys() - columns.keys():
            self._wrong(
                name,
                number,
                column=get_column_letter(place + 1),
                expected=said(N_("a heading over the cell")),
                got=texts[place],
                remedy=said(N_("Write the heading, or empty the cell.")),
            )
        known = {columns[place]: text for place, text in texts.items() if place in columns}
        return PlacedRow(number, known)

    def _columns(self, name: str, texts: dict[int, str]) -> dict[int, str]:
        known, needed = _SHEETS[name]
        columns: dict[int, str] = {}
        for place, text in texts.items():
            heading = text.strip()
            if heading not in known or heading in columns.values():
                self._wrong(
                    name,
                    1,
                    column=get_column_letter(place + 1),
                    expected=said(N_("one of the headings that docs/xlsform.md lists, once")),
                    got=text,
                    remedy=said(N_("Correct the heading, or delete the column.")),
                )
            columns[place] = heading
        for heading in needed:
            if heading not in columns.values():
                expected = said(N_("the column {name}"), name=heading)
                self._wrong(name, 1, expected=expected, got=said(N_("nothing")))
        return columns

    def _texts(self, name: str, number: int, *, cells: Any) -> Iterator[tuple[int, str]]:
        for place, cell in enumerate(cells):
            value = cell.value
            if value is None:
                continue
            text = _text(value)
            where = get_column_letter(place + 1)
            if place >= MOST_COLUMNS:
                expected = said(N_("at most {most} columns"), most=MOST_COLUMNS)
                self._wrong(name, number, column=where, expected=expected, got=str(value))
                return  # one is enough: a row may hold thousands
            elif cell.data_type in {"f", "e"} or text is None:
                self._wrong(
                    name,
                    number,
                    column=where,
                    expected=said(N_("plain text or a number")),
                    got=said(N_("a formula: {text}"), text=str(value)[:60])
                    if cell.data_type == "f"
                    else str(value),
                    remedy=said(N_("Replace the formula by its result.")),
                )
                yield place, "–"  # a stand-in, so that the rest of the row is looked at, too
            elif len(text) > LONGEST_CELL or _CONTROL.search(text):
                expected = said(
                    N_("at most {most} characters, none of them control characters"),
                    most=LONGEST_CELL,
                )
                self._wrong(name, number, column=where, expected=expected, got=text)
            else:
                yield place, text

    def _wrong(
        self,
        sheet: str,
        row: int | None,
        *,
        expected: Sentence,
        got: str | Sentence,
        remedy: Sentence | None = None,
        column: str | None = None,
    ) -> None:
        stood = said(N_("“{text}”"), text=_visible(got)) if isinstance(got, str) else got
        self.problems.append(
            Problem(
                "xlsform.sheet",
                self.file,
                row,
                "",
                expected,
                stood,
                remedy or said(N_("Start from a form that “thuocdo survey export-form” wrote.")),
                sheet,
                column,
            )
        )


def _holds(cells: Any) -> bool:
    return any(cell.value is not None and str(cell.value).strip() for cell in cells)


def _text(value: object) -> str | None:
    """Give a cell as text: whole numbers without a point, truth values as words."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, str | int | float):
        return str(value)
    date = getattr(value, "isoformat", None)
    return None if date is None else str(date())[:10]


def _visible(text: str) -> str:
    return _CONTROL.sub("�", text)[:60]


def _not_a_workbook(file: str) -> Problem:
    return Problem(
        "workbook.kind",
        file,
        None,
        "",
        said(N_("a workbook of the kind .xlsx")),
        said(N_("something else, or a damaged file")),
        said(N_("Save the form again as “Excel workbook (.xlsx)”.")),
    )

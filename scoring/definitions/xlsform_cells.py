"""This module takes texts and lists from the cells of an XLSForm and notes their places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from scoring.definitions.load import Located
from scoring.definitions.xlsform_refusals import REFUSALS
from scoring.definitions.xlsform_rows import TRANSLATED, PlacedRow, PlacedSheets, column
from scoring.types import N_, Problem, Sentence, said

SheetPath = tuple[str | int, ...]


@dataclass(frozen=True)
class SheetDocument(Located):
    """A document that was put together from sheets: problems name sheet, row and column."""

    cells: Mapping[SheetPath, tuple[str, int, str]] = field(default_factory=dict)

    def problem(
        self,
        code: str,
        path: Sequence[Any],
        *,
        expected: Sentence,
        got: Sentence,
        remedy: Sentence,
    ) -> Problem:
        """Make a Problem that stands at the cell nearest to a path."""
        here = tuple(path)
        while here not in self.cells and here:
            here = here[:-1]
        sheet, row, heading = self.cells.get(here, ("settings", 2, ""))
        place = self.place(path)
        return Problem(code, self.file, row, place, expected, got, remedy, sheet, heading or None)


class Cells:
    """The cells of one XLSForm, what was wrong with them, and where each part came from."""

    def __init__(self, sheets: PlacedSheets) -> None:
        self.sheets = sheets
        self.problems: list[Problem] = []
        self.places: dict[SheetPath, tuple[str, int, str]] = {}
        self.lists: dict[str, list[PlacedRow]] = {}
        for row in sheets.choices:
            self.lists.setdefault(row.get("list_name"), []).append(row)

    @property
    def settings(self) -> PlacedRow:
        """Give the row of settings; an empty one where there is none."""
        return self.sheets.settings[0] if self.sheets.settings else PlacedRow(2, {})

    def text(
        self, row: PlacedRow, name: str, *, sheet: str = "survey", needed: bool = True
    ) -> dict[str, str]:
        """Give the texts of a translated column by language; a plain column is Vietnamese."""
        found = {
            language: row.get(heading)
            for heading, (what, language) in TRANSLATED.items()
            if what == name and row.get(heading)
        }
        if row.get(name):
            found.setdefault("vi", row.get(name))
        if "vi" not in found and (needed or found):
            self.refuse(row, column(name, "vi"), "wording", sheet=sheet)
            found["vi"] = "–"
        return found

    def choices(self, row: PlacedRow, listed: str) -> list[PlacedRow]:
        """Give the rows of a list of choices."""
        if listed not in self.lists or not listed:
            self.refuse(row, "type", "list")
        return self.lists.get(listed, [])

    def place(
        self, path: SheetPath, row: PlacedRow, *, heading: str, sheet: str = "survey"
    ) -> None:
        """Note where a part of the document came from."""
        self.places[path] = (sheet, row.number, heading)

    def unread(self, row: PlacedRow, heading: str, *, part: str) -> None:
        """Refuse an expression for a part of it."""
        self.refuse(row, heading, "expression", got=part)

    def refuse(
        self,
        row: PlacedRow,
        heading: str,
        why: str,
        *,
        got: str | None = None,
        sheet: str = "survey",
        **values: str,
    ) -> None:
        """Note that a cell is outside the subset."""
        expected, remedy = REFUSALS[why]
        stood = row.get(heading) if got is None else got
        self.problems.append(
            Problem(
                "xlsform.subset",
                self.sheets.file,
                row.number,
                row.get("name"),
                said(expected, **values),
                said(N_("“{text}”"), text=stood[:80]) if stood else said(N_("nothing")),
                said(remedy),
                sheet,
                heading,
            )
        )

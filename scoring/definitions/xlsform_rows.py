"""This module says what an XLSForm of ours looks like: its sheets, columns and helping names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from scoring.types import LANGUAGE_NAMES

Row = Mapping[str, str]

NAMESPACE: Final = 'vn="urn:thuocdo:xlsform"'
DEFAULT_LANGUAGE: Final = "Tiếng Việt (vi)"
TITLE, INTRO, HINT = "form-title", "form-intro", "-hint"
KIND = "bind::vn:kind"
FACTOR, WEIGHT = "bind::vn:factor", "bind::vn:weight"
SATISFIED, PLACES = "bind::vn:satisfied-from", "bind::vn:places"
DECIMALS, MARK = "bind::vn:decimals", "bind::vn:decimal-mark"
UNIT = "bind::vn:unit-"  # and a language
SCREENS, LANGUAGES = "attribute::vn:screens", "attribute::vn:languages"

PLAIN_SURVEY: Final = (
    "type", "name", "required", "relevant", "constraint", "appearance", "parameters",
    "calculation", KIND, FACTOR, WEIGHT, SATISFIED, PLACES, DECIMALS, MARK,
)  # fmt: skip
PLAIN_CHOICES: Final = ("list_name", "name")
PLAIN_SETTINGS: Final = (
    "form_title", "form_id", "version", "default_language", "namespaces", SCREENS, LANGUAGES,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sheets:
    """The three sheets of an XLSForm, row by row; a cell that is not there is empty."""

    survey: tuple[Row, ...]
    choices: tuple[Row, ...]
    settings: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class PlacedRow:
    """A row that was read: its number in the sheet and its cells by their column's heading."""

    number: int
    cells: Row

    def get(self, column: str) -> str:
        """Give a cell, empty where there is none."""
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True)
class PlacedSheets:
    """An XLSForm that was read from `file`; `languages` in the order of its columns."""

    file: str
    survey: tuple[PlacedRow, ...]
    choices: tuple[PlacedRow, ...]
    settings: tuple[PlacedRow, ...]


def column(name: str, language: str) -> str:
    """Give the heading of a translated column, such as `label::English (en)`."""
    return f"{name}::{LANGUAGE_NAMES[language]} ({language})"


TRANSLATED: Final = {
    column(name, language): (name, language)
    for name in ("label", "hint")
    for language in LANGUAGE_NAMES
}
SURVEY_COLUMNS: Final = frozenset(
    {*PLAIN_SURVEY, *TRANSLATED, "label", "hint", *(f"{UNIT}{one}" for one in LANGUAGE_NAMES)}
)
CHOICES_COLUMNS: Final = frozenset(
    {*PLAIN_CHOICES, "label", *(one for one, (name, _) in TRANSLATED.items() if name == "label")}
)
SETTINGS_COLUMNS: Final = frozenset(PLAIN_SETTINGS)

"""This module is the table of an annex as it was pasted or read, and what its columns are."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from scoring.types import N_, Problem, ProblemsFound, said

MOST_ROWS: Final = 3_000
LONGEST_CELL: Final = 8_000


@dataclass(frozen=True, slots=True)
class AnnexRow:
    """A row: its number in the source, and its cells from left to right."""

    number: int
    cells: tuple[str, ...]

    def cell(self, place: int | None) -> str:
        """Give a cell in one line of NFC text; empty where there is none."""
        if place is None or place >= len(self.cells):
            return ""
        return self.cells[place].strip()


@dataclass(frozen=True, slots=True)
class AnnexTable:
    """A table of a file, with the name by which a reader finds it there."""

    file: str
    name: str
    rows: tuple[AnnexRow, ...]

    @property
    def width(self) -> int:
        """Give the number of columns."""
        return max((len(row.cells) for row in self.rows), default=0)


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column, from 0, holds what; ``heading`` is the place of the last heading row."""

    number: int
    name: int
    points: int
    how: int | None = None
    heading: int = -1


_HEADINGS: Final = {
    "number": ("stt", "so thu tu", "tt", "ma so"),
    "name": ("tieu chi", "noi dung", "linh vuc"),
    "points": ("diem toi da", "diem chuan", "thang diem", "so diem", "diem"),
    "how": ("cach tinh", "cach cham", "phuong phap", "huong dan", "ghi chu", "cach danh gia"),
}
_NUMBERING = re.compile(r"([IVXLC]+|[A-ZĐ]|\d+(\.\d+)*|[a-zđ])[.)]?\Z")
_POINTS = re.compile(r"-?\d+([.,]\d+)?\Z")


def table_of(rows: Iterable[Sequence[str]], *, file: str, name: str = "") -> AnnexTable:
    """Make a table of rows of texts; rows that are empty are left out.

    Raises ProblemsFound where it is longer than any annex; nothing is cut off unsaid.
    """
    found: list[AnnexRow] = []
    for number, cells in enumerate(rows, start=1):
        if not any(cell.strip() for cell in cells):
            continue
        if len(found) == MOST_ROWS:
            raise ProblemsFound([_too_long(file, name)])
        found.append(AnnexRow(number, tuple(unicodedata.normalize("NFC", one) for one in cells)))
    return AnnexTable(file, name, tuple(found))


def guess_columns(table: AnnexTable) -> Columns:
    """Guess which column holds what, from the headings or, without them, from the cells.

    A person confirms the guess. Raises ProblemsFound where the table cannot be an annex.
    """
    if table.width < 3 or _longest(table) > LONGEST_CELL:
        raise ProblemsFound([_no_annex(table)])
    for place, row in enumerate(table.rows[:15]):
        found = _by_heading(row)
        if {"name", "points"} <= found.keys():
            number = found.get("number", 0 if found["name"] else 1)
            return _columns_below(
                table, Columns(number, found["name"], found["points"], found.get("how"), place)
            )
    return _by_cells(table)


def _by_heading(row: AnnexRow) -> dict[str, int]:
    found: dict[str, int] = {}
    for what, words in _HEADINGS.items():
        for word in words:
            places = [
                place
                for place in range(len(row.cells))
                if place not in found.values() and _named(row.cell(place), word)
            ]
            if places:
                found[what] = places[0]
                break
    return found


def _named(cell: str, word: str) -> bool:
    text = bare(cell)
    return text == word or (len(word) > 3 and text.startswith(word)) or f" {word}" in text


def _columns_below(table: AnnexTable, columns: Columns) -> Columns:
    """Step over a row that only counts the columns: (1) (2) (3)."""
    below = table.rows[columns.heading + 1] if columns.heading + 1 < len(table.rows) else None
    if below is None:
        return columns
    counted = [re.sub(r"[()]", "", below.cell(place)) for place in range(len(below.cells))]
    shown = [one for one in counted if one]
    if len(shown) > 2 and shown == [str(n) for n in range(1, len(shown) + 1)]:
        return replace(columns, heading=columns.heading + 1)
    return columns


def _by_cells(table: AnnexTable) -> Columns:
    def share(place: int, pattern: re.Pattern[str]) -> float:
        cells = [row.cell(place) for row in table.rows]
        return sum(bool(pattern.match(cell)) for cell in cells) / len(cells)

    def length(place: int) -> int:
        return sum(len(row.cell(place)) for row in table.rows)

    places = range(table.width)
    number = max(places, key=lambda place: (share(place, _NUMBERING), -place))
    rest = [place for place in places if place != number]
    points = max(rest, key=lambda place: (share(place, _POINTS), -place))
    words = sorted((one for one in rest if one != points), key=lambda one: (-length(one), one))
    if share(number, _NUMBERING) < 0.3 or share(points, _POINTS) < 0.3:
        raise ProblemsFound([_no_annex(table)])
    before = [place for place in words if place < points]
    name = before[0] if before else words[0]
    others = [place for place in words if place != name and length(place)]
    return Columns(number, name, points, others[0] if others else None)


def _longest(table: AnnexTable) -> int:
    return max((len(cell) for row in table.rows for cell in row.cells), default=0)


def _too_long(file: str, name: str) -> Problem:
    return Problem(
        "annex.rows",
        file,
        None,
        name,
        said(N_("a table of at most {most} rows"), most=MOST_ROWS),
        said(N_("more rows")),
        said(N_("Take only the annex's own table, or bring the set in by parts.")),
    )


def _no_annex(table: AnnexTable) -> Problem:
    return Problem(
        "annex.columns",
        table.file,
        table.rows[0].number if table.rows else None,
        table.name,
        said(N_("a table with columns for number, criterion and maximum points")),
        said(
            N_("{rows} rows of {columns} columns in which these cannot be told"),
            rows=len(table.rows),
            columns=table.width,
        ),
        said(N_("Copy the table with its headings: number, criterion, points, calculation.")),
    )


def bare(text: str) -> str:
    """Write a text in small letters without diacritics, for comparing.

    >>> bare("Điểm tối đa")
    'diem toi da'
    """
    flat = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return " ".join("".join(one for one in flat if not unicodedata.combining(one)).split())

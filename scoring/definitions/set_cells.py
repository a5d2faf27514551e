"""This module reads one cell of a set's tables as what its column holds, and never guesses."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from scoring.definitions.load import Located
from scoring.definitions.set_columns import Column, Kind, tree_layout
from scoring.definitions.set_sheets import PlacedCell, read_text
from scoring.types import N_, Problem, Sentence, said

_NUMBER: Final = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?\Z")
# "2,5" can only be two and a half; "2,500" could be two thousand five hundred, too.
_COMMA: Final = re.compile(r"(-?(?:0|[1-9][0-9]*)),([0-9]{1,2}|[0-9]{4,})\Z")
_GROUPED: Final = re.compile(r"-?[1-9][0-9]{0,2}([.,][0-9]{3})+\Z")
_DAY: Final = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})\Z")
_TRUE: Final = frozenset({"true", "có", "yes", "x", "1"})
_FALSE: Final = frozenset({"false", "không", "no", "0"})
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_LISTS: Final = frozenset(one.path.rpartition(".")[2] for one in tree_layout().entries)
_LONGEST_NAME: Final = 80
_CODES: Final = frozenset({"code", "id"})
MARK: Final = " · "
"""Stands between a technical word and what it means, in the choices of a cell."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands."""

    sheet: str
    row: int
    column: str | None


@dataclass(frozen=True, slots=True)
class Read:
    """What a cell says, and what is wrong with it: expected, got, what to do."""

    value: object
    refused: tuple[Sentence, Sentence, Sentence] | None = None


@dataclass(frozen=True)
class SetDocument(Located):
    """A set that was put together from tables: problems name sheet, row and column."""

    cells: Mapping[tuple[str | int, ...], Place] = field(default_factory=dict)

    def line_of(self, path: Sequence[Any]) -> int:
        """Find the row of the cell nearest to a path."""
        return self._nearest(path).row

    def problem(
        self, code: str, path: Sequence[Any], *, expected: Sentence, got: Sentence, remedy: Sentence
    ) -> Problem:
        """Make a Problem that stands at the cell nearest to a path."""
        if code == "shape.missing":
            path = (*path, str(expected.values["key"]))
            expected, remedy = said(N_("a value")), said(N_("Fill in the cell."))
            if path[-1] in _LISTS:
                expected = said(N_("rows for it on the sheet of levels"))
                remedy = said(N_("Add the rows there with this code, or choose another kind."))
        if code == "shape.kind" and "rule" in path and not expected.values:
            path = (*path, "type")
            expected = said(N_("a kind of rule from the list of the cell"))
            remedy = said(N_("Choose the kind of rule."))
        if code == "shape.rule":
            path = (*path, "rule")
            expected = said(N_("a kind of rule, or rows below it that name this code above them"))
            got = said(N_("both or neither"))
            remedy = said(N_("Choose the kind of rule; a divided criterion has none of its own."))
        if code == "shape.unknown-key" and "rule" in path:
            expected = said(N_("an empty cell: this kind of rule does not read this column"))
            got = said(N_("“{text}”"), text=_shown(self.at(path))[:60])
            remedy = said(N_("Empty the cell, or choose the kind of rule that reads it."))
        here = self._nearest(path)
        return Problem(
            code, self.file, here.row, self._criterion(path), expected, got, remedy, here.sheet,
            here.column,
        )  # fmt: skip

    def _criterion(self, path: Sequence[Any]) -> str:
        """Name the area, criterion or component that a path leads into, by code and name."""
        found = ""
        here: Any = self.value
        for part in self.existing(path):
            here = here[part]
            if isinstance(here, dict) and part not in {"id", "title"}:
                name = here.get("name")
                code = here.get("code")
                if isinstance(code, str) and "max_points" in here:
                    found = called(code, name.get("vi") if isinstance(name, dict) else None)
        return found

    def _nearest(self, path: Sequence[Any]) -> Place:
        # A path may name a union's tag, which is no key of the document.
        here = (*self.existing(path[:-1]), *path[-1:])
        while here and here not in self.cells:
            here = here[:-1]
        return self.cells.get(here) or next(iter(self.cells.values()), Place("", 1, None))


def _shown(value: object) -> str:
    text = value.get("vi", "") if isinstance(value, dict) else value
    return str(text)


def called(code: str, name: object) -> str:
    """Call a criterion by its code and as much of its name as fits beside it."""
    text = name.strip() if isinstance(name, str) else ""
    short = f"{text[:_LONGEST_NAME].rstrip()}…" if len(text) > _LONGEST_NAME else text
    return MARK.join(part for part in (code, short) if part)


def value_of(cell: PlacedCell, column: Column) -> Read:
    """Read a cell as what its column holds; what is refused keeps its text as the value."""
    if cell.fault:
        return Read(
            str(cell.value),
            (
                said(N_("a value")),
                said(N_("the error {text}"), text=str(cell.value)[:20]),
                said(N_("Correct the cell.")),
            ),
        )
    numeric = isinstance(cell.value, Decimal | int) and not isinstance(cell.value, bool)
    if cell.formula and not (numeric and column.kind in {"number", "whole"}):
        return Read(
            cell.formula,
            (
                said(N_("a written value")),
                said(N_("the formula {text}"), text=cell.formula[:60]),
                said(N_("Replace the formula by its result (paste as values).")),
            ),
        )
    if cell.percent and isinstance(cell.value, Decimal | int) and numeric:
        return Read(cell.value, percent_told(Decimal(cell.value)))
    read = _READERS[column.kind](cell.value)
    if isinstance(read.value, str) and column.path.rpartition(".")[2] in _CODES:
        return Read(read.value.strip(), read.refused)
    return read


def percent_told(value: Decimal) -> tuple[Sentence, Sentence, Sentence]:
    """Say of a number in a per-cent cell what was expected, what stands there and what to do."""
    shown = f"{(value * 100).normalize():f}"
    return (
        said(N_("a number in a cell that is not formatted as a percentage")),
        said(N_("{shown} %, which Excel keeps as {value}"), shown=shown, value=f"{value:f}"),
        said(N_("Format the cell as a plain number, then type {shown} again."), shown=shown),
    )


def _number(value: object) -> Read:
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        return Read(value, _not_a_number(value))
    if not isinstance(value, str):
        return Read(value)
    text = value.strip()
    comma = _COMMA.match(text)
    if comma:
        return Read(Decimal(f"{comma[1]}.{comma[2]}"))
    if _NUMBER.match(text) and not (_GROUPED.match(text)):
        return Read(Decimal(text))
    if _GROUPED.match(text):
        refused = (
            said(N_("a number that can be read in one way only")),
            said(N_("“{text}”"), text=text[:60]),
            said(
                N_("Type it as a number in Excel, not as text: the mark could be of decimals or of"
                   " thousands.")
            ),
        )  # fmt: skip
        return Read(value, refused)
    return Read(value, _not_a_number(text))


def _not_a_number(value: object) -> tuple[Sentence, Sentence, Sentence]:
    return (
        said(N_("a number such as 12 or 12.5")),
        said(N_("“{text}”"), text=str(value)[:60]),
        said(N_("Write the number alone, without words or units.")),
    )


def _whole(value: object) -> Read:
    found = _number(value)
    if isinstance(found.value, Decimal) and found.value == found.value.to_integral_value():
        return Read(int(found.value))
    return found


def _truth(value: object) -> Read:
    if isinstance(value, bool):
        return Read(value)
    word = unicodedata.normalize("NFC", str(value)).partition(MARK)[0].strip().lower()
    if word in _TRUE | _FALSE:
        return Read(word in _TRUE)
    refused = (
        said(N_("TRUE (yes) or FALSE (no)")),
        said(N_("“{text}”"), text=str(value)[:60]),
        said(N_("Choose one of the two from the list of the cell.")),
    )
    return Read(value, refused)


def _choice(value: object) -> Read:
    return Read(unicodedata.normalize("NFC", _plain(value)).partition(MARK)[0].strip())


def _text(value: object) -> Read:
    text = unicodedata.normalize("NFC", _plain(value)).replace("\r\n", "\n").replace("\r", "\n")
    if _CONTROL.search(text):
        refused = (
            said(N_("readable text")),
            said(N_("“{text}”"), text=_CONTROL.sub("�", text)[:60]),
            said(N_("Delete the control characters; type the text again.")),
        )
        return Read(text, refused)
    return Read(read_text(text))


def _day(value: object) -> Read:
    text = _plain(value).strip()
    written = _DAY.match(text)
    if written:  # the order of an administration that writes in Vietnamese
        text = f"{written[3]}-{written[2]:>02}-{written[1]:>02}"
    return Read(text)


def _texts(value: object) -> Read:
    parts = re.split(r"[;\n]", unicodedata.normalize("NFC", _plain(value)))
    return Read([part.strip() for part in parts if part.strip()])


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else str(value)


_READERS: Final[Mapping[Kind, Callable[[object], Read]]] = {
    "number": _number,
    "whole": _whole,
    "truth": _truth,
    "choice": _choice,
    "text": _text,
    "day": _day,
    "texts": _texts,
}

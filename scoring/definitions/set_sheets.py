"""This module turns a criteria set into the rows of a few tables, and says what a cell holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from scoring.definitions.criteria_set import CriteriaSetBody
from scoring.definitions.set_columns import BRANCHES, tree_layout, whole_layout
from scoring.definitions.yaml_text import plain
from scoring.types import Text

Value = str | int | Decimal | bool | date
Cells = Mapping[str, Value]

WHOLE: Final = "set"
TREE: Final = "criteria"
ENTRIES: Final = "levels"
"""The technical names of the tables; each list of the whole set is one more, named by its field."""

PARENT: Final = "parent"
OF: Final = "of"
FIELD: Final = "field"
KEY: Final = "key"
VALUE: Final = "value"
SEPARATOR: Final = "; "


@dataclass(frozen=True, slots=True)
class TreeRow:
    """One area, criterion or component: its depth from 0, the code above it, its own cells."""

    depth: int
    number: str
    parent: str
    cells: Cells
    children: int


@dataclass(frozen=True, slots=True)
class SetSheets:
    """A criteria set as tables."""

    whole: Cells
    lists: Mapping[str, tuple[Cells, ...]]
    tree: tuple[TreeRow, ...]
    entries: tuple[Cells, ...]


@dataclass(frozen=True, slots=True)
class PlacedCell:
    """A cell that was read: its value, its column's letter, and what makes its value doubtful.

    ``value`` of a formula is the one that the program which saved the workbook had calculated.
    ``percent`` tells that 0.98 stands there as 98 %.
    """

    value: Value | None
    column: str
    formula: str = ""
    fault: bool = False
    percent: bool = False


@dataclass(frozen=True, slots=True)
class PlacedRow:
    """A row that was read: its number and its cells by the technical name of their column."""

    number: int
    cells: Mapping[str, PlacedCell]


@dataclass(frozen=True, slots=True)
class PlacedTable:
    """A table that was read: the sheet's name, the columns (technical name, letter, heading)."""

    sheet: str
    row: int
    columns: Mapping[str, tuple[str, str]]
    rows: tuple[PlacedRow, ...] = ()


@dataclass(frozen=True, slots=True)
class PlacedSheets:
    """The tables that were read from a file, by their technical names."""

    file: str
    tables: Mapping[str, PlacedTable] = field(default_factory=dict)


def set_sheets(body: CriteriaSetBody) -> SetSheets:
    """Turn a set into tables; what stands at its default is an empty cell."""
    document = {
        spec.alias or name: getattr(body, name)
        for name, spec in CriteriaSetBody.model_fields.items()
        if spec.is_required() or getattr(body, name) != spec.default
    }
    own = whole_layout()
    lists = {one.path: tuple(map(_flat, document.pop(one.path, ()))) for one in own.entries}
    entries: list[Cells] = []
    tree = tuple(_tree(body.areas, entries))
    return SetSheets(_flat(document), lists, tree, tuple(entries))


def _tree(areas: Sequence[object], entries: list[Cells]) -> Iterator[TreeRow]:
    for place, area in enumerate(areas, start=1):
        yield from _rows(area, 0, number=roman(place), parent="", entries=entries)


def _rows(
    node: object, depth: int, *, number: str, parent: str, entries: list[Cells]
) -> Iterator[TreeRow]:
    fields = _fields(node)
    code = str(fields["code"])
    for one in tree_layout().entries:
        holder, _, last = one.path.rpartition(".")
        held = fields.get(holder) if holder else fields
        values = held.pop(last, None) if isinstance(held, dict) else None
        for value in values or ():
            entries.append({OF: code, FIELD: one.path, **_flat(value)})
    children = [child for name in BRANCHES for child in getattr(node, name, ())]
    yield TreeRow(depth, number, parent, _flat(fields), len(children))
    for place, child in enumerate(children, start=1):
        below = str(place) if depth == 0 else f"{number}.{place}"
        yield from _rows(child, depth + 1, number=below, parent=code, entries=entries)


def _fields(node: object) -> dict[str, object]:
    """Give a node's own fields as plain values, those at their default left out."""
    found: dict[str, object] = {}
    for name, spec in type(node).model_fields.items():  # type: ignore[attr-defined]
        value = getattr(node, name)
        if name in BRANCHES or (not spec.is_required() and value == spec.default):
            continue
        found[spec.alias or name] = value if isinstance(value, Text) else plain(value)
    return found


def _flat(value: object, prefix: str = "") -> dict[str, Value]:
    """Take nested values apart into cells by their paths; branches of the tree are passed over."""
    if isinstance(value, Text):
        texts = {"vi": value.vi, **plain(value)}  # type: ignore[dict-item]
        return {f"{prefix}{language}": _visible(str(text)) for language, text in texts.items()}
    found: dict[str, Value] = {}
    items = value.items() if isinstance(value, Mapping) else _fields(value).items()
    for key, inner in items:
        path = f"{prefix}{key}"
        if key in BRANCHES:
            continue
        if isinstance(inner, Text | Mapping) or hasattr(type(inner), "model_fields"):
            found |= _flat(inner, f"{path}.")
        elif isinstance(inner, list | tuple):
            found[path] = SEPARATOR.join(map(str, inner))
        elif isinstance(inner, str):
            found[path] = _visible(inner)
        elif isinstance(inner, int | Decimal | date):
            found[path] = inner
    return found


def _visible(text: str) -> str:
    """Write an empty or blank text in quotes: an empty cell would say that nothing was given."""
    return f'"{text}"' if _is_blank(text) else text


def read_text(text: str) -> str:
    """Undo what `_visible` does."""
    quoted = len(text) > 1 and text[0] == text[-1] == '"'
    return text[1:-1] if quoted and _is_blank(text) else text


def _is_blank(text: str) -> bool:
    return not text.strip('"').strip()


_ROMAN: Final = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"),
                 (4, "IV"), (1, "I"))  # fmt: skip


def roman(number: int) -> str:
    """Write a number from 1 as Roman figures, as annexes number their areas.

    >>> roman(8), roman(14)
    ('VIII', 'XIV')
    """
    left, text = number, ""
    for value, letters in _ROMAN:
        while left >= value:
            text += letters
            left -= value
    return text

"""This module finds, from the model itself, the columns that a table of a criteria set needs.

No list of rule parameters stands here: a new kind of rule, or a new field of a criterion, brings
its columns along.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from scoring.definitions.criteria_set import Area, CriteriaSetBody, Criterion
from scoring.types import LANGUAGE_NAMES, Text

Kind = Literal["number", "whole", "truth", "choice", "text", "day", "texts"]

BRANCHES: Final = frozenset({"areas", "criteria", "components"})
"""The fields that make the tree: their entries are rows of their own."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the path of its value (``rule.target``), what it holds, and which rules know it.

    ``rules`` is empty for what is no parameter of a rule. ``default`` is written as a reader would
    type it, and is None where there is none.
    """

    path: str
    kind: Kind
    choices: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    required: bool = False
    default: str | None = None


@dataclass(frozen=True, slots=True)
class Entries:
    """A list inside a definition (``rule.tiers``), whose entries are rows of a table of their own.

    ``columns`` have paths inside one entry.
    """

    path: str
    columns: tuple[Column, ...]
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """What one kind of row holds: its own columns, and the lists that hang on it."""

    columns: tuple[Column, ...]
    entries: tuple[Entries, ...]

    def of_rule(self, path: str, rule: str | None) -> Column | None:
        """Find a column by its path, as one kind of rule understands it; None where it is not."""
        for column in self.columns:
            if column.path == path and (not column.rules or rule in column.rules):
                return column
        return None

    def headings(self) -> tuple[Column, ...]:
        """Give each path once, with the rules that know it together."""
        found: dict[str, Column] = {}
        for column in self.columns:
            before = found.get(column.path)
            found[column.path] = column if before is None else _joined(before, column)
        return tuple(found.values())


@cache
def tree_layout() -> Layout:
    """Lay out the rows of areas, criteria and components together."""
    columns: dict[tuple[str, tuple[str, ...]], Column] = {}
    entries: dict[str, Entries] = {}
    for model in (Area, Criterion):
        layout = layout_of(model)
        for column in layout.columns:
            columns.setdefault((column.path, column.rules), column)
        entries |= {one.path: one for one in layout.entries}
    return Layout(tuple(columns.values()), tuple(entries.values()))


@cache
def whole_layout() -> Layout:
    """Lay out what a set says about itself as a whole."""
    return layout_of(CriteriaSetBody)


@cache
def layout_of(model: type[BaseModel]) -> Layout:
    """Lay out one model, without the branches of the tree; TypeError for what no table can hold."""
    found = list(_fields(model, "", ()))
    columns = tuple(one for one in found if isinstance(one, Column))
    return Layout(columns, _entries(one for one in found if isinstance(one, Entries)))


def _entries(found: Iterator[Entries]) -> tuple[Entries, ...]:
    """Give each list once; several kinds of rule may have a list of one name."""
    merged: dict[str, Entries] = {}
    for one in found:
        before = merged.get(one.path)
        if before is None:
            merged[one.path] = one
            continue
        known = {column.path for column in before.columns}
        more = tuple(column for column in one.columns if column.path not in known)
        merged[one.path] = Entries(one.path, before.columns + more, before.rules + one.rules)
    return tuple(merged.values())


def _fields(
    model: type[BaseModel], prefix: str, rules: tuple[str, ...]
) -> Iterator[Column | Entries]:
    for name, field in model.model_fields.items():
        if name in BRANCHES:
            continue
        default = None if field.is_required() else written(field.default)
        for one in _of(field.annotation, f"{prefix}{field.alias or name}", rules):
            if isinstance(one, Column) and "." not in one.path.removeprefix(prefix):
                yield replace(one, required=field.is_required(), default=default)
            else:
                yield one


def _of(annotation: Any, path: str, rules: tuple[str, ...]) -> Iterator[Column | Entries]:
    members = _members(annotation)
    if len(members) > 1:
        yield from _union(members, path)
        return
    bare = members[0]
    origin = get_origin(bare)
    if bare is Text:
        for language in LANGUAGE_NAMES:
            yield Column(f"{path}.{language}", "text", (), rules, required=language == "vi")
    elif isinstance(bare, type) and issubclass(bare, BaseModel):
        yield from _fields(bare, f"{path}.", rules)
    elif origin in {tuple, list}:
        yield from _list(_members(get_args(bare)[0])[0], path, rules)
    elif origin is Literal:
        yield Column(path, "choice", tuple(map(str, get_args(bare))), rules)
    elif bare in _KINDS:
        yield Column(path, _KINDS[bare], (), rules)
    else:
        raise TypeError(f"a table cannot hold {path}: {bare!r}")


_KINDS: Final[Mapping[Any, Kind]] = {
    Decimal: "number",
    int: "whole",
    bool: "truth",
    str: "text",
    date: "day",
}


def _list(item: Any, path: str, rules: tuple[str, ...]) -> Iterator[Column | Entries]:
    if isinstance(item, type) and issubclass(item, BaseModel):
        inner = layout_of(item)
        if inner.entries:
            raise TypeError(f"a table cannot hold the lists inside {path}")
        yield Entries(path, inner.columns, rules)
    elif item is str:
        yield Column(path, "texts", (), rules)
    elif get_origin(item) is Literal:
        yield Column(path, "texts", tuple(map(str, get_args(item))), rules)
    else:
        raise TypeError(f"a table cannot hold the list {path}: {item!r}")


def _union(members: Sequence[Any], path: str) -> Iterator[Column | Entries]:
    """Lay out every member of a union that is told apart by its type; the type is one column."""
    tags = [_tag(member) for member in members]
    if None in tags:
        raise TypeError(f"a table cannot hold {path}: {members!r}")
    kinds = tuple(str(tag) for tag in tags)
    yield Column(f"{path}.type", "choice", kinds)
    for member, kind in zip(members, kinds, strict=True):
        for one in _fields(member, f"{path}.", (kind,)):
            if one.path != f"{path}.type":
                yield one


def _members(annotation: Any) -> list[Any]:
    """Strip Annotated and None, and take a union apart."""
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    if get_origin(annotation) in {Union, UnionType}:
        inner = [one for arg in get_args(annotation) for one in _members(arg)]
        return [one for one in inner if one is not NoneType] or inner
    return [annotation]


def _tag(member: Any) -> str | None:
    field = getattr(member, "model_fields", {}).get("type")
    return None if field is None else str(get_args(field.annotation)[0])


def _joined(one: Column, other: Column) -> Column:
    more = tuple(choice for choice in other.choices if choice not in one.choices)
    return replace(
        one,
        kind=one.kind if one.kind == other.kind else "text",
        rules=one.rules + tuple(rule for rule in other.rules if rule not in one.rules),
        choices=one.choices + more,
        required=one.required and other.required,
    )


def written(value: object) -> str | None:
    """Write a plain value as a reader would type it; None for what is no single value."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, int | str):
        return str(value)
    return value.isoformat() if isinstance(value, date) else None

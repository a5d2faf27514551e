"""This module compares two criteria sets by code and lineage: what came, went, moved or changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final, Literal

from scoring.definitions.criteria_set import Area, CriteriaSet, Criterion
from scoring.definitions.set_columns import BRANCHES, tree_layout, whole_layout, written
from scoring.definitions.yaml_text import plain
from scoring.types import Text

ChangeKind = Literal[
    "added", "removed", "moved", "renamed", "merged", "split", "maximum", "rule", "other"
]
KINDS: Final[tuple[ChangeKind, ...]] = (
    "added", "removed", "moved", "renamed", "merged", "split", "maximum", "rule", "other",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: of which part, which of its facts, and how it stood in either set.

    ``code`` is the newer set's, or the older one's where the part is gone; ``fact`` is the path of
    what changed (``rule.target``), empty where the part itself came, went or moved. Where a set
    does not say a fact, its side is the value in force, and ``default`` names that side.
    """

    kind: ChangeKind
    code: str
    name: Text | None
    fact: str
    was: str
    now: str
    default: Literal["", "was", "now"] = ""


@dataclass(frozen=True, slots=True)
class _Node:
    part: Area | Criterion
    parent: str


def compare_sets(before: CriteriaSet, after: CriteriaSet) -> tuple[Change, ...]:
    """List every difference, in the order of the newer set; ids and bytes apart."""
    old, new = dict(_nodes(before)), dict(_nodes(after))
    origin = origins(before, after)
    return (
        *_whole(before, after),
        *(change for code, node in new.items() for change in _of(code, node, old, origin=origin)),
        *_removed(old, origin),
    )


def origins(before: CriteriaSet, after: CriteriaSet) -> Mapping[str, tuple[str, ...]]:
    """Find, for each part of the newer set, the parts of the older one that it continues.

    A code that stands in both sets continues itself; otherwise lineage counts, where it names parts
    that are there.
    """
    old = dict(_nodes(before))
    return {
        code: (code,) if code in old else tuple(one for one in node.part.lineage if one in old)
        for code, node in _nodes(after)
    }


def _nodes(criteria_set: CriteriaSet) -> Iterator[tuple[str, _Node]]:
    for area in criteria_set.areas:
        yield area.code, _Node(area, "")
        for criterion in area.criteria:
            yield from _below(criterion, area.code)


def _below(criterion: Criterion, parent: str) -> Iterator[tuple[str, _Node]]:
    yield criterion.code, _Node(criterion, parent)
    for component in criterion.components:
        yield from _below(component, criterion.code)


def _of(
    code: str,
    node: _Node,
    old: Mapping[str, _Node],
    *,
    origin: Mapping[str, tuple[str, ...]],
) -> Iterator[Change]:
    name = node.part.name
    sources = origin[code]
    if not sources:
        yield Change("added", code, name, "", "", _points(node))
        return
    if len(sources) > 1:
        yield Change("merged", code, name, "", ", ".join(sources), code)
        return
    was = old[sources[0]]
    shared = Counter(one for found in origin.values() for one in found)[sources[0]] > 1
    if shared and sources[0] != code:
        yield Change("split", code, name, "", sources[0], code)
    elif sources[0] != code:
        yield Change("renamed", code, name, "", sources[0], code)
    if was.parent != node.parent and was.parent not in origin.get(node.parent, ()):
        yield Change("moved", code, name, "", was.parent or "–", node.parent or "–")
    left, right = dict(_facts(was.part)), dict(_facts(node.part))
    for fact in [*left, *(fact for fact in right if fact not in left)]:
        if left.get(fact) != right.get(fact):
            kind: ChangeKind = "rule" if fact.startswith("rule.") else "other"
            kind = "maximum" if fact == "max_points" else kind
            yield _fact_change(Change(kind, code, name, fact, left.get(fact, ""),
                                      right.get(fact, "")), was.part, node.part)  # fmt: skip


def _removed(old: Mapping[str, _Node], origin: Mapping[str, tuple[str, ...]]) -> Iterator[Change]:
    continued = {one for sources in origin.values() for one in sources}
    for code, node in old.items():
        if code not in continued:
            yield Change("removed", code, node.part.name, "", _points(node), "")


def _whole(before: CriteriaSet, after: CriteriaSet) -> Iterator[Change]:
    left, right = dict(_facts(before)), dict(_facts(after))
    for fact in [*left, *(fact for fact in right if fact not in left)]:
        if left.get(fact) != right.get(fact):
            kind: ChangeKind = "maximum" if fact == "max_points" else "other"
            yield _fact_change(
                Change(kind, "", None, fact, left.get(fact, ""), right.get(fact, "")), before, after
            )


def _fact_change(
    change: Change, before: CriteriaSet | Area | Criterion, after: CriteriaSet | Area | Criterion
) -> Change:
    """Put the value in force where one of the two sets does not say it."""
    if not change.was:
        assumed = _assumed(before, change.fact)
        return replace(change, was=assumed, default="was") if assumed else change
    if not change.now:
        assumed = _assumed(after, change.fact)
        return replace(change, now=assumed, default="now") if assumed else change
    return change


def _assumed(part: CriteriaSet | Area | Criterion, fact: str) -> str:
    """Give what a part takes for granted of a fact; empty where it knows no such fact."""
    rule = getattr(part, "rule", None)
    layout = whole_layout() if isinstance(part, CriteriaSet) else tree_layout()
    column = layout.of_rule(fact, None if rule is None else rule.type)
    if column is None or (fact.startswith("rule.") and rule is None):
        return ""
    return column.default or ""


_APART: Final = BRANCHES | {"id", "code", "lineage", "raw", "sha256", "predecessor"}


def _facts(part: CriteriaSet | Area | Criterion) -> Iterator[tuple[str, str]]:
    for name in type(part).model_fields:
        if name not in _APART:
            yield from _flat(name, plain(getattr(part, name)))


def _flat(place: str, value: object) -> Iterator[tuple[str, str]]:
    """Take nested values apart into places and texts; what is not set is passed over."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flat(f"{place}.{key}", inner)
    elif isinstance(value, list):
        for position, inner in enumerate(value, start=1):
            yield from _flat(f"{place}.#{position}", inner)
    elif value is not None and value != "":
        text = _number(value) if isinstance(value, Decimal) else written(value)
        yield place, text or str(value)


def _number(value: Decimal) -> str:
    """Write a number so that 2.50 and 2.5 read alike."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _points(node: _Node) -> str:
    return _number(node.part.max_points)

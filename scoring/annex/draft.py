"""This module builds the draft of a criteria set from an annex, and checks that the points add up.

Where the annex says nothing that can be taken for a rule, the appraiser gives the points
(``manual``), with the annex's own words as guidance.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from scoring.annex.proposals import propose_rule
from scoring.annex.table import AnnexRow, AnnexTable, Columns, bare
from scoring.definitions.criteria_set import CriteriaSet, CriteriaSetBody
from scoring.definitions.criteria_set_file import criteria_set_of
from scoring.definitions.set_cells import value_of
from scoring.definitions.set_columns import Column
from scoring.definitions.set_sheets import PlacedCell
from scoring.types import N_, Problem, ProblemsFound, Sentence, said

_ROMAN: Final = re.compile(r"[IVXLC]+\Z")
_LETTER: Final = re.compile(r"[A-ZĐ]\Z")
_DOTTED: Final = re.compile(r"\d+(\.\d+)*\Z")
_SMALL: Final = re.compile(r"[a-zđ]\Z")
_TOTALS: Final = ("tong cong", "tong diem", "tong so diem", "cong", "tong")
_DEEPEST: Final = 5
_PROPOSED: Final = "[Đề xuất] "
_UNIT: Final = re.compile(r"\s*(điểm|đ)\.?\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A rule read out of the annex's words; it counts only where a person takes it."""

    code: str
    name: str
    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Draft:
    """The draft, and the proposals that its words allow, taken or not."""

    criteria_set: CriteriaSet
    proposals: tuple[Proposal, ...]


@dataclass(slots=True)
class _Node:
    row: AnnexRow
    depth: int
    code: str
    name: str
    points: Decimal | None
    how: list[str] = field(default_factory=list)
    children: list[_Node] = field(default_factory=list)


def draft_set(
    table: AnnexTable,
    columns: Columns,
    *,
    id: str,
    title: str,
    take_proposals: bool | frozenset[str] = False,
) -> Draft:
    """Build the draft; ``take_proposals`` names the codes whose proposed rule is taken, or all.

    Raises ProblemsFound with every row that cannot be understood and every sum that does not fit.
    """
    reader = _Reader(table, columns)
    areas = reader.tree()
    problems = reader.problems
    if not areas:
        problems.append(reader.nothing())
    problems += [one for area in areas for one in reader.sums(area)]
    total = sum((area.points or Decimal(0) for area in areas), Decimal(0))
    if reader.total is not None and not problems:
        problems += reader.total_problem(reader.total, total)
    if problems:
        raise ProblemsFound(problems)
    for area in areas:
        if not area.children:  # the annex does not divide it: one criterion of the same name
            area.children.append(
                _Node(area.row, 1, f"{area.code}.1", area.name, area.points, area.how)
            )
            area.how = []
    leaves = [leaf for area in areas for leaf in _leaves(area)]
    rules = {
        one.code: found
        for one in leaves
        if (found := propose_rule("\n".join(one.how), one.points or Decimal(0))) is not None
    }
    taken = {code for code in rules if take_proposals is True or code in (take_proposals or ())}
    body = {
        "id": id,
        "title": {"vi": title},
        "max_points": total,
        "rounding": {"at": "criterion"},
        "areas": [_area(area, {code: rules[code] for code in taken}) for area in areas],
    }
    proposals = tuple(
        Proposal(one.code, one.name, str(rules[one.code]["type"]), "\n".join(one.how))
        for one in leaves
        if one.code in rules
    )
    return Draft(criteria_set_of(CriteriaSetBody.model_validate(body)), proposals)


def _leaves(node: _Node) -> Iterator[_Node]:
    if not node.children:
        yield node
    for child in node.children:
        yield from _leaves(child)


def _area(node: _Node, rules: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "code": node.code,
        "name": {"vi": node.name},
        "max_points": node.points,
        **({"note": {"vi": "\n".join(node.how)}} if node.how else {}),
        "criteria": [_criterion(one, rules) for one in node.children],
    }


def _criterion(node: _Node, rules: Mapping[str, Any]) -> dict[str, Any]:
    words = "\n".join(node.how)
    found: dict[str, Any] = {
        "code": node.code,
        "name": {"vi": node.name},
        "max_points": node.points,
    }
    if node.children:
        note = {"note": {"vi": words}} if words else {}
        return found | note | {"components": [_criterion(one, rules) for one in node.children]}
    if node.code in rules:
        return found | {"note": {"vi": _PROPOSED + words}, "rule": rules[node.code]}
    guidance = {"guidance": {"vi": words}} if words else {}
    return found | {"rule": {"type": "manual", **guidance}}


class _Reader:
    """Reads the rows into a tree by their numbering."""

    def __init__(self, table: AnnexTable, columns: Columns) -> None:
        self.table = table
        self.columns = columns
        self.problems: list[Problem] = []
        self.total: tuple[AnnexRow, Decimal] | None = None
        self.rows = table.rows[columns.heading + 1 :]
        numbers = [_numbering(row.cell(columns.number)) for row in self.rows]
        self.roman = sum(bool(_ROMAN.match(one)) for one in numbers) > 0 and "I" in numbers

    def tree(self) -> list[_Node]:
        areas: list[_Node] = []
        way: list[_Node] = []
        for row in self.rows:
            number = _numbering(row.cell(self.columns.number))
            name = " ".join(row.cell(self.columns.name).split())
            if self._is_total(row, number, name):
                continue
            depth = self._depth(number, way)
            if depth is None:
                self._continued(row, number, name, way=way)
                continue
            if depth > len(way) or depth > _DEEPEST:
                self._wrong(
                    "annex.level",
                    row,
                    self.columns.number,
                    expected=said(N_("a row that stands below one of the level above")),
                    got=number,
                    remedy=said(N_("Add the row above it, or correct the number.")),
                )
                continue
            del way[depth:]
            siblings = way[-1].children if way else areas
            above = f"{way[-1].code}." if way else "TC"
            node = _Node(row, depth, f"{above}{len(siblings) + 1}", name, self._points(row))
            if not name:
                self._wrong("annex.name", row, self.columns.name, expected=said(N_("a name")),
                            got="", remedy=said(N_("Fill in the cell.")))  # fmt: skip
            words = row.cell(self.columns.how)
            if words:
                node.how.append(words)
            siblings.append(node)
            way.append(node)
        return areas

    def _depth(self, number: str, way: Sequence[_Node]) -> int | None:
        """Tell a row's depth from its number: I › 1 › 1.1 › a, or 1 › 1.1 › 1.1.1 › a."""
        if not number:
            return None
        if self.roman and _ROMAN.match(number):
            return 0
        if _DOTTED.match(number):
            return number.count(".") + (1 if self.roman else 0)
        if _SMALL.match(number):
            dotted = [
                node.depth
                for node in way
                if not _SMALL.match(_numbering(node.row.cell(self.columns.number)))
            ]
            return dotted[-1] + 1 if dotted else None
        return None

    def _continued(self, row: AnnexRow, number: str, name: str, *, way: Sequence[_Node]) -> None:
        """Take a row without a number as words of the row above: what earns how much."""
        if number and _LETTER.match(number):
            return  # A heading over several areas (PHẦN A) carries no points of its own.
        points = " ".join(row.cell(self.columns.points).split())
        words = row.cell(self.columns.how)
        if number or not way:
            if number or points:
                self._wrong(
                    "annex.number",
                    row,
                    self.columns.number,
                    expected=said(N_("a number such as I, 1, 1.1 or a")),
                    got=number,
                    remedy=said(N_("Number the row, or delete it.")),
                )
            return
        line = f"{name}: {points}" if name and points else name or points
        way[-1].how += [one for one in (line, words) if one]

    def _is_total(self, row: AnnexRow, number: str, name: str) -> bool:
        text = bare(name or row.cell(self.columns.number)).strip(" :.")
        if text not in _TOTALS or _DOTTED.match(number):
            return False
        points = self._points(row)
        if points is not None:
            self.total = (row, points)
        return True

    def _points(self, row: AnnexRow) -> Decimal | None:
        text = _UNIT.sub("", " ".join(row.cell(self.columns.points).split()))
        if not text:
            return None
        found = value_of(PlacedCell(text, ""), Column("max_points", "number"))
        if found.refused is not None or not isinstance(found.value, Decimal) or found.value < 0:
            expected, got, remedy = found.refused or (
                said(N_("at least {ge}"), ge="0"),
                said(N_("“{text}”"), text=text[:60]),
                said(N_("Write the points without a sign.")),
            )
            self._wrong("annex.points", row, self.columns.points, expected=expected, got=got,
                        remedy=remedy)  # fmt: skip
            return None
        return found.value

    def sums(self, node: _Node) -> Iterator[Problem]:
        """Check a row against the rows below it; a row that states nothing takes their sum."""
        for child in node.children:
            yield from self.sums(child)
        known = [child.points for child in node.children]
        if node.children and None not in known:
            together = sum((one for one in known if one is not None), Decimal(0))
            if node.points is None:
                node.points = together
            elif node.points != together:
                yield self._problem(
                    "annex.sum",
                    node.row,
                    self.columns.points,
                    expected=said(
                        N_("the sum of the {count} rows below, {together} points"),
                        count=len(known),
                        together=together,
                    ),
                    got=said(N_("{best} points"), best=node.points),
                    remedy=said(N_("Correct this maximum or those of its parts.")),
                )
        elif not node.children and node.points is None and not self._refused(node.row):
            yield self._problem(
                "annex.points",
                node.row,
                self.columns.points,
                expected=said(N_("the maximum points")),
                got=said(N_("nothing")),
                remedy=said(N_("Fill in the cell.")),
            )

    def total_problem(self, total: tuple[AnnexRow, Decimal], found: Decimal) -> list[Problem]:
        """Check the last row, which states the sum of all areas."""
        row, stated = total
        if stated == found:
            return []
        return [
            self._problem(
                "annex.total",
                row,
                self.columns.points,
                expected=said(N_("the sum of its parts, {together} points"), together=found),
                got=said(N_("{best} points"), best=stated),
                remedy=said(N_("Correct this maximum or those of its parts.")),
            )
        ]

    def nothing(self) -> Problem:
        """Say that no row begins an area."""
        row = self.rows[0] if self.rows else AnnexRow(1, ())
        return self._problem(
            "annex.empty",
            row,
            self.columns.number,
            expected=said(N_("at least one area, numbered I or 1")),
            got=said(N_("nothing")),
            remedy=said(N_("Check which column holds the numbers.")),
        )

    def _refused(self, row: AnnexRow) -> bool:
        return any(one.line == row.number and one.code == "annex.points" for one in self.problems)

    def _wrong(
        self,
        code: str,
        row: AnnexRow,
        column: int,
        *,
        expected: Sentence,
        got: str | Sentence,
        remedy: Sentence,
    ) -> None:
        stood = got
        if isinstance(got, str):
            stood = said(N_("“{text}”"), text=got[:60]) if got else said(N_("nothing"))
        assert isinstance(stood, Sentence)  # noqa: S101
        self.problems.append(
            self._problem(code, row, column, expected=expected, got=stood, remedy=remedy)
        )

    def _problem(
        self,
        code: str,
        row: AnnexRow,
        column: int,
        *,
        expected: Sentence,
        got: Sentence,
        remedy: Sentence,
    ) -> Problem:
        number = row.cell(self.columns.number)
        name = " ".join(row.cell(self.columns.name).split())[:60]
        place = f"{number} {name}".strip()
        # Below the headings there may be a row that only counts the columns: (1) (2) (3).
        above = self.table.rows[max(0, self.columns.heading - 1) : self.columns.heading + 1]
        named = [
            text for one in reversed(above) if re.search(r"[^\W\d_]", text := one.cell(column))
        ]
        heading = named[0] if named else ""
        shown = f"{column + 1} ({heading})" if heading else str(column + 1)
        return Problem(
            code, self.table.file, row.number, place, expected, got, remedy,
            self.table.name or None, shown,
        )  # fmt: skip


def _numbering(cell: str) -> str:
    return cell.strip().rstrip(".):").strip()

"""This module sees that every public docstring of the statistical rooms names its formula's source.

A source is a year, a function of R, or another function of these rooms that names one; what is
our own says so. What calculates nothing is listed here, so that leaving a source out is seen.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.guards.sources import ROOT

ROOMS = ("inference", "uncertainty", "reliability", "forensics")
MODULES = ("papi_style", "benchmarks")
NAMED = re.compile(r"\b(?:1[89]|20)\d\d\b|\bR ``|\bR's ``|Own rule")
CITED = re.compile(r"``(?:\w+\.)*(\w+)``")

# These sort, count, read or check, and hold no formula of their own.
PLAIN = {
    "inference.arrays.codes_of", "inference.arrays.dense", "inference.arrays.sums",
    "inference.arrays.make_runs", "inference.arrays.ratio", "inference.cells.make_cells",
    "uncertainty.composite.without_errors", "reliability.agreement.grade_table",
    "forensics.outlying.share_percent", "forensics.signals.repeated_comments.letters",
}  # fmt: skip


def public() -> Iterator[tuple[str, str, str]]:
    """Give each public function: its name, its docstring, that of its module."""
    files = [path for room in ROOMS for path in sorted((ROOT / "scoring" / room).rglob("*.py"))]
    files += [ROOT / "scoring" / f"{name}.py" for name in MODULES]
    for path in files:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        place = ".".join(path.relative_to(ROOT / "scoring").with_suffix("").parts)
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                own, about = ((ast.get_docstring(one) or "").split() for one in (node, tree))
                yield f"{place}.{node.name}", " ".join(own), " ".join(about)


def unsourced(functions: list[tuple[str, str, str]]) -> set[str]:
    """Give the functions that name no source, neither themselves nor by one that they cite."""
    sourced = {name for name, own, about in functions if NAMED.search(own) or NAMED.search(about)}
    while True:
        known = {name.rsplit(".", 1)[-1] for name in sourced}
        more = {
            name
            for name, own, _ in functions
            if name not in sourced and known & set(CITED.findall(own))
        }
        if not more:
            return {name for name, _, _ in functions} - sourced
        sourced |= more


def test_every_formula_names_its_source() -> None:
    functions = list(public())
    assert len(functions) > 80
    assert unsourced(functions) == PLAIN


def test_the_guard_sees_a_formula_without_a_source() -> None:
    bare = ("room.mean", "Give the mean.", "This module gives means.")
    cited = ("room.total", "Give the total, see ``mean``.", "This module gives totals.")
    assert unsourced([bare, cited]) == {"room.mean", "room.total"}
    told = ("room.mean", "Give the mean. Source: R ``svymean``.", bare[2])
    assert unsourced([told, cited]) == set()

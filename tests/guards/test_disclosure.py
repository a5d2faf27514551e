"""This module proves that nothing of people's answers is shown around ``scoring.disclosure``.

Sources: few modules can reach answers, each is named here with how what it gives is let through.
Types: what their functions give to screens holds statistics as ``Shown`` or ``Withheld`` only, and
only the module itself can make a ``Shown``. Sinks: figures and files of answers take nothing else.
``tests/staff/test_noninterference.py`` proves the same from outside: two provinces that differ only
in how a few people answered look alike in every screen and file.
"""

from __future__ import annotations

import ast
import dataclasses
import importlib
import inspect
import typing
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from dashboards import exports
from scoring.definitions.figure_sources import SurveySource
from scoring.disclosure import MINIMUM, Shown, Withheld
from tests.guards.sources import ROOT, name_of, python_files, tree_of

DISCLOSURE = "scoring/disclosure/"

# Every module outside storage that can reach answers.
RELEASING = {
    "dashboards/queries/arrivals.py",
    "dashboards/queries/indices.py",
    "dashboards/queries/margin_weights.py",
    "dashboards/queries/papi_style.py",
    "dashboards/queries/representation.py",
    "dashboards/queries/satisfaction.py",
}
NOT_RELEASING = {
    "dashboards/queries/whom.py": "which forms were answered; counts of those served",
    "dashboards/queries/doubtful.py": "numbers, days and signals of single answers, for inspectors"
    " who decide over them; never what was answered",
    "dashboards/queries/quality.py": "alpha and omega over one whole group of 30 people or more",
    "dashboards/screens/doubtful_unit.py": "numbers of forms set aside",
    "thuocdo/answers_out/frame.py": "`export answers`, an operator's tool",
    "thuocdo/arrivals/answers.py": "brings answers in",
    "thuocdo/computing.py": "the official index, of MINIMUM answers or more (tested below)",
    "thuocdo/demo/seed.py": "makes the demonstration",
}
# What functions of those modules may hold besides: no person's answer can be told from it.
HARMLESS = {
    "scoring.inference.coverage.Coverage": "how many answered of how many served",
    "dashboards.queries.doubtful.NamedUnit": "how likely a signal is by chance",
    "dashboards.queries.quality.Reliability": "of 30 people or more, and of no part of them",
    "dashboards.queries.quality.Agreed": "of appraisers, not of people who answered",
    "dashboards.queries.arrivals.MarkCount": "forms with a mark; small numbers of them are hidden",
    "dashboards.queries.served.Served": "the register's dossiers",
    "scoring.papi_style.Change": "of scores that were let through",
    "storage.analyses.Analysis": "a kept result as it is stored, which the query has read",
}
# Functions that other queries use and no screen may, with what they give before it is let through.
BETWEEN_QUERIES = {"tallied", "added", "overall", "overall_items", "factor_of"}

FIGURES_OF_ANSWERS = {"answer_shares", "satisfaction_intervals"}
FIGURES_OF_UNITS = {  # official points, published benchmarks, ranks
    "area_profile", "benchmark_field", "benchmark_lines", "benchmark_profile", "distribution",
    "lost_heat", "lost_points", "rank_drivers", "rank_intervals", "ranking_bars",
}  # fmt: skip

STATISTICS = (float, complex, np.ndarray, np.floating, Fraction)
PLAIN = (str, int, bool, type(None), Decimal)


def doors() -> Iterator[Path]:
    """Give every source file above storage and scoring."""
    for path in python_files(tests=False):
        if path.relative_to(ROOT).parts[0] in {"dashboards", "survey_app", "thuocdo", "ui"}:
            yield path


def imported(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Give (module, name) of everything that a file imports from somewhere."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                yield node.module, alias.name
        elif isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, ""


def reaches_answers(tree: ast.Module) -> bool:
    """Tell whether a file can read what people answered."""
    return any(
        (module == "storage" and name == "Answers")
        or (module == "storage.answers" or f"{module}.{name}" == "storage.answers")
        for module, name in imported(tree)
    )


def forges(tree: ast.Module) -> Iterator[str]:
    """Find what only the disclosure package may do: make what was let through, or take its seal."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func).rsplit(".", 1)[-1]
            if name in {"Shown", "MaskedComment", "__new__", "__setattr__"}:
                yield f"{node.lineno}: {ast.unparse(node)[:60]}"
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(
            "scoring.disclosure"
        ):
            private = [alias.name for alias in node.names if alias.name.startswith("_")]
            if private:
                yield f"{node.lineno}: {private}"
        if isinstance(node, ast.Attribute) and node.attr == "_SEAL":
            yield f"{node.lineno}: {ast.unparse(node)}"


def bare(kind: object, path: str, *, seen: frozenset[object] = frozenset()) -> Iterator[str]:
    """Find statistics that stand in a type without having been let through."""
    origin = typing.get_origin(kind)
    if kind in (Shown, Withheld) or origin is Shown or kind in seen:
        return
    if isinstance(kind, type) and f"{kind.__module__}.{kind.__qualname__}" in HARMLESS:
        return
    if kind in STATISTICS or kind in (object, typing.Any):
        yield f"{path}: {getattr(kind, '__name__', kind)}"
    elif origin is typing.Literal or kind in PLAIN:
        return
    elif dataclasses.is_dataclass(kind) and isinstance(kind, type):
        of_inference = kind.__module__.startswith(("scoring.inference", "scoring.estimates"))
        if of_inference or kind.__module__ == "scoring.reliability":
            yield f"{path}: {kind.__name__}"
            return
        for name, hint in typing.get_type_hints(kind).items():
            yield from bare(hint, f"{path}.{name}", seen=seen | {kind})
    else:
        for part in typing.get_args(kind):
            if part is not Ellipsis:
                yield from bare(part, path, seen=seen)


def given(module: ModuleType) -> Iterator[tuple[str, object]]:
    """Give the public functions of a module with the type of what they give."""
    for name, function in inspect.getmembers(module, inspect.isfunction):
        mine = function.__module__ == module.__name__ and not name.startswith("_")
        if mine and name not in BETWEEN_QUERIES:
            yield f"{module.__name__}.{name}", typing.get_type_hints(function).get("return")


def load(file: str) -> ModuleType:
    return importlib.import_module(file.removesuffix(".py").replace("/", "."))  # noqa: TID251


def test_every_module_that_reaches_answers_is_named_with_how_they_are_let_through() -> None:
    reaching = {name_of(path) for path in doors() if reaches_answers(tree_of(path))}
    assert reaching == RELEASING | set(NOT_RELEASING)


def test_those_that_let_through_use_the_disclosure_module() -> None:
    for file in sorted(RELEASING):
        modules = {module for module, _ in imported(tree_of(ROOT / file))}
        assert any(module.startswith("scoring.disclosure") for module in modules), file


@pytest.mark.parametrize("file", sorted(RELEASING | {
    file for file in NOT_RELEASING if file.startswith("dashboards/queries/")
}))  # fmt: skip
def test_no_statistic_of_answers_leaves_a_query_bare(file: str) -> None:
    functions = dict(given(load(file)))
    assert functions
    found = [one for name, kind in functions.items() for one in bare(kind, name)]
    assert found == []


def test_what_queries_hand_each_other_reaches_no_screen() -> None:
    for path in doors():
        if "dashboards/queries/" not in name_of(path):
            for module, name in imported(tree_of(path)):
                reached = module.startswith("dashboards.queries") and name in BETWEEN_QUERIES
                assert not reached, f"{name_of(path)}: {module}.{name}"


def test_nobody_but_the_module_can_let_anything_through() -> None:
    found = [
        f"{name_of(path)}:{line}"
        for path in python_files(tests=False)
        if not name_of(path).startswith(DISCLOSURE)
        for line in forges(tree_of(path))
    ]
    assert found == []


def test_every_figure_draws_answers_that_were_let_through_or_no_answers() -> None:
    there = {path.stem for path in (ROOT / "dashboards" / "figures").glob("[a-z]*.py")}
    assert there == FIGURES_OF_ANSWERS | FIGURES_OF_UNITS
    for name in sorted(FIGURES_OF_ANSWERS):
        module = load(f"dashboards/figures/{name}.py")
        rows = [kind for _, kind in inspect.getmembers(module, dataclasses.is_dataclass)
                if isinstance(kind, type) and kind.__module__ == module.__name__]  # fmt: skip
        assert rows
        assert [one for kind in rows for one in bare(kind, kind.__name__)] == []
        draw = typing.get_type_hints(getattr(module, name))
        del draw["return"], draw["style"]
        assert [one for key, kind in draw.items() for one in bare(kind, key)] == []


def test_one_module_writes_the_desks_files_and_refuses_bare_statistics() -> None:
    tools = {"csv", "openpyxl", "xlsxwriter"}
    writers = {
        name_of(path)
        for path in doors()
        if name_of(path).startswith("dashboards/")
        and tools.intersection(module for module, _ in imported(tree_of(path)))
    }
    assert writers == {"dashboards/exports.py"}
    for statistic in (0.5, np.float64(0.5), Fraction(1, 2), object()):
        with pytest.raises(TypeError, match="disclosure"):
            exports.csv_bytes(["a"], [[statistic]])  # type: ignore[list-item]


def test_the_public_door_cannot_reach_answers_at_all() -> None:
    contracts = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    contract = contracts.split('id = "public-door-adds-only"', 1)[1].split("[[", 1)[0]
    assert '"storage.answers"' in contract
    assert '"storage.answer_fold"' in contract


def test_an_official_index_rests_on_as_many_people_as_anything_shown() -> None:
    for least in (MINIMUM - 1, MINIMUM):
        try:
            SurveySource.model_validate({"source": "survey", "item": "OVERALL", "at_least": least})
            taken = True
        except ValueError as error:
            taken = "at_least" not in str(error)
        assert taken is (least >= MINIMUM)


@pytest.mark.parametrize(
    ("code", "caught"),
    [
        ("from storage import Answers", True),
        ("from storage.answers import Answers as A", True),
        ("from storage import answers", True),
        ("import storage.answers", True),
        ("from scoring.definitions.questionnaire_answers import Answers", False),
    ],
)
def test_the_guard_sees_who_reaches_answers(code: str, caught: bool) -> None:
    assert reaches_answers(ast.parse(code)) is caught


@pytest.mark.parametrize(
    "code",
    [
        "Shown(0.5, decision, None)",
        "disclosure.Shown(0.5, decision, None)",
        "object.__new__(Shown)",
        "from scoring.disclosure.shown import _SEAL",
        "x = shown._SEAL",
        "object.__setattr__(one, 'value', 1)",
    ],
)
def test_the_guard_sees_a_forgery(code: str) -> None:
    assert list(forges(ast.parse(code)))


@dataclasses.dataclass
class _Leaking:
    name: str
    shares: tuple[float, ...]


def test_the_guard_sees_a_bare_statistic_however_deep() -> None:
    assert list(bare(dict[str, list[_Leaking]], "x")) == ["x.shares: float"]
    assert list(bare(Shown[float] | None, "x")) == []
    assert list(bare(dict[str, object], "x")) == ["x: object"]

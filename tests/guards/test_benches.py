"""Every bench runs as a file and as a module, whatever package it shares its name with."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OURS = {"bench", "dashboards", "scoring", "storage", "survey_app", "tests", "thuocdo", "ui"}
BENCHES = sorted((ROOT / "bench").glob("*.py"))


@pytest.mark.parametrize("path", BENCHES, ids=lambda path: path.stem)
def test_a_bench_finds_our_packages_before_itself(path: Path) -> None:
    body = ast.parse(path.read_text()).body
    root_is_first = False
    imported = set()
    for statement in body:
        if isinstance(statement, ast.ImportFrom) and str(statement.module).split(".")[0] in OURS:
            assert root_is_first, f"line {statement.lineno}"
        if isinstance(statement, ast.Import):
            imported |= {name.name for name in statement.names}
        if isinstance(statement, ast.Expr):
            root_is_first |= ast.unparse(statement).startswith("sys.path.insert(0, str(")
    asks_for_ours = any(
        isinstance(node, ast.ImportFrom) and str(node.module).split(".")[0] in OURS
        for node in ast.walk(ast.Module(body, []))
    )
    assert root_is_first or not asks_for_ours
    assert not imported & OURS

"""This module keeps files, functions and names such that a reader can hold them in mind."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.guards.sources import ROOT, name_of, nodes_of, python_files, tree_of

LONGEST_FILE = 400
LONGEST_FUNCTION = 60
REFUSED_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "base", "misc"}


def long_functions(nodes: Iterable[ast.AST]) -> list[str]:
    """Return the functions longer than the limit, decorators not counted."""
    return [
        f"{node.name} ({node.end_lineno - node.lineno + 1} lines)"
        for node in nodes
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno + 1 > LONGEST_FUNCTION
    ]


def test_no_file_is_too_long() -> None:
    lengths = {
        name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in python_files()
    }
    assert lengths, "no Python file was found: the guard looks at the wrong place"
    assert {name: n for name, n in lengths.items() if n > LONGEST_FILE} == {}


def test_no_function_is_too_long() -> None:
    found = {
        name_of(path): long_functions(nodes_of(path))
        for path in python_files()
        if path.parent.name != "versions"  # a migration lists columns, and is never edited again
    }
    assert {name: functions for name, functions in found.items() if functions} == {}


def test_the_function_guard_counts_lines() -> None:
    body = "\n".join(f"    x = {n}" for n in range(LONGEST_FUNCTION))
    assert long_functions(ast.walk(ast.parse(f"def long():\n{body}\n"))) == ["long (61 lines)"]


def test_no_module_has_a_name_that_says_nothing() -> None:
    parts = {
        part: name_of(path)
        for path in python_files()
        for part in (*path.relative_to(ROOT).parent.parts, path.stem)
    }
    assert {part: where for part, where in parts.items() if part in REFUSED_NAMES} == {}


@pytest.mark.parametrize("path", list(python_files(tests=False)), ids=name_of)
def test_every_module_says_what_it_is_for(path: Path) -> None:
    text = ast.get_docstring(tree_of(path))
    generated = path.parent.name == "versions"
    assert text or not path.read_text(encoding="utf-8").strip(), "the module has no docstring"
    if text and not generated:
        assert text.startswith(("This module ", "This package ")), (
            "a module's docstring completes the sentence “This module …”"
        )


def test_nothing_evaluates_text_as_code() -> None:
    refused = {"eval", "exec", "compile", "__import__"}
    calls = [
        f"{name_of(path)}:{node.lineno} {node.func.id}"
        for path in python_files(tests=False)
        for node in nodes_of(path)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in refused
    ]
    assert calls == []


def test_no_page_lets_raw_html_through() -> None:
    refused = {"unsafe_allow_html", "unsafe_allow_javascript", "shell"}
    found = [
        f"{name_of(path)}:{node.lineno} {word.arg}"
        for path in python_files(tests=False)
        for node in nodes_of(path)
        if isinstance(node, ast.Call)
        for word in node.keywords
        if word.arg in refused
        and not (isinstance(word.value, ast.Constant) and word.value.value is False)
    ]
    assert found == []

"""This module lists the files that the guards look at."""

from __future__ import annotations

import ast
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("scoring", "storage", "ui", "survey_app", "dashboards", "thuocdo", "criteria")


@cache
def tracked_files() -> tuple[Path, ...]:
    """Return every file that belongs to the project; without git, all that is not ignored by us."""
    try:
        listed = subprocess.run(
            [
                shutil.which("git") or "git",
                "ls-files",
                "-z",
                "--cached",
                "--others",
                "--exclude-standard",
            ],
            cwd=ROOT,
            capture_output=True,
            check=True,
        ).stdout.decode()
        found = [ROOT / name for name in listed.split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        found = [path for path in ROOT.rglob("*") if not _made_here(path)]
    return tuple(sorted(path for path in found if path.is_file()))


def python_files(*, tests: bool = True) -> Iterator[Path]:
    """Give the project's Python files."""
    for path in tracked_files():
        place = path.relative_to(ROOT).parts[0]
        if path.suffix == ".py" and (tests or place in ROOMS):
            yield path


def text_of(path: Path) -> str | None:
    """Return a file's text, or None where it is not text."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None


@cache
def tree_of(path: Path) -> ast.Module:
    """Return a Python file's syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


@cache
def nodes_of(path: Path) -> tuple[ast.AST, ...]:
    """Return all nodes of a file's syntax tree; several guards walk through every file."""
    return tuple(ast.walk(tree_of(path)))


def name_of(path: Path) -> str:
    """Return a path as it is written in the project."""
    return path.relative_to(ROOT).as_posix()


def _made_here(path: Path) -> bool:
    made = {".git", ".venv", "__pycache__", ".pytest_cache", ".mypy_cache", ".ruff_cache"}
    made |= {".hypothesis", ".import_linter_cache", "thuocdo-data", "build", "dist"}
    return bool(made.intersection(path.relative_to(ROOT).parts))

"""This module seeds one violation at a time into a copy of the sources and sees a contract fail."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.guards.sources import ROOMS, ROOT, python_files

pytestmark = pytest.mark.slow

# What is written where, and the number of a contract that must refuse it.
VIOLATIONS = [
    ("dashboards/wiring.py", "import survey_app.codes", 1),
    ("survey_app/wiring.py", "import dashboards.style", 1),
    ("ui/words.py", "import storage.records", 1),
    ("storage/text.py", "import ui.numbers", 1),
    ("storage/text.py", "import thuocdo", 1),
    ("scoring/types.py", "import storage.records", 1),
    ("scoring/anything.py", "", 2),
    ("scoring/types.py", "import scoring.engine", 2),
    ("survey_app/anything.py", "", 3),
    ("survey_app/actions.py", "import survey_app.light", 3),
    ("dashboards/anything.py", "", 4),
    ("dashboards/queries/seeded.py", "import dashboards.screens", 4),
    ("scoring/rules/seeded.py", "import scoring.rules.linear", 5),
    ("scoring/questions/seeded.py", "import scoring.questions.rating", 5),
    ("dashboards/figures/seeded.py", "import dashboards.figures.ranking_bars", 5),
    ("survey_app/actions.py", "import streamlit", 6),
    ("ui/theme.py", "import streamlit", 6),
    ("dashboards/queries/seeded.py", "import streamlit", 6),
    ("thuocdo/seeded.py", "import streamlit", 6),
    ("dashboards/screens/seeded.py", "import sqlalchemy", 7),
    ("survey_app/actions.py", "import sqlalchemy.orm", 7),
    ("thuocdo/seeded.py", "import alembic", 7),
    ("scoring/definitions/seeded.py", "import yaml", 8),
    ("thuocdo/seeded.py", "import yaml", 8),
    ("dashboards/screens/seeded.py", "import storage.tables", 9),
    ("scoring/engine.py", "import pandas", 10),
    ("scoring/engine.py", "import time", 10),
    ("scoring/engine.py", "import random", 10),
    ("scoring/rules/linear.py", "def f():\n    import sqlalchemy", 10),
    ("storage/migrations/versions/seeded.py", "import storage.tables", 11),
    ("dashboards/figures/seeded.py", "import storage.records", 12),
    ("survey_app/actions.py", "import storage.answers", 13),
    ("survey_app/wiring.py", "from storage import People", 13),
    ("storage/text.py", "import storage.answers", 14),
    ("survey_app/light/forms.py", "import pandas", 15),
    ("survey_app/intake.py", "def f():\n    import streamlit", 15),
]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sources that may be spoilt."""
    home = tmp_path_factory.mktemp("copy")
    for path in python_files(tests=False):
        if path.relative_to(ROOT).parts[0] in ROOMS:
            target = home / path.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
    shutil.copyfile(ROOT / "pyproject.toml", home / "pyproject.toml")
    return home


@pytest.fixture
def spoilt(copy: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    """The copy with one violation, taken back afterwards."""
    name, line = request.param
    path = copy / name
    before = path.read_text(encoding="utf-8") if path.exists() else None
    path.write_text(f"{before or ''}\n{line}\n", encoding="utf-8")
    yield copy
    if before is None:
        path.unlink()
    else:
        path.write_text(before, encoding="utf-8")


def lint(home: Path, contract: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run import-linter in a directory, for all contracts or for one."""
    program = "from importlinter.cli import lint_imports_command as c; c()"
    command = [sys.executable, "-c", program, "--no-cache"]
    if contract is not None:
        command += ["--contract", contract]
    return subprocess.run(
        command, cwd=home, capture_output=True, text=True, check=False, timeout=60
    )


def contracts() -> dict[int, str]:
    """Return the contracts' ids by the number that their names begin with."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    listed = settings["tool"]["importlinter"]["contracts"]
    return {int(contract["name"].split()[0]): contract["id"] for contract in listed}


def test_the_sources_keep_every_contract(copy: Path) -> None:
    done = lint(copy)
    assert done.returncode == 0, done.stdout


def test_every_contract_has_a_violation_here() -> None:
    assert {number for _, _, number in VIOLATIONS} == set(contracts())


@pytest.mark.parametrize(
    ("spoilt", "number"),
    [((name, line), number) for name, line, number in VIOLATIONS],
    indirect=["spoilt"],
    ids=[f"{number}-{name}-{n}" for n, (name, _, number) in enumerate(VIOLATIONS)],
)
def test_the_contract_refuses(spoilt: Path, number: int) -> None:
    done = lint(spoilt, contracts()[number])
    assert done.returncode == 1, done.stdout + done.stderr
    assert "BROKEN" in done.stdout, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("storage/text.py", "import importlib\nimportlib.import_module('storage')"),
        ("scoring/types.py", "from datetime import datetime\ndatetime.now()"),
        ("scoring/types.py", "import datetime\ndatetime.date.today()"),
        ("scoring/types.py", "import importlib\nimportlib.import_module('storage')"),
    ],
)
def test_what_escapes_the_contracts_is_refused_by_ruff(name: str, line: str) -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "ruff",
            "check",
            "--select",
            "TID251",
            "--stdin-filename",
            name,
            "-",
        ],
        cwd=ROOT,
        input=f"{line}\n",
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert "TID251" in done.stdout or "banned-api" in done.stdout

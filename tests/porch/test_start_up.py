"""This module checks that a command loads only what it uses: most of its time would be loading."""

from __future__ import annotations

import subprocess
import sys

import pytest

_HEAVY = ("alembic", "numpy", "openpyxl", "pandas", "plotly", "scipy", "sqlalchemy", "streamlit")


@pytest.mark.parametrize(
    ("loading", "allowed"),
    [
        ("import thuocdo.cli; thuocdo.cli.main(['--help'])", set()),
        ("import storage", {"sqlalchemy"}),
        ("import thuocdo.tabular", set()),
    ],
)
def test_nothing_heavy_is_loaded_where_it_is_not_used(loading: str, allowed: set[str]) -> None:
    code = f"{loading}; import sys; print(*sys.modules, file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, timeout=60, text=True
    )
    loaded = set(done.stderr.split())
    assert "scoring.types" in loaded
    assert loaded.intersection(_HEAVY) == allowed

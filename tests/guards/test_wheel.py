"""This module builds the wheel and sees that everything that a room holds goes along."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.guards.sources import ROOMS, ROOT, name_of, tracked_files

LEFT_OUT = {"scoring/ruff.toml"}


@pytest.mark.slow
def test_the_wheel_holds_every_file_of_every_room_and_nothing_else(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        check=True,
        capture_output=True,
        timeout=120,
    )
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
        entry_points = next(
            name for name in archive.namelist() if name.endswith("entry_points.txt")
        )
        assert "thuocdo = thuocdo.cli:main" in archive.read(entry_points).decode("utf-8")
    rooms = {
        name_of(path) for path in tracked_files() if path.relative_to(ROOT).parts[0] in ROOMS
    } - LEFT_OUT
    assert rooms - held == set(), "the wheel lacks these"
    assert held - rooms == set(), "the wheel holds more than the project"

"""This module tests that one command starts the whole house and one Ctrl-C stops all of it."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from storage.audit import Audit
from storage.database import open_database
from storage.settings import Settings
from tests.journey.running import RunningDemo, all_ports, demo, health, listening

pytestmark = pytest.mark.slow


def test_the_house_starts_stops_whole_and_finds_its_data_again(demo_data: Path) -> None:
    with demo(demo_data) as first:
        code = first.code
        assert_everything_is_said_and_healthy(first)
        assert_no_second_one_on_the_same_directory(first, demo_data)
        assert_stops_whole(first, signal.SIGINT)
    before = last_act(demo_data)
    with demo(demo_data) as second:
        assert second.code == code
        assert_everything_is_said_and_healthy(second)
        assert_stops_whole(second, signal.SIGTERM)
    assert last_act(demo_data) == before


def assert_everything_is_said_and_healthy(running: RunningDemo) -> None:
    """All three answer, and the terminal shows the ways in."""
    for address in (running.public, running.staff, running.survey):
        assert health(address) == {"status": "ok"}
    printed = "\n".join(running.lines)
    assert f"SURVEY {running.public}/s/{running.code}" in running.lines
    for shown in (running.public, running.staff, running.survey, "lanhdao", "thamdinh"):
        assert shown in printed


def assert_no_second_one_on_the_same_directory(running: RunningDemo, data: Path) -> None:
    """Another demonstration is refused in plain words, even with --reset, and harms nothing."""
    other = subprocess.run(
        [
            *(sys.executable, "-m", "thuocdo", "demo", "--reset"),
            *("--port", str(running.port + 10), "--data", str(data)),
        ],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
        cwd=Path(__file__).resolve().parents[2],
    )
    assert other.returncode == 2
    assert "Ctrl-C" in other.stderr
    assert "Traceback" not in other.stderr
    assert health(running.public) == {"status": "ok"}


def assert_stops_whole(running: RunningDemo, number: signal.Signals) -> None:
    """One signal to the supervisor ends every process, in order and quietly."""
    assert running.stop(number) == 0
    assert not [port for port in all_ports(running.port) if listening(port)]
    assert "Traceback" not in "\n".join(running.errors)


def last_act(data: Path) -> tuple[int, str]:
    """Give the number and hash of the newest event in the audit chain."""
    database = open_database(Settings.from_environment(data, environment={}))
    try:
        return Audit(database).seal()
    finally:
        database.close()

"""This module tests that one command starts the whole house and one Ctrl-C stops all of it."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from storage.audit import Audit
from storage.database import open_database
from storage.settings import Settings
from tests.journey.running import all_ports, demo, health, listening

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_three_doors_are_healthy_and_a_stop_leaves_nothing_behind(
    demo_data: Path, number: signal.Signals
) -> None:
    with demo(demo_data) as running:
        for address in (running.public, running.staff, running.survey):
            assert health(address) == {"status": "ok"}
        printed = "\n".join(running.lines)
        assert f"SURVEY {running.public}/s/{running.code}" in running.lines
        for shown in (running.public, running.staff, running.survey, "lanhdao", "thamdinh"):
            assert shown in printed

        assert running.stop(number) == 0

        assert not [port for port in all_ports(running.port) if listening(port)]
    assert "Traceback" not in "\n".join(running.errors)


def test_the_second_start_makes_nothing_again_and_gives_the_same_link(demo_data: Path) -> None:
    with demo(demo_data) as first:
        code = first.code
    before = last_act(demo_data)
    with demo(demo_data) as second:
        assert second.code == code
    assert last_act(demo_data) == before


def test_a_second_demonstration_on_the_same_directory_is_refused_in_plain_words(
    demo_data: Path,
) -> None:
    with demo(demo_data) as running:
        other = subprocess.run(
            [
                *(sys.executable, "-m", "thuocdo", "demo", "--reset"),
                *("--port", str(running.port + 10), "--data", str(demo_data)),
            ],
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=60,
            check=False,
            cwd=Path(__file__).resolve().parents[2],
        )
        assert other.returncode == 2
        assert "Ctrl-C" in other.stderr
        assert "Traceback" not in other.stderr
        assert health(running.public) == {"status": "ok"}


def last_act(data: Path) -> tuple[int, str]:
    """Give the number and hash of the newest event in the audit chain."""
    database = open_database(Settings.from_environment(data, environment={}))
    try:
        return Audit(database).seal()
    finally:
        database.close()

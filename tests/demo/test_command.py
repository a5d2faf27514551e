"""This module tests what `thuocdo demo` refuses, before anything is made or touched."""

import socket
from pathlib import Path

import pytest

from tests.journey.running import free_ports
from thuocdo.cli import main


def test_a_taken_port_is_said_and_nothing_is_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        status = main(["demo", "--port", str(port), "--data", str(tmp_path / "demo")])
    assert status == 2
    assert str(port) in capsys.readouterr().err
    assert not (tmp_path / "demo").exists()


@pytest.mark.parametrize("options", [[], ["--reset"]])
def test_an_office_s_own_directory_is_refused_and_stays_as_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str]
) -> None:
    database = tmp_path / "thuocdo.sqlite3"
    database.write_text("real work")

    status = main(["demo", "--port", str(free_ports()), "--data", str(tmp_path), *options])

    assert status == 2
    said = capsys.readouterr().err
    assert "--data" in said
    assert "Traceback" not in said
    assert [entry.name for entry in tmp_path.iterdir()] == [database.name]


def test_the_directory_of_the_environment_is_used_and_guarded_alike(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "thuocdo.sqlite3").write_text("real work")
    monkeypatch.setenv("THUOCDO_DATA_DIR", str(tmp_path))

    assert main(["demo", "--port", str(free_ports()), "--reset"]) == 2

    assert str(tmp_path) in capsys.readouterr().err
    assert (tmp_path / "thuocdo.sqlite3").read_text() == "real work"

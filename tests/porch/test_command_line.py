"""This module checks what every command shares: help, exit statuses, one clear line a problem."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import typer

from scoring.types import N_, ProblemsFound
from storage.faults import Refused, SchemaBehind, StorageFault, Unavailable
from thuocdo import VERSION, cli
from thuocdo.voice import refusal


def raising(error: BaseException) -> object:
    """Return a registration whose command `fail` raises."""

    def register(root: typer.Typer) -> None:
        @root.command("fail")
        def fail() -> None:
            raise error

    return register


@pytest.fixture
def fails(monkeypatch: pytest.MonkeyPatch) -> object:
    """Run a command that raises and return the exit status."""

    def run(error: BaseException) -> int:
        monkeypatch.setattr(cli, "REGISTRATIONS", (*cli.REGISTRATIONS, raising(error)))
        return cli.main(["fail"])

    return run


def test_help_is_vietnamese_first(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--help"]) == 0
    out = capsys.readouterr().out
    assert "Thước đo nền hành chính" in out
    assert "Public" in out
    for name in ("demo", "serve", "db", "criteria", "score", "import", "qr", "audit"):
        assert f"\n  {name} " in out


@pytest.mark.parametrize(
    "group", ["serve", "db", "criteria", "score", "import", "qr", "audit", "evidence", "demo"]
)
def test_every_command_has_help_in_both_languages(
    group: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main([group, "--help"]) == 0
    assert " / " in capsys.readouterr().out


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--version"]) == 0
    assert VERSION in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [["nonsense"], ["serve", "nonsense"], ["db", "--wrong"]])
def test_a_wrong_call_is_one_line_and_status_2(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(arguments) == 2
    err = capsys.readouterr().err
    assert len(err.splitlines()) == 1
    assert "Lệnh chưa đúng" in err


def test_problems_come_one_a_line_with_status_2(
    fails: object, capsys: pytest.CaptureFixture[str]
) -> None:
    one = refusal(
        "--a", expected=N_("a free port"), got="1\n2", remedy=N_("Choose another --port.")
    )
    assert fails(ProblemsFound([*one.problems, *one.problems])) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("thuocdo: --a: cần một cổng còn trống; thực tế: 1 2.")


@pytest.mark.parametrize(
    ("error", "word"),
    [
        (SchemaBehind("0001"), "thuocdo db upgrade"),
        (Unavailable("no route"), "no route"),
        (Refused("twice"), "twice"),
        (StorageFault("odd"), "odd"),
        (FileNotFoundError(2, "No such file", "units.csv"), "units.csv"),
        (ZeroDivisionError("a bug"), "ZeroDivisionError"),
    ],
)
def test_a_failure_never_shows_a_traceback(
    error: Exception, word: str, fails: object, capsys: pytest.CaptureFixture[str]
) -> None:
    assert fails(error) == 2
    err = capsys.readouterr().err
    assert word in err
    assert len(err.splitlines()) == 1


def test_interruption_is_status_130(fails: object) -> None:
    assert fails(KeyboardInterrupt()) == 130


def test_commands_speak_english_when_asked(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("THUOCDO_LANGUAGE", "en")
    assert cli.main(["nonsense"]) == 2
    assert "The command was not understood" in capsys.readouterr().err


@pytest.mark.slow
def test_vietnamese_is_written_whatever_the_locale(tmp_path: Path) -> None:
    environment = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0", "PATH": ""}
    environment["PYTHONPATH"] = str(Path(cli.__file__).resolve().parents[1])
    done = subprocess.run(
        [sys.executable, "-m", "thuocdo", "db", "check", "--data", str(tmp_path)],
        env=environment,
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 1
    assert "Các bảng đang ở bản" in done.stderr.decode("utf-8")


@pytest.mark.slow
def test_a_reader_that_leaves_is_no_error() -> None:
    command = [sys.executable, "-m", "thuocdo", "criteria", "show", "vn-766/2022"]
    home = Path(cli.__file__).resolve().parents[1]
    with subprocess.Popen(
        command, cwd=home, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read().decode("utf-8") == ""


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("criteria exprt", "không có lệnh “exprt”"),
        ("criteria export", "thiếu SET"),
        ("criteria list --dataa x", "không có tùy chọn --dataa; có phải ý là --data?"),
        ("criteria export so --out", "tùy chọn --out cần có giá trị"),
        ("criteria list thua", "thừa “thua”"),
        ("round open --set a --year hai", "--year phải là một số nguyên"),
        ("criteria export cchc-so/2026 --out khong-co/x.xlsx", "không có tệp hoặc thư mục này"),
    ],
)
def test_a_mistyped_command_is_told_in_the_readers_language(
    typed: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(typed.split()) == 2
    assert told in capsys.readouterr().err

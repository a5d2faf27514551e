"""This module checks run.py: what it trusts, what it never removes, what it says."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import run
from tests.guards.sources import ROOT


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory with a lock, and pip replaced by something quick that leaves a trace."""
    (tmp_path / "requirements.lock").write_text(
        "one==1 \\\n    --hash=sha256:0\n", encoding="utf-8"
    )
    (tmp_path / "pyproject.toml").write_text("[project]\n", encoding="utf-8")
    (tmp_path / "run.py").write_text("", encoding="utf-8")

    def make(directory: Path) -> None:
        (directory / "bin").mkdir(parents=True)
        (directory / run.MADE_BY_US).touch()
        run._python_of(directory).symlink_to(sys.executable)

    def install(root: Path, python: Path) -> None:
        with (root / "installed").open("a", encoding="utf-8") as trace:
            trace.write(f"{python}\n")

    monkeypatch.setattr(run, "_make_environment", make)
    monkeypatch.setattr(run, "_install", install)
    return tmp_path


def installs(checkout: Path) -> int:
    """Count how often libraries were installed."""
    trace = checkout / "installed"
    return len(trace.read_text(encoding="utf-8").splitlines()) if trace.exists() else 0


def test_a_whole_environment_is_made_once(checkout: Path) -> None:
    first = run.ensure_environment(checkout)
    assert run.ensure_environment(checkout) == first
    assert installs(checkout) == 1


def test_a_changed_lock_installs_again(checkout: Path) -> None:
    run.ensure_environment(checkout)
    (checkout / "requirements.lock").write_text("two==2\n", encoding="utf-8")
    run.ensure_environment(checkout)
    assert installs(checkout) == 2


def test_an_interrupted_installation_is_not_trusted(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(root: Path, python: Path) -> None:
        (python.parent / "half-installed").touch()
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(run, "_install", interrupted)
        with pytest.raises(KeyboardInterrupt):
            run.ensure_environment(checkout)
    assert not (checkout / ".venv" / run.STAMP).exists()
    run.ensure_environment(checkout)
    assert installs(checkout) == 1
    assert not (checkout / ".venv" / "bin" / "half-installed").exists(), "the half was kept"


def test_an_interrupted_renewal_is_not_trusted(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run.ensure_environment(checkout)
    lock = checkout / "requirements.lock"
    before = lock.read_text(encoding="utf-8")
    lock.write_text("two==2\n", encoding="utf-8")
    with monkeypatch.context() as patch:
        patch.setattr(
            run, "_install", lambda root, python: (_ for _ in ()).throw(KeyboardInterrupt)
        )
        with pytest.raises(KeyboardInterrupt):
            run.ensure_environment(checkout)
    lock.write_text(before, encoding="utf-8")
    run.ensure_environment(checkout)
    assert installs(checkout) == 2, "half of the new libraries would have been trusted as the old"


def test_an_environment_whose_python_is_gone_is_made_again(checkout: Path) -> None:
    python = run.ensure_environment(checkout)
    python.unlink()
    python.symlink_to(checkout / "no-such-python")
    run.ensure_environment(checkout)
    assert installs(checkout) == 2


def test_a_moved_checkout_installs_again(checkout: Path) -> None:
    run.ensure_environment(checkout)
    stamp = checkout / ".venv" / run.STAMP
    said = json.loads(stamp.read_text(encoding="utf-8"))
    stamp.write_text(json.dumps({**said, "root": "/elsewhere"}), encoding="utf-8")
    run.ensure_environment(checkout)
    assert installs(checkout) == 2


def test_somebody_elses_environment_is_used_and_kept(checkout: Path) -> None:
    mine = checkout / ".venv" / "bin"
    mine.mkdir(parents=True)
    (mine / "python").symlink_to(sys.executable)
    (mine / "my-tool").touch()
    run.ensure_environment(checkout)
    assert (mine / "my-tool").exists()


def test_somebody_elses_broken_environment_is_never_removed(checkout: Path) -> None:
    (checkout / ".venv").mkdir()
    (checkout / ".venv" / "precious").touch()
    with pytest.raises(run.SetupError, match=r"run\.py"):
        run.ensure_environment(checkout)
    assert (checkout / ".venv" / "precious").exists()


def test_an_old_python_is_told_kindly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2, "final", 0))
    with pytest.raises(run.SetupError, match=r"3\.9\.2"):
        run._require_new_enough_python()


def test_a_missing_venv_module_names_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(run.SetupError, match="python3-venv"):
        run._make_environment(Path("/nonexistent"))


def test_without_a_command_it_says_what_it_can_do() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "run.py")], capture_output=True, check=False, timeout=30
    )
    assert done.returncode == 2
    assert "run.py demo" in done.stdout.decode("utf-8")


@pytest.mark.slow
def test_the_script_needs_nothing_but_the_standard_library() -> None:
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(ROOT / "run.py"), "--help"],
        capture_output=True,
        check=False,
        timeout=30,
    )
    assert done.returncode == 0, done.stderr.decode("utf-8")

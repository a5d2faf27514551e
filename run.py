#!/usr/bin/env python3
"""This module starts Thước Đo on a machine that has Python 3.11 or newer and nothing else.

    python3 run.py demo            the demonstration, with sign-ins printed
    python3 run.py test            all tests (arguments are passed to pytest)
    python3 run.py <command> …     any command of `thuocdo`

It makes `.venv` beside itself and installs the pinned requirements, once; it asks nothing else of
the machine. A stamp written last says that an installation is whole; without it nothing is trusted.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent
OLDEST_PYTHON = (3, 11)
LOCK = "requirements.lock"
MADE_BY_US = "made-by-run.py"
STAMP = "thuocdo-stamp.json"
# A file's tests stay together: they share a server, a database cluster, a demonstration.
# The suite's own order holds: its longest files begin.
SIDE_BY_SIDE = (
    "--numprocesses=auto", "--maxprocesses=4", "--dist=loadfile", "--no-loadscope-reorder",
)  # fmt: skip

USAGE = """\
Thước Đo

  python3 run.py demo          bản chạy thử tỉnh Gia Lai / the demonstration
  python3 run.py test          chạy toàn bộ kiểm thử / all tests
  python3 run.py <lệnh> …      mọi lệnh của thuocdo / any thuocdo command
  python3 run.py --commands    liệt kê các lệnh / list the commands
"""


class SetupError(Exception):
    """The machine cannot be made ready; the message tells the person what to do."""


def say(vietnamese: str, english: str) -> None:
    """Print one progress line on standard error, so that standard output stays the command's."""
    print(f"» {vietnamese}\n  {english}", file=sys.stderr, flush=True)


def main(arguments: Sequence[str]) -> int:
    """Make the environment ready, then hand over to the command; return an exit status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        print(USAGE)
        return 0 if arguments else 2
    signal.signal(signal.SIGTERM, _stop)
    try:
        _require_new_enough_python()
        python = ensure_environment(ROOT)
    except SetupError as error:
        print(f"\n{error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        say("Đã dừng; lần sau sẽ cài đặt lại.", "Stopped; the next start will install again.")
        return 130
    return _hand_over(python, arguments)


def ensure_environment(root: Path) -> Path:
    """Return the Python of a whole `.venv` under `root`, making or mending it where needed.

    Raises SetupError when that cannot be done.
    """
    directory = root / ".venv"
    with _one_at_a_time(root):
        if _is_whole(root, directory):
            return _python_of(directory)
        _discard_if_ours_and_broken(directory)
        (directory / STAMP).unlink(missing_ok=True)
        if not _python_of(directory).exists():
            _make_environment(directory)
        # Taken before the work: a lock that changes meanwhile must not pass for installed.
        stamp = json.dumps(_expected_stamp(root, _version_of(_python_of(directory))))
        _install(root, _python_of(directory))
        partial = directory / (STAMP + ".partial")
        partial.write_text(stamp, encoding="utf-8")
        partial.replace(directory / STAMP)
    say("Đã sẵn sàng.", "Ready.")
    return _python_of(directory)


def _require_new_enough_python() -> None:
    if sys.version_info[:2] < OLDEST_PYTHON:
        have = ".".join(map(str, sys.version_info[:3]))
        raise SetupError(
            f"Cần Python 3.11 trở lên, máy này đang dùng {have}. "
            "Hãy cài bản mới rồi chạy lại, ví dụ: python3.12 run.py demo\n"
            f"Python 3.11 or newer is needed, this is {have}. "
            "Install a newer one and try again, for example: python3.12 run.py demo"
        )


def _stop(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt


@contextmanager
def _one_at_a_time(root: Path) -> Iterator[None]:
    """Hold a lock, so that two starts at once do not install into the same directory."""
    try:
        import fcntl
    except ImportError:  # Windows: two first starts at the same moment are left to the person
        yield
        return
    with open(root / "run.py", encoding="utf-8") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Đang chờ một lần cài đặt khác xong…", "Waiting for another installation…")
            fcntl.flock(handle, fcntl.LOCK_EX)
        except OSError:  # a file system without locks
            pass
        yield


def _python_of(directory: Path) -> Path:
    if os.name == "nt":
        return directory / "Scripts" / "python.exe"
    return directory / "bin" / "python"


def _version_of(python: Path) -> str:
    """Return "3.11" for a Python that runs, "" for one that does not (its base was removed)."""
    code = "import sys; print('%d.%d' % sys.version_info[:2])"
    try:
        done = subprocess.run(
            [str(python), "-I", "-c", code], capture_output=True, text=True, check=False
        )
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def _expected_stamp(root: Path, version: str) -> dict[str, str]:
    digest = hashlib.sha256()
    for name in (LOCK, "pyproject.toml"):
        digest.update((root / name).read_bytes())
    return {"requirements": digest.hexdigest(), "python": version, "root": str(root)}


def _is_whole(root: Path, directory: Path) -> bool:
    try:
        stamp = json.loads((directory / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    version = _version_of(_python_of(directory))
    return bool(version) and stamp == _expected_stamp(root, version)


def _discard_if_ours_and_broken(directory: Path) -> None:
    """Remove an environment that we began and did not finish; never one that somebody else made."""
    if not directory.exists():
        return
    finished = (directory / STAMP).exists() and _version_of(_python_of(directory))
    if (directory / MADE_BY_US).exists():
        if not finished:
            shutil.rmtree(directory)
        return
    version = _version_of(_python_of(directory))
    if not version or tuple(map(int, version.split("."))) < OLDEST_PYTHON:
        raise SetupError(
            f"Thư mục {directory} không phải do run.py tạo và không dùng được. "
            "Hãy đổi tên hoặc xóa thư mục đó rồi chạy lại.\n"
            f"{directory} was not made by run.py and cannot be used. "
            "Rename or remove it, then try again."
        )


def _make_environment(directory: Path) -> None:
    say("Đang tạo môi trường Python trong .venv…", "Making a Python environment in .venv…")
    if any(importlib.util.find_spec(name) is None for name in ("venv", "ensurepip")):
        raise SetupError(_venv_missing())
    directory.mkdir(exist_ok=True)
    (directory / MADE_BY_US).write_text("run.py may remove this directory.\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "venv", str(directory)], capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        detail = (done.stdout + done.stderr).strip()
        raise SetupError(f"{_venv_missing()}\n\n{detail}")


def _venv_missing() -> str:
    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    return (
        "Không tạo được môi trường Python (thiếu venv hoặc ensurepip). "
        f"Trên Debian/Ubuntu: sudo apt install python3-venv (hoặc {package}), rồi chạy lại.\n"
        "A Python environment could not be made (venv or ensurepip is missing). "
        f"On Debian/Ubuntu: sudo apt install python3-venv (or {package}), then try again."
    )


def _install(root: Path, python: Path) -> None:
    total = sum("==" in line for line in (root / LOCK).read_text(encoding="utf-8").splitlines())
    say(
        f"Đang cài đặt khoảng {total} thư viện đã ghim phiên bản; lần đầu mất vài phút…",
        f"Installing about {total} pinned libraries; the first time takes a few minutes…",
    )
    common = ["--no-deps", "--disable-pip-version-check", "--no-input", "--progress-bar=off"]
    common += ["--no-compile"]  # most modules are never imported; Python compiles those that are
    _run_pip(
        python,
        arguments=[*common, "--require-hashes", "--only-binary=:all:", "-r", str(root / LOCK)],
        verbose=True,
    )
    _run_pip(
        python,
        arguments=[*common, "--no-build-isolation", "--quiet", "-e", str(root)],
        verbose=False,
    )


def _run_pip(python: Path, *, arguments: Sequence[str], verbose: bool) -> None:
    """Run `pip install`, showing a line for each step; on failure show how pip ended."""
    command = [str(python), "-I", "-m", "pip", "install", *arguments]
    last: list[str] = []
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    ) as process:
        try:
            for line in process.stdout or ():
                last = [*last[-24:], line.rstrip()]
                if verbose and (step := _step_in(line)):
                    print(f"  {step}", file=sys.stderr, flush=True)
        except BaseException:
            process.terminate()
            raise
    if process.returncode != 0:
        raise SetupError(
            "\n".join(last)
            + "\n\nKhông cài đặt được các thư viện. Hãy kiểm tra mạng (hoặc proxy) rồi chạy lại; "
            "những gì đã tải sẽ được dùng lại.\n"
            "The libraries could not be installed. Check the network (or proxy) and try again; "
            "what was fetched is kept."
        )


def _step_in(line: str) -> str:
    """Return what a line of pip's tells a person, or nothing."""
    if line.startswith("Collecting "):
        return line.split()[1]
    if line.startswith("Processing "):
        return Path(line.split()[1]).name
    if line.startswith("Installing collected packages"):
        return "… đang ghi vào .venv / writing into .venv"
    return ""


def _hand_over(python: Path, arguments: Sequence[str]) -> int:
    """Become the command: signals and the exit status are then its own."""
    if arguments[0] == "test":
        os.chdir(ROOT)
        command = [str(python), "-m", "pytest", *SIDE_BY_SIDE, *arguments[1:]]
    elif arguments[0] == "--commands":
        command = [str(python), "-P", "-m", "thuocdo", "--help"]
    else:
        command = [str(python), "-P", "-m", "thuocdo", *arguments]
    environment = {**os.environ, "PYTHONUTF8": "1"}
    if os.name == "nt":
        with subprocess.Popen(command, env=environment) as process:
            while True:
                try:
                    return process.wait()
                except KeyboardInterrupt:  # the child has it too and ends in its own time
                    continue
    sys.stdout.flush()
    sys.stderr.flush()
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    os.execve(command[0], command, environment)  # noqa: S606 - replacing ourselves is the point
    raise AssertionError("unreachable")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

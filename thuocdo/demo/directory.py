"""This module keeps a demonstration in a directory of its own, and never touches any other."""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from scoring.types import N_, Problem, ProblemsFound, Sentence, said
from storage.settings import DATABASE_FILE, SECRET_FILE
from thuocdo.os_reasons import os_reason

MARKER = "thuocdo-demo.json"
LOCK = "thuocdo-demo.lock"
SIGN_INS = "demo-sign-ins.json"  # read by the staff door's sign-in page
_NEW_MARKER = f"{MARKER}.new"
DATA_VERSION = "gia-lai/1"
DEFAULT = Path("thuocdo-data") / "demo"

# What a reset removes, and nothing else. The marker is not among them: it is replaced, so that the
# directory is known as a demonstration's at every moment.
_OWN_FILES = (
    DATABASE_FILE,
    f"{DATABASE_FILE}-wal",
    f"{DATABASE_FILE}-shm",
    f"{DATABASE_FILE}-journal",
    SECRET_FILE,
    SIGN_INS,
    _NEW_MARKER,
)
_READY = "ready"
_BEGUN = "begun"


@dataclass(frozen=True, slots=True)
class DemoDirectory:
    """A directory that is held for one demonstration until `close`."""

    path: Path
    needs_data: bool
    _hold: sqlite3.Connection

    @property
    def database(self) -> Path:
        """The file of the demonstration's database."""
        return self.path / DATABASE_FILE

    def write_sign_ins(self, text: str) -> None:
        """Leave the well-known sign-ins for the sign-in page."""
        (self.path / SIGN_INS).write_text(text + "\n", encoding="utf-8")

    def mark_ready(self) -> None:
        """Note that the data is whole, so that the next start is quick."""
        _write_marker(self.path, _READY)

    def close(self) -> None:
        """Let others have the directory."""
        self._hold.close()


def open_demo_directory(path: Path, *, reset: bool = False) -> DemoDirectory:
    """Make or reopen the directory of a demonstration and hold it.

    A directory that holds anything, but not a demonstration's marker, is refused, with `reset` too.
    Data begun but not finished, or that `reset` asks to make again, is removed file by file.

    Raises:
        ProblemsFound: not ours, in use, made by another version, or not writable.
    """
    path = path.absolute()
    try:
        _refuse_what_is_not_ours(path)
        path.mkdir(parents=True, exist_ok=True)
        hold = _take_hold(path)
        try:
            state = None if reset else _state(path)
            if state is None:
                _remove_own_files(path)
                _write_marker(path, _BEGUN)
        except BaseException:
            hold.close()
            raise
    except OSError as fault:
        raise _problem(
            "demo-directory",
            path,
            expected=said(N_("a directory that can be written to")),
            got=os_reason(fault),
            remedy=said(N_("Name another directory with --data.")),
        ) from fault
    return DemoDirectory(path, needs_data=state is None, _hold=hold)


def _refuse_what_is_not_ours(path: Path) -> None:
    """Refuse a file, and a directory with anything in it but a demonstration."""
    if not path.exists():
        return
    if path.is_dir():
        if (path / MARKER).is_file():
            return
        if all(entry.name in {LOCK, _NEW_MARKER} for entry in path.iterdir()):
            return
    raise _problem(
        "demo-directory",
        path,
        expected=said(N_("a new directory, an empty one, or one made by thuocdo demo")),
        got=said(N_("something else, which is left untouched")),
        remedy=said(N_("Name another directory with --data.")),
    )


def _take_hold(path: Path) -> sqlite3.Connection:
    """Hold the directory by a lock that ends with the process, on every system alike."""
    hold = sqlite3.connect(path / LOCK, timeout=0, isolation_level=None, check_same_thread=False)
    try:
        hold.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as fault:
        hold.close()
        raise _problem(
            "demo-in-use",
            path,
            expected=said(N_("a demonstration that is not running")),
            got=said(N_("one that is running now")),
            remedy=said(N_("Stop it with Ctrl-C, or name another directory with --data.")),
        ) from fault
    return hold


def _state(path: Path) -> str | None:
    """Tell whether whole data is there; None where it must be made."""
    marker = path / MARKER
    if not marker.is_file():
        return None
    try:
        said_there = json.loads(marker.read_text(encoding="utf-8"))
        state, version = said_there["state"], said_there["data"]
    except (ValueError, KeyError, TypeError):
        return None
    if state != _READY or not (path / DATABASE_FILE).is_file():
        return None
    if version != DATA_VERSION:
        raise _problem(
            "demo-version",
            path,
            expected=said("{version}", version=DATA_VERSION),
            got=said("{version}", version=str(version)),
            remedy=said(N_("Make the demonstration anew with --reset; answers given in it go.")),
        )
    return _READY


def _write_marker(path: Path, state: str) -> None:
    """Write the marker whole or not at all."""
    text = json.dumps(
        {
            "made_by": "thuocdo demo",
            "data": DATA_VERSION,
            "state": state,
            "note": "Dữ liệu trình diễn, câu trả lời mô phỏng. Demonstration, simulated answers.",
        },
        ensure_ascii=False,
        indent=2,
    )
    new = path / _NEW_MARKER
    with closing(new.open("w", encoding="utf-8")) as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())
    new.replace(path / MARKER)


def _remove_own_files(path: Path) -> None:
    for name in _OWN_FILES:
        (path / name).unlink(missing_ok=True)


def _problem(
    code: str, path: Path, *, expected: Sentence, got: Sentence, remedy: Sentence
) -> ProblemsFound:
    return ProblemsFound(
        [
            Problem(
                code=code,
                file=str(path),
                line=None,
                place="",
                expected=expected,
                got=got,
                remedy=remedy,
            )
        ]
    )

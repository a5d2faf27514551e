"""This module measures completed answers a second against a bare form, in one run.

    python bench/intake.py [--seconds 5] [--respondents 1,8,32]

An answer is complete when its page was fetched, the form sent, and the receipt received after a
durable commit. The intake runs as `thuocdo serve intake`, every check on, behind a trusted proxy's
header so that each answer has an address of its own. Only 127.0.0.1 is used; everything is in a
directory that is removed afterwards.
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))


@dataclass(frozen=True)
class Measured:
    """What one load gave."""

    per_second: float
    p50: float
    p95: float
    answers: int
    processor: float  # milliseconds of the server's processor time for one answer


def main() -> int:
    """Measure both forms at each load, in turns, and print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--respondents", default="1,8,32")
    asked = parser.parse_args()
    loads = [int(one) for one in asked.respondents.split(",")]
    with tempfile.TemporaryDirectory(prefix="thuocdo-bench-") as folder:
        code = _furnish(Path(folder) / "data", "mot-cua/v1")
        bare = [str(ROOT / "bench" / "bare_form.py"), "{port}", f"{folder}/bare.sqlite3"]
        ours = ["-m", "thuocdo", "serve", "intake", "--port", "{port}", "--data", f"{folder}/data"]
        with _serving(bare) as bare_form, _serving(ours, health="/healthz") as our_form:
            _load(bare_form, "/", number=4, seconds=1)
            _load(our_form, f"/s/{code}", number=4, seconds=1)
            _say("respondents  form     answers/s   p50 ms   p95 ms   processor ms")
            for number in loads:
                base = _load(bare_form, "/", number=number, seconds=asked.seconds)
                mine = _load(our_form, f"/s/{code}", number=number, seconds=asked.seconds)
                _show(number, "bare", base)
                _show(number, "intake", mine)
                _say(f"{'':12} ratio {mine.per_second / base.per_second:11.2f}")
        stored = _stored(Path(folder) / "data")
        _say(f"stored answers: {stored} (every one acknowledged: {stored >= _acknowledged})")
    return 0 if stored >= _acknowledged else 1


_acknowledged = 0


def _load(server: tuple[int, int], path: str, *, number: int, seconds: float) -> Measured:
    global _acknowledged  # noqa: PLW0603 -- one counter of one script
    port, process = server
    worked = _processor_seconds(process)
    command = [str(ROOT / "bench" / "respondents.py"), str(port), path, str(number), str(seconds)]
    done = subprocess.run(
        [sys.executable, *command], check=True, stdout=subprocess.PIPE, timeout=seconds * 3 + 60
    )
    told = json.loads(done.stdout)
    times = told["times"]
    if path != "/":
        _acknowledged += len(times)
    return Measured(
        per_second=len(times) / told["seconds"],
        p50=times[len(times) // 2],
        p95=times[int(len(times) * 0.95)],
        answers=len(times),
        processor=(_processor_seconds(process) - worked) / len(times) * 1000,
    )


@contextmanager
def _serving(command: list[str], *, health: str = "/") -> Iterator[tuple[int, int]]:
    port = _free_port()
    environment = {**os.environ, "THUOCDO_TRUSTED_PROXIES": "127.0.0.1", "PYTHONUTF8": "1"}
    process = subprocess.Popen(
        [sys.executable, *(part.format(port=port) for part in command)], cwd=ROOT, env=environment
    )
    try:
        _wait(port, health, process)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait(port: int, path: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise SystemExit("a server did not start")
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1) as probe:
                probe.sendall(f"GET {path} HTTP/1.0\r\nHost: x\r\n\r\n".encode())
                if b" 200 " in probe.recv(64):
                    return
        except OSError:
            pass
        time.sleep(0.1)
    raise SystemExit("a server did not answer")


def _processor_seconds(process: int) -> float:
    """Give the processor time that a process has used; 0 where the system does not tell."""
    try:
        parts = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")


def _free_port() -> int:
    """Find a port whose neighbour for measurements is free too."""
    while True:
        port = 20_000 + secrets.randbelow(10_000)
        try:
            for one in (port, port + 100):
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", one))
        except OSError:
            continue
        return port


def _furnish(data: Path, form_id: str) -> str:
    """Make a database with one unit, or find it, and a counter with a form; give its code."""
    from scoring.definitions.criteria_sets import criteria_directories
    from scoring.definitions.questionnaire_load import find_questionnaire
    from scoring.types import Text
    from storage import (
        Questionnaires,
        ServicePoint,
        ServicePoints,
        Settings,
        UnitRecord,
        Units,
        open_database,
        upgrade,
    )
    from survey_app.codes import new_code

    form = find_questionnaire(form_id, directories=criteria_directories())
    database = open_database(Settings.from_environment(data, environment={}))
    upgrade(database)
    now = datetime.now(UTC)
    Questionnaires(database).keep(
        form.raw, form.sha256, id=form.id, counted=form.counted(), kept_at=now
    )
    if Units(database).by_code("X") is None:
        Units(database).add_many(
            [UnitRecord("X", "Phường Pleiku", "commune", "COMMUNE", date(2025, 7, 1))]
        )
    code = new_code()
    ServicePoints(database).add_many(
        [ServicePoint(code, "X", Text("Quầy tiếp nhận", "Filing counter"), form.id)]
    )
    database.close()
    return code


def _stored(data: Path) -> int:
    from storage import Answers, Settings, open_database

    database = open_database(Settings.from_environment(data, environment={}))
    answers = Answers(database)
    answers.fold()
    number = sum(answers.count(flagged=flagged) for flagged in (False, True))
    database.close()
    return number


def _show(number: int, name: str, measured: Measured) -> None:
    _say(
        f"{number:11}  {name:7} {measured.per_second:10.0f} {measured.p50:8.1f} "
        f"{measured.p95:8.1f} {measured.processor:14.2f}   ({measured.answers} answers)"
    )


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())

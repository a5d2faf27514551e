"""This module starts the demonstration as a person at a terminal does, and stops it again."""

from __future__ import annotations

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

READY_SECONDS = 150
STOP_SECONDS = 30
DOORS = 3
METRICS_OFFSET = 100


@dataclass
class RunningDemo:
    """A demonstration that runs in a process of its own, and what it has printed so far."""

    process: subprocess.Popen[str]
    port: int
    lines: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def public(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def staff(self) -> str:
        return f"http://127.0.0.1:{self.port + 1}"

    @property
    def survey(self) -> str:
        return f"http://127.0.0.1:{self.port + 2}"

    @property
    def code(self) -> str:
        """The code of the service point in the printed survey link."""
        link = next(line for line in self.lines if line.startswith("SURVEY "))
        return link.rpartition("/")[2].strip()

    def stop(self, number: int) -> int:
        """Send a signal to the supervisor alone and give its exit status."""
        self.process.send_signal(number)
        return self.process.wait(timeout=STOP_SECONDS)


@contextmanager
def demo(data: Path, *options: str) -> Iterator[RunningDemo]:
    """Start `thuocdo demo` on free ports, wait for its SURVEY line, and end it whatever happens."""
    port = free_ports()
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "thuocdo", "demo"),
            *("--port", str(port), "--data", str(data), *options),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1"},
        cwd=Path(__file__).resolve().parents[2],
        start_new_session=True,
    )
    running = RunningDemo(process, port)
    assert process.stdout is not None
    assert process.stderr is not None
    readers = [
        threading.Thread(target=keep_reading, args=(stream, into), daemon=True)
        for stream, into in ((process.stdout, running.lines), (process.stderr, running.errors))
    ]
    for reader in readers:
        reader.start()
    try:
        _wait_for_survey_line(running)
        yield running
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(timeout=STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        for reader in readers:
            reader.join(timeout=5)


def keep_reading(stream: IO[str], into: list[str]) -> None:
    """Keep the lines of a stream as they come, until it ends."""
    with stream:
        for line in stream:
            into.append(line.rstrip("\n"))


def health(address: str) -> object:
    """Give what `/healthz` of a door answers, as JSON."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with direct.open(f"{address}/healthz", timeout=5) as answer:
        assert answer.status == 200
        return json.load(answer)


def listening(port: int) -> bool:
    """Tell whether anything takes connections at a port of this machine."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def all_ports(first: int) -> list[int]:
    """Name the ports of the three doors and of their measurements."""
    return [first + door + offset for door in range(DOORS) for offset in (0, METRICS_OFFSET)]


def free_ports() -> int:
    """Find the first of three neighbouring ports that are free, as are those of measurement.

    Below the range from which systems draw ports for outgoing connections: one of those may be
    taken between this look and the start.
    """
    for _ in range(100):
        first = 10_000 + secrets.randbelow(20_000)
        if all(_can_bind(port) for port in all_ports(first)):
            return first
    raise AssertionError("no free ports were found")


def _can_bind(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _wait_for_survey_line(running: RunningDemo) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        if any(line.startswith("SURVEY ") for line in list(running.lines)):
            return
        assert running.process.poll() is None, (running.lines, running.errors)
        time.sleep(0.1)
    raise AssertionError(f"no SURVEY line in {READY_SECONDS} s: {running.lines} {running.errors}")

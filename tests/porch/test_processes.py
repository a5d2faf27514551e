"""This module checks the three processes: ready together, stopped together, nobody left behind."""

from __future__ import annotations

import http.server
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from scoring.types import ProblemsFound
from storage.settings import Settings
from thuocdo.addresses import Listener, ProcessName, listeners, require_free
from thuocdo.processes import addresses_of, is_healthy
from thuocdo.server import server_options

HOME = Path(__file__).resolve().parents[2]
PATIENCE = 90


@contextmanager
def answering(body: bytes, status: int = 200) -> Iterator[int]:
    """Serve one body on a port of this machine."""

    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None: ...

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.mark.parametrize(
    ("body", "status", "healthy"),
    [
        (b'{"status": "ok"}', 200, True),
        (b"<!doctype html><title>Streamlit</title>", 200, False),
        (b'{"status": "ok"}', 503, False),
        (b'{"status": "starting"}', 200, False),
    ],
)
def test_only_the_agreed_answer_is_healthy(body: bytes, *, status: int, healthy: bool) -> None:
    with answering(body, status) as port:
        assert is_healthy("127.0.0.1", port) is healthy


def test_the_three_doors_have_neighbouring_ports() -> None:
    assert [(one.name.value, one.port, one.metrics_port) for one in listeners(9000)] == [
        ("intake", 9000, 9100),
        ("staff", 9001, 9101),
        ("survey", 9002, 9102),
    ]


def test_addresses_follow_the_ports_and_what_is_bound() -> None:
    assert addresses_of(listeners(9000), "0.0.0.0")["THUOCDO_STAFF_URL"] == "http://127.0.0.1:9001"
    assert addresses_of(listeners(9000), "::1")["THUOCDO_SURVEY_URL"] == "http://[::1]:9002"


@pytest.mark.parametrize("offset", [0, 100])
def test_a_taken_port_is_told(offset: int) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        listener = Listener(ProcessName.intake, port - offset)
        with pytest.raises(ProblemsFound) as found:
            require_free([listener], "127.0.0.1")
    assert [problem.place for problem in found.value.problems] == ["--port"]
    assert str(port) in str(found.value)


@pytest.mark.parametrize("port", [0, -1, 65500, 99999])
def test_a_port_out_of_range_is_told(port: int) -> None:
    with pytest.raises(ProblemsFound, match="65433"):
        require_free([Listener(ProcessName.intake, port)], "127.0.0.1")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of a machine that names no proxy."""
    return Settings.from_environment(tmp_path, environment={})


def test_without_trusted_proxies_no_forwarded_address_counts(settings: Settings) -> None:
    options = server_options(Listener(ProcessName.intake, 9000), settings)
    assert options["proxy_headers"] is False
    assert options["access_log"] is False


def test_only_the_named_proxies_are_trusted(settings: Settings) -> None:
    named = replace(settings, trusted_proxies=("10.0.0.0/8",))
    options = server_options(Listener(ProcessName.intake, 9000), named)
    assert options["proxy_headers"] is True
    assert options["forwarded_allow_ips"] == ["10.0.0.0/8"]


@pytest.fixture
def port() -> int:
    """The first of three free neighbouring ports."""
    for first in range(21000 + os.getpid() % 1000 * 4, 60000, 4):
        try:
            require_free(listeners(first), "127.0.0.1")
        except ProblemsFound:
            continue
        return first
    pytest.fail("no free ports")


@pytest.fixture
def serve_all(tmp_path: Path, port: int) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Start `thuocdo serve all` and wait until it says that all three answer."""
    started: list[subprocess.Popen[bytes]] = []
    subprocess.run(
        [sys.executable, "-m", "thuocdo", "db", "upgrade", "--data", str(tmp_path)],
        cwd=HOME,
        check=True,
        capture_output=True,
    )

    def start() -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "thuocdo", "serve", "all", "--data", str(tmp_path)]
        with (tmp_path / "errors").open("wb") as errors:
            process = subprocess.Popen(
                [*command, "--port", str(port)], cwd=HOME, stdout=subprocess.PIPE, stderr=errors
            )
        started.append(process)
        assert process.stdout is not None
        said = process.stdout.readline().decode("utf-8")
        assert "sẵn sàng" in said, (tmp_path / "errors").read_text(encoding="utf-8")
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def all_gone(port: int) -> bool:
    """Tell whether the three doors have stopped listening."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            require_free(listeners(port), "127.0.0.1")
        except ProblemsFound:
            time.sleep(0.2)
        else:
            return True
    return False


def child_of(port: int) -> int:
    """Find the process id of the child that listens on a port."""
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = entry.read_bytes().split(b"\0")
        except OSError:
            continue
        if b"serve" in words and str(port).encode() in words and b"all" not in words:
            return int(entry.parent.name)
    raise AssertionError(f"nobody listens on {port}")


@pytest.mark.slow
def test_all_three_answer_and_one_signal_stops_them(
    serve_all: Callable[[], subprocess.Popen[bytes]], port: int
) -> None:
    process = serve_all()
    for listener in listeners(port):
        with urllib.request.urlopen(f"http://127.0.0.1:{listener.port}/healthz") as answer:
            assert json.load(answer) == {"status": "ok"}
        with urllib.request.urlopen(f"http://127.0.0.1:{listener.metrics_port}/metrics") as answer:
            assert b"process_cpu_seconds_total" in answer.read()
    process.terminate()
    assert process.wait(timeout=PATIENCE) == 0
    assert all_gone(port)


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="looks into /proc")
def test_one_dead_process_stops_the_others(
    serve_all: Callable[[], subprocess.Popen[bytes]], port: int, tmp_path: Path
) -> None:
    process = serve_all()
    os.kill(child_of(port + 2), signal.SIGKILL)
    assert process.wait(timeout=PATIENCE) == 2
    assert "survey" in (tmp_path / "errors").read_text(encoding="utf-8")
    assert all_gone(port)


@pytest.mark.slow
def test_a_killed_supervisor_leaves_nobody_behind(
    serve_all: Callable[[], subprocess.Popen[bytes]], port: int
) -> None:
    process = serve_all()
    process.kill()
    assert all_gone(port)


@pytest.mark.slow
def test_a_database_that_is_not_ready_is_told_at_the_start(tmp_path: Path, port: int) -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "thuocdo",
            "serve",
            "intake",
            f"--data={tmp_path}",
            f"--port={port}",
        ],
        cwd=HOME,
        capture_output=True,
        check=False,
        timeout=PATIENCE,
    )
    assert done.returncode == 2
    assert "thuocdo db upgrade" in done.stderr.decode("utf-8")
    assert b"Traceback" not in done.stderr

"""This module runs the three server processes under one supervisor: all of them, or none."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from scoring.types import N_
from thuocdo.addresses import Listener, listeners, reachable, require_free, url_host
from thuocdo.voice import complain

# A child that finds this variable ends when its standard input does: its supervisor is gone.
SUPERVISED = "THUOCDO_SUPERVISED"
READY_SECONDS = 120.0
STOP_SECONDS = 10.0
_POLL_SECONDS = 0.15


@dataclass(frozen=True, slots=True)
class Child:
    """A started process and where it listens."""

    listener: Listener
    process: subprocess.Popen[bytes]


def run_all(
    port: int,
    data_dir: Path,
    *,
    environment: Mapping[str, str] | None = None,
    on_ready: Callable[[], None] = lambda: None,
) -> int:
    """Run intake, staff and survey until one of them dies or somebody says stop.

    `environment` (THUOCDO_* settings) is given to the children over this process's own. `on_ready`
    is called once, when all three answer `/healthz`. Returns 0 after Ctrl-C or SIGTERM, 2 when a
    process died or did not become ready. Raises ProblemsFound where a port is taken.
    """
    settings = {**os.environ, **(environment or {})}
    bind = settings.get("THUOCDO_BIND", "").strip() or "127.0.0.1"
    wanted = listeners(port)
    require_free(wanted, bind)
    for name, value in addresses_of(wanted, bind).items():
        if not settings.get(name, "").strip():
            settings[name] = value
    children: list[Child] = []
    with _stop_requests() as stop:
        try:
            for listener in wanted:
                children.append(_start(listener, data_dir, environment=settings))
            if not _wait_until_ready(children, reachable(bind), stop=stop):
                return 0 if stop.is_set() else 2
            on_ready()
            return _watch(children, stop)
        finally:
            _stop_all(children)


def addresses_of(wanted: Sequence[Listener], bind: str) -> dict[str, str]:
    """Return the settings that name the three doors' own addresses on this machine."""
    ports = {listener.name.value: listener.port for listener in wanted}
    host = url_host(reachable(bind))
    return {
        "THUOCDO_PUBLIC_URL": f"http://{host}:{ports['intake']}",
        "THUOCDO_STAFF_URL": f"http://{host}:{ports['staff']}",
        "THUOCDO_SURVEY_URL": f"http://{host}:{ports['survey']}",
    }


def end_with_supervisor() -> None:
    """In a supervised child: end this process when the supervisor is gone, however it went."""
    if os.environ.get(SUPERVISED) != "1":
        return

    def wait_for_end() -> None:
        while os.read(0, 1024):
            pass
        signal.raise_signal(signal.SIGTERM)

    threading.Thread(target=wait_for_end, name="supervisor-watch", daemon=True).start()


def is_healthy(address: str, port: int) -> bool:
    """Tell whether `/healthz` answers 200 with the JSON `{"status": "ok"}`.

    Streamlit answers any path with its page, so the status alone proves nothing.
    """
    url = f"http://{url_host(address)}:{port}/healthz"
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(url, timeout=2) as answer:
            said = json.load(answer)
            return bool(answer.status == 200 and said == {"status": "ok"})
    except (OSError, ValueError):
        return False


@contextmanager
def _stop_requests() -> Iterator[threading.Event]:
    """Turn Ctrl-C and SIGTERM into an event while the processes run."""
    stop = threading.Event()

    def request(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    before = {number: signal.signal(number, request) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _start(listener: Listener, data_dir: Path, *, environment: Mapping[str, str]) -> Child:
    command = [sys.executable, "-P", "-m", "thuocdo", "serve", listener.name]
    command += ["--port", str(listener.port), "--data", str(data_dir)]
    # The child must find the same program, also when it runs from a checkout.
    home = str(Path(__file__).resolve().parent.parent)
    search = os.pathsep.join(part for part in (home, environment.get("PYTHONPATH", "")) if part)
    process = subprocess.Popen(
        command,
        env={
            **environment,
            SUPERVISED: "1",
            "PYTHONPATH": search,
            "PYTHONUTF8": "1",
            "PYTHONUNBUFFERED": "1",
        },
        stdin=subprocess.PIPE,
        start_new_session=True,  # Ctrl-C reaches the supervisor alone, which stops them in order
    )
    return Child(listener, process)


def _wait_until_ready(children: Sequence[Child], address: str, *, stop: threading.Event) -> bool:
    deadline = time.monotonic() + READY_SECONDS
    waiting = list(children)
    while waiting and not stop.is_set():
        if _report_death(children):
            return False
        waiting = [child for child in waiting if not is_healthy(address, child.listener.port)]
        if waiting and time.monotonic() > deadline:
            for child in waiting:
                complain(
                    N_("Process {name} did not answer within {seconds} seconds."),
                    name=child.listener.name,
                    seconds=int(READY_SECONDS),
                )
            return False
        if waiting:
            stop.wait(_POLL_SECONDS)
    return not stop.is_set()


def _watch(children: Sequence[Child], stop: threading.Event) -> int:
    while not stop.wait(_POLL_SECONDS):
        if _report_death(children):
            return 2
    return 0


def _report_death(children: Sequence[Child]) -> bool:
    dead = [child for child in children if child.process.poll() is not None]
    for child in dead:
        complain(
            N_("Process {name} ended unexpectedly (status {status}); the others are stopped."),
            name=child.listener.name,
            status=str(child.process.returncode),
        )
    return bool(dead)


def _stop_all(children: Sequence[Child]) -> None:
    """Ask every process to end, wait, then insist."""
    for child in children:
        if child.process.poll() is None:
            child.process.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    for child in children:
        try:
            child.process.wait(timeout=max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.process.kill()
            child.process.wait()
        if child.process.stdin is not None:
            child.process.stdin.close()

"""This module decides which process listens where, and says so when a port is taken."""

from __future__ import annotations

import enum
import socket
from collections.abc import Iterable
from dataclasses import dataclass

from scoring.types import N_, Problem, ProblemsFound
from thuocdo.voice import refusal

DEFAULT_PORT = 8501
METRICS_OFFSET = 100
_LAST_PORT = 65535
_ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - compared with, not bound to


class ProcessName(enum.StrEnum):
    """The three processes, in the order of their ports."""

    intake = "intake"
    staff = "staff"
    survey = "survey"


@dataclass(frozen=True, slots=True)
class Listener:
    """One process: its door's port, and its measurements on a loopback port 100 above."""

    name: ProcessName
    port: int

    @property
    def metrics_port(self) -> int:
        """The loopback-only port of `/metrics`."""
        return self.port + METRICS_OFFSET


def listeners(port: int = DEFAULT_PORT) -> tuple[Listener, ...]:
    """Return the three processes: intake on `port`, staff on port + 1, survey on port + 2."""
    return tuple(Listener(name, port + offset) for offset, name in enumerate(ProcessName))


def default_port(name: ProcessName) -> int:
    """Return the port of a process that is started by itself."""
    return DEFAULT_PORT + list(ProcessName).index(name)


def reachable(bind: str) -> str:
    """Return the address under which a process bound to `bind` answers on this machine."""
    return _ANYWHERE.get(bind, bind)


def url_host(address: str) -> str:
    """Return an address as it is written in a URL: IPv6 in brackets."""
    return f"[{address}]" if ":" in address else address


def require_free(wanted: Iterable[Listener], bind: str) -> None:
    """Raise ProblemsFound with every port that is out of range or already taken."""
    problems = [problem for listener in wanted for problem in _taken(listener, bind).problems]
    if problems:
        raise ProblemsFound(problems)


def _taken(listener: Listener, bind: str) -> ProblemsFound:
    if not 1 <= listener.port <= _LAST_PORT - METRICS_OFFSET:
        return refusal(
            "--port",
            expected=N_("a port from 1 to 65433"),
            got=str(listener.port),
            remedy=N_("Choose another --port."),
        )
    problems: list[Problem] = []
    for address, port in ((bind, listener.port), ("127.0.0.1", listener.metrics_port)):
        if not _is_free(address, port):
            taken = refusal(
                "--port",
                expected=N_("a free port"),
                got=f"{url_host(address)}:{port}",
                remedy=N_("Stop the program that uses it, or choose another --port."),
            )
            problems += taken.problems
    return ProblemsFound(problems)


def _is_free(address: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            # A port whose last connections are only lingering is free.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError:
            return False
    return True

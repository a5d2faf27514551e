"""This module starts and stops a throw-away PostgreSQL server in a directory of its own.

It listens on 127.0.0.1 and on a Unix socket in that directory, asks for a password made for this
run, and does not wait for the disk: its data are worth nothing after the tests.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

SUPERUSER = "thuocdo_test"
_START_SECONDS = 60.0
_FAST_AND_CARELESS = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=200",
)


class PostgresMissing(Exception):
    """PostgreSQL's server programs cannot be used on this machine; the message says why."""


@dataclass(frozen=True)
class Cluster:
    """A running server: where it listens and how to sign in."""

    directory: Path
    port: int
    password: str
    process: subprocess.Popen[bytes]
    _numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def url(self, database: str) -> str:
        """Return the SQLAlchemy URL of a database of this cluster."""
        return f"postgresql+psycopg://{SUPERUSER}:{self.password}@127.0.0.1:{self.port}/{database}"

    def create_database(self) -> str:
        """Create an empty database and return its name."""
        name = f"thuocdo_{next(self._numbers)}"
        self._run(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
        return name

    def drop_database(self, name: str) -> None:
        """Drop a database, whoever is still connected to it."""
        self._run(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def stop(self) -> None:
        """Stop the server and remove its files."""
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.directory, ignore_errors=True)

    def _run(self, statement: sql.Composed) -> None:
        with self._connect() as connection:
            connection.execute(statement)

    def _connect(self) -> psycopg.Connection[Any]:
        return psycopg.connect(
            host="127.0.0.1",
            port=self.port,
            user=SUPERUSER,
            password=self.password,
            dbname="postgres",
            autocommit=True,
            connect_timeout=5,
        )


def find_programs() -> Path:
    """Return the directory that holds initdb and postgres, the newest version first.

    Raises PostgresMissing where there is none.
    """
    for candidate in _candidates():
        if (candidate / "initdb").is_file() and (candidate / "postgres").is_file():
            return candidate
    raise PostgresMissing(
        "no PostgreSQL server found (install postgresql or set THUOCDO_POSTGRES_BIN)"
    )


def _candidates() -> list[Path]:
    if named := os.environ.get("THUOCDO_POSTGRES_BIN"):
        return [Path(named)]
    versions = Path("/usr/lib/postgresql").glob("*/bin")
    found = sorted(versions, key=lambda path: float(path.parent.name), reverse=True)
    if on_path := shutil.which("initdb"):
        found.append(Path(on_path).resolve().parent)
    return found


def start_cluster() -> Cluster:
    """Make a cluster, start its server and wait until it answers.

    Raises PostgresMissing where the programs are missing or may not be run.
    """
    programs = find_programs()
    account = _account()
    directory = Path(tempfile.mkdtemp(prefix="thuocdo-postgres-"))
    password = secrets.token_urlsafe(24)
    try:
        _initialise(programs, directory=directory, password=password, account=account)
        port = _free_port()
        process = _start(programs, directory=directory, port=port, account=account)
        cluster = Cluster(directory, port, password, process=process)
        _wait_until_ready(cluster)
    except BaseException:
        shutil.rmtree(directory, ignore_errors=True)
        raise
    return cluster


def _account() -> dict[str, Any]:
    """PostgreSQL refuses to run as root, so root lends it the account that Debian made for it."""
    if os.geteuid() != 0:
        return {}
    try:
        entry = pwd.getpwnam("postgres")
    except KeyError:
        raise PostgresMissing(
            "PostgreSQL cannot run as root and there is no account `postgres`"
        ) from None
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _initialise(programs: Path, *, directory: Path, password: str, account: dict[str, Any]) -> None:
    password_file = directory / "password"
    password_file.write_text(password, encoding="ascii")
    if account:
        for path in (directory, password_file):
            os.chown(path, account["user"], account["group"])
    command = [
        str(programs / "initdb"),
        f"--pgdata={directory / 'data'}",
        f"--username={SUPERUSER}",
        f"--pwfile={password_file}",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale=C.UTF-8",
        "--no-sync",
    ]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=directory, timeout=120, **account
    )
    if done.returncode != 0:
        raise PostgresMissing(f"initdb failed: {done.stderr.strip()[-500:]}")
    password_file.unlink()


def _start(
    programs: Path, *, directory: Path, port: int, account: dict[str, Any]
) -> subprocess.Popen[bytes]:
    settings = (
        "listen_addresses=127.0.0.1",
        f"unix_socket_directories={directory}",
        *_FAST_AND_CARELESS,
    )
    command = [str(programs / "postgres"), "-D", str(directory / "data"), "-p", str(port)]
    for setting in settings:
        command += ["-c", setting]
    with (directory / "log").open("wb") as log:
        return subprocess.Popen(command, stdout=log, stderr=log, cwd=directory, **account)


def _free_port() -> int:
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_ready(cluster: Cluster) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while True:
        try:
            cluster._connect().close()
            return
        except psycopg.OperationalError as error:
            if cluster.process.poll() is not None or time.monotonic() > deadline:
                log = (cluster.directory / "log").read_text(encoding="utf-8", errors="replace")
                cluster.stop()
                raise PostgresMissing(f"PostgreSQL did not start: {log[-500:]}") from error
            time.sleep(0.1)

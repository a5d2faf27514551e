"""This module has PostgreSQL's own programs copy a database into a file and back."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from sqlalchemy import URL

from storage.addresses import database_address
from storage.faults import BackupFault


def dump(url: str, file: Path) -> None:
    """Copy a PostgreSQL database into a file, as it stands at one moment.

    Raises BackupFault where `pg_dump` is missing or did not finish.
    """
    _run("pg_dump", url, "--format=custom", "--no-owner", "--no-privileges", f"--file={file}")


def fill(url: str, file: Path) -> None:
    """Fill an empty PostgreSQL database from such a file, all of it or nothing.

    Raises BackupFault where `pg_restore` is missing or did not finish.
    """
    options = ("--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges")
    _run("pg_restore", url, *options, str(file))


def _run(program: str, url: str, *options: str) -> None:
    found = shutil.which(program)
    if found is None:
        raise BackupFault("program_missing", program)
    address = database_address(url)
    done = subprocess.run(
        [found, f"--dbname={address.database}", *options],
        env={**os.environ, **_sign_in(address)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        lines = done.stderr.strip().splitlines()
        raise BackupFault("program_failed", f"{program}: {lines[0] if lines else done.returncode}")


def _sign_in(address: URL) -> dict[str, str]:
    """Give the sign-in through the environment: every user may read a command line."""
    given = {
        "PGHOST": address.host,
        "PGPORT": str(address.port) if address.port else None,
        "PGUSER": address.username,
        "PGPASSWORD": None if address.password is None else str(address.password),
        "PGCONNECT_TIMEOUT": "15",
    }
    return {name: value for name, value in given.items() if value}

"""This module reads the files that a command is given."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from scoring.definitions.unreadable import too_large
from scoring.types import N_, Problem, ProblemsFound, said

MOST_BYTES: Final = 64 * 1_048_576


def read_input(path: Path, *, most: int = MOST_BYTES) -> bytes:
    """Read a whole file; raises ProblemsFound where it is missing, too large or not readable."""
    try:
        size = path.stat().st_size
        if size > most:
            raise ProblemsFound([too_large(str(path), size, most=most)])
        return path.read_bytes()
    except OSError as error:
        missing = isinstance(error, FileNotFoundError)
        got = N_("no such file") if missing else N_("it cannot be read")
        raise ProblemsFound(
            [
                Problem(
                    "file.unreadable",
                    str(path),
                    None,
                    "",
                    said(N_("a file that can be read")),
                    said(got),
                    said(N_("Check the path and the permissions.")),
                )
            ]
        ) from error

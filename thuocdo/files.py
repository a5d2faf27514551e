"""This module reads the files that a command is given."""

from __future__ import annotations

from pathlib import Path

from scoring.types import N_, Problem, ProblemsFound, said


def read_input(path: Path) -> bytes:
    """Read a whole file; raises ProblemsFound where it is missing or cannot be read."""
    try:
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

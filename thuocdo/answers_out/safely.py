"""This module writes a file whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scoring.types import N_
from thuocdo.voice import refusal


@contextmanager
def written(path: Path, *, option: str) -> Iterator[Path]:
    """Give a temporary path beside the wanted one; it takes its place when all went well.

    Raises ProblemsFound where nothing can be written there.
    """
    try:
        handle, name = tempfile.mkstemp(prefix=".thuocdo-", suffix=path.suffix, dir=path.parent)
        os.close(handle)
    except OSError as error:
        raise refusal(
            option,
            expected=N_("a file that can be written"),
            got=str(path),
            remedy=N_("Check the path and the permissions."),
        ) from error
    temporary = Path(name)
    try:
        yield temporary
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)

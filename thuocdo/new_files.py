"""This module writes files that hold what exists only once: new ones, for their owner's eyes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from scoring.types import N_
from thuocdo.voice import refusal


@contextmanager
def new_file(path: Path, option: str) -> Iterator[BinaryIO]:
    """Open a file that is not there yet, for its owner only; take it away again on a failure."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise refusal(
            option,
            expected=N_("a file that does not exist yet"),
            got=str(path),
            remedy=N_("Choose another name; tickets of an earlier batch may be in this file."),
        ) from None
    try:
        with os.fdopen(descriptor, "wb") as handle:
            yield handle
    except BaseException:
        path.unlink(missing_ok=True)
        raise

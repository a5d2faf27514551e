"""This module shows how far a long command has come, on a terminal and nowhere else."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from thuocdo.voice import words


@contextmanager
def progress_bar(total: int, msgid: str) -> Iterator[Callable[[], None]]:
    """Give a function to call after each step; the bar is on standard error, for people only."""
    if not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task(words()(msgid), total=total)
        yield lambda: shown.advance(task)

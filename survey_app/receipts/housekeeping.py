"""This module does what the intake has to do every minute, whether or not anybody visits."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from starlette.concurrency import run_in_threadpool

from storage.faults import StorageFault
from survey_app.receipts.pages import close_days
from survey_app.wiring import Desk

_log = logging.getLogger(__name__)
_EVERY_SECONDS = 60


@asynccontextmanager
async def kept_in_order(desk: Desk, *, close: bool) -> AsyncIterator[None]:
    """Keep house while the process serves; `close` says that the desk is the process's own."""
    task = asyncio.create_task(_every_minute(desk))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        if close:
            await run_in_threadpool(desk.close)


async def _every_minute(desk: Desk) -> None:
    while True:
        desk.watch.forget()
        try:
            await run_in_threadpool(close_days, desk)
        except StorageFault:
            # The tables may be missing or busy; the next minute tries again.
            _log.warning("the day's receipts could not be closed yet", exc_info=True)
        await asyncio.sleep(_EVERY_SECONDS)

"""This module shows a questionnaire in all three faces on this machine, and keeps no answer.

Everything stands in a directory that goes when the preview ends, and only this machine can open it.
"""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

import uvicorn

from scoring.definitions.questionnaire import Questionnaire
from scoring.types import N_
from storage.database import open_database
from storage.questionnaires import Questionnaires
from storage.records import NewAnswer, Outcome, ServicePoint, Stored, UnitRecord
from storage.schema import upgrade
from storage.service_points import ServicePoints
from storage.settings import Settings
from storage.units import Units
from survey_app.asgi import survey
from survey_app.codes import new_code
from survey_app.intake import intake
from survey_app.wiring import Desk
from thuocdo.addresses import Listener, ProcessName, require_free
from ui.words import translator

HOST: Final = "127.0.0.1"
RECEIPT: Final = "0" * 11
_UNIT: Final = "XEM-THU"
_SINCE: Final = date(2025, 7, 1)
# The name of the place stands at the head of every face, so it is the banner.
_BANNER: Final = N_("PREVIEW – answers are not stored")


@dataclass(frozen=True)
class Faces:
    """The addresses of the three faces of one questionnaire."""

    light: str
    kiosk: str
    full: str


class PreviewDesk(Desk):
    """A desk that checks every form as always, and stores none."""

    def store(self, answer: NewAnswer) -> Stored:
        """Give a receipt that nobody can look up."""
        del answer
        return Stored(RECEIPT)

    def store_soon(self, answer: NewAnswer) -> Future[Outcome]:
        """Give the same receipt as a promise that is kept already."""
        promise: Future[Outcome] = Future()
        promise.set_result(self.store(answer))
        return promise


def show(questionnaire: Questionnaire, *, port: int, on_ready: Callable[[Faces], None]) -> None:
    """Serve the faces until told to stop: light page and tablet on `port`, full page one above."""
    wanted = (Listener(ProcessName.intake, port), Listener(ProcessName.survey, port + 1))
    require_free(wanted, HOST)
    with _office(questionnaire, port) as (desk, code):
        light, full = intake(desk.settings, desk=desk), survey(desk.settings, desk=desk)
        servers = [
            uvicorn.Server(
                uvicorn.Config(
                    app, host=HOST, port=number, access_log=False, log_level="warning",
                    server_header=False, timeout_graceful_shutdown=2,
                )
            )
            for app, number in ((light, port), (full, port + 1))
        ]  # fmt: skip
        base = f"http://{HOST}:{port}"
        faces = Faces(
            f"{base}/s/{code}", f"{base}/kiosk/{code}", f"http://{HOST}:{port + 1}/?ma={code}"
        )
        with contextlib.suppress(KeyboardInterrupt):
            asyncio.run(_serve(servers, lambda: on_ready(faces)))


async def _serve(servers: list[uvicorn.Server], on_ready: Callable[[], None]) -> None:
    running = [asyncio.create_task(server.serve()) for server in servers]
    while not all(server.started for server in servers):
        if any(task.done() for task in running):
            break
        await asyncio.sleep(0.1)
    else:
        on_ready()
    await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
    for server in servers:
        server.should_exit = True
    await asyncio.gather(*running)


@contextlib.contextmanager
def _office(questionnaire: Questionnaire, port: int) -> Iterator[tuple[Desk, str]]:
    """Make an office of one counter that has this questionnaire, in a directory of its own."""
    with tempfile.TemporaryDirectory(prefix="thuocdo-preview-") as folder:
        settings = Settings.from_environment(
            Path(folder),
            environment={
                "THUOCDO_PUBLIC_URL": f"http://{HOST}:{port}",
                "THUOCDO_SURVEY_URL": f"http://{HOST}:{port + 1}",
            },
        )
        database = open_database(settings)
        try:
            upgrade(database)
            now, code = datetime.now(UTC), new_code()
            Questionnaires(database).keep(
                questionnaire.raw,
                questionnaire.sha256,
                id=questionnaire.id,
                counted=(),
                kept_at=now,
            )
            Units(database).add_many(
                [UnitRecord(_UNIT, translator("vi")(_BANNER), "commune", "COMMUNE", _SINCE)]
            )
            point = ServicePoint(code, _UNIT, questionnaire.title, questionnaire.id)
            ServicePoints(database).add_many([point])
            yield PreviewDesk(settings, database), code
        finally:
            database.close()

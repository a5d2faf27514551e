"""This module hangs the other forms at some counters, and lets two invented tablets give signs."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from scoring.definitions.criteria_sets import criteria_directories
from scoring.definitions.questionnaire_load import find_questionnaire
from scoring.types import Text
from storage.database import Database, open_database
from storage.kiosks import Heartbeat, Kiosks
from storage.questionnaires import Questionnaires
from storage.records import ServicePoint
from storage.service_points import ServicePoints
from storage.settings import Settings
from survey_app import codes
from thuocdo.demo.places import TABLET_NAME

WITH_REASONS: Final = "mot-cua/v2"
SHOWCASE: Final = "cac-kieu-cau-hoi/v1"
# Communes with two counters each, none of which the demonstration leads to first.
_REASONS_AT: Final = 3
_REASONS_NAME: Final = Text("Quầy hộ tịch, chứng thực", "Counter: civil status")
_SHOWCASE_NAME: Final = Text(
    "Quầy mẫu: các kiểu câu hỏi (mô phỏng)", "Sample counter: every kind of question (simulated)"
)
_ALIVE, _SILENT = "MP01", "MP02"
_SILENT_FOR: Final = timedelta(hours=3)
_EVERY_SECONDS: Final = 60.0


def furnish_counters(database: Database, now: datetime) -> None:
    """Keep the forms with reasons and with every kind, and hang them at four invented counters."""
    for name in (WITH_REASONS, SHOWCASE):
        form = find_questionnaire(name, directories=criteria_directories())
        Questionnaires(database).keep(
            form.raw, form.sha256, id=form.id, counted=form.counted(), kept_at=now
        )
    points = ServicePoints(database)
    by_unit: dict[str, int] = {}
    for point in points.all():
        by_unit[point.unit_code] = by_unit.get(point.unit_code, 0) + 1
    units = sorted(unit for unit, number in by_unit.items() if number == 2)[: _REASONS_AT + 1]
    points.add_many(
        [
            *(_point(unit, _REASONS_NAME, WITH_REASONS) for unit in units[:_REASONS_AT]),
            *(_point(unit, _SHOWCASE_NAME, SHOWCASE) for unit in units[_REASONS_AT:]),
        ]
    )


def _point(unit_code: str, name: Text, form: str) -> ServicePoint:
    code = codes.new_code(hashlib.sha256(f"{unit_code}/{form}".encode()).digest())
    return ServicePoint(code, unit_code, name, form)


def give_signs(database: Database, now: datetime) -> None:
    """Let one tablet give a sign of life now; another gave its last one hours ago."""
    kiosks = Kiosks(database)
    known = {one.tablet for one in kiosks.tablets()}
    halls = [one.code for one in ServicePoints(database).all() if one.name.vi == TABLET_NAME.vi]
    for code, tablet in zip(halls, (_ALIVE, _SILENT), strict=False):
        if tablet == _SILENT and tablet in known:
            continue
        quiet = _SILENT_FOR if tablet == _SILENT else timedelta()
        waiting, battery = (4, 11) if tablet == _SILENT else (0, 86)
        kiosks.beat(
            Heartbeat(code, tablet, now - quiet, waiting, 0, version="mo-phong", battery=battery)
        )


def keep_giving_signs(settings: Settings, clock: Callable[[], datetime]) -> None:
    """Repeat the live tablet's sign every minute, for as long as this process runs."""

    def repeat() -> None:
        database = open_database(settings)
        while not pause.wait(_EVERY_SECONDS):
            give_signs(database, clock())

    pause = threading.Event()
    threading.Thread(target=repeat, name="demo-tablet", daemon=True).start()

"""This module gives the public door's tests a small office with four counters."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from importlib import resources
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from scoring.definitions.questionnaire import Questionnaire
from scoring.definitions.questionnaire_load import load_questionnaire
from scoring.types import Text
from storage.database import Database, open_database
from storage.questionnaires import Questionnaires
from storage.records import ServicePoint, UnitRecord
from storage.schema import upgrade
from storage.service_points import ServicePoints
from storage.settings import Settings
from storage.units import Units
from survey_app.codes import new_code
from survey_app.intake import intake
from survey_app.wiring import Desk, open_desk

NOW = datetime(2026, 11, 5, 3, 30, tzinfo=UTC)
OPEN, FULL, CLOSED, HOSTILE = (new_code(bytes([9, 8, 7, number * 16])) for number in range(4))
SECOND, SHOWCASE = (new_code(bytes([9, 8, 6, number * 16])) for number in range(2))
PUBLIC_URL = "https://khaosat.example.vn"
SURVEY_URL = "https://phieu.example.vn"
NASTY = "<script>alert(1)</script>\"'&{{7*7}}${7}%s"


@pytest.fixture(scope="session")
def questionnaire() -> Questionnaire:
    return load_questionnaire(Path(str(resources.files("criteria"))) / "surveys/mot-cua/v1.yaml")


@pytest.fixture(scope="session")
def filled_office(tmp_path_factory: pytest.TempPathFactory, questionnaire: Questionnaire) -> Path:
    """A data directory made once; tests get copies, for migrations take longer than a test."""
    folder = tmp_path_factory.mktemp("office")
    database = open_database(_settings(folder))
    upgrade(database)
    fill(database, questionnaire)
    database.close()  # the last connection folds the write-ahead log into the file
    return folder


@pytest.fixture
def settings(tmp_path: Path, filled_office: Path) -> Settings:
    return _settings(Path(shutil.copytree(filled_office, tmp_path / "data")))


def _settings(folder: Path) -> Settings:
    return Settings.from_environment(
        folder,
        environment={"THUOCDO_PUBLIC_URL": PUBLIC_URL, "THUOCDO_SURVEY_URL": SURVEY_URL},
    )


@pytest.fixture
def staff_database(settings: Settings) -> Iterator[Database]:
    """The database with the rights of the staff."""
    database = open_database(settings)
    yield database
    database.close()


@pytest.fixture
def desk(settings: Settings, staff_database: Database) -> Iterator[Desk]:
    del staff_database
    desk = open_desk(settings)
    yield Desk(desk.settings, desk.database, now=lambda: NOW)
    desk.database.close()


@pytest.fixture
def client(settings: Settings, desk: Desk) -> Iterator[TestClient]:
    with TestClient(
        intake(settings, desk=desk), raise_server_exceptions=False, follow_redirects=False
    ) as client:
        yield client


def fill(database: Database, questionnaire: Questionnaire) -> None:
    Questionnaires(database).keep(
        questionnaire.raw,
        questionnaire.sha256,
        id=questionnaire.id,
        counted=questionnaire.counted(),
        kept_at=NOW,
    )
    others = [
        load_questionnaire(Path(str(resources.files("criteria"))) / f"surveys/{name}.yaml")
        for name in ("mot-cua/v2", "cac-kieu-cau-hoi/v1")
    ]
    for other in others:
        Questionnaires(database).keep(
            other.raw, other.sha256, id=other.id, counted=other.counted(), kept_at=NOW
        )
    since = date(2025, 7, 1)
    Units(database).add_many(
        [
            UnitRecord("X1", "Phường Pleiku", "commune", "COMMUNE", since),
            UnitRecord("X2", f"Xã {NASTY}", "commune", "COMMUNE", since),
        ]
    )
    form = questionnaire.id
    ServicePoints(database).add_many(
        [
            ServicePoint(OPEN, "X1", Text("Quầy tiếp nhận", "Filing counter"), form),
            ServicePoint(FULL, "X1", Text("Quầy trả kết quả", ""), form, opens="streamlit"),
            ServicePoint(CLOSED, "X1", Text("Quầy cũ", ""), form, active=False),
            ServicePoint(HOSTILE, "X2", Text(NASTY, NASTY), form),
            ServicePoint(SECOND, "X1", Text("Quầy hộ tịch", "Civil status"), others[0].id),
            ServicePoint(SHOWCASE, "X1", Text("Quầy mẫu", "Sample counter"), others[1].id),
        ]
    )


def key_in(page: str) -> str:
    """Find the key that a form carries."""
    found = re.search(r'<input type="hidden" name="key" value="([A-Za-z0-9_-]{22})">', page)
    assert found, "the page holds no form with a key"
    return found[1]


def stored_answers(database: Database) -> int:
    with database.read() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM answer").scalar_one())

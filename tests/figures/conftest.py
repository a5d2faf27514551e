"""This module gives the tests of figures a database with three communes and one round."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest

from scoring.definitions.criteria_sets import criteria_directories, find_set
from scoring.definitions.questionnaire_load import find_questionnaire
from scoring.types import Text
from storage import (
    Database,
    NewRound,
    Questionnaires,
    Rounds,
    ServicePoint,
    ServicePoints,
    UnitRecord,
    Units,
    open_database,
)
from storage.addresses import sqlite_address
from storage.schema import upgrade

NOW = datetime(2026, 11, 5, 3, 30, tzinfo=UTC)
ROUND = "766-2026-xa"
POINT = "ZG6SJJF"


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory made once; tests get copies."""
    folder = tmp_path_factory.mktemp("figures")
    database = open_database(sqlite_address(folder / "thuocdo.sqlite3"))
    upgrade(database)
    _fill(database)
    database.close()
    return folder


@pytest.fixture
def data(tmp_path: Path, made_once: Path) -> Path:
    """A data directory of the test's own."""
    return Path(shutil.copytree(made_once, tmp_path / "data"))


@pytest.fixture
def database(data: Path) -> Iterator[Database]:
    """The database of the data directory."""
    opened = open_database(sqlite_address(data / "thuocdo.sqlite3"))
    yield opened
    opened.close()


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    """Write a file: text as CSV, rows as a workbook."""

    def write(content: str | bytes | list[list[object]], name: str = "") -> Path:
        if isinstance(content, list):
            path = tmp_path / (name or "file.xlsx")
            book = openpyxl.Workbook()
            for row in content:
                book.active.append(row)
            book.save(path)
            return path
        path = tmp_path / (name or "file.csv")
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


def _fill(database: Database) -> None:
    Units(database).add_many(
        [
            UnitRecord(code, name, "commune", "COMMUNE", date(2025, 7, 1))
            for code, name in (("X1", "Xã Ia Ly"), ("X2", "Xã Đăk Song"), ("X3", "Phường Quy Nhơn"))
        ]
    )
    criteria_set = find_set("vn-766/2022")
    Rounds(database).open(
        NewRound(
            id=ROUND,
            title=Text("Chỉ số 766 năm 2026", "766 index 2026"),
            year=2026,
            group="COMMUNE",
            set_id=criteria_set.id,
            set_sha256=criteria_set.sha256,
            set_content=criteria_set.raw,
            opened_at=NOW,
        )
    )
    form = find_questionnaire("mot-cua/v1", directories=criteria_directories())
    Questionnaires(database).keep(
        form.raw, form.sha256, id=form.id, counted=form.counted(), kept_at=NOW
    )
    ServicePoints(database).add_many([ServicePoint(POINT, "X1", Text("Quầy 1"), "mot-cua/v1")])

"""This module gives the demonstration's tests one small filled database."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage.database import Database, open_database
from storage.settings import Settings
from thuocdo.demo.prepare import ENVIRONMENT, Prepared, prepared_demo

NOW = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)


def clock() -> datetime:
    return NOW


@dataclass(frozen=True)
class Filled:
    """A demonstration's directory that was filled and closed, and its open database."""

    prepared: Prepared
    database: Database


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filled]:
    """A demonstration with about 900 answers; tests read it and add nothing."""
    path: Path = tmp_path_factory.mktemp("demo") / "gia-lai"
    with prepared_demo(path, clock=clock, expected=900) as prepared:
        pass
    database = open_database(Settings.from_environment(path, environment=ENVIRONMENT))
    yield Filled(prepared, database)
    database.close()

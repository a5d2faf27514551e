"""This module gives each storage test an empty, migrated database of each kind."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from storage.addresses import sqlite_address
from storage.database import Database, open_database
from storage.schema import upgrade
from tests.machine.postgres import Cluster
from tests.storage.sample import furnish

_TEMPLATE = "thuocdo_storage_template"
_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file at head, to be copied: migrating anew for each test would take minutes."""
    file = tmp_path_factory.mktemp("migrated") / "empty.sqlite3"
    database = open_database(sqlite_address(file))
    upgrade(database)
    database.close()
    return file


@pytest.fixture
def sqlite_file(tmp_path: Path, migrated_file: Path) -> str:
    """URL of an SQLite database at head."""
    return sqlite_address(Path(shutil.copy(migrated_file, tmp_path / "data.sqlite3")))


@pytest.fixture
def migrated_postgres(postgres_cluster: Cluster) -> Iterator[str]:
    """URL of a PostgreSQL database at head, copied from a template made once per server."""
    name = f"thuocdo_storage_{next(_numbers)}"
    with psycopg.connect(_plain(postgres_cluster.url("postgres")), autocommit=True) as connection:
        known = connection.execute(
            "SELECT 1 FROM pg_database WHERE datname = %s", [_TEMPLATE]
        ).fetchone()
        if known is None:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(_TEMPLATE)))
            template = open_database(postgres_cluster.url(_TEMPLATE))
            upgrade(template)
            template.close()
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                sql.Identifier(name), sql.Identifier(_TEMPLATE)
            )
        )
    yield postgres_cluster.url(name)
    postgres_cluster.drop_database(name)


@pytest.fixture(
    params=[
        "sqlite",
        pytest.param("postgres", marks=[pytest.mark.postgres, pytest.mark.slow]),
    ]
)
def database_url(request: pytest.FixtureRequest) -> str:
    """URL of an empty database at head, of each kind in turn."""
    fixture = "sqlite_file" if request.param == "sqlite" else "migrated_postgres"
    url: str = request.getfixturevalue(fixture)
    return url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """An empty database at head, of each kind in turn."""
    opened = open_database(database_url)
    yield opened
    opened.close()


@pytest.fixture
def furnished(database: Database) -> Database:
    """A database with two units, three points and one questionnaire, of each kind in turn."""
    furnish(database)
    return database


def _plain(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://")

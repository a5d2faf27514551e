"""This module gives each storage test an empty, migrated database of each kind."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import text

from storage.addresses import sqlite_address
from storage.database import Database, open_database
from storage.schema import head, upgrade
from storage.tables import Foundation
from tests.machine.postgres import Cluster
from tests.storage.sample import furnish

_POSTGRES = "thuocdo_storage"


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
def migrated_postgres(postgres_cluster: Cluster) -> str:
    """URL of a PostgreSQL database at head, made once per server and emptied for each test."""
    url = postgres_cluster.url(_POSTGRES)
    with psycopg.connect(_plain(postgres_cluster.url("postgres")), autocommit=True) as connection:
        known = connection.execute(
            "SELECT 1 FROM pg_database WHERE datname = %s", [_POSTGRES]
        ).fetchone()
        if known is None:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(_POSTGRES)))
    database = open_database(url)
    if known is None:
        upgrade(database)
    else:
        _empty(database)
    database.close()
    return url


def _empty(database: Database) -> None:
    """Take away what a test left: rows, triggers put to sleep, a false version."""
    tables = [f'"{table.name}"' for table in Foundation.metadata.sorted_tables]
    with database.write() as connection:
        connection.execute(text("SET LOCAL lock_timeout = '20s'"))
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text(f"TRUNCATE {', '.join(tables)} RESTART IDENTITY"))
        for table in tables:
            connection.execute(text(f"ALTER TABLE {table} ENABLE TRIGGER USER"))
        connection.execute(text("UPDATE alembic_version SET version_num = :head"), {"head": head()})


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

"""This module checks the test machinery: throw-away databases, skips that may be forbidden."""

from __future__ import annotations

import psycopg
import pytest

from tests.conftest import required_tools


def _connect(url: str) -> psycopg.Connection:
    return psycopg.connect(url.replace("postgresql+psycopg://", "postgresql://"))


@pytest.mark.parametrize("attempt", [1, 2])
def test_each_test_gets_an_empty_database_of_its_own(postgres_database: str, attempt: int) -> None:
    with _connect(postgres_database) as connection:
        tables = connection.execute(
            "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'"
        ).fetchone()
        assert tables == (0,), f"attempt {attempt} sees a table that another test left"
        connection.execute("CREATE TABLE left_behind (x int)")


def test_the_throw_away_server_asks_for_a_password(postgres_database: str) -> None:
    scheme, rest = postgres_database.split("://")
    user, place = rest.split(":", 1)[0], rest.rsplit("@", 1)[1]
    with pytest.raises(psycopg.OperationalError, match="password"):
        _connect(f"{scheme}://{user}:wrong@{place}")


def test_required_tools_are_read_from_a_list() -> None:
    assert required_tools("") == frozenset()
    assert required_tools(" browser, postgres,") == {"browser", "postgres"}


def test_an_unknown_required_tool_stops_the_run() -> None:
    with pytest.raises(pytest.UsageError, match="postgresql"):
        required_tools("postgresql")

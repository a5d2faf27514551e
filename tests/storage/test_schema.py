"""The schema is numbered, pinned, and the same as the tables that the program uses."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text

from storage.addresses import sqlite_address
from storage.database import Database, open_database
from storage.faults import Refused, SchemaBehind, Unavailable
from storage.records import UnitRecord
from storage.schema import MIGRATIONS, check, current, head, upgrade
from storage.tables import Foundation
from storage.units import Units
from tests.storage.sample import UNIT

PINNED = [
    "0001_first_tables",
    "0002_append_only",
    "0003_tickets_and_receipts",
    "0004_counter_tablets",
    "0005_replaced_codes",
    "0006_invited_people",
    "0007_one_stop_register",
    "0008_decided_answers",
    "0009_entry_desks",
    "0010_office_sets",
    "0011_margins_of_the_register",
    "0012_unusable_papers",
    "0013_evidence_files",
]


@pytest.fixture(
    params=["sqlite", pytest.param("postgres", marks=[pytest.mark.postgres, pytest.mark.slow])]
)
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database without any tables, of each kind in turn."""
    if request.param == "sqlite":
        url = sqlite_address(tmp_path / "empty.sqlite3")
    else:
        url = request.getfixturevalue("postgres_database")
    opened = open_database(url)
    yield opened
    opened.close()


def test_migrations_are_numbered_in_order_and_the_newest_is_pinned() -> None:
    files = sorted(file.stem for file in (MIGRATIONS / "versions").glob("[0-9]*.py"))
    assert files == PINNED
    assert head() == PINNED[-1][:4]


def test_migrations_make_exactly_the_tables_of_the_program(database: Database) -> None:
    with database.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Foundation.metadata) == []


def test_every_constraint_has_the_name_that_the_program_expects(database: Database) -> None:
    with database.read() as connection:
        found = inspect(connection)
        for table in Foundation.metadata.sorted_tables:
            names = {found.get_pk_constraint(table.name)["name"]}
            names |= {key["name"] for key in found.get_foreign_keys(table.name)}
            names |= {unique["name"] for unique in found.get_unique_constraints(table.name)}
            names |= {rule["name"] for rule in found.get_check_constraints(table.name)}
            expected = {str(constraint.name) for constraint in table.constraints}
            if table.dialect_options["sqlite"]["autoincrement"] and database.is_sqlite:
                # SQLite writes the key of a self-numbering table without a name.
                names, expected = names - {None}, expected - {f"pk_{table.name}"}
            assert names == expected, table.name


def test_empty_database_is_told_from_one_at_head(empty: Database) -> None:
    assert not check(empty)
    assert current(empty) is None
    upgrade(empty)
    assert check(empty)
    Units(empty).add_many([UNIT])
    upgrade(empty)
    assert Units(empty).all() == (UNIT,)


def test_processes_that_upgrade_together_do_it_once(empty: Database) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: upgrade(empty), range(4)))
    assert check(empty)


def test_upgrade_that_fails_half_way_leaves_the_database_empty(empty: Database) -> None:
    def half() -> None:
        with empty.write():
            upgrade(empty)
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError):
        half()
    assert current(empty) is None
    with empty.read() as connection:
        assert inspect(connection).get_table_names() == []
    upgrade(empty)
    assert check(empty)


def test_database_of_a_newer_program_is_left_alone(database: Database) -> None:
    with database.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert not check(database)
    with pytest.raises(SchemaBehind, match="9999"):
        upgrade(database)


def test_sqlite_waits_for_the_disk_and_keeps_foreign_keys(sqlite_file: str) -> None:
    database = open_database(sqlite_file)
    with database.read() as connection:
        settings = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert settings == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 15_000,
    }
    database.close()


def test_transactions_of_one_thread_are_one_and_see_their_own_changes(database: Database) -> None:
    units = Units(database)

    def add_both_and_fail() -> None:
        with database.write():
            units.add_many([UNIT])
            assert units.all() == (UNIT,)
            with database.write():
                units.add_many([UnitRecord("H9", "x", "commune", "G", UNIT.valid_from)])
            raise RuntimeError("second thoughts")

    with pytest.raises(RuntimeError):
        add_both_and_fail()
    assert units.all() == ()


def test_reader_keeps_one_view_while_others_write(database: Database) -> None:
    with database.read() as connection:
        count = text("SELECT count(*) FROM unit")
        assert connection.execute(count).scalar_one() == 0
        with ThreadPoolExecutor(1) as pool:
            pool.submit(Units(database).add_many, [UNIT]).result()
        assert connection.execute(count).scalar_one() == 0
    assert Units(database).all() == (UNIT,)


def test_fault_of_the_library_becomes_one_of_ours(database: Database, tmp_path: Path) -> None:
    Units(database).add_many([UNIT])
    with pytest.raises(Refused):
        Units(database).add_many([UNIT])
    nowhere = open_database(sqlite_address(tmp_path / "missing" / "x.sqlite3"))
    with pytest.raises(Unavailable):
        Units(nowhere).all()

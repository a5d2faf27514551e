"""This module opens a database and runs transactions, alike on SQLite and PostgreSQL."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any, Literal

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import (
    DataError,
    DBAPIError,
    IntegrityError,
    OperationalError,
    StatementError,
)
from sqlalchemy.exc import (
    TimeoutError as PoolTimeout,
)
from sqlalchemy.pool import ConnectionPoolEntry

from storage.addresses import database_address
from storage.faults import Refused, StorageFault, Unavailable
from storage.settings import Settings
from storage.sqlite_intake import restrict_to_intake

Role = Literal["staff", "intake"]
BUSY_SECONDS = 15
OLDEST_SQLITE = (3, 35)  # the first with RETURNING
# An answer touches nine pages, mostly the same as the one before it: carrying them over every 16 MB
# and not every 4 writes most of them once, and lets the disk rest between.
_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "wal_autocheckpoint=4000",
)


class Database:
    """One open database; safe to share between threads, one per process.

    `write()` inside an open `write()` of the same thread joins it, so several repositories can act
    in one transaction: `with database.write(): figures.declare(...); audit.record(...)`.
    """

    def __init__(self, engine: Engine, role: Role) -> None:
        self.engine = engine
        self.role: Role = role
        self.is_sqlite = engine.dialect.name == "sqlite"
        self._local = threading.local()
        # SQLite lets one connection write at a time; waiting here is fairer than its busy loop.
        self._turn = threading.Lock()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a connection with one consistent view; raise StorageFault where reading fails."""
        joined = self._joined()
        if joined is not None:
            yield joined
            return
        with _faults_named(), self.engine.connect() as connection:
            if not self.is_sqlite:
                connection.execution_options(isolation_level="REPEATABLE READ")
            with connection.begin():
                yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Give a connection whose changes are all committed at the end, or none of them.

        Raises Refused where a rule is broken, Unavailable where the database cannot be reached.
        """
        joined = self._joined()
        if joined is not None:
            yield joined
            return
        turn = self._turn if self.is_sqlite else nullcontext()
        with turn, _faults_named(), self._for_writing() as connection, connection.begin():
            self._local.connection = connection
            try:
                yield connection
            finally:
                self._local.connection = None

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keep one connection for all that this thread writes meanwhile, where that is safe.

        Fetching one and giving it back costs a lone answer as much as a statement. A server's
        connection may have died since, so there each transaction fetches one that was tried.
        """
        self._local.holds = self.is_sqlite
        try:
            yield
        finally:
            self._local.holds = False
            self._let_go()

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    @contextmanager
    def _for_writing(self) -> Iterator[Connection]:
        connection: Connection | None = getattr(self._local, "held", None)
        if connection is None:
            connection = self.engine.connect().execution_options(thuocdo_write=True)
            self._local.held = connection
        fit = False
        try:
            yield connection
            fit = True
        finally:
            # After a fault its transaction may stand open; the pool puts right what it gets back.
            if not (fit and getattr(self._local, "holds", False)):
                self._let_go()

    def _let_go(self) -> None:
        connection: Connection | None = getattr(self._local, "held", None)
        self._local.held = None
        if connection is not None:
            connection.close()

    def _joined(self) -> Connection | None:
        connection: Connection | None = getattr(self._local, "connection", None)
        return connection


def open_database(target: Settings | str, *, role: Role = "staff") -> Database:
    """Open the database of the settings, or at a URL; ValueError for a URL that is no database's.

    With role "intake" an SQLite connection refuses to read answers or touch what is the staff's;
    on PostgreSQL the database role in the URL decides (see `storage.roles`).
    """
    if isinstance(target, Settings):
        target = target.intake_database_url if role == "intake" else target.database_url
    url = database_address(target)
    if url.get_backend_name() == "sqlite":
        return Database(_open_sqlite(url, role), role)
    engine = create_engine(url, pool_size=8, max_overflow=8, pool_pre_ping=True)
    return Database(engine, role)


def _open_sqlite(url: URL, role: Role) -> Engine:
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise Unavailable(f"SQLite 3.35 or newer is needed; this is {sqlite3.sqlite_version}")
    engine = create_engine(
        # Opening a connection costs more than keeping it; a server's threads need one each.
        url,
        pool_size=32,
        max_overflow=8,
        connect_args={"timeout": BUSY_SECONDS},
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, entry: ConnectionPoolEntry) -> None:
        del entry
        # Transactions are begun below, by hand: the driver would begin them too late for reads.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in _PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()
        if role == "intake":
            restrict_to_intake(connection)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("thuocdo_write", False)
        # A writer takes its lock at once: one that reads first and writes later can be refused.
        driver: Any = connection.connection.driver_connection
        driver.execute("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


@contextmanager
def _faults_named() -> Iterator[None]:
    """Turn the SQL library's exceptions into ours, for the doors may not know that library."""
    try:
        yield
    except (IntegrityError, DataError) as fault:
        raise Refused(str(fault.orig)) from fault
    except (sqlite3.IntegrityError, sqlite3.DataError) as fault:  # `PreparedInsert`, and BEGIN
        raise Refused(str(fault)) from fault
    except (OperationalError, PoolTimeout, sqlite3.OperationalError) as fault:
        raise Unavailable(str(fault)) from fault
    except DBAPIError as fault:
        raise StorageFault(str(fault.orig)) from fault
    except sqlite3.Error as fault:
        raise StorageFault(str(fault)) from fault
    except StatementError as fault:  # one of our column types did not take the value
        raise Refused(str(fault.orig)) from fault

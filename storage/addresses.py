"""This module reads and writes the addresses of databases."""

from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError


def database_address(text: str) -> URL:
    """Read a database URL; ValueError where it is neither an SQLite file nor PostgreSQL."""
    try:
        url = make_url(text)
        backend = url.get_backend_name()
    except (ArgumentError, ValueError) as fault:
        raise ValueError("not a database URL") from fault
    if backend in {"postgresql", "postgres"}:
        return url.set(drivername="postgresql+psycopg")
    if backend == "sqlite" and url.database and url.database != ":memory:" and not url.query:
        return url.set(drivername="sqlite")
    raise ValueError("not the URL of an SQLite file or of PostgreSQL")


def sqlite_address(file: Path) -> str:
    """Return the URL of an SQLite file."""
    return URL.create("sqlite", database=str(file)).render_as_string(hide_password=False)

"""This module copies all stored data into one file, doors open, and brings it back."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import secrets
import sqlite3
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO, Any, Final

from storage.addresses import database_address
from storage.database import open_database
from storage.dump import dump, fill
from storage.faults import BackupFault
from storage.schema import current, known_revisions
from storage.settings import DATABASE_FILE, SECRET_FILE, Settings

MANIFEST: Final = "manifest.json"
SQLITE_MEMBER: Final = "database.sqlite3"
POSTGRES_MEMBER: Final = "database.dump"
_FORMAT: Final = 1
_CHUNK: Final = 1 << 20
_LARGEST_MANIFEST: Final = 1 << 24
# What belongs to a running process, or is the database itself.
_NOT_KEPT: Final = ("-wal", "-shm", "-journal", ".lock", ".partial")


@dataclass(frozen=True, slots=True)
class BackupMade:
    """What a backup holds: its file, the state of its tables, members and bytes before packing."""

    file: Path
    revision: str
    members: int
    size: int


def save(settings: Settings, file: Path, *, made_at: datetime) -> BackupMade:
    """Write the database and the data directory's other files into one file, whole or not at all.

    The database is copied as it stands at one moment; whoever is writing goes on. The file holds
    the secret and everything people answered: only its owner may read it. Raises BackupFault where
    the file exists already or the copy is not sound.
    """
    if file.exists():
        raise BackupFault("exists", str(file))
    revision = _revision(settings.database_url)
    draft = file.with_name(f".{file.name}.{secrets.token_hex(4)}.partial")
    copy = draft.with_suffix(".copy")
    try:
        name = _copy_database(settings, copy)
        with _created(draft) as target:
            members = _pack(target, settings, {name: copy})
            size = sum(int(member["size"]) for member in members.values())
            manifest = {
                "format": _FORMAT,
                "made_at": made_at.isoformat(),
                "revision": revision,
                "members": members,
            }
            with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr(MANIFEST, json.dumps(manifest, indent=1, sort_keys=True))
            target.flush()
            os.fsync(target.fileno())
        os.link(draft, file)  # fails where somebody else was faster; never replaces
    except FileExistsError:
        raise BackupFault("exists", str(file)) from None
    finally:
        draft.unlink(missing_ok=True)
        copy.unlink(missing_ok=True)
    return BackupMade(file, revision, len(members), size)


def restore(settings: Settings, file: Path) -> BackupMade:
    """Bring a backup back into an empty place; everything is checked before anything counts.

    Raises BackupFault where data stand there already, the file is no backup or was damaged, or
    it was made by a newer program or for the other kind of database.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            manifest = _manifest(archive)
            if manifest["revision"] not in known_revisions():
                raise BackupFault("newer", manifest["revision"])
            _require_empty(settings)
            return _bring_back(settings, file, archive=archive, manifest=manifest)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError) as fault:
        raise BackupFault("damaged", str(file)) from fault
    except OSError as fault:
        # A damaged offset leads before the file's beginning; a full disk is another matter.
        if fault.errno in {None, errno.EINVAL}:
            raise BackupFault("damaged", str(file)) from fault
        raise


def _bring_back(
    settings: Settings, file: Path, *, archive: zipfile.ZipFile, manifest: dict[str, Any]
) -> BackupMade:
    members: dict[str, dict[str, Any]] = manifest["members"]
    embedded = _is_sqlite(settings.database_url)
    wanted = SQLITE_MEMBER if embedded else POSTGRES_MEMBER
    if wanted not in members:
        raise BackupFault("other_database", ", ".join(sorted(members)[:1]))
    folder = settings.data_dir
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    drafts: dict[str, Path] = {}
    try:
        for name, member in members.items():
            drafts[name] = folder / f".restore-{secrets.token_hex(8)}.partial"
            _unpack(archive, name, member, draft=drafts[name])
        if embedded:
            _require_sound(drafts[wanted])
        else:
            fill(settings.database_url, drafts[wanted])
        for name in sorted(members):
            if name != wanted:
                place = folder / _safe(name)
                place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                os.replace(drafts[name], place)
        if embedded:  # last: what stands there before is not taken for the stored data
            os.replace(drafts[wanted], _sqlite_file(settings.database_url))
    finally:
        for draft in drafts.values():
            draft.unlink(missing_ok=True)
    size = sum(int(member["size"]) for member in members.values())
    return BackupMade(file, manifest["revision"], len(members), size)


def _copy_database(settings: Settings, copy: Path) -> str:
    if not _is_sqlite(settings.database_url):
        with _created(copy):
            dump(settings.database_url, copy)
        return POSTGRES_MEMBER
    with _created(copy):
        pass
    source = f"{_sqlite_file(settings.database_url).absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(source, uri=True)) as live, closing(sqlite3.connect(copy)) as kept:
        live.backup(kept)
        kept.execute("PRAGMA journal_mode=DELETE")
    _require_sound(copy)
    return SQLITE_MEMBER


def _pack(target: IO[bytes], settings: Settings, first: dict[str, Path]) -> dict[str, Any]:
    members: dict[str, Any] = {}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive:
        for name, source in (*first.items(), *_other_files(settings)):
            digest, size = hashlib.sha256(), 0
            with source.open("rb") as reading, archive.open(name, "w", force_zip64=True) as member:
                while block := reading.read(_CHUNK):
                    digest.update(block)
                    size += len(block)
                    member.write(block)
            members[name] = {"sha256": digest.hexdigest(), "size": size}
    return members


def _other_files(settings: Settings) -> Iterator[tuple[str, Path]]:
    folder = settings.data_dir
    database = _sqlite_file(settings.database_url) if _is_sqlite(settings.database_url) else None
    for path in sorted(folder.rglob("*")):
        own = database is not None and path.resolve() == database.resolve()
        passing = path.name.endswith(_NOT_KEPT) or path.is_symlink()
        if path.is_file() and not passing and not own:
            yield f"data/{path.relative_to(folder).as_posix()}", path


def _manifest(archive: zipfile.ZipFile) -> dict[str, Any]:
    """Read what a backup says of itself; raises BackupFault where it says nothing we know."""
    damaged = BackupFault("damaged", str(archive.filename))
    try:
        if archive.getinfo(MANIFEST).file_size > _LARGEST_MANIFEST:
            raise damaged
        found = json.loads(archive.read(MANIFEST))
        members = found["members"]
        sound = (
            found["format"] == _FORMAT
            and isinstance(found["revision"], str)
            and isinstance(members, dict)
            and sorted([*members, MANIFEST]) == sorted(archive.namelist())
            and all(set(member) == {"sha256", "size"} for member in members.values())
        )
    except (KeyError, TypeError, ValueError) as fault:
        raise damaged from fault
    if not sound:
        raise damaged
    for name in members:
        _safe(name)
    manifest: dict[str, Any] = found
    return manifest


def _safe(name: str) -> PurePosixPath:
    """Give a member's place below the data directory; refuse every way out of it."""
    path = PurePosixPath(name)
    if name in {SQLITE_MEMBER, POSTGRES_MEMBER}:
        return path
    parts = path.parts[1:]
    plain = parts and not any(part in {"..", "."} or "\\" in part or ":" in part for part in parts)
    if path.is_absolute() or path.parts[0] != "data" or not plain or name != str(path):
        raise BackupFault("damaged", name)
    return PurePosixPath(*parts)


def _unpack(archive: zipfile.ZipFile, name: str, member: dict[str, Any], *, draft: Path) -> None:
    digest, size = hashlib.sha256(), 0
    with archive.open(name) as packed, _created(draft) as target:
        while block := packed.read(_CHUNK):
            digest.update(block)
            size += len(block)
            if size > member["size"]:
                break
            target.write(block)
        target.flush()
        os.fsync(target.fileno())
    if size != member["size"] or digest.hexdigest() != member["sha256"]:
        raise BackupFault("damaged", name)


def _require_empty(settings: Settings) -> None:
    if _is_sqlite(settings.database_url):
        file = _sqlite_file(settings.database_url)
        if file.exists():
            raise BackupFault("occupied", str(file))
    elif _revision_or_none(settings.database_url) is not None:
        raise BackupFault("occupied", database_address(settings.database_url).database or "")
    # The secret is made by looking at a directory; the backup's own takes its place.
    if settings.data_dir.exists() and any(
        one.name != SECRET_FILE for one in settings.data_dir.iterdir()
    ):
        raise BackupFault("occupied", str(settings.data_dir))


def _require_sound(file: Path) -> None:
    try:
        with closing(sqlite3.connect(file)) as connection:
            if connection.execute("PRAGMA integrity_check").fetchone() == ("ok",):
                return
    except sqlite3.DatabaseError as fault:
        raise BackupFault("damaged", file.name) from fault
    raise BackupFault("damaged", file.name)


def _revision(url: str) -> str:
    found = _revision_or_none(url)
    if found is None:
        raise BackupFault("empty", "")
    return found


def _revision_or_none(url: str) -> str | None:
    database = open_database(url)
    try:
        return current(database)
    finally:
        database.close()


def _is_sqlite(url: str) -> bool:
    return database_address(url).get_backend_name() == "sqlite"


def _sqlite_file(url: str) -> Path:
    return Path(database_address(url).database or DATABASE_FILE)


@contextmanager
def _created(path: Path) -> Iterator[IO[bytes]]:
    """Make a file that nobody but its owner may read."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w+b") as handle:
        yield handle

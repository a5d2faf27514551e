"""This module holds `thuocdo backup` and `restore`: all stored data in one file, and back."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from scoring.types import N_, ProblemsFound
from thuocdo.voice import both, complain, refusal, tell

DataOption = Annotated[
    Path | None, typer.Option("--data", help=both(N_("Data directory (THUOCDO_DATA_DIR).")))
]
FileArgument = Annotated[Path, typer.Argument(help=both(N_("The backup, a .zip file.")))]


def register(root: typer.Typer) -> None:
    """Add `backup` and `restore` to the command tree."""
    root.command("backup", help=both(N_("Copy all stored data into one file; doors stay open.")))(
        backup
    )
    root.command("restore", help=both(N_("Bring a backup back into an empty data directory.")))(
        restore
    )


def backup(file: FileArgument, *, data: DataOption = None) -> int:
    """Write one file with the database, the secret and the evidence; return 0 when it is whole.

    Returns 1 where the file is made but evidence files were missing or changed before it.
    """
    from storage.backup import save
    from storage.faults import BackupFault
    from storage.settings import Settings
    from thuocdo.stored import require_stored

    require_stored(data)
    try:
        made = save(Settings.from_environment(data), file, made_at=datetime.now(UTC))
    except BackupFault as fault:
        raise _problem(fault) from fault
    tell(
        N_("Backup made: {file} ({members} files, {size} MB unpacked, tables {revision})."),
        file=str(made.file),
        members=made.members,
        size=f"{made.size / 1e6:.1f}",
        revision=made.revision,
    )
    tell(N_("It holds everything, the secret too: keep it where only you can read it."))
    return _tell_damaged_evidence(data)


def _tell_damaged_evidence(data: Path | None) -> int:
    from storage.database import open_database
    from storage.evidence import Evidence
    from storage.schema import check
    from storage.settings import Settings

    settings = Settings.from_environment(data)
    database = open_database(settings)
    try:
        # Tables of an older program are kept as they are; its own program looks at them.
        damaged = Evidence(database, settings.data_dir).damaged() if check(database) else ()
    finally:
        database.close()
    if not damaged:
        return 0
    complain(
        N_(
            "{count} evidence files were missing or changed before this backup, so they are not"
            " whole in it either. “thuocdo evidence verify” names them; keep older backups."
        ),
        count=len(damaged),
    )
    return 1


def restore(file: FileArgument, *, data: DataOption = None) -> int:
    """Return 0 when everything is back and the audit log is whole, 1 when the log is not."""
    from storage.audit import Audit
    from storage.backup import restore as bring_back
    from storage.database import open_database
    from storage.faults import BackupFault
    from storage.schema import check
    from storage.settings import Settings

    settings = Settings.from_environment(data)
    try:
        made = bring_back(settings, file)
    except BackupFault as fault:
        raise _problem(fault) from fault
    tell(N_("Everything is back ({members} files)."), members=made.members)
    database = open_database(Settings.from_environment(data))
    try:
        if not check(database):
            tell(N_("The backup is of an older program. Run: thuocdo db upgrade"))
            return 0
        broken = Audit(database).verify()
    finally:
        database.close()
    if broken is None:
        tell(N_("The audit log is whole."))
        return 0
    complain(
        N_("The audit log is broken: entry {id} was changed, or one before it is missing."),
        id=str(broken),
    )
    return 1


_EXPECTED = {
    "exists": N_("a file that does not exist yet"),
    "empty": N_("a database with tables"),
    "occupied": N_("an empty place"),
    "damaged": N_("a whole backup, made by thuocdo backup"),
    "newer": N_("a backup of this program or an older one"),
    "other_database": N_("a backup of the same kind of database"),
    "program_missing": N_("PostgreSQL's own programs"),
    "program_failed": N_("PostgreSQL's own programs to finish"),
}
_REMEDY = {
    "exists": N_("Choose another name; a backup never replaces another."),
    "empty": N_("Check THUOCDO_DATABASE_URL; an empty database needs no backup."),
    "occupied": N_("Name an empty directory or database; what stands there is left as it is."),
    "damaged": N_("Take another backup; nothing was changed."),
    "newer": N_("Install the program's newest version, then restore."),
    "other_database": N_("Set THUOCDO_DATABASE_URL to the kind of database the backup is of."),
    "program_missing": N_("Install PostgreSQL's client programs."),
    "program_failed": N_("Read what it said, put it right and start once more."),
}


def _problem(fault: Exception) -> ProblemsFound:
    reason, about = getattr(fault, "reason", "damaged"), getattr(fault, "about", "")
    return refusal("FILE", expected=_EXPECTED[reason], got=about or "–", remedy=_REMEDY[reason])

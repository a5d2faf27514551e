"""This module copies stored data away and brings them back, whole or not at all."""

from __future__ import annotations

import json
import sqlite3
import stat
import threading
import zipfile
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from storage.audit import Audit
from storage.backup import restore, save
from storage.database import open_database
from storage.faults import BackupFault
from storage.records import UnitRecord
from storage.schema import upgrade
from storage.settings import Settings
from storage.units import Units
from thuocdo.cli import main

NOW = datetime(2026, 11, 2, 8, tzinfo=UTC)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A data directory with tables, a unit, an official act and a piece of evidence; its backup."""
    data = tmp_path_factory.mktemp("kept")
    furnish(str(data), Settings.from_environment(data, environment={}))
    (data / "evidence").mkdir()
    (data / "evidence" / "quyết định.pdf").write_bytes(b"%PDF-1.4 evidence")
    file = tmp_path_factory.mktemp("backups") / "monday.zip"
    assert main(["backup", str(file), "--data", str(data)]) == 0
    return data, file


def furnish(name: str, settings: Settings) -> None:
    database = open_database(settings)
    upgrade(database)
    Units(database).add_many(
        [UnitRecord("X1", f"Phường {name}"[:40], "commune", "COMMUNE", date(2025, 7, 1))]
    )
    Audit(database).record("thuky", "round.open", "R1", at=NOW)
    database.close()


def units(settings: Settings) -> list[str]:
    database = open_database(settings)
    try:
        return [unit.name for unit in Units(database).all()]
    finally:
        database.close()


def test_what_was_copied_comes_back_whole(made, tmp_path, capsys):
    data, file = made
    new = tmp_path / "new"
    assert main(["restore", str(file), "--data", str(new)]) == 0
    assert "nguyên vẹn" in capsys.readouterr().out
    old_settings = Settings.from_environment(data, environment={})
    new_settings = Settings.from_environment(new, environment={})
    assert units(new_settings) == units(old_settings) != []
    assert new_settings.secret == old_settings.secret
    assert (new / "evidence" / "quyết định.pdf").read_bytes() == b"%PDF-1.4 evidence"
    assert not list(new.glob(".restore-*"))
    assert main(["audit", "verify", "--data", str(new)]) == 0


def test_a_backup_is_for_its_owner_only(made):
    assert stat.S_IMODE(made[1].stat().st_mode) == 0o600
    assert [one.name for one in made[1].parent.iterdir()] == [made[1].name]


def test_a_backup_never_replaces_another(made, capsys):
    data, file = made
    before = file.read_bytes()
    assert main(["backup", str(file), "--data", str(data)]) == 2
    assert "ghi đè" in capsys.readouterr().err
    assert file.read_bytes() == before


def test_restoring_onto_stored_data_changes_nothing(made, tmp_path, capsys):
    file = made[1]
    settings = Settings.from_environment(tmp_path, environment={})
    furnish("khác", settings)
    assert main(["restore", str(file), "--data", str(tmp_path)]) == 2
    assert "trống" in capsys.readouterr().err
    assert units(settings) == ["Phường khác"]


def test_a_copy_made_while_others_write_is_of_one_moment(tmp_path):
    settings = Settings.from_environment(tmp_path / "busy", environment={})
    database = open_database(settings)
    upgrade(database)
    stop = threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            with database.write():  # two in one transaction: a copy holds both or neither
                for part in "ab":
                    Units(database).add_many(
                        [UnitRecord(f"U{number}{part}", "X", "commune", "C", date(2025, 7, 1))]
                    )
            number += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        files = [tmp_path / f"{number}.zip" for number in range(3)]
        for file in files:
            save(settings, file, made_at=NOW)
    finally:
        stop.set()
        writer.join()
        database.close()
    for number, file in enumerate(files):
        new = Settings.from_environment(tmp_path / f"new{number}", environment={})
        restore(new, file)
        with closing(sqlite3.connect(new.data_dir / "thuocdo.sqlite3")) as connection:
            count = connection.execute("SELECT count(*) FROM unit").fetchone()[0]
        assert count % 2 == 0


def test_every_damaged_byte_is_noticed_and_nothing_is_left_behind(made, tmp_path):
    raw = made[1].read_bytes()
    for number, place in enumerate(range(0, len(raw), max(1, len(raw) // 40))):
        broken = tmp_path / f"{number}.zip"
        broken.write_bytes(raw[:place] + bytes([raw[place] ^ 0xFF]) + raw[place + 1 :])
        settings = Settings.from_environment(tmp_path / f"data{number}", environment={})
        try:
            restore(settings, broken)
        except BackupFault:
            assert [one.name for one in settings.data_dir.iterdir()] == ["secret.key"]
        else:  # a byte that says nothing of the content, such as a time stamp
            assert units(settings)


def test_a_backup_whose_offset_leads_before_its_beginning_is_refused(made, tmp_path):
    raw = made[1].read_bytes()
    start = raw.rindex(b"PK\x05\x06") + 16  # where the end record says the list of members begins
    broken = tmp_path / "broken.zip"
    for offset in (1, 0x7FFFFFFF, 0xFFFFFFFE):
        broken.write_bytes(raw[:start] + offset.to_bytes(4, "little") + raw[start + 4 :])
        settings = Settings.from_environment(tmp_path / f"data{offset}", environment={})
        with pytest.raises(BackupFault, match="damaged"):
            restore(settings, broken)


def test_a_cut_off_backup_and_no_backup_are_refused(made, tmp_path, capsys):
    raw = made[1].read_bytes()
    for name, content in (("half", raw[: len(raw) // 2]), ("text", b"hello"), ("none", b"")):
        file = tmp_path / f"{name}.zip"
        file.write_bytes(content)
        assert main(["restore", str(file), "--data", str(tmp_path / name)]) == 2
        assert "nguyên vẹn" in capsys.readouterr().err
    assert main(["restore", str(tmp_path / "no.zip"), "--data", str(tmp_path / "x")]) == 2
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize(
    "name", ["data/../../x", "data//etc/x", "/etc/x", "data/a\\..\\x", "data/C:x", "other", "data/"]
)
def test_a_member_that_leads_out_of_the_directory_is_refused(made, tmp_path, name):
    file = tmp_path / "hostile.zip"
    with zipfile.ZipFile(made[1]) as good, zipfile.ZipFile(file, "w") as bad:
        manifest = json.loads(good.read("manifest.json"))
        manifest["members"][name] = {"sha256": "0" * 64, "size": 1}
        for member in good.namelist():
            if member != "manifest.json":
                bad.writestr(member, good.read(member))
        bad.writestr(name, b"x")
        bad.writestr("manifest.json", json.dumps(manifest))
    settings = Settings.from_environment(tmp_path / "data", environment={})
    with pytest.raises(BackupFault, match="damaged"):
        restore(settings, file)
    assert not settings.data_dir.joinpath("thuocdo.sqlite3").exists()


def test_a_backup_of_a_newer_program_is_refused_by_name(made, tmp_path, capsys):
    file = tmp_path / "newer.zip"
    with zipfile.ZipFile(made[1]) as good, zipfile.ZipFile(file, "w") as bad:
        manifest = {**json.loads(good.read("manifest.json")), "revision": "9999"}
        for member in good.namelist():
            if member != "manifest.json":
                bad.writestr(member, good.read(member))
        bad.writestr("manifest.json", json.dumps(manifest))
    assert main(["restore", str(file), "--data", str(tmp_path / "data")]) == 2
    assert "9999" in capsys.readouterr().err


def test_postgres_is_copied_by_its_own_programs(postgres_cluster, made, tmp_path, monkeypatch):
    bins = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    monkeypatch.setenv("PATH", ":".join([*(str(one) for one in bins), "/usr/bin", "/bin"]))
    names = [postgres_cluster.create_database() for _ in range(2)]
    first, second = (
        Settings.from_environment(
            tmp_path / name, environment={"THUOCDO_DATABASE_URL": postgres_cluster.url(name)}
        )
        for name in names
    )
    try:
        furnish("Pleiku", first)
        file = tmp_path / "pg.zip"
        save(first, file, made_at=NOW)
        restore(second, file)
        assert units(second) == units(first) == ["Phường Pleiku"]
        with pytest.raises(BackupFault, match="occupied"):
            restore(second, file)
        with pytest.raises(BackupFault, match="other_database"):
            restore(Settings.from_environment(tmp_path / "lite", environment={}), file)
    finally:
        for name in names:
            postgres_cluster.drop_database(name)


def test_the_commands_speak_of_a_missing_directory(tmp_path, capsys):
    assert main(["backup", str(tmp_path / "b.zip"), "--data", str(tmp_path / "nothing")]) == 2
    assert "--data" in capsys.readouterr().err
    assert not (tmp_path / "b.zip").exists()

"""Evidence files are kept by their content, proved whole, and never changed or lost."""

from __future__ import annotations

import errno
import io
import os
import stat
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import text

from storage.backup import restore, save
from storage.database import Database, open_database
from storage.evidence import MOST_FILES, Evidence, NewEvidence
from storage.evidence_kinds import kept_name
from storage.faults import EvidenceDamaged, EvidenceRefused, Refused, RoundClosed
from storage.rounds import Rounds
from storage.schema import upgrade
from storage.settings import Settings
from storage.units import Units
from tests.storage.sample import NOW, UNIT, open_round

PDF = b"%PDF-1.7\n" + "báo cáo".encode()


def office(*members: str) -> bytes:
    """Make the outside of a document."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for member in ("[Content_Types].xml", *members):
            archive.writestr(member, "<x/>")
    return packed.getvalue()


@pytest.fixture
def evidence(furnished: Database, tmp_path: Path) -> Evidence:
    open_round(furnished)
    return Evidence(furnished, tmp_path, largest_mb=1)


def new(evidence: Evidence, name: str = "Báo cáo.pdf") -> NewEvidence:
    round_ = Rounds(evidence.database).all()[0]
    return NewEvidence(round_.id, UNIT.code, "CC.1", name, "canbo", NOW)


def attach(evidence: Evidence, content: bytes = PDF, name: str = "Báo cáo.pdf") -> int:
    return evidence.attach(new(evidence, name), io.BytesIO(content))


def files_in(folder: Path) -> list[Path]:
    return [path for path in (folder / "evidence").rglob("*") if path.is_file()]


def test_a_file_is_kept_by_its_content_for_its_owner_only(
    evidence: Evidence, tmp_path: Path
) -> None:
    number = attach(evidence)
    record = evidence.by_id(number)
    assert record is not None
    assert (record.name, record.kind, record.size) == ("Báo cáo.pdf", "pdf", len(PDF))
    assert evidence.content(record) == PDF
    (file,) = files_in(tmp_path)
    assert file.name == record.sha256
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with pytest.raises(EvidenceRefused, match="repeated"):
        attach(evidence, name="khac.pdf")
    assert evidence.count() == 1


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"<html><script>alert(1)</script>", "kind"),
        (b"<svg onload='alert(1)'/>", "kind"),
        (b"PK\x03\x04 torn", "kind"),
        (office("word/document.xml", "word/vbaProject.bin"), "kind"),
        (office("index.html"), "kind"),
        (PDF + b"x" * 1_000_000, "too_large"),
    ],
)
def test_what_is_no_evidence_is_refused_and_leaves_nothing(
    evidence: Evidence, tmp_path: Path, content: bytes, reason: str
) -> None:
    with pytest.raises(EvidenceRefused, match=reason):
        attach(evidence, content)
    assert files_in(tmp_path) == []
    assert evidence.count() == 0


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n..", "png"),
        (b"\xff\xd8\xff\xe0", "jpg"),
        (office("word/document.xml"), "docx"),
        (office("xl/workbook.xml"), "xlsx"),
    ],
)
def test_the_content_tells_the_kind_and_the_ending(
    evidence: Evidence, content: bytes, kind: str
) -> None:
    record = evidence.by_id(attach(evidence, content, "../../etc/tệp.html"))
    assert record is not None
    assert record.name == f"tệp.html.{kind}"


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("..\\..\\passwd", "passwd.pdf"),
        ("/etc/", "etc.pdf"),
        ("", "tai-lieu.pdf"),
        ("a\r\nSet-Cookie: b.PDF", "a Set-Cookie b.pdf"),
        ("\u202efdp.exe", "fdp.exe.pdf"),
        ("Bie\u0302n ba\u0309n.pdf", "Biên bản.pdf"),
    ],
)
def test_no_name_leads_anywhere(name: str, kept: str) -> None:
    assert kept_name(name, "pdf") == kept


def test_a_lost_or_changed_file_is_told_and_attaching_it_anew_mends_it(
    evidence: Evidence, tmp_path: Path
) -> None:
    number = attach(evidence)
    record = evidence.by_id(number)
    assert record is not None
    (file,) = files_in(tmp_path)
    file.write_bytes(PDF + b"!")
    with pytest.raises(EvidenceDamaged, match="changed"):
        evidence.content(record)
    file.unlink()
    assert [(one.id, reason) for one, reason in evidence.damaged()] == [(number, "missing")]
    evidence.withdraw(number, author="canbo", reason="tệp hỏng", at=NOW)
    attach(evidence)
    assert evidence.damaged() == ()


def test_taking_back_is_kept_once_and_a_closed_round_takes_nothing(evidence: Evidence) -> None:
    number, other = attach(evidence), attach(evidence, PDF + b"2")
    evidence.withdraw(number, author="canbo", reason="nhầm tệp", at=NOW)
    with pytest.raises(Refused):
        evidence.withdraw(number, author="canbo", reason="lần nữa", at=NOW)
    Rounds(evidence.database).set_stage(new(evidence).round_id, "closed")
    with pytest.raises(RoundClosed):
        evidence.withdraw(other, author="canbo", reason="muộn", at=NOW)
    with pytest.raises(RoundClosed):
        attach(evidence, PDF + b"3")
    first, second = evidence.of_unit(new(evidence).round_id, UNIT.code, "CC.1")
    assert (first.withdrawn_reason, first.withdrawn_by) == ("nhầm tệp", "canbo")
    assert second.withdrawn_at is None
    for table in ("evidence", "evidence_withdrawal"):
        with pytest.raises(Refused), evidence.database.write() as connection:
            connection.execute(text(f"DELETE FROM {table}"))


def test_a_criterion_takes_so_many_files_and_no_more(evidence: Evidence) -> None:
    for number in range(MOST_FILES):
        attach(evidence, PDF + bytes([number]))
    with pytest.raises(EvidenceRefused, match="too_many"):
        attach(evidence, PDF)


def test_a_full_disk_is_said_and_leaves_nothing(
    evidence: Evidence, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(EvidenceRefused, match="disk_full"):
        attach(evidence)
    assert files_in(tmp_path) == []


def test_a_backup_holds_the_files(tmp_path: Path) -> None:
    settings = Settings.from_environment(tmp_path / "a", environment={})
    database = open_database(settings)
    upgrade(database)
    Units(database).add_many([UNIT])
    open_round(database)
    number = attach(Evidence(database, settings.data_dir))
    database.close()
    save(settings, tmp_path / "b.zip", made_at=NOW)
    back = Settings.from_environment(tmp_path / "c", environment={})
    restore(back, tmp_path / "b.zip")
    again = open_database(back)
    kept = Evidence(again, back.data_dir)
    record = kept.by_id(number)
    assert record is not None
    assert kept.content(record) == PDF
    again.close()

"""This module checks `thuocdo evidence verify`: what is whole, what is not, what to do."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from storage.database import open_database
from storage.evidence import Evidence, NewEvidence
from storage.schema import upgrade
from tests.storage.sample import NOW, UNIT, furnish, open_round
from thuocdo.cli import main


def test_evidence_that_vanished_or_was_changed_is_named_with_its_place_and_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database = open_database(f"sqlite:///{tmp_path}/thuocdo.sqlite3")
    upgrade(database)
    furnish(database)
    round_id = "xa-2026"
    open_round(database, round_id)
    evidence = Evidence(database, tmp_path)
    for name in ("một.pdf", "hai.pdf", "ba.pdf"):
        new = NewEvidence(round_id, UNIT.code, "DOSSIER_ON_TIME", name, "canbo", NOW)
        evidence.attach(new, io.BytesIO(b"%PDF-1.7\n" + name.encode()))
    assert main(["evidence", "verify", "--data", str(tmp_path)]) == 0
    assert "nguyên vẹn: 3 tệp" in capsys.readouterr().out
    gone, other, _whole = evidence.of_unit(round_id, UNIT.code)
    evidence.store.place(gone.sha256).unlink()
    evidence.store.place(other.sha256).write_bytes(b"%PDF-1.7\nkh\xc3\xa1c")
    assert main(["evidence", "verify", "--data", str(tmp_path)]) == 2
    said = capsys.readouterr().err
    assert "một.pdf" in said
    assert "hai.pdf" in said
    assert "ba.pdf" not in said
    assert f"{round_id}/{UNIT.code}/DOSSIER_ON_TIME" in said
    assert "không có tệp" in said
    assert "nội dung khác" in said
    assert "bản sao lưu" in said
    backup = tmp_path.with_name(f"{tmp_path.name}-backup.zip")
    assert main(["backup", str(backup), "--data", str(tmp_path)]) == 1
    said = capsys.readouterr().err
    assert "2 tệp" in said
    assert "thuocdo evidence verify" in said
    assert backup.exists()
    database.close()

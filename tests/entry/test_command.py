"""The office makes, lists and revokes passes from the command line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from storage.audit import Audit
from tests.entry.conftest import Office
from tests.public.conftest import OPEN, PUBLIC_URL
from thuocdo.cli import main


@pytest.fixture
def run(settings, monkeypatch, capsys):
    monkeypatch.setenv("THUOCDO_PUBLIC_URL", PUBLIC_URL)

    def run(*arguments: str) -> tuple[int, str]:
        status = main(["entry", *arguments, "--data", str(settings.data_dir)])
        said = capsys.readouterr()
        return status, said.out + said.err

    return run


def test_pass_is_shown_once_opens_its_desk_and_can_be_revoked(
    run, client: TestClient, office: Office, tmp_path: Path
) -> None:
    slip = tmp_path / "the.pdf"
    made = ("pass", "--point", OPEN, "--channel", "paper", "--label", "Đợt 1", "--days", "3650")
    assert run(*made)[0] == 2  # longer than a year
    status, said = run(*made[:-1], "366", "--print", str(slip))
    assert status == 0
    tokens = re.findall(re.escape(PUBLIC_URL) + r"/nhap/([\w-]{32})", said)
    assert len(tokens) == 2
    assert slip.read_bytes().startswith(b"%PDF")
    assert slip.stat().st_mode & 0o077 == 0
    assert [client.get(f"/nhap/{token}").status_code for token in tokens] == [200, 200]
    status, listed = run("list")
    assert status == 0
    assert "Đợt 1" in listed
    assert not any(token in listed for token in tokens)
    assert run("revoke", "2")[0] == 0
    assert [client.get(f"/nhap/{token}").status_code for token in tokens] == [200, 410]
    status, said = run("revoke", "2")
    assert status == 2
    assert "Traceback" not in said
    actions = [event.action for event in Audit(office.database).latest(5)]
    assert actions == ["entry_pass.revoked", "entry_pass.made", "entry_pass.made"]


def test_everything_wrong_is_told_at_once_and_nothing_is_made(
    run, office: Office, tmp_path: Path
) -> None:
    there = tmp_path / "there.pdf"
    there.write_text("mine")
    status, said = run(
        "pass", "--point", "XXXXX", "--channel", "qr", "--label", "x" * 121, "--print", str(there)
    )
    assert status == 2
    assert len(said.strip().splitlines()) == 4
    assert there.read_text() == "mine"
    status, said = run("pass", "--point", OPEN, "--channel", "paper", "--lang", "jra")
    assert status == 2
    with office.database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM entry_pass").scalar_one() == 0

"""This module checks `thuocdo person`: how the people of a new office come to sign in."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage.audit import Audit
from storage.database import open_database
from storage.people import People
from storage.records import SignedIn, SignInRefused
from storage.schema import upgrade
from tests.storage.sample import UNIT, furnish
from thuocdo.cli import main

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
PASSWORD = "bốn từ không liên quan"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    database = open_database(f"sqlite:///{tmp_path}/thuocdo.sqlite3")
    upgrade(database)
    furnish(database)
    database.close()
    return tmp_path


def _run(monkeypatch: pytest.MonkeyPatch, data: Path, *arguments: str, typed: str = "") -> int:
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    return main(["person", *arguments, "--data", str(data)])


def test_a_person_is_let_in_given_another_password_and_kept_out(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(monkeypatch, data, "list") == 0
    assert "Chưa có ai được đăng nhập" in capsys.readouterr().out
    added = ("add", "CanBo", "--name", "Lê Thị Hoa", "--role", "unit_officer", "--unit", UNIT.code)
    assert _run(monkeypatch, data, *added, typed=PASSWORD + "\n") == 0
    assert _run(monkeypatch, data, "list") == 0
    listed = capsys.readouterr().out
    assert f"canbo  Lê Thị Hoa  Cán bộ đầu mối của đơn vị ({UNIT.code})" in listed
    database = open_database(f"sqlite:///{data}/thuocdo.sqlite3")
    people = People(database)
    assert isinstance(people.sign_in("canbo", PASSWORD, now=NOW), SignedIn)
    assert _run(monkeypatch, data, "password", "canbo", typed="một câu khác hẳn\n") == 0
    assert isinstance(people.sign_in("canbo", PASSWORD, now=NOW), SignInRefused)
    assert isinstance(people.sign_in("canbo", "một câu khác hẳn", now=NOW), SignedIn)
    assert _run(monkeypatch, data, "block", "canbo") == 0
    assert isinstance(people.sign_in("canbo", "một câu khác hẳn", now=NOW), SignInRefused)
    assert _run(monkeypatch, data, "unblock", "canbo") == 0
    assert isinstance(people.sign_in("canbo", "một câu khác hẳn", now=NOW), SignedIn)
    noted = [(event.action, event.subject) for event in Audit(database).latest(4)]
    assert {("person.added", "canbo"), ("person.password", "canbo")} <= set(noted)
    assert PASSWORD not in str(Audit(database).latest(9))
    database.close()


def test_everything_wrong_with_a_new_person_is_told_at_once_and_nobody_is_added(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = ("add", "lê hoa", "--name", " ", "--role", "chief", "--unit", "nowhere")
    assert _run(monkeypatch, data, *wrong, typed=PASSWORD) == 2
    said = capsys.readouterr().err
    for place in ("USERNAME", "--name", "--role", "--unit"):
        assert place in said
    good = ("--name", "Hoa", "--role", "leader")
    assert _run(monkeypatch, data, "add", "hoa", *good, typed="ngắn\n") == 2
    assert "mật khẩu quá ngắn" in capsys.readouterr().err
    lone = ("add", "hoa", "--name", "Hoa", "--role", "unit_officer")
    assert _run(monkeypatch, data, *lone, typed=PASSWORD) == 2
    assert "--unit" in capsys.readouterr().err
    assert _run(monkeypatch, data, "block", "hoa") == 2
    assert _run(monkeypatch, data, "add", "hoa", *good, typed=PASSWORD) == 0
    assert _run(monkeypatch, data, "add", "HOA ", *good, typed=PASSWORD) == 2
    assert "chưa ai dùng" in capsys.readouterr().err
    database = open_database(f"sqlite:///{data}/thuocdo.sqlite3")
    assert [one.username for one in People(database).all()] == ["hoa"]
    database.close()

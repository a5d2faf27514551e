"""The commands that print, revoke and replace, on a small office."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from scoring.types import Text
from storage.audit import Audit
from storage.database import Database, open_database
from storage.properties import Properties
from storage.records import ServicePoint, UnitRecord
from storage.schema import upgrade
from storage.service_points import ServicePoints
from storage.tickets import Tickets
from storage.units import Units
from survey_app.codes import new_code, read
from tests.print.rendering import codes_on, pages_of, text_of
from thuocdo.cli import main

FIRST, SECOND, CLOSED, OTHER = (new_code(bytes([7, 7, 7, number * 16])) for number in range(4))
PUBLIC_URL = "https://gopy.example.vn"


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory made once; tests get copies, for migrations take longer than a test."""
    folder = tmp_path_factory.mktemp("printing")
    database = open_database(f"sqlite:///{folder}/thuocdo.sqlite3")
    upgrade(database)
    since = date(2025, 7, 1)
    Units(database).add_many(
        [
            UnitRecord("X2", "Phường Quy Nhơn", "commune", "COMMUNE", since),
            UnitRecord("X1", "Phường An Khê", "commune", "COMMUNE", since),
        ]
    )
    counter = Text("Quầy tiếp nhận", "Filing counter")
    ServicePoints(database).add_many(
        [
            ServicePoint(FIRST, "X1", counter, "mot-cua/v1"),
            ServicePoint(SECOND, "X1", counter, "mot-cua/v1"),
            ServicePoint(CLOSED, "X1", counter, "mot-cua/v1", active=False),
            ServicePoint(OTHER, "X2", counter, "mot-cua/v1"),
        ]
    )
    database.close()
    return folder


@pytest.fixture
def data(tmp_path: Path, made_once: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("THUOCDO_PUBLIC_URL", PUBLIC_URL)
    return Path(shutil.copytree(made_once, tmp_path, dirs_exist_ok=True))


@pytest.fixture
def database(data: Path) -> Iterator[Database]:
    opened = open_database(f"sqlite:///{data}/thuocdo.sqlite3")
    yield opened
    opened.close()


def sheet(data: Path, *options: str) -> tuple[int, Path]:
    out = data / "sheet.pdf"
    return main(["qr", "sheet", "--out", str(out), "--data", str(data), *options]), out


def addresses(file: Path) -> list[str]:
    return [code.text for page in pages_of(file.read_bytes()) for code in codes_on(page)]


def test_all_open_points_are_printed_unit_by_unit(data: Path) -> None:
    status, file = sheet(data, "--all")
    assert status == 0
    wanted = [*sorted([FIRST, SECOND]), OTHER]
    assert addresses(file) == [f"{PUBLIC_URL}/s/{code}" for code in wanted]
    first, *_ = text_of(file.read_bytes())
    assert "Phường An Khê" in first
    assert "MÔ PHỎNG" not in first


def test_one_unit_is_printed_in_the_language_and_size_asked_for(data: Path) -> None:
    status, file = sheet(data, "--unit", "X2", "--size", "sticker", "--lang", "en")
    assert status == 0
    assert addresses(file) == [f"{PUBLIC_URL}/s/{OTHER}"]
    assert "Filing counter" in text_of(file.read_bytes())[0]


def test_a_demonstration_says_so_on_every_poster(data: Path, database: Database) -> None:
    Properties(database).put("demo", "yes")
    for text in text_of(sheet(data, "--all", "--size", "a5")[1].read_bytes()):
        assert "DỮ LIỆU MÔ PHỎNG" in text


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ([], "--all"),
        (["--all", "--unit", "X1"], "--all"),
        (["--unit", "NONE"], "NONE"),
    ],
)
def test_what_cannot_be_printed_is_said_and_nothing_is_written(
    data: Path, capsys: pytest.CaptureFixture[str], options: list[str], said: str
) -> None:
    status, file = sheet(data, *options)
    assert status == 2
    assert said in capsys.readouterr().err
    assert not file.exists()


def test_an_address_too_long_to_type_is_refused(
    data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("THUOCDO_PUBLIC_URL", "https://khaosatsuhailong.gialai.gov.vn")
    status, file = sheet(data, "--all")
    assert status == 2
    assert "THUOCDO_PUBLIC_URL" in capsys.readouterr().err
    assert not file.exists()


def test_addresses_of_this_machine_only_are_warned_about(
    data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("THUOCDO_PUBLIC_URL", "http://127.0.0.1:8501")
    assert sheet(data, "--all")[0] == 0
    assert "THUOCDO_PUBLIC_URL" in capsys.readouterr().err


def test_a_revoked_code_is_closed_and_noted(data: Path, database: Database) -> None:
    assert main(["qr", "revoke", f"{FIRST[:4]}-{FIRST[4:]}".lower(), "--data", str(data)]) == 0
    point = ServicePoints(database).by_code(FIRST)
    assert point is not None
    assert (point.active, point.replaced_by) == (False, None)
    (event,) = Audit(database).latest(1)
    assert (event.action, event.subject) == ("qr_revoke", FIRST)
    assert Audit(database).verify() is None


def test_a_replaced_code_gets_a_successor_that_is_printed_instead(
    data: Path, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["qr", "replace", OTHER, "--data", str(data)]) == 0
    point = ServicePoints(database).by_code(OTHER)
    assert point is not None
    new = point.replaced_by
    assert new is not None
    assert read(new) == new
    assert new in capsys.readouterr().out
    (event,) = Audit(database).latest(1)
    assert (event.action, event.subject, event.details) == ("qr_replace", OTHER, {"new_code": new})
    assert addresses(sheet(data, "--unit", "X2")[1]) == [f"{PUBLIC_URL}/s/{new}"]
    assert main(["qr", "replace", OTHER, "--data", str(data)]) == 2
    assert new in capsys.readouterr().err


@pytest.mark.parametrize("command", ["revoke", "replace"])
def test_an_unknown_code_changes_nothing(data: Path, database: Database, command: str) -> None:
    assert main(["qr", command, "0000000", "--data", str(data)]) == 2
    assert Audit(database).latest() == ()


def test_paper_forms_are_numbered_one_by_one(data: Path) -> None:
    out = data / "form.pdf"
    arguments = ["survey", "paper", "mot-cua/v1", "--out", str(out), "--data", str(data)]
    assert main([*arguments, "--copies", "3", "--first", "41", "--point", OTHER]) == 0
    read_back = list(dict.fromkeys(addresses(out)))
    assert [serial[:6] for serial in read_back] == ["000041", "000042", "000043"]
    assert "Phường Quy Nhơn" in text_of(out.read_bytes())[0]


@pytest.mark.parametrize(
    "options",
    [
        ["--lang", "fr"],
        ["--point", "0000000"],
        ["--first", "999999", "--copies", "2"],
    ],
)
def test_a_form_that_cannot_be_printed_is_refused(data: Path, options: list[str]) -> None:
    out = data / "form.pdf"
    arguments = ["survey", "paper", "mot-cua/v1", "--out", str(out), "--data", str(data)]
    assert main([*arguments, *options]) == 2
    assert not out.exists()


def test_an_unknown_questionnaire_is_refused(data: Path) -> None:
    out = data / "form.pdf"
    assert main(["survey", "paper", "none/v1", "--out", str(out), "--data", str(data)]) == 2


def test_tickets_are_printed_as_slips_that_open_their_counter(
    data: Path, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    out, table = data / "slips.pdf", data / "ma.csv"
    call = ["ticket", "make", "--name", "Trả kết quả", "--data", str(data), "--point", FIRST]
    call += ["--until", "2026-12-31", "--number", "11", "--print", str(out)]
    assert main([*call, "--out", str(table)]) == 0
    assert out.stat().st_mode & 0o077 == 0
    read_back = [code.text for page in pages_of(out.read_bytes()) for code in codes_on(page)]
    written = [line.split(",")[1] for line in table.read_text(encoding="utf-8-sig").split()[1:]]
    assert read_back == written
    assert len(set(written)) == 11
    assert all(address.startswith(f"{PUBLIC_URL}/s/{FIRST}?ve=") for address in written)
    text = " ".join(text_of(out.read_bytes()))
    for words in ("Trả kết quả", "Quầy tiếp nhận – Phường An Khê", "Dùng đến hết ngày 31/12/2026"):
        assert words in text
    # A second batch may not be written over the first, and nothing is half made.
    capsys.readouterr()
    assert main([*call, "--out", str(data / "other.csv")]) == 2
    assert "--print" in capsys.readouterr().err
    assert not (data / "other.csv").exists()
    assert [one.made for one in Tickets(database).statuses()] == [11]
    assert main([*call[:-2]]) == 2
    assert "--out, --print" in capsys.readouterr().err

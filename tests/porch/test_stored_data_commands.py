"""This module checks the commands that touch stored data: schema, files in, QR codes, audit."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from decimal import Decimal
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image

from dashboards.actions.publication import publish_round
from scoring.definitions.criteria_sets import find_set
from scoring.tables.figures import read_figures
from scoring.types import Text
from storage.audit import Audit
from storage.benchmarks import Benchmarks
from storage.database import Database, open_database
from storage.figures import Figures
from storage.records import NewFigure, NewRound, ServicePoint, UnitRecord
from storage.rounds import Rounds
from storage.service_points import ServicePoints
from storage.units import Units
from survey_app import codes
from thuocdo.cli import main

NOW = datetime(2026, 11, 2, 8, tzinfo=UTC)
ROUND = "2026-766"


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database whose tables are up to date, made once."""
    directory = tmp_path_factory.mktemp("empty")
    assert main(["db", "upgrade", "--data", str(directory)]) == 0
    return directory / "thuocdo.sqlite3"


@pytest.fixture
def data(tmp_path: Path, empty: Path) -> Path:
    """A data directory of the test's own."""
    shutil.copyfile(empty, tmp_path / empty.name)
    return tmp_path


@pytest.fixture
def database(data: Path) -> Iterator[Database]:
    """The database of the data directory."""
    opened = open_database(f"sqlite:///{data}/thuocdo.sqlite3")
    yield opened
    opened.close()


@pytest.fixture
def with_round(database: Database) -> Database:
    """Two units and one round of the 766 index."""
    chosen = find_set("vn-766/2022")
    Units(database).add_many(
        [UnitRecord(code, f"Xã {code}", "commune", "COMMUNE", date(2025, 7, 1)) for code in "AB"]
    )
    Rounds(database).open(
        NewRound(
            id=ROUND,
            title=Text("Kỳ 2026", "Round 2026"),
            year=2026,
            group="COMMUNE",
            set_id=chosen.id,
            set_sha256=hashlib.sha256(chosen.raw).hexdigest(),
            set_content=chosen.raw,
            opened_at=NOW,
        )
    )
    return database


def written(path: Path, text: str) -> str:
    """Write a file and return its name."""
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_check_says_1_before_and_0_after_upgrade(tmp_path: Path) -> None:
    assert main(["db", "check", "--data", str(tmp_path)]) == 1
    assert main(["db", "upgrade", "--data", str(tmp_path)]) == 0
    assert main(["db", "upgrade", "--data", str(tmp_path)]) == 0
    assert main(["db", "check", "--data", str(tmp_path)]) == 0


def test_roles_are_refused_on_sqlite(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["db", "grant-intake", "intake", "--data", str(data)]) == 2
    assert "PostgreSQL" in capsys.readouterr().err


def test_a_role_is_left_with_the_public_rights_only(
    postgres_database: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    import psycopg

    monkeypatch.setenv("THUOCDO_DATABASE_URL", postgres_database)
    role = "porch_intake"
    plain = postgres_database.replace("postgresql+psycopg://", "postgresql://")
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {role}")
        try:
            assert main(["db", "upgrade", "--data", str(tmp_path)]) == 0
            assert main(["db", "grant-intake", role, "--data", str(tmp_path)]) == 0
            assert main(["db", "grant-intake", "no such; role", "--data", str(tmp_path)]) == 2
            asked = "SELECT has_table_privilege(%s, %s, %s)"
            allowed = [
                connection.execute(asked, (role, table, right)).fetchone()
                for table, right in (("answer", "INSERT"), ("answer", "SELECT"))
            ]
            assert allowed == [(True,), (False,)]
        finally:
            connection.execute(f"DROP OWNED BY {role}")
            connection.execute(f"DROP ROLE {role}")


def test_units_come_in_once(data: Path, database: Database, tmp_path: Path) -> None:
    file = written(tmp_path / "units.csv", "unit_code,name,group\nA,Xã A,COMMUNE\nB,Xã B,COMMUNE\n")
    assert main(["import", "units", file, "--data", str(data)]) == 0
    assert main(["import", "units", file, "--data", str(data)]) == 0
    stored = Units(database).all()
    assert [(unit.code, unit.valid_from) for unit in stored] == [
        ("A", date(2025, 7, 1)),
        ("B", date(2025, 7, 1)),
    ]
    assert [event.action for event in Audit(database).latest()] == ["import.units"] * 2


def test_a_unit_is_never_renamed_silently(
    data: Path, database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = written(tmp_path / "a.csv", "unit_code,name,group\nA,Xã A,COMMUNE\n")
    other = written(tmp_path / "b.csv", "unit_code,name,group\nA,Phường A,COMMUNE\nC,C,COMMUNE\n")
    assert main(["import", "units", first, "--data", str(data)]) == 0
    assert main(["import", "units", other, "--data", str(data)]) == 2
    assert "A" in capsys.readouterr().err
    assert [unit.name for unit in Units(database).all()] == ["Xã A"], "half of the file came in"


@pytest.mark.parametrize("day", ["2025-13-01", "hôm qua", ""])
def test_a_bad_first_day_is_refused(data: Path, tmp_path: Path, day: str) -> None:
    file = written(tmp_path / "units.csv", "unit_code,name,group\nA,Xã A,COMMUNE\n")
    assert main(["import", "units", file, "--valid-from", day, "--data", str(data)]) == 2


def test_figures_are_declared_in_the_only_round(
    data: Path, with_round: Database, tmp_path: Path
) -> None:
    file = written(
        tmp_path / "f.csv",
        "unit_code,criterion,input,value\n"
        "A,DOSSIER_ON_TIME,numerator,90\nA,DOSSIER_ON_TIME,denominator,100\n",
    )
    arguments = ["import", "figures", file, "--author", "Nguyễn Văn A", "--data", str(data)]
    assert main(arguments) == 0
    records = Figures(with_round).history(ROUND, "A")
    assert [(r.input, str(r.value), r.step, r.author, r.source) for r in records] == [
        ("numerator", "90", "declared", "Nguyễn Văn A", "f.csv"),
        ("denominator", "100", "declared", "Nguyễn Văn A", "f.csv"),
    ]


@pytest.mark.parametrize("when", ["before", "meanwhile"])
def test_a_closed_round_takes_no_file_of_figures(
    when: str,
    data: Path,
    with_round: Database,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = written(
        tmp_path / "f.csv", "unit_code,criterion,input,value\nA,DOSSIER_ON_TIME,numerator,90\n"
    )

    def read(*given: Any, **named: Any) -> Any:
        Rounds(with_round).set_stage(ROUND, "published")
        return read_figures(*given, **named)

    if when == "before":
        Rounds(with_round).set_stage(ROUND, "published")
    else:
        monkeypatch.setattr("thuocdo.incoming.read_figures", read)
    assert main(["import", "figures", file, "--data", str(data)]) == 2
    assert f"Kỳ đánh giá {ROUND} đã công bố" in capsys.readouterr().err
    assert main(["figures", "compute", "--round", ROUND, "--data", str(data)]) == 2
    assert f"Kỳ đánh giá {ROUND} đã công bố" in capsys.readouterr().err
    assert Figures(with_round).latest_id(ROUND) == 0
    assert Audit(with_round).latest(1) == ()


def test_one_bad_figure_keeps_the_whole_file_out(
    data: Path, with_round: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(
        tmp_path / "f.csv",
        "unit_code,criterion,input,value\n"
        "A,DOSSIER_ON_TIME,numerator,90\nZ,DOSSIER_ON_TIME,numerator,1\nA,NOTHING,numerator,1\n"
        "A,DOSSIER_ON_TIME,denominator,6.909\n",
    )
    assert main(["import", "figures", file, "--data", str(data)]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert [line.split(": ")[0].rsplit(":", 1)[1] for line in lines] == ["3", "4", "5"]
    assert Figures(with_round).latest_id(ROUND) == 0


def test_an_unknown_round_is_answered_with_the_known_ones(
    data: Path, with_round: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(tmp_path / "f.csv", "unit_code,criterion,input,value\n")
    assert main(["import", "figures", file, "--round", "2031", "--data", str(data)]) == 2
    assert ROUND in capsys.readouterr().err


@pytest.mark.slow
def test_the_shipped_benchmark_comes_in_whole(data: Path, database: Database) -> None:
    shipped = Path(str(resources.files("criteria"))) / "benchmarks" / "papi.csv"
    assert main(["import", "benchmark", str(shipped), "--data", str(data)]) == 0
    rows = Benchmarks(database).rows("papi")
    assert len(rows) == len(shipped.read_text(encoding="utf-8").splitlines()) - 1


def test_a_bad_benchmark_leaves_the_old_one(
    data: Path, database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    header = "year,province,dimension_code,dimension,subdimension_code,subdimension,score\n"
    good = written(tmp_path / "papi.csv", header + "2024,Gia Lai,D1,Tham gia,,,4.869\n")
    assert main(["import", "benchmark", good, "--data", str(data)]) == 0
    row = "2024,Gia Lai,D1,Tham gia,,,5\n"
    bad = written(tmp_path / "bad.csv", header + row + row + "24,,D1,Tham gia,,,five\n")
    assert main(["import", "benchmark", bad, "--source-id", "papi", "--data", str(data)]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 4
    assert [str(row.score) for row in Benchmarks(database).rows("papi")] == ["4.869"]


def test_a_missing_file_is_one_clear_line(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", "units", "no-such.csv", "--data", str(data)]) == 2
    err = capsys.readouterr().err
    assert "no-such.csv" in err
    assert len(err.splitlines()) == 1


@pytest.fixture
def point(with_round: Database) -> str:
    """The code of a stored service point."""
    code = codes.new_code(b"\x00\x01\x02\x03")
    ServicePoints(with_round).add_many(
        [ServicePoint(code, "A", Text("Quầy 1", "Counter 1"), "mot-cua/v1")]
    )
    return code


def test_a_qr_picture_leads_to_the_public_address(
    data: Path, point: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("THUOCDO_PUBLIC_URL", "https://khaosat.example.vn")
    out = tmp_path / "point.png"
    assert main(["qr", "image", point.lower(), "--out", str(out), "--data", str(data)]) == 0
    with Image.open(out) as picture:
        found = zxingcpp.read_barcodes(picture)
    assert [code.text for code in found] == [f"https://khaosat.example.vn/s/{point}"]


def test_a_qr_picture_is_also_drawn_as_svg(data: Path, point: str, tmp_path: Path) -> None:
    out = tmp_path / "point.svg"
    assert main(["qr", "image", point, "--out", str(out), "--data", str(data)]) == 0
    assert "<svg" in out.read_text(encoding="utf-8")


@pytest.mark.parametrize(("code", "name"), [("0000000", "a.png"), (None, "a.pdf")])
def test_no_picture_is_drawn_of_nothing(
    data: Path, point: str, tmp_path: Path, *, code: str | None, name: str
) -> None:
    out = tmp_path / name
    assert main(["qr", "image", code or point, "--out", str(out), "--data", str(data)]) == 2
    assert not out.exists()


def test_a_changed_audit_entry_is_found(
    data: Path, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(3):
        Audit(database).record("tester", "act", str(number), at=NOW)
    assert main(["audit", "verify", "--data", str(data)]) == 0
    database.close()
    with sqlite3.connect(data / "thuocdo.sqlite3") as raw:
        for (name,) in raw.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            raw.execute(f'DROP TRIGGER "{name}"')
        raw.execute("UPDATE audit_event SET subject = 'other' WHERE id = 2")
    raw.close()
    capsys.readouterr()
    assert main(["audit", "verify", "--data", str(data)]) == 1
    assert "2" in capsys.readouterr().err


@pytest.mark.parametrize("command", [["audit", "verify"], ["score", "replay", "1"]])
def test_a_mistyped_data_directory_is_named_and_nothing_is_made_in_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    wrong = tmp_path / "mistyped"
    assert main([*command, "--data", str(wrong)]) == 2
    assert str(wrong) in capsys.readouterr().err
    assert not wrong.exists()


def test_tables_of_an_older_program_are_named_before_anything_is_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sqlite3.connect(tmp_path / "thuocdo.sqlite3").close()
    assert main(["audit", "verify", "--data", str(tmp_path)]) == 2
    said = capsys.readouterr().err
    assert "thuocdo db upgrade" in said
    assert "SELECT" not in said


@pytest.fixture
def published(with_round: Database) -> int:
    """The number of a published run of two units; a figure came in after it was published."""

    def figure(unit: str, name: str, value: int) -> NewFigure:
        return NewFigure(
            round_id=ROUND,
            unit_code=unit,
            criterion="DOSSIER_ON_TIME",
            input=name,
            value=Decimal(value),
            step="declared",
            author="thuky",
            recorded_at=NOW,
            source="test",
        )

    figures = Figures(with_round)
    for unit, on_time in (("A", 97), ("B", 80)):
        figures.declare(figure(unit, "numerator", on_time), figure(unit, "denominator", 100))
    run = publish_round(with_round, ROUND, published_by="thuky", now=NOW)
    figures.declare(figure("B", "numerator", 99))
    return run.id


def test_a_published_run_comes_out_again_whatever_was_declared_since(
    published: int, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["score", "replay", str(published), "--data", str(data)]) == 0
    assert "2 đơn vị" in capsys.readouterr().out


def test_a_published_run_whose_figures_were_tampered_with_does_not_come_out_again(
    published: int, database: Database, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database.close()
    with closing(sqlite3.connect(data / "thuocdo.sqlite3")) as raw:
        for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
            raw.execute(f"DROP TRIGGER {name}")
        raw.execute("UPDATE figure SET value = '98' WHERE unit_code = 'A' AND input = 'numerator'")
        raw.commit()
    assert main(["score", "replay", str(published), "--data", str(data)]) == 1
    said = capsys.readouterr().err
    assert "A DOSSIER_ON_TIME" in said
    assert "A TOTAL" in said
    assert "B TOTAL" not in said


def test_a_run_that_was_never_published_is_refused(published: int, data: Path) -> None:
    assert main(["score", "replay", str(published + 1), "--data", str(data)]) == 2

"""The command `score what-if`: changes in, a table out, every mistake told at once, no file."""

import csv
import io
from pathlib import Path

import pytest

from tests.scoring.test_commands import FIGURES, UNITS
from thuocdo.cli import main

Output = pytest.CaptureFixture[str]


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "figures.csv").write_text(FIGURES, encoding="utf-8")
    (tmp_path / "units.csv").write_text(UNITS, encoding="utf-8")
    return tmp_path


def ask(folder: Path, *changes: str, more: tuple[str, ...] = ()) -> int:
    options = [part for change in changes for part in ("--change", change)]
    return main(
        ["score", "what-if", "--set", "vn-766/2022", "--figures", str(folder / "figures.csv"),
         "--units", str(folder / "units.csv"), *options, *more]
    )  # fmt: skip


def test_before_and_after_of_everyone_who_moves_the_changed_first(
    files: Path, capsys: Output
) -> None:
    there = {path: path.read_bytes() for path in files.iterdir()}
    full = "PROVINCE:H20:DOSSIER_ON_TIME:numerator=3"
    area = "PROVINCE:H20:CLGQ:points=12"
    assert ask(files, full, area) == 0
    first, second = csv.DictReader(io.StringIO(capsys.readouterr().out))
    assert (first["unit_code"], first["changed"], second["changed"]) == ("PROVINCE:H20", "1", "0")
    assert (first["rank_before"], first["rank_after"]) == ("2", "1")
    assert (second["rank_before"], second["rank_after"]) == ("1", "2")
    assert float(first["points_after"]) - float(first["points_before"]) > 20
    assert second["points_before"] == second["points_after"]
    assert {path: path.read_bytes() for path in files.iterdir()} == there


def test_an_empty_value_takes_a_figure_away(files: Path, capsys: Output) -> None:
    assert ask(files, "PROVINCE:H19:CLGQ:points=") == 0
    (row,) = csv.DictReader(io.StringIO(capsys.readouterr().out))
    assert float(row["points_after"]) == pytest.approx(float(row["points_before"]) - 6.31)


def test_a_name_that_a_spreadsheet_would_run_is_disarmed(files: Path, capsys: Output) -> None:
    (files / "units.csv").write_text(UNITS.replace("Đồng Nai", "=1+1"), encoding="utf-8")
    assert ask(files, "PROVINCE:H19:CLGQ:points=7") == 0
    (row,) = csv.DictReader(io.StringIO(capsys.readouterr().out))
    assert row["name"] != "=1+1"
    assert row["name"].endswith("=1+1")


def test_every_mistake_is_told_at_once_with_the_number_of_its_change(
    files: Path, capsys: Output
) -> None:
    status = ask(
        files, "H19", "PROVINCE:H99:DOSSIER_ON_TIME:numerator=1",
        "PROVINCE:H19:DOSSIER_ON_TIME:numerator=1", "PROVINCE:H19:NOTHING:numerator=1",
        "PROVINCE:H20:DOSSIER_ON_TIME:numerator=6.909",
    )  # fmt: skip
    assert status == 2
    said = capsys.readouterr()
    assert said.out == ""
    lines = said.err.splitlines()
    assert [line.split(": ")[0] for line in lines] == [f"--change:{n}" for n in (1, 2, 4, 5)]
    assert "UNIT:CRITERION:INPUT=VALUE" in lines[0]
    assert "6.909" in lines[3]
    assert "Traceback" not in said.err


def test_the_decimal_mark_is_that_of_the_figures(files: Path, capsys: Output) -> None:
    assert ask(files, "PROVINCE:H20:CLGQ:points=6,31", more=("--decimal", "point")) == 2
    (files / "figures.csv").write_text(FIGURES.replace("6.31", '"6,31"'), encoding="utf-8")
    assert ask(files, "PROVINCE:H20:CLGQ:points=6,31", more=("--decimal", "comma")) == 0
    capsys.readouterr()


def test_what_contradicts_the_figures_is_refused(files: Path, capsys: Output) -> None:
    assert ask(files, "PROVINCE:H19:ONLINE_PROVISION:numerator=1") == 2
    said = capsys.readouterr().err
    assert "PROVINCE:H19: CLGQ" in said
    assert "ONLINE_PROVISION" in said

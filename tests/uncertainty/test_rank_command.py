"""This module runs `thuocdo rank intervals` as a person would."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np
import pytest

from scoring.tables.league import read_estimates
from scoring.types import ProblemsFound
from thuocdo.cli import main

GOOD = "unit,estimate,se\nPhường Quy Nhơn,91.25,0.4\nH19,60,0.5\nXã An Lão,91.0,0.6\n"


def run(tmp_path: Path, text: str, *options: str) -> tuple[int, Path]:
    source, out = tmp_path / "estimates.csv", tmp_path / "intervals.csv"
    source.write_text(text, encoding="utf-8")
    return main(["rank", "intervals", "--estimates", str(source), "--out", str(out), *options]), out


def test_intervals_are_written_in_the_order_of_the_estimates(tmp_path: Path) -> None:
    status, out = run(tmp_path, GOOD)
    assert status == 0
    assert out.read_text(encoding="utf-8").splitlines() == [
        "unit,estimate,se,rank,rank_low,rank_high",
        "Phường Quy Nhơn,91.25,0.4,1,1,2",
        "H19,60,0.5,3,3,3",
        "Xã An Lão,91.0,0.6,2,1,2",
    ]


def test_the_same_seed_writes_the_same_file_and_a_wider_level_wider_intervals(
    tmp_path: Path,
) -> None:
    generator = np.random.default_rng(1)
    rows = [f"U{n},{generator.normal(80, 4):.3f},{generator.uniform(1, 2):.3f}" for n in range(50)]
    text = "\n".join(["unit,estimate,se", *rows, ""])
    widths = []
    for options in (["--seed", "3"], ["--seed", "3"], ["--seed", "3", "--level", "0.5"]):
        status, out = run(tmp_path, text, "--draws", "1000", *options)
        assert status == 0
        found = list(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8"))))
        widths.append([int(row["rank_high"]) - int(row["rank_low"]) for row in found])
    assert widths[0] == widths[1]
    assert sum(widths[2]) < sum(widths[0])


def test_every_fault_of_the_file_is_told_at_once_with_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = 'unit,estimate,se\nA,"91,25",0.4\nA,60,-1\n,70,1\nB,,nan\n'
    status, out = run(tmp_path, text)
    said = capsys.readouterr().err
    assert status == 2
    assert not out.exists()
    assert len(said.splitlines()) == 6
    for place in ("estimates.csv:2: estimate", "csv:3: se", "csv:3:", "csv:4:", "csv:5: se"):
        assert place in said
    assert "91,25" in said
    assert "Traceback" not in said


def test_a_missing_column_or_file_and_impossible_options_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, "unit,estimate\nA,1\n")[0] == 2
    assert "“se”" in capsys.readouterr().err
    missing = str(tmp_path / "nowhere.csv")
    assert main(["rank", "intervals", "--estimates", missing, "--out", "x.csv"]) == 2
    assert "nowhere.csv" in capsys.readouterr().err
    options = ("--level", "95", "--draws", "1", "--seed", "-1")
    assert run(tmp_path, GOOD, *options)[0] == 2
    said = capsys.readouterr().err
    assert all(name in said for name in ("--level", "--draws", "--seed"))
    assert run(tmp_path, "unit,estimate,se\n")[0] == 2


def test_numbers_keep_what_was_written() -> None:
    given = read_estimates(b"unit;se;estimate\nA;.5;1e1\nB;0;-2.\n", file="f.csv")
    assert given.rows == (("A", "1e1", ".5"), ("B", "-2.", "0"))
    assert given.estimates.tolist() == [10.0, -2.0]


def test_grouped_numbers_are_never_guessed_at() -> None:
    for text in ("1,234.5", "1 234", "１２", "inf", "0x10", "1e999"):
        with pytest.raises(ProblemsFound):
            read_estimates(f'unit,estimate,se\nA,"{text}",1\n'.encode(), file="f.csv")

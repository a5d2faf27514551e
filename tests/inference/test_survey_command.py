"""This module checks `thuocdo survey` from file to file."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.inference.reference_sample import HERE, case, near, reference
from tests.inference.test_citizen_equals_r import HERE as CITIZEN
from tests.inference.test_citizen_equals_r import case as citizen_case
from thuocdo.cli import main

COLUMNS = "domain,item,statistic,n,estimate,se,ci_low,ci_high,deff"
SAMPLE = str(HERE / "sample.csv")


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _column(rows: list[dict[str, str]], name: str) -> list[float]:
    return [float(row[name]) if row[name] else float("nan") for row in rows]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out.csv"


def _estimate(out: Path, *options: str, answers: str = SAMPLE) -> int:
    return main(["survey", "estimate", "--answers", answers, "--out", str(out), *options])


TWO_STAGES = [
    "--strata",
    "stratum",
    "--cluster",
    "psu,ssu",
    "--fpc",
    "N_psu,N_ssu",
    "--weights",
    "w",
]


def test_means_by_domain_equal_r(out: Path) -> None:
    assert _estimate(out, "--items", "y,a1", "--by", "domain", *TWO_STAGES) == 0
    assert out.read_text(encoding="utf-8").splitlines()[0] == COLUMNS
    rows = _rows(out)
    assert [(row["domain"], row["item"]) for row in rows] == [
        (domain, item) for domain in ("ALL", "A", "B", "C", "one-psu") for item in ("y", "a1")
    ]
    for item in ("y", "a1"):
        mine = [row for row in rows if row["item"] == item]
        whole, wanted = case("two_stage", f"mean/{item}"), case("two_stage", f"domain_mean/{item}")
        near(_column(mine, "estimate"), [whole["est"], *wanted["est"]])
        near(_column(mine, "se"), [whole["se"], *wanted["se"]])
        near(_column(mine, "deff"), [whole["deff"], *wanted["deff"]])
        near([float(mine[0]["ci_low"]), float(mine[0]["ci_high"])], whole["ci"])
        assert mine[-1]["ci_low"] == ""  # one cluster leaves no degrees of freedom
        assert {row["statistic"] for row in mine} == {"mean"}


@pytest.mark.parametrize("method", ["logit", "beta"])
def test_shares_equal_r(out: Path, method: str) -> None:
    options = ["--items", "a1", "--statistic", "share", "--interval", method, *TWO_STAGES]
    assert _estimate(out, *options) == 0
    (row,) = _rows(out)
    wanted = case("two_stage", f"share/{'xlogit' if method == 'logit' else method}")
    near(
        [float(row[name]) for name in ("estimate", "ci_low", "ci_high")],
        [wanted["est"], *wanted["ci"]],
    )


def test_the_citizen_survey_by_unit_with_wilsons_interval(tmp_path: Path, out: Path) -> None:
    answers = tmp_path / "citizen.csv"
    answers.write_bytes(gzip.decompress((CITIZEN / "citizen.csv.gz").read_bytes()))
    options = "--items q1 --statistic share --interval wilson --by unit --strata stratum"
    options += " --cluster commune,id --fpc N_psu,N_ssu --weights w"
    assert _estimate(out, *options.split(), answers=str(answers)) == 0
    rows = _rows(out)[1:]
    wanted = citizen_case("unit_top2_q1/two_stage_fpc/wilson")
    assert [row["domain"] for row in rows] == wanted["unit"]
    near(_column(rows, "ci_low"), wanted["ci_low"])
    near(_column(rows, "ci_high"), wanted["ci_high"])


def test_a_size_more_than_clusters_means_people_within_them(out: Path) -> None:
    asked = ("--items", "y", "--strata", "stratum", "--cluster", "psu", "--weights", "w")
    assert _estimate(out, *asked, "--fpc", "N_psu") == 0
    near(_column(_rows(out), "se"), case("one_stage", "mean/y")["se"])
    assert _estimate(out, *asked[:4], "--weights", "w_row", "--fpc", "N_row") == 0
    near(_column(_rows(out), "se"), case("stratified", "mean/y")["se"])


def test_semicolons_quotes_blank_lines_and_bom_change_nothing(tmp_path: Path, out: Path) -> None:
    assert _estimate(out, "--items", "a1", "--by", "domain", *TWO_STAGES) == 0
    plain = out.read_text(encoding="utf-8")
    raw = (HERE / "sample.csv").read_text(encoding="utf-8")
    for changed in (
        raw.replace(",", ";"),
        "\ufeff" + raw.replace("\n", "\r\n"),
        raw.replace("one-psu", '"one-psu"')
        + "\n,,,,\n".replace(",,,,", "," * raw.split("\n")[0].count(",")),
    ):
        other = tmp_path / "other.csv"
        other.write_text(changed, encoding="utf-8", newline="")
        assert (
            _estimate(out, "--items", "a1", "--by", "domain", *TWO_STAGES, answers=str(other)) == 0
        )
        assert out.read_text(encoding="utf-8") == plain


def test_shares_of_nothing_and_everything_have_a_limit(tmp_path: Path, out: Path) -> None:
    answers = tmp_path / "a.csv"
    answers.write_text("unit,q\n" + "A,5\n" * 20 + "B,1\n" * 20, encoding="utf-8")
    options = ["--items", "q", "--statistic", "share", "--by", "unit"]
    assert _estimate(out, *options, answers=str(answers)) == 0
    _, high, low = _rows(out)
    assert (low["estimate"], low["se"], low["ci_low"]) == ("0.0", "0.0", "0.0")
    assert float(low["ci_high"]) == pytest.approx(1 - 0.05 ** (1 / 20), rel=1e-12)
    assert (high["estimate"], high["ci_high"]) == ("1.0", "1.0")
    assert float(high["ci_low"]) == pytest.approx(0.05 ** (1 / 20), rel=1e-12)


def test_other_points_can_count_as_satisfied(tmp_path: Path, out: Path) -> None:
    answers = tmp_path / "a.csv"
    answers.write_text("q\n1\n0\n1\nNA\n\n1\n", encoding="utf-8")
    options = ["--items", "q", "--statistic", "share", "--satisfied", "1"]
    assert _estimate(out, *options, answers=str(answers)) == 0
    (row,) = _rows(out)
    assert (row["n"], row["estimate"]) == ("4", "0.75")


def _problems(capsys: pytest.CaptureFixture[str]) -> list[str]:
    said = capsys.readouterr().err.splitlines()
    assert "Traceback" not in "".join(said)
    return said


def test_everything_wrong_is_told_at_its_line(
    tmp_path: Path, out: Path, capsys: pytest.CaptureFixture[str], monkeypatch: Any
) -> None:
    monkeypatch.setenv("THUOCDO_LANGUAGE", "en")
    answers = tmp_path / "a.csv"
    answers.write_text("unit,q,w,s\nA,5,1,x\nA,7,-1,x\nB,abc,2,\nALL,3,,y\n", encoding="utf-8")
    options = [
        "--items",
        "q",
        "--statistic",
        "share",
        "--by",
        "unit",
        "--weights",
        "w",
        "--strata",
        "s",
    ]
    assert _estimate(out, *options, answers=str(answers)) == 2
    said = _problems(capsys)
    assert [line.split(": ")[0].rsplit(":", 1)[1] for line in said] == [
        "3",
        "3",
        "4",
        "4",
        "5",
        "5",
    ]
    assert any("w: expected a weight of 0 or more, got “-1”" in line for line in said)
    assert any("q: expected a number" in line and "“abc”" in line for line in said)
    assert not out.exists()


@pytest.mark.parametrize(
    ("text", "options", "told"),
    [
        ("q,s\n1,a\n2,a\n3,b\n", "--strata s", "a.csv:4: expected two clusters or more in “b”"),
        ("q,N\n1,9\n2,8\n", "--fpc N", "a.csv:3: N: expected one population size in all rows"),
        ("q,N\n1,1\n2,1\n", "--fpc N", "a.csv:2: N: expected a population no smaller"),
        ("q\n1\n2\n", "--by unit", "the column “unit”"),
        ("q,w\n1,0\n2,0\n", "--weights w", "only weights of 0"),
        ("q\n", "", "only the header"),
        ("q,r\n1,2\n1\n", "", "a.csv:3: expected 2 cells"),
        ("q\n1\n2\n", "--level 1.5", "--level"),
        ("q\n1\n2\n", "--satisfied many", "--satisfied"),
    ],
)
def test_bad_input_is_refused(
    tmp_path: Path, out: Path, capsys: Any, monkeypatch: Any, text: str, options: str, told: str
) -> None:
    monkeypatch.setenv("THUOCDO_LANGUAGE", "en")
    answers = tmp_path / "a.csv"
    answers.write_text(text, encoding="utf-8")
    assert _estimate(out, "--items", "q", *options.split(), answers=str(answers)) == 2
    assert any(told in line for line in _problems(capsys))


def _weigh(out: Path, targets: Path, *options: str, answers: str = SAMPLE) -> int:
    call = ["survey", "weight", "--answers", answers, "--targets", str(targets)]
    return main([*call, "--out", str(out), *options])


def _targets(path: Path, *rows: tuple[object, ...]) -> Path:
    lines = [f"{variable},{category},{total!r}" for variable, category, total in rows]
    path.write_text("\n".join(["variable,category,total", *lines]), encoding="utf-8")
    return path


def test_raked_weights_equal_r(
    tmp_path: Path, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    meta = reference()["meta"]
    rows = [(name, each[name], each["Freq"]) for name in ("sex", "age") for each in meta[name]]
    targets = _targets(tmp_path / "t.csv", *rows)
    assert _weigh(out, targets, "--method", "rake", "--weights", "w") == 0
    near(_column(_rows(out), "weight"), case("raked", "weights")["value"])
    assert list(_rows(out)[0])[:2] == ["id", "stratum"]
    raked = np.array(case("raked", "weights")["value"])
    worth = round(raked.sum() ** 2 / (raked**2).sum())
    assert f"Tương đương {worth} phiếu" in capsys.readouterr().out


def test_poststratified_weights_equal_r_for_joint_totals(tmp_path: Path, out: Path) -> None:
    rows = [
        ("sex:age", f"{each['sex']}:{each['age']}", each["Freq"])
        for each in reference()["meta"]["cells"]
    ]
    targets = _targets(tmp_path / "t.csv", *rows)
    assert _weigh(out, targets, "--method", "poststratify", "--weights", "w", "--name", "ps") == 0
    near(_column(_rows(out), "ps"), case("poststratified", "weights")["value"])


@pytest.mark.parametrize(
    ("rows", "options", "told"),
    [
        ([("sex", "F", 10), ("sex", "X", 5), ("sex", "M", 1)], "", "sex › X: expected answers"),
        ([("sex", "F", 10)], "", "sample.csv"),
        ([("sex", "F", 10), ("sex", "M", 5), ("sex", "M", 5)], "", "it stands in line 3 too"),
        ([("sex", "F", 10), ("sex", "M", "many")], "", "t.csv:3: total: expected a number"),
        ([("sex", "F", 10), ("sex", "M", 0)], "", "a total above 0"),
        (
            [("sex", "F", 10), ("sex", "M", 5), ("period", "2025", 9), ("period", "2026", 9)],
            "",
            "t.csv:4: period: expected the same sum of totals for every variable: 15, got 18",
        ),
        (
            [("sex", "F", 8), ("sex", "M", 8), ("period", "2025", 8), ("period", "2026", 8)],
            "--method poststratify",
            "one variable for post-stratification",
        ),
        ([("sex", "F", 10), ("sex", "M", 5)], "--name w", "a name that no column has yet"),
    ],
)
def test_totals_that_do_not_fit_are_told(
    tmp_path: Path, out: Path, capsys: Any, monkeypatch: Any, rows: Any, options: str, told: str
) -> None:
    monkeypatch.setenv("THUOCDO_LANGUAGE", "en")
    targets = _targets(tmp_path / "t.csv", *rows)
    assert _weigh(out, targets, *options.split()) == 2
    assert any(told in line for line in _problems(capsys))
    assert not out.exists()


@pytest.mark.slow
def test_a_large_file_is_read_in_seconds(tmp_path: Path, out: Path) -> None:
    rng = np.random.default_rng(3)
    answers = tmp_path / "large.csv"
    columns = np.column_stack([rng.integers(0, 200, 50_000), rng.integers(1, 6, (50_000, 22))])
    header = ",".join(["unit", *(f"q{number}" for number in range(1, 23))])
    np.savetxt(answers, columns, fmt="%d", delimiter=",", header=header, comments="")
    items = ",".join(f"q{number}" for number in range(1, 23))
    assert _estimate(out, "--items", items, "--by", "unit", answers=str(answers)) == 0
    rows = _rows(out)
    assert len(rows) == 201 * 22
    assert float(rows[0]["estimate"]) == pytest.approx(columns[:, 1].mean(), rel=1e-12)


def test_weighting_keeps_rows_quotes_and_separators_as_they_are(tmp_path: Path, out: Path) -> None:
    targets = _targets(tmp_path / "t.csv", ("sex", "F", 10.0), ("sex", "M", 5.0))
    for text, wanted in (
        ("\ufeffsex;q\r\nF;5\r\n\r\nM;4\r\n", "sex;q;weight\nF;5;10.0\nM;4;5.0\n"),
        ('sex,q\nF,"a, ""b"""\n,\nM,4\n', 'sex,q,weight\nF,"a, ""b""",10.0\nM,4,5.0\n'),
    ):
        answers = tmp_path / "a.csv"
        answers.write_text(text, encoding="utf-8", newline="")
        assert _weigh(out, targets, answers=str(answers)) == 0
        assert out.read_text(encoding="utf-8") == wanted

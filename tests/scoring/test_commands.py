"""The commands `score` and `criteria`: files in, files out, statuses 0, 1 and 2, no traceback."""

import csv
import json
from pathlib import Path

import openpyxl
import pytest

from scoring.definitions import load_criteria_set
from thuocdo.cli import main

SETS = Path(__file__).parents[1] / "spec" / "sets"
Output = pytest.CaptureFixture[str]

FIGURES = """unit_code,criterion,input,value
PROVINCE:H19,DOSSIER_ON_TIME,numerator,2541
PROVINCE:H19,DOSSIER_ON_TIME,denominator,2618
PROVINCE:H19,CLGQ,points,6.31
PROVINCE:H20,DOSSIER_ON_TIME,numerator,1
PROVINCE:H20,DOSSIER_ON_TIME,denominator,3
"""
UNITS = """unit_code,name,group
PROVINCE:H19,Đồng Nai,tỉnh
PROVINCE:H20,Đồng Tháp,tỉnh
PROVINCE:H21,Gia Lai,tỉnh
"""


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "figures.csv").write_text(FIGURES, encoding="utf-8")
    (tmp_path / "units.csv").write_text(UNITS, encoding="utf-8")
    return tmp_path


def score(folder: Path, *more: str, set_: str = "vn-766/2022") -> int:
    return main(
        [
            "score",
            "run",
            "--set",
            set_,
            "--figures",
            str(folder / "figures.csv"),
            "--units",
            str(folder / "units.csv"),
            "--out",
            str(folder / "out"),
            *more,
        ]
    )


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_score_run_writes_points_places_and_the_record(files: Path) -> None:
    assert score(files) == 0
    scores = table(files / "out" / "scores.csv")
    assert list(scores[0]) == [
        "unit_code",
        "criterion",
        "points",
        "max_points",
        "status",
        "explanation",
    ]
    found = {(row["unit_code"], row["criterion"]): row for row in scores}
    on_time = found["PROVINCE:H19", "DOSSIER_ON_TIME"]
    assert (on_time["points"], on_time["max_points"], on_time["status"]) == (
        "19.41",
        "20",
        "scored",
    )
    assert on_time["explanation"] == (
        "Đúng hạn 2.541/2.618 hồ sơ (97,06\N{NO-BREAK SPACE}%), mục tiêu 100 % ⇒ 19,41/20 điểm."
    )
    assert found["PROVINCE:H19", "CLGQ"]["points"] == "6.31"
    assert found["PROVINCE:H20", "MDHL"]["status"] == "missing"
    assert found["PROVINCE:H19", "TOTAL"]["points"] == "27.72"
    ranking = table(files / "out" / "ranking.csv")
    assert list(ranking[0]) == [
        "group",
        "rank",
        "unit_code",
        "name",
        "points",
        "max_points",
        "index",
        "band",
    ]
    assert [(row["rank"], row["unit_code"], row["index"]) for row in ranking] == [
        ("1", "PROVINCE:H19", "27.72"),
        ("2", "PROVINCE:H20", "8.67"),
        ("", "PROVINCE:H21", ""),
    ]
    record = json.loads((files / "out" / "run.json").read_text(encoding="utf-8"))
    assert record["set_id"] == "vn-766/2022"
    assert all(len(record[name]) == 64 for name in record if name.endswith("sha256"))


def test_figures_in_a_workbook_give_the_same_points(files: Path) -> None:
    assert score(files) == 0
    expected = (files / "out" / "scores.csv").read_bytes()
    book = openpyxl.Workbook()
    with (files / "figures.csv").open(encoding="utf-8", newline="") as opened:
        for row in csv.reader(opened):
            book.active.append(row)
    book.save(files / "figures.csv")  # a workbook by its content, whatever it is called
    assert score(files, "--replace") == 0
    assert (files / "out" / "scores.csv").read_bytes() == expected
    assert main(["score", "replay", str(files / "out")]) == 0


def test_explanations_come_in_english_on_request(files: Path) -> None:
    assert score(files, "--lang", "en") == 0
    text = (files / "out" / "scores.csv").read_text(encoding="utf-8")
    assert "On time 2,541/2,618 dossiers (97.06%), target 100 % ⇒ 19.41/20 points." in text


def test_replay_gives_every_digit_again(files: Path) -> None:
    assert score(files) == 0
    assert main(["score", "replay", str(files / "out")]) == 0


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("scores.csv", "19.41,20", "19.42,20"),
        ("ranking.csv", "27.72,100,27.72", "27.72,100,27.73"),
        ("inputs/figures.csv", "2541", "2542"),
        ("run.json", '"result_sha256": "', '"result_sha256": "0'),
    ],
)
def test_replay_notices_a_changed_digit(
    files: Path, capsys: Output, name: str, old: str, new: str
) -> None:
    assert score(files) == 0
    path = files / "out" / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    assert main(["score", "replay", str(files / "out")]) == 1
    assert capsys.readouterr().err.strip()


def test_replay_of_what_is_no_run_is_bad_input(files: Path, capsys: Output) -> None:
    assert main(["score", "replay", str(files)]) == 2
    (files / "run.json").write_text("{}", encoding="utf-8")
    assert main(["score", "replay", str(files)]) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_every_problem_of_both_files_comes_at_once(files: Path, capsys: Output) -> None:
    (files / "figures.csv").write_text(
        FIGURES.replace("2541", "2.541") + "PROVINCE:H19,NOTHING,numerator,1\n", encoding="utf-8"
    )
    (files / "units.csv").write_text(UNITS + "PROVINCE:H19,Đồng Nai,tỉnh\n", encoding="utf-8")
    assert score(files) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 3
    assert f"{files / 'figures.csv'}:2:" in lines[0]
    assert f"{files / 'figures.csv'}:7:" in lines[1]
    assert f"{files / 'units.csv'}:5:" in lines[2]
    assert not (files / "out").exists()


def test_a_declared_decimal_mark_settles_what_is_ambiguous(files: Path) -> None:
    text = FIGURES.replace("2541", "2.541").replace("6.31", '"6,31"')
    (files / "figures.csv").write_text(text, encoding="utf-8")
    assert score(files) == 2
    assert score(files, "--decimal", "comma") == 0
    rows = table(files / "out" / "scores.csv")
    assert next(row for row in rows if row["criterion"] == "DOSSIER_ON_TIME")["points"] == "19.41"
    assert main(["score", "replay", str(files / "out")]) == 0


@pytest.mark.parametrize("name", ["figures.csv", "units.csv"])
def test_a_missing_file_is_bad_input(files: Path, capsys: Output, name: str) -> None:
    (files / name).unlink()
    assert score(files) == 2
    assert name in capsys.readouterr().err


def test_an_unknown_set_is_bad_input(files: Path, capsys: Output) -> None:
    assert score(files, set_="vn-766/1999") == 2
    assert "cchc-so/2026" in capsys.readouterr().err


def test_check_says_ten_mistakes_in_one_run_and_ends_with_2(capsys: Output) -> None:
    assert main(["criteria", "check", str(SETS / "invalid" / "ten-mistakes.yaml")]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) >= 10
    assert all("ten-mistakes.yaml:" in line for line in lines)


def test_check_takes_several_files_sets_and_surveys(capsys: Output) -> None:
    from scoring.definitions import criteria_directories

    (ours,) = criteria_directories()
    survey = ours / "surveys" / "mot-cua" / "v1.yaml"
    assert main(["criteria", "check", str(survey), str(SETS / "valid" / "smallest.yaml")]) == 0
    broken = [str(SETS / "invalid" / name) for name in ("empty.yaml", "tab.yaml")]
    assert main(["criteria", "check", str(survey), *broken]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 2


def test_list_show_and_diff(capsys: Output, tmp_path: Path) -> None:
    assert main(["criteria", "list"]) == 0
    listed = capsys.readouterr().out
    assert "vn-766/2022" in listed
    assert "mẫu, không phải văn bản chính thức" in listed
    assert main(["criteria", "show", "cchc-so/2026"]) == 0
    assert "TTHC_DUNG_HAN" in capsys.readouterr().out
    assert main(["criteria", "diff", "vn-766/2022", "vn-766/2022"]) == 0
    capsys.readouterr()
    changed = tmp_path / "changed.yaml"
    text = (SETS / "valid" / "smallest.yaml").read_text(encoding="utf-8")
    changed.write_text(text.replace("type: yes_no", "type: manual"), encoding="utf-8")
    assert main(["criteria", "diff", str(SETS / "valid" / "smallest.yaml"), str(changed)]) == 1
    changes = capsys.readouterr().out
    assert "yes_no · có hoặc không thực hiện → manual · người thẩm định cho điểm" in changes


def test_an_offices_own_folder_is_honoured(
    tmp_path: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "sets" / "nho-nhat"
    own.mkdir(parents=True)
    text = (SETS / "valid" / "smallest.yaml").read_text(encoding="utf-8")
    (own / "2026.yaml").write_text(text, encoding="utf-8")
    assert main(["criteria", "show", "nho-nhat/2026", "--criteria-dir", str(tmp_path)]) == 0
    monkeypatch.setenv("THUOCDO_CRITERIA_DIR", str(tmp_path))
    assert main(["criteria", "show", "nho-nhat/2026"]) == 0
    assert main(["criteria", "list", "--criteria-dir", str(tmp_path / "nowhere")]) == 2
    capsys.readouterr()


def test_an_earlier_run_is_not_overwritten_without_being_told(files: Path, capsys: Output) -> None:
    assert score(files) == 0
    before = (files / "out" / "scores.csv").read_bytes()
    assert score(files) == 0  # the same inputs give the same files
    (files / "figures.csv").write_text(FIGURES.replace("2541", "2540"), encoding="utf-8")
    capsys.readouterr()
    assert score(files) == 2
    assert "--replace" in capsys.readouterr().err
    assert (files / "out" / "scores.csv").read_bytes() == before
    assert score(files, "--replace") == 0
    assert (files / "out" / "scores.csv").read_bytes() != before


def test_a_changed_set_under_the_id_of_the_one_in_use_is_named(files: Path, capsys: Output) -> None:
    own = files / "mot.yaml"
    text = (SETS / "valid" / "smallest.yaml").read_text(encoding="utf-8")
    own.write_text(text, encoding="utf-8")
    code = load_criteria_set(own).criteria()[0].code
    (files / "figures.csv").write_text(
        f"unit_code,criterion,input,value\nPROVINCE:H19,{code},not_applicable,0\n", encoding="utf-8"
    )
    assert score(files, set_=str(own)) == 0
    own.write_text(text + "# sửa sau khi đã dùng\n", encoding="utf-8")
    capsys.readouterr()
    assert score(files, set_=str(own)) == 2
    said = capsys.readouterr().err
    assert "SHA-256" in said
    assert "đặt mã riêng" in said

"""This module tests figures computed from the register, which source counts, and disagreements."""

from __future__ import annotations

import csv
from collections.abc import Callable
from decimal import Decimal
from importlib import resources
from pathlib import Path

import pytest

from dashboards.queries.conflicts import find_conflicts
from scoring.computed import NotComputed, from_answers, from_register
from scoring.definitions.criteria_sets import criteria_directories, find_set, list_sets
from scoring.definitions.figure_sources import (
    RegisterSource,
    SurveySource,
    find_figure_sources,
    load_figure_sources,
)
from scoring.types import ProblemsFound
from storage import Database, Figures, NewFigure, Rounds
from tests.figures.conftest import NOW, ROUND
from thuocdo.cli import main
from ui.words import translator

Write = Callable[..., Path]
HEAD = "unit_code,field,month,received,early,on_time,late,pending\n"
X1 = {"numerator": Decimal(95), "denominator": Decimal(100)}


@pytest.fixture
def register(data: Path, written: Write) -> Path:
    """A register: X1 has 95 of 100 dossiers in time, X2 8 of 10; X3 is not in it."""
    file = written(
        HEAD + "X1,Đất đai,2026-03,90,30,50,5,5\nX1,Hộ tịch,2026-04,10,10,0,0,0\n"
        "X2,Đất đai,2026-03,10,4,4,2,0\nX1,Đất đai,2025-12,1000,0,0,1000,0\n"
    )
    assert main(["import", "register", str(file), "--data", str(data)]) == 0
    return data


def declared(database: Database, unit: str, numerator: int, denominator: int = 100) -> None:
    Figures(database).declare(
        *(
            NewFigure(
                ROUND, unit, "DOSSIER_ON_TIME", name, Decimal(value), "declared", "can-bo", NOW
            )
            for name, value in (("numerator", numerator), ("denominator", denominator))
        )
    )


def on_time(database: Database, unit: str = "X1") -> dict[str, object]:
    return dict(Figures(database).effective(ROUND).get(unit, {}).get("DOSSIER_ON_TIME", {}))


def run(command: str, data: Path) -> int:
    return main(["figures", command, "--data", str(data)])


def test_figures_come_from_the_months_of_the_round_with_source_and_evidence(
    register: Path, database: Database
) -> None:
    assert run("compute", register) == 0
    assert on_time(database) == X1
    record = Figures(database).history(ROUND, "X1", "DOSSIER_ON_TIME")[0]
    assert (record.step, record.origin, record.prevails) == ("computed", "register", True)
    assert "2026-01" in record.source
    assert "file.csv" in record.evidence
    assert "giải quyết trước hạn + giải quyết đúng hạn + đang giải quyết" in record.evidence
    assert on_time(database, "X3") == {}


@pytest.mark.slow
def test_computing_again_writes_only_what_changed(
    register: Path, database: Database, written: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    run("compute", register)
    newest = Figures(database).latest_id(ROUND)
    run("compute", register)
    assert Figures(database).latest_id(ROUND) == newest
    better = written(HEAD + "X2,Đất đai,2026-03,10,10,0,0,0\n", "b.csv")
    main(["import", "register", str(better), "--data", str(register)])
    run("compute", register)
    assert on_time(database, "X2") == {"numerator": Decimal(10), "denominator": Decimal(10)}
    history = Figures(database).history(ROUND, "X2", "DOSSIER_ON_TIME")
    assert [str(one.value) for one in history if one.input == "numerator"] == ["8", "10"]


@pytest.mark.slow
def test_the_register_counts_before_what_is_declared_whenever_that_is_stated(
    register: Path, database: Database
) -> None:
    declared(database, "X1", 99)
    run("compute", register)
    declared(database, "X1", 100)
    assert on_time(database) == X1


@pytest.mark.slow
def test_a_rule_may_let_the_declared_figure_count(
    register: Path, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = Path(str(resources.files("criteria"))) / "figures" / "vn-766" / "2022.yaml"
    own = tmp_path / "own" / "figures" / "vn-766" / "2022.yaml"
    own.parent.mkdir(parents=True)
    text = shipped.read_text(encoding="utf-8").replace(
        "DOSSIER_ON_TIME:\n    source: register",
        "DOSSIER_ON_TIME:\n    source: register\n    counts: declared",
    )
    own.write_text(text, encoding="utf-8")
    run("compute", register)
    declared(database, "X1", 99)
    monkeypatch.setenv("THUOCDO_CRITERIA_DIR", str(tmp_path / "own"))
    assert run("compute", register) == 0
    assert on_time(database)["numerator"] == 99
    assert on_time(database, "X2")["numerator"] == 8, "nothing declared: the register fills the gap"


def test_an_area_given_as_a_whole_is_left_alone(register: Path, database: Database) -> None:
    Figures(database).declare(
        NewFigure(ROUND, "X1", "TDGQ", "points", Decimal(18), "declared", "can-bo", NOW)
    )
    assert run("compute", register) == 0
    assert on_time(database) == {}


def test_a_simulated_register_never_enters_a_real_round(
    data: Path, database: Database, written: Write
) -> None:
    file = written(HEAD + "X1,Đất đai,2026-03,90,30,50,5,5\n")
    main(["import", "register", str(file), "--simulated", "--data", str(data)])
    assert run("compute", data) == 0
    assert Figures(database).latest_id(ROUND) == 0


def test_disagreements_are_printed_with_both_values_and_the_points_at_stake(
    register: Path, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    declared(database, "X1", 100)
    declared(database, "X2", 8, 10)
    run("compute", register)
    capsys.readouterr()
    assert run("conflicts", register) == 1
    first, last = capsys.readouterr().out.splitlines()
    assert first == (
        "X1 DOSSIER_ON_TIME: Đơn vị kê khai numerator=100; Sổ một cửa numerator=95; "
        "chênh 1 điểm; đang tính theo: Sổ một cửa (chưa xử lý)."
    )
    assert last.startswith(f"Kỳ {ROUND} còn 1 ")


@pytest.mark.slow
def test_an_appraisal_settles_until_either_side_says_something_new(
    register: Path, database: Database
) -> None:
    declared(database, "X1", 100)
    run("compute", register)
    round_ = Rounds(database).by_id(ROUND)
    assert round_ is not None
    criteria_set = find_set("vn-766/2022")

    def settled() -> list[bool]:
        return [one.settled for one in find_conflicts(database, round_, criteria_set)]

    assert settled() == [False]
    Figures(database).declare(
        NewFigure(
            ROUND, "X1", "DOSSIER_ON_TIME", "numerator", Decimal(96), "appraised", "tham-dinh", NOW
        )
    )
    assert settled() == [True]
    assert on_time(database)["numerator"] == 96
    assert run("conflicts", register) == 0
    declared(database, "X1", 97)
    assert settled() == [False]


@pytest.mark.slow
def test_declared_not_applicable_does_not_hide_what_the_register_counts(
    register: Path, database: Database
) -> None:
    Figures(database).declare(
        NewFigure(
            ROUND, "X1", "DOSSIER_ON_TIME", "not_applicable", Decimal(1), "declared", "can-bo", NOW
        )
    )
    run("compute", register)
    assert on_time(database) == X1
    assert run("conflicts", register) == 1


def test_a_measure_that_is_not_counted_gives_no_figure_and_a_term_may_be_taken_off() -> None:
    source = RegisterSource(source="register", inputs={"numerator": ("received", "-late")})
    assert from_register(source, {"received": 10, "late": 3}) == {"numerator": Decimal(7)}
    uncounted = from_register(source, {"received": 10, "late": None})
    assert isinstance(uncounted, NotComputed)
    assert translator("vi").say(uncounted.reason) == "sổ một cửa không đếm: quá hạn"
    assert isinstance(from_register(source, {"received": 1, "late": 3}), NotComputed)


def test_an_index_from_answers_is_exact_to_four_places_and_needs_enough_of_them() -> None:
    source = SurveySource(source="survey", item="OVERALL")
    assert from_answers(source, {5: 10, 4: 10, 1: 10}) == {
        "index": Decimal("66.6667"),
        "respondents": Decimal(30),
    }
    assert from_answers(source, {5: 30}) == {"index": Decimal(100), "respondents": Decimal(30)}
    assert isinstance(from_answers(source, {5: 29}), NotComputed)


def test_every_shipped_set_names_sources_that_fit_it() -> None:
    directories = criteria_directories()
    found = {one.id for one in list_sets() if find_figure_sources(one, directories=directories)}
    assert {"vn-766/2022", "cchc-so/2026", "cchc-xa/2026"} <= found


def test_everything_wrong_in_a_sources_file_is_named_at_once(tmp_path: Path) -> None:
    file = tmp_path / "sources.yaml"
    file.write_text(
        "set: vn-766/2021\ncriteria:\n  NOTHING:\n    source: register\n"
        "    inputs: {numerator: [received]}\n  DOSSIER_ON_TIME:\n    source: register\n"
        "    inputs: {percent: [recieved]}\n  PUBLISH_ON_TIME:\n    source: survey\n"
        "    item: OVERALL\ncomparison: {weight: NOTHING, input: count}\n",
        encoding="utf-8",
    )
    with pytest.raises(ProblemsFound) as caught:
        load_figure_sources(file, find_set("vn-766/2022"))
    assert {problem.code for problem in caught.value.problems} == {
        "sources.set", "sources.criterion", "sources.input", "sources.measure", "sources.needed",
        "sources.survey", "sources.weight",
    }  # fmt: skip


def test_the_sources_give_the_published_figures_of_the_766_index() -> None:
    """What the portal published of Gia Lai's units, counted by a register, comes out again."""
    sources = find_figure_sources(find_set("vn-766/2022"), directories=criteria_directories())
    assert sources is not None
    measures = {
        "DOSSIER_SYNC": "synced", "ORIGINAL_RESULT_AVAILABLE": "e_result",
        "SO_HOA_GIAY_TO_GIAI_QUYET": "digitised", "REUSED_DIGITIZED_DATA": "reused",
        "SYNCED_WITH_DVCQG_PERSONAL_STORAGE": "linked", "DOSSIER_ON_TIME": "on_time",
        "CITIZEN_DATA_CONNECTED_DOSSIER": "population",
    }  # fmt: skip
    published: dict[str, dict[tuple[str, str], Decimal]] = {}
    path = Path(str(resources.files("criteria"))) / "demo" / "gia-lai" / "figures_766.csv"
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            cell = (row["criterion"], row["input"])
            published.setdefault(row["unit_code"], {})[cell] = Decimal(row["value"])
    compared = 0
    for figures in published.values():
        counts: dict[str, int | None] = {"early": 0, "pending": 0}
        for code, measure in measures.items():
            if (code, "numerator") in figures:
                counts[measure] = int(figures[code, "numerator"])
        counts["received"] = int(figures.get(("DOSSIER_ON_TIME", "denominator"), 0)) or None
        for code in measures:
            source = sources.criteria[code]
            assert isinstance(source, RegisterSource)
            made = from_register(source, counts)
            same_whole = figures.get((code, "denominator")) == counts["received"]
            if not isinstance(made, NotComputed) and same_whole:
                assert made["numerator"] == figures[code, "numerator"]
                assert made["denominator"] == figures[code, "denominator"]
                compared += 1
    assert compared > 150

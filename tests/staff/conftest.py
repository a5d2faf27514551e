"""This module gives the staff door's tests a small province with one scored round."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from importlib import resources
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from streamlit.runtime.scriptrunner_utils.script_run_context import get_script_run_ctx
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from dashboards import wiring
from dashboards.queries.benchmark import forget
from dashboards.screens import visitor
from scoring.definitions.criteria_sets import criteria_directories, find_set
from scoring.definitions.questionnaire_load import load_questionnaire
from scoring.types import Text
from storage import (
    BenchmarkRow,
    Benchmarks,
    Database,
    Figures,
    NewAnswer,
    NewFigure,
    NewRound,
    People,
    Questionnaires,
    Rounds,
    ServicePoint,
    ServicePoints,
    Sessions,
    Settings,
    Submissions,
    UnitRecord,
    Units,
    open_database,
    upgrade,
)
from storage.passwords import Passwords

NOW = datetime(2026, 11, 5, 3, 30, tzinfo=UTC)
PASSWORD = "mật khẩu đủ dài"
ROUND = "766-2026-xa"
OWN_UNIT = "X1"
NASTY = "<script>alert(1)</script> *đậm* [x](https://example.com) $x$"
# Unit codes: names, then how many of ten dossiers are on time; X5 has nothing declared at all.
UNITS = {"X1": "UBND xã Ia Ly", "X2": "UBND xã Đăk Song", "X3": "UBND phường Quy Nhơn",
         "X4": f"UBND xã {NASTY}", "X5": "UBND xã An Toàn"}  # fmt: skip
ON_TIME = {"X1": 9, "X2": 8, "X3": 8, "X4": 5}
ANSWERS = {"X1": (5, 5, 5, 4, 4, 4, 4, 2), "X2": (5, 5, 1, 1, 1, 2, 3, 4), "X3": (5, 4)}
PEOPLE = ("leader", "inspector", "secretariat", "operator", "unit_officer")
QUICK = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
STAFF_URL = "http://testserver"


@pytest.fixture(scope="session")
def filled_house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory made once; tests get copies, for migrations take longer than a test."""
    folder = tmp_path_factory.mktemp("staff")
    database = open_database(settings_of(folder))
    upgrade(database)
    _fill(database)
    database.close()
    return folder


@pytest.fixture
def house(tmp_path: Path, filled_house: Path) -> Iterator[wiring.House]:
    """A wired staff door over a copy of the small province."""
    forget()
    wired = wiring.wire(settings_of(Path(shutil.copytree(filled_house, tmp_path / "data"))))
    yield wired
    wired.database.close()


@pytest.fixture
def token_for(house: wiring.House) -> Callable[[str], str]:
    """Start a session for a role."""

    def start(role: str) -> str:
        person = People(house.database, QUICK).by_username(role)
        assert person is not None
        return Sessions(house.database).start(person.id, now=wiring.now())

    return start


@pytest.fixture
def open_screen(
    house: wiring.House,
    token_for: Callable[[str], str],
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[..., AppTest]:
    """Run the staff script as a role, at a screen's address."""
    del house

    def run(role: str | None, address: str = "", language: str = "vi") -> AppTest:
        token = token_for(role) if role else None
        monkeypatch.setattr(visitor, "session_token", lambda house: token)
        monkeypatch.setattr(visitor, "language_of", lambda cookies: language)
        script = resources.files("dashboards") / "app.py"
        app = AppTest.from_file(str(script), default_timeout=20)
        if address:
            # The way a browser names a page; `switch_page` knows pages that are files only.
            app._page_hash = calc_hash(address)
        return app.run()

    return run


@pytest.fixture(autouse=True)
def _outside_streamlit() -> None:
    assert get_script_run_ctx(suppress_warning=True) is None


def settings_of(folder: Path, **environment: str) -> Settings:
    return Settings.from_environment(
        folder, environment={"THUOCDO_STAFF_URL": STAFF_URL, **environment}
    )


def shown(app: AppTest) -> str:
    """Everything that a run wrote, as one text."""
    kinds = (app.title, app.header, app.subheader, app.markdown, app.caption, app.text, app.info,
             app.warning, app.error, app.success)  # fmt: skip
    texts = [str(element.value) for kind in kinds for element in kind]
    texts += [f"{metric.label} {metric.value} {metric.delta}" for metric in app.metric]
    return "\n".join(texts).replace("\N{NO-BREAK SPACE}", " ")


def _fill(database: Database) -> None:
    Units(database).add_many(
        [
            UnitRecord(code, name, "commune", "COMMUNE", date(2025, 7, 1))
            for code, name in UNITS.items()
        ]
    )
    people = People(database, QUICK)
    for role in PEOPLE:
        own = OWN_UNIT if role == "unit_officer" else None
        people.add(role, PASSWORD, display_name=f"Người {role}", role=role, created_at=NOW,
                   unit_code=own)  # fmt: skip
    _fill_round(database)
    _fill_answers(database)
    Benchmarks(database).replace("papi", list(_benchmark_rows()))


def _fill_round(database: Database) -> None:
    criteria_set = find_set("vn-766/2022", directories=criteria_directories())
    Rounds(database).open(
        NewRound(
            id=ROUND, title=Text("Kỳ thử 2026: xã", "Trial round 2026: communes"), year=2026,
            group="COMMUNE", set_id=criteria_set.id, set_sha256=criteria_set.sha256,
            set_content=criteria_set.raw, opened_at=NOW,
        )
    )  # fmt: skip
    figures = [
        figure(unit, "DOSSIER_ON_TIME", name, value)
        for unit, on_time in ON_TIME.items()
        for name, value in (("numerator", on_time), ("denominator", 10))
    ]
    figures.append(figure("X1", "CLGQ", "points", 11))
    Figures(database).declare(*figures)


def figure(unit: str, criterion: str, name: str, value: int) -> NewFigure:
    return NewFigure(
        round_id=ROUND, unit_code=unit, criterion=criterion, input=name, value=Decimal(value),
        step="declared", author="thuky", recorded_at=NOW, source="Cổng Dịch vụ công",
        evidence=f"Biểu 1, trang 2 {NASTY}",
    )  # fmt: skip


def _fill_answers(database: Database) -> None:
    folder = Path(str(resources.files("criteria")))
    questionnaire = load_questionnaire(folder / "surveys/mot-cua/v1.yaml")
    raw = (folder / "surveys/mot-cua/v1.yaml").read_bytes()
    Questionnaires(database).keep(
        raw, questionnaire.sha256, id=questionnaire.id, counted=["OVERALL", "S1.1"], kept_at=NOW
    )
    ServicePoints(database).add_many(
        [ServicePoint(f"P{code}", code, Text("Quầy 1"), questionnaire.id) for code in UNITS]
    )
    answers = [
        answer(unit, place, value, questionnaire.sha256)
        for unit, values in ANSWERS.items()
        for place, value in enumerate(values)
    ]
    Submissions(database).add_many(answers)


def answer(unit: str, place: int, value: int, sha256: str) -> NewAnswer:
    content = f'{{"OVERALL":{value}}}'
    return NewAnswer(
        key=f"key-of-{unit}-{place:08d}", content_hash=hashlib.sha256(content.encode()).hexdigest(),
        point_code=f"P{unit}", unit_code=unit, questionnaire_sha256=sha256, received_at=NOW,
        language="vi", content=content, simulated=True,
    )  # fmt: skip


def _benchmark_rows() -> Iterator[BenchmarkRow]:
    """Eight provinces; Binh Dinh lacks 2021, so that a gap has to be drawn."""
    provinces = (
        "Gia Lai",
        "Binh Dinh",
        "Ha Noi",
        "Da Nang",
        "An Giang",
        "Ca Mau",
        "Hue",
        "Lao Cai",
    )
    for year in range(2015, 2025):
        codes = [f"D{number}" for number in range(1, 9 if year >= 2018 else 7)]
        for place, province in enumerate(provinces):
            if (year, province) == (2021, "Binh Dinh"):
                continue
            for code in codes:
                score = Decimal(4) + Decimal(place) / 10
                yield BenchmarkRow(year, province, code, code, "", "", score)

"""This module checks the staff door of an office that was just set up: nothing is there yet."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboards import wiring
from dashboards.access.roles import SCREEN_ROLES
from dashboards.actions.rounds import Plan, open_round
from dashboards.queries.criteria_sets import KnownSet
from dashboards.queries.readiness import readiness
from scoring.definitions.criteria_sets import criteria_directories, find_set
from scoring.definitions.questionnaire_load import find_questionnaire
from scoring.types import Text
from storage import (
    Database,
    People,
    Questionnaires,
    RoundStep,
    ServicePoint,
    ServicePoints,
    UnitRecord,
    Units,
    open_database,
    upgrade,
)
from storage.text import vietnam_day
from tests.staff.conftest import NOW, PASSWORD, QUICK, settings_of, shown

Open = Callable[..., AppTest]


@pytest.fixture(scope="module")
def bare_house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Tables and people, made once; nothing else."""
    folder = tmp_path_factory.mktemp("bare")
    database = open_database(settings_of(folder))
    upgrade(database)
    for role in ("leader", "inspector", "secretariat", "operator"):
        People(database, QUICK).add(
            role, PASSWORD, display_name=role, role=role, created_at=NOW, unit_code=None
        )
    database.close()
    return folder


@pytest.fixture
def house(tmp_path: Path, bare_house: Path) -> Iterator[wiring.House]:
    """A wired staff door over a copy of the empty office."""
    wired = wiring.wire(settings_of(Path(shutil.copytree(bare_house, tmp_path / "data"))))
    yield wired
    wired.database.close()


@pytest.mark.parametrize("role", ["secretariat", "inspector"])
def test_every_empty_screen_says_what_it_waits_for(open_screen: Open, role: str) -> None:
    told = {
        "papi": "Quản trị hệ thống có thể nạp",
        "bo-tieu-chi": "Bộ tiêu chí",
        "ban-lam-viec": "Chưa có ai giữ các vai trò: Cán bộ đầu mối",
        "ky-danh-gia": "Quản trị hệ thống nhập danh sách đơn vị",
        "ma-qr": "Chưa có điểm khảo sát nào",
        "may-tinh-bang": "Chưa có điểm khảo sát nào",
        "phieu-den": "Chưa có điểm khảo sát nào",
    }
    for address in (one for one, roles in SCREEN_ROLES.items() if role in roles):
        app = open_screen(role, address)
        assert not app.exception, address
        assert told.get(address, "Chưa mở kỳ đánh giá nào") in _plain(app), address
        if address not in told:
            links = {one.proto.page for one in app.get("page_link")}
            assert ("ky-danh-gia" in links) == (role == "secretariat"), address


def test_the_desk_follows_an_office_to_its_first_round(
    open_screen: Open, house: wiring.House
) -> None:
    before = open_screen("operator", "ban-lam-viec")
    assert "Danh sách đơn vị** (cần làm)" in _plain(before)
    assert any("thuocdo import units" in one.value for one in before.code)
    assert not any("import units" in one.value for one in open_screen("secretariat").code)
    assert not readiness(house.database, None).is_complete
    unit = UnitRecord("X1", "UBND xã Ia Ly", "xã", "COMMUNE", NOW.date())
    Units(house.database).add_many([unit])
    desk = _plain(open_screen("operator", "ban-lam-viec"))
    assert "Danh sách đơn vị** (đã xong)" in desk
    assert "Các quầy có mã QR** (cần làm)" in desk
    chosen = find_set("vn-766/2022", directories=criteria_directories())
    known = KnownSet(chosen, "shipped", ())
    today = vietnam_day(wiring.now())
    days: dict[RoundStep, date] = {
        "self_score": today - timedelta(days=1),
        "appraisal": today + timedelta(days=4),
    }
    plan = Plan("Kỳ thử", 2026, "COMMUNE", known, "thu", deadlines=days)
    open_round(house.database, plan, by="secretariat", at=NOW)
    desk = _plain(open_screen("secretariat", "ban-lam-viec"))
    assert "Kỳ đánh giá đầu tiên** (đã xong)" in desk
    assert "Việc tiếp theo: Chấm điểm, hạn" in desk
    assert "(còn 4 ngày)" in desk
    assert "Chưa đơn vị nào có số liệu" in shown(open_screen("secretariat", "tong-quan"))
    _complete(house.database)
    assert readiness(house.database, None).is_complete
    desk = _plain(open_screen("secretariat", "ban-lam-viec"))
    assert "(cần làm)" not in desk
    assert "Kỳ thử" in desk
    assert "Kỳ thử" in shown(open_screen("unit_officer", "ban-lam-viec"))


def _plain(app: AppTest) -> str:
    return shown(app).replace("\\", "")


def _complete(database: Database) -> None:
    form = find_questionnaire("mot-cua/v1", directories=criteria_directories())
    Questionnaires(database).keep(form.raw, form.sha256, id=form.id, counted=(), kept_at=NOW)
    ServicePoints(database).add_many([ServicePoint("BC1R5GS", "X1", Text("Quầy 1"), form.id)])
    People(database, QUICK).add(
        "unit_officer", PASSWORD, display_name="Hoa", role="unit_officer", created_at=NOW,
        unit_code="X1",
    )  # fmt: skip

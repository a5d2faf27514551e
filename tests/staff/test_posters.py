"""The screen that hands posters out: for whom, what, and in one click."""

from __future__ import annotations

import pytest

from dashboards import wiring
from dashboards.queries.posters import poster_label, posters
from scoring.types import ProblemsFound
from storage import Properties, ServicePoints
from tests.staff.conftest import NASTY, UNITS, shown
from ui.words import translator

VI = translator("vi")


def test_posters_come_unit_by_unit_and_leave_closed_points_out(house: wiring.House) -> None:
    points = ServicePoints(house.database)
    every = points.all()
    points.set_active(every[0].code, False)
    found = posters(house.database, public_url="https://gopy.vn", words=VI)
    assert {poster.code for poster in found} == {point.code for point in every[1:]}
    assert [poster.unit for poster in found] == sorted(poster.unit for poster in found)
    assert all(poster.address == f"https://gopy.vn/s/{poster.code}" for poster in found)


def test_one_unit_gets_its_own_posters_only(house: wiring.House) -> None:
    found = posters(house.database, public_url="https://gopy.vn", words=VI, unit="X1")
    assert {poster.unit for poster in found} == {UNITS["X1"]}


def test_a_long_public_address_stops_everything(house: wiring.House) -> None:
    with pytest.raises(ProblemsFound):
        posters(house.database, public_url="https://" + "a" * 40, words=VI)


def test_a_demonstration_is_labelled(house: wiring.House) -> None:
    assert not poster_label(house.database, VI)
    Properties(house.database).put("demo", "yes")
    assert "MÔ PHỎNG" in poster_label(house.database, VI)


@pytest.mark.slow
@pytest.mark.parametrize("role", ["secretariat", "operator"])
def test_the_screen_offers_every_poster_or_a_units(open_screen, role: str) -> None:
    app = open_screen(role, "ma-qr")
    assert not app.exception
    table = app.dataframe[0].value
    assert len(table) >= 3
    app.selectbox(key="posters_unit").set_value("X1").run()
    assert not app.exception
    assert set(app.dataframe[0].value["Đơn vị"]) == {UNITS["X1"]}
    assert "Tải PDF" in shown(app) or app.get("download_button")


@pytest.mark.slow
def test_a_unit_without_points_and_with_a_hostile_name_harms_nothing(open_screen) -> None:
    app = open_screen("secretariat", "ma-qr")
    hostile = next(code for code, name in UNITS.items() if NASTY in name)
    app.selectbox(key="posters_unit").set_value(hostile).run()
    assert not app.exception

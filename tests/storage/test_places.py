"""Units, service points and questionnaires are stored whole, with their lifetimes."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import replace
from datetime import date

import pytest

from scoring.types import Text
from storage.database import Database
from storage.faults import Refused
from storage.properties import Properties
from storage.questionnaires import Questionnaires
from storage.records import ServicePoint, UnitLink, UnitRecord
from storage.service_points import ServicePoints
from storage.units import Units
from tests.storage.sample import FORM, FORM_SHA256, NOW, OTHER_UNIT, UNIT, point

DISTRICT = UnitRecord("D1", "Huyện Chư Păh", "district", "DISTRICT", date(1996, 11, 11))


def test_unit_is_there_from_its_first_to_its_last_day(database: Database) -> None:
    units = Units(database)
    units.add_many([DISTRICT, UNIT])
    units.end("D1", date(2025, 6, 30))
    assert [unit.code for unit in units.all()] == ["D1", "H1"]
    assert [unit.code for unit in units.all(on=date(2025, 6, 30))] == ["D1"]
    assert [unit.code for unit in units.all(on=date(2025, 7, 1))] == ["H1"]
    assert units.in_group("DISTRICT", on=date(2025, 7, 1)) == ()
    assert units.in_group("DISTRICT") == (replace(DISTRICT, valid_to=date(2025, 6, 30)),)


@pytest.mark.parametrize("day", [date(2025, 6, 30), date(2025, 7, 1), date(2026, 1, 1)])
def test_record_and_query_agree_on_who_exists(database: Database, day: date) -> None:
    units = [replace(DISTRICT, valid_to=date(2025, 6, 30)), UNIT]
    Units(database).add_many(units)
    expected = [unit.code for unit in units if unit.stands_on(day)]
    assert [unit.code for unit in Units(database).all(on=day)] == expected


def test_lineage_is_read_from_both_ends(database: Database) -> None:
    units = Units(database)
    units.add_many([DISTRICT, UNIT, OTHER_UNIT])
    links = [UnitLink("D1", code, date(2025, 7, 1), "split") for code in ("H1", "H2")]
    units.link_many(links)
    assert units.lineage("D1") == tuple(links)
    assert units.lineage("H2") == (links[1],)


def test_lineage_to_an_unknown_unit_is_refused(database: Database) -> None:
    Units(database).add_many([UNIT])
    with pytest.raises(Refused):
        Units(database).link_many([UnitLink("H1", "NO", date(2025, 7, 1), "merged")])


def test_unit_that_ends_before_it_begins_is_refused(database: Database) -> None:
    with pytest.raises(Refused):
        Units(database).add_many([replace(UNIT, valid_to=date(2025, 6, 30))])


def test_units_are_added_all_or_none(database: Database) -> None:
    with pytest.raises(Refused):
        Units(database).add_many([OTHER_UNIT, UNIT, replace(UNIT, name="Xã khác")])
    assert Units(database).all() == ()


def test_opaque_codes_and_names_are_found_however_they_were_typed(database: Database) -> None:
    decomposed = unicodedata.normalize("NFD", "Xã Ia Băng")
    code = "PROVINCE:H19.5/a b"
    Units(database).add_many([replace(UNIT, code=code, name=decomposed)])
    found = Units(database).by_code(code)
    assert found is not None
    assert found.name == "Xã Ia Băng"
    Units(database).add_many([replace(UNIT, code="Đ")])
    assert Units(database).by_code(unicodedata.normalize("NFD", "Đ")) is not None
    assert Units(database).by_code("NO") is None


@pytest.mark.parametrize("name", ["with \x00 inside", "lone \ud800 surrogate"])
def test_text_that_no_database_can_hold_is_refused(database: Database, name: str) -> None:
    with pytest.raises(Refused, match="cannot be stored"):
        Units(database).add_many([replace(UNIT, name=name)])


def test_very_long_text_is_kept_whole(database: Database) -> None:
    name = "Ủy ban nhân dân xã " * 20_000
    Units(database).add_many([replace(UNIT, name=name)])
    assert Units(database).all()[0].name == name


def test_service_points_come_back_as_they_went_in(furnished: Database) -> None:
    points = ServicePoints(furnished)
    kiosk = ServicePoint("K1", "H2", Text(vi="Máy tính bảng"), "mot-cua/v1", opens="streamlit")
    points.add_many([kiosk])
    assert points.by_code("K1") == kiosk
    assert [one.code for one in points.for_unit("H1")] == ["P1", "P2"]
    assert [one.code for one in points.all()] == ["K1", "P1", "P2", "P3"]
    points.set_active("K1", False)
    assert points.by_code("K1") == replace(kiosk, active=False)


@pytest.mark.parametrize("wrong", [point("P1", "H2"), point("P9", "NO"), point("", "H1")])
def test_wrong_service_point_is_refused(furnished: Database, wrong: ServicePoint) -> None:
    with pytest.raises(Refused):
        ServicePoints(furnished).add_many([point("P8", "H1"), wrong])
    assert ServicePoints(furnished).by_code("P8") is None


def test_questionnaire_is_kept_once_with_its_bytes(furnished: Database) -> None:
    questionnaires = Questionnaires(furnished)
    questionnaires.keep(FORM, FORM_SHA256, id="mot-cua/v1", counted=["OTHER"], kept_at=NOW)
    kept = questionnaires.by_hash(FORM_SHA256)
    assert kept is not None
    assert (kept.content, kept.id, kept.counted) == (FORM, "mot-cua/v1", ("FIELD", "S1", "S2"))
    assert questionnaires.latest("mot-cua/v1") == kept
    assert questionnaires.latest("mot-cua/v2") is None


def test_questionnaire_under_a_hash_not_its_own_is_refused(database: Database) -> None:
    wrong = hashlib.sha256(b"other").hexdigest()
    with pytest.raises(ValueError, match="hash"):
        Questionnaires(database).keep(FORM, wrong, id="mot-cua/v1", counted=[], kept_at=NOW)


def test_property_can_be_set_again(database: Database) -> None:
    properties = Properties(database)
    assert properties.get("demo") is None
    properties.put("demo", "no")
    properties.put("demo", "yes")
    assert properties.get("demo") == "yes"

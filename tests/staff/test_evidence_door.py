"""Evidence is attached by its unit's officer and given only to those who may read the unit."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from dashboards import wiring
from dashboards.access.roles import NotAllowed
from dashboards.actions.appraise import ReasonMissing
from dashboards.actions.evidence import attach, take_back
from dashboards.screens.evidence_files import evidence_files
from storage import Audit, Figures, NewEvidence
from storage.faults import Refused
from tests.staff.conftest import NOW, OWN_UNIT, ROUND, STAFF_URL
from tests.staff.test_access import PAGE, serving, sign_in

PDF = b"%PDF-1.7\n"
NAME = "Báo cáo số 12.pdf"


@pytest.fixture
def code(house: wiring.House) -> str:
    """A criterion that the own unit has figures for."""
    return Figures(house.database).effective_records(ROUND, unit_code=OWN_UNIT)[0].criterion


def put(unit: str, code: str, content: bytes = PDF) -> int:
    new = NewEvidence(ROUND, unit, code, NAME, "canbo", NOW)
    return evidence_files().attach(new, io.BytesIO(content))


@pytest.mark.parametrize("role", ["leader", "inspector", "secretariat", "operator"])
def test_nobody_but_the_units_officer_attaches(
    house: wiring.House, token_for: Callable[[str], str], role: str
) -> None:
    place = (ROUND, OWN_UNIT, "X")
    with pytest.raises(NotAllowed):
        attach(evidence_files(), token_for(role), place=place, name=NAME,
               content=io.BytesIO(PDF), at=wiring.now())  # fmt: skip
    assert evidence_files().count() == 0


def test_an_officer_attaches_and_takes_back_for_the_own_unit_only_and_it_is_logged(
    house: wiring.House, token_for: Callable[[str], str], code: str
) -> None:
    token, files = token_for("unit_officer"), evidence_files()

    def give(unit: str, criterion: str = code) -> int:
        return attach(files, token, place=(ROUND, unit, criterion), name=NAME,
                      content=io.BytesIO(PDF), at=wiring.now())  # fmt: skip

    with pytest.raises(NotAllowed):
        give("X2")
    with pytest.raises(Refused):
        give(OWN_UNIT, "KHONG_CO")
    assert files.of_unit(ROUND, OWN_UNIT) == ()
    record = files.by_id(give(OWN_UNIT))
    assert record is not None
    with pytest.raises(ReasonMissing):
        take_back(files, token, record, reason=" a ", at=wiring.now())
    take_back(files, token, record, reason="nhầm tệp", at=wiring.now())
    actions = [event.action for event in Audit(house.database).latest(2)]
    assert actions == ["withdraw_evidence", "attach_evidence"]


@pytest.mark.slow
def test_readers_see_the_file_beside_the_figures_and_only_the_officer_attaches(
    open_screen: Callable[..., AppTest], code: str
) -> None:
    number = put(OWN_UNIT, code)
    for role, address, may in (
        ("leader", "ho-so", False),
        ("unit_officer", "ho-so", True),
    ):
        app = open_screen(role, address)
        assert not app.exception
        if role != "unit_officer":
            (box,) = [one for one in app.selectbox if one.key == f"unit_{address}_{ROUND}"]
            app = box.select(OWN_UNIT).run()
        texts = [one.value for one in app.markdown]
        assert any(f"(/tep-minh-chung/{number})" in text for text in texts)
        assert any(one.key.endswith("_attach") for one in app.button if one.key) is may


@pytest.fixture
def browser(house: wiring.House) -> Iterator[TestClient]:
    with serving(house.settings, STAFF_URL) as client:
        yield client


@pytest.mark.slow
def test_a_file_is_a_download_for_those_who_may_read_the_unit(
    browser: TestClient, code: str
) -> None:
    own, other = put(OWN_UNIT, code), put("X2", code)
    address = f"/tep-minh-chung/{own}"
    assert browser.get(address).status_code == 401
    sign_in(browser, "unit_officer")
    got = browser.get(address, headers=PAGE)
    assert (got.status_code, got.content) == (200, PDF)
    assert got.headers["content-type"] == "application/pdf"
    assert got.headers["x-content-type-options"] == "nosniff"
    assert got.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    disposition = got.headers["content-disposition"]
    assert disposition.startswith("attachment; ")
    assert f"filename*=UTF-8''{quote(NAME)}" in disposition
    for hidden in (other, 99, "..%2f..%2fsecret.key", "-1", "9" * 40, "²"):
        assert browser.get(f"/tep-minh-chung/{hidden}").status_code in {400, 404}
    record = evidence_files().by_id(own)
    assert record is not None
    place = evidence_files().store.place(record.sha256)
    place.write_bytes(b"<html>")
    changed = browser.get(address)
    assert changed.status_code == 410
    assert "SHA-256" in changed.text
    place.unlink()
    assert "không còn" in browser.get(address).text

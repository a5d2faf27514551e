"""An interviewer asks one citizen after another; refusals are counted, nothing twice."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.testclient import TestClient

from storage.entry_desks import EntryContacts
from survey_app.actions import new_key
from tests.entry.conftest import Office
from tests.public.conftest import HOSTILE, NASTY, NOW

FORM = {"content-type": "application/x-www-form-urlencoded"}


def send(client: TestClient, path: str, **fields: str):
    return client.post(path, content=urlencode(fields), headers=FORM)


def test_pass_leads_to_the_interviewers_page_that_nobody_keeps(
    client: TestClient, office: Office
) -> None:
    (token,) = office.passes_for("interviewer", label="Đợt 1", point=HOSTILE)
    leads = client.get(f"/nhap/{token}")
    assert (leads.status_code, leads.headers["location"]) == (303, f"/phong-van/{token}")
    page = client.get(f"/phong-van/{token}")
    assert page.status_code == 200
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["x-robots-tag"] == "noindex, nofollow"
    assert "unsafe" not in page.headers["content-security-policy"]
    assert NASTY not in page.text
    assert "Đợt 1" in page.text
    assert client.get(f"/phong-van/{token}?lang=en").status_code == 200


def test_interview_is_tier_d_and_counted_once_however_often_it_is_sent(
    client: TestClient, office: Office
) -> None:
    (token,) = office.passes_for("interviewer")
    key = new_key()
    first = send(client, f"/phong-van/{token}", key=key, OVERALL="4")
    again = send(client, f"/phong-van/{token}", key=key, OVERALL="4")
    assert (first.status_code, again.status_code) == (201, 202)
    assert first.json()["receipt"] == first.headers["thuocdo-receipt"] == again.json()["receipt"]
    assert again.json()["today"] == {"interview": 1, "refusal": 0, "absence": 0}
    (answer,) = office.answers()
    assert (answer["channel"], answer["tier"], answer["flags"]) == ("interviewer", "D", "")
    wrong = send(client, f"/phong-van/{token}", key=new_key(), OVERALL="9")
    assert wrong.status_code == 422
    assert len(office.answers()) == 1


def test_refusals_and_absences_are_counted_without_an_answer(
    client: TestClient, office: Office
) -> None:
    (token,) = office.passes_for("interviewer")
    key = new_key()
    for _ in range(2):
        noted = send(client, f"/phong-van/{token}/luot", key=key, ket_qua="refusal")
        assert noted.status_code == 201
        assert noted.headers["thuocdo-receipt"]
    send(client, f"/phong-van/{token}/luot", key=new_key(), ket_qua="absence")
    for bad in ({"key": key, "ket_qua": "interview"}, {"key": "x", "ket_qua": "refusal"}):
        assert send(client, f"/phong-van/{token}/luot", **bad).status_code == 400
    told = client.get(f"/phong-van/{token}/luot").json()
    assert told["today"] == {"interview": 0, "refusal": 1, "absence": 1}
    assert office.answers() == []


def test_interview_from_a_valley_without_a_network_belongs_to_its_own_day(
    client: TestClient, office: Office
) -> None:
    (token,) = office.passes_for("interviewer")
    late = send(client, f"/phong-van/{token}?cho=180000", key=new_key(), OVERALL="5")
    assert late.json()["today"]["interview"] == 0
    (answer,) = office.answers()
    assert str(answer["local_day"]) == "2026-11-03"
    assert EntryContacts(office.database).counts(1)["interview"] == 1


def test_try_leads_to_no_answer(client: TestClient, office: Office) -> None:
    (token,) = office.passes_for("interviewer")
    key = new_key()
    send(client, f"/phong-van/{token}", key=key, OVERALL="4")
    with office.database.read() as connection:
        contact = connection.exec_driver_sql("SELECT * FROM entry_contact").mappings().one()
        sent = connection.exec_driver_sql("SELECT * FROM submission").mappings().one()
    assert sent["key"] == key
    assert not {str(value) for value in contact.values()} & {key, sent["receipt"]}
    assert set(contact) == {"key_mac", "pass_id", "local_day", "outcome"}


def test_ended_pass_takes_no_more_interviews(client: TestClient, office: Office) -> None:
    (token,) = office.passes_for("interviewer", expires_at=NOW)
    (paper, _) = office.passes_for(seed=3)
    assert send(client, f"/phong-van/{token}", key=new_key(), OVERALL="4").status_code == 410
    assert client.get(f"/phong-van/{token}/luot").status_code == 410
    assert client.get(f"/nhap/{token}").status_code == 410
    assert send(client, f"/phong-van/{paper}", key=new_key(), OVERALL="4").status_code == 404
    assert client.post(f"/phong-van/{token}", content="{}").status_code == 415
    assert office.answers() == []

"""This module asks the tablet's addresses what the tablet asks, and what others might."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from importlib import resources
from pathlib import Path
from typing import get_args

import pytest

from scoring.definitions.questionnaire_load import load_questionnaire
from scoring.questions import Question
from scoring.types import Text
from storage.kiosks import Kiosks, kiosk_pass
from storage.opening_hours import read_hours
from storage.questionnaires import Questionnaires
from storage.records import ServicePoint
from storage.service_points import ServicePoints
from survey_app import static
from survey_app.codes import new_code
from tests.public.conftest import CLOSED, HOSTILE, NASTY, NOW, OPEN, stored_answers

KEY = "k" * 22
FORM_TYPE = {"content-type": "application/x-www-form-urlencoded"}
# NOW is a Thursday, 10:30 in Viet Nam.
OPEN_NOW, SHUT_NOW = "4 07:30-11:30", "4 13:30-17:00"


def send(client, *, code=OPEN, key=KEY, query="", shown="", **fields):
    seal = re.search(r'name="moc" value="([^"]*)"', client.get(f"/kiosk/{code}").text)[1]
    return client.post(
        f"/kiosk/{code}{query}",
        data={"key": key, "moc": seal, "OVERALL": "4", **fields},
        headers={"Kiosk-Pass": shown} if shown else {},
    )


def stored(database):
    with database.read() as connection:
        return [
            tuple(row)
            for row in connection.exec_driver_sql(
                "SELECT channel, tier, flags FROM answer ORDER BY id"
            )
        ]


def alive(client, settings, *, code=OPEN, shown=None, **told):
    content = {"tablet": "7K2M", "queued": 2, "refused": 0, "version": "a1", "battery": 80, **told}
    return client.post(
        f"/kiosk/{code}/song",
        content=json.dumps(content),
        headers={"Kiosk-Pass": kiosk_pass(settings.secret, code) if shown is None else shown},
    )


def test_an_answer_from_a_tablet_that_the_office_set_up_is_proof_of_the_place(
    client, settings, staff_database
):
    answer = send(client, shown=kiosk_pass(settings.secret, OPEN))
    assert answer.status_code == 201
    assert answer.headers["thuocdo-receipt"] == answer.json()["receipt"]
    assert send(client, shown=kiosk_pass(settings.secret, OPEN)).status_code == 202
    assert send(client, OVERALL="1").status_code == 409
    ((channel, tier, _),) = stored(staff_database)
    assert (channel, tier) == ("kiosk", "B")


@pytest.mark.parametrize("shown", ["", "x" * 22, "ố"])
def test_whoever_opens_the_page_at_home_gives_no_proof_of_the_place(client, staff_database, shown):
    send(client, shown=shown.encode() if shown else "")
    ((channel, tier, _),) = stored(staff_database)
    assert (channel, tier) == ("kiosk", "C")


def test_the_pass_of_another_counter_proves_nothing(client, settings, staff_database):
    send(client, shown=kiosk_pass(settings.secret, HOSTILE))
    assert stored(staff_database)[0][1] == "C"


def test_what_is_wrong_is_said_for_each_question(client, staff_database):
    answer = send(client, OVERALL="")
    assert answer.status_code == 422
    assert answer.json()["fields"]["OVERALL"].startswith("Xin trả lời câu này")
    assert answer.json()["whole"] == []
    english = send(client, OVERALL="", query="?lang=en")
    assert "answer" in english.json()["fields"]["OVERALL"]
    assert send(client, key="x").status_code == 400
    assert send(client, NOT_A_QUESTION="1").status_code == 400
    assert stored_answers(staff_database) == 0


def test_other_bodies_are_refused(client):
    big = client.post(f"/kiosk/{OPEN}", content=b"a" * 70_000, headers=FORM_TYPE)
    assert big.status_code == 413
    assert client.post(f"/kiosk/{OPEN}", json={"key": KEY}).status_code == 415
    assert client.post(f"/kiosk/{OPEN}", content=b"\xff", headers=FORM_TYPE).status_code == 400
    assert client.post("/kiosk/ABCDEFG", data={"key": KEY}).status_code == 404
    assert client.post(f"/kiosk/{CLOSED}", data={"key": KEY, "OVERALL": "4"}).status_code == 410


def test_a_closed_or_unknown_point_is_told_kindly(client):
    assert client.get(f"/kiosk/{CLOSED}").status_code == 410
    assert client.get("/kiosk/ABCDEFG").status_code == 404
    moved = client.get(f"/kiosk/{OPEN.lower()}?the=x")
    assert moved.headers["location"] == f"/kiosk/{OPEN}?the=x"


def test_an_answer_outside_opening_hours_is_kept_and_marked(client, staff_database):
    kiosks = Kiosks(staff_database)
    kiosks.set_hours(OPEN, read_hours(SHUT_NOW))
    assert send(client).status_code == 201
    kiosks.set_hours(OPEN, read_hours(OPEN_NOW))
    assert send(client, key="l" * 22).status_code == 201
    marked = ["out_of_hours" in flags for _, _, flags in stored(staff_database)]
    assert marked == [True, False]


@pytest.mark.parametrize(
    ("waited", "marked"),
    [("0", True), ("7200", False), ("99999999", True), ("-7200", True), ("x", True), ("²", True)],
)
def test_an_answer_counts_from_when_it_was_given_not_from_when_the_network_came_back(
    client, staff_database, waited, marked
):
    Kiosks(staff_database).set_hours(OPEN, read_hours("4 07:30-09:00"))
    assert send(client, query=f"?cho={waited}").status_code == 201
    ((_, _, flags),) = stored(staff_database)
    assert ("out_of_hours" in flags) is marked


def test_an_answer_to_an_earlier_version_of_the_form_still_counts(
    client, staff_database, questionnaire
):
    later = questionnaire.raw.replace(b"code: AGE", b"code: AGED")
    changed = load_bytes(later)
    Questionnaires(staff_database).keep(
        later,
        changed.sha256,
        id=changed.id,
        counted=changed.counted(),
        kept_at=NOW + timedelta(hours=1),
    )
    assert send(client, AGE="25-34").status_code == 400
    kept = send(client, AGE="25-34", query=f"?phieu={questionnaire.sha256}")
    assert kept.status_code == 201
    with staff_database.read() as connection:
        found = connection.exec_driver_sql("SELECT questionnaire_sha256 FROM answer").scalar_one()
    assert found == questionnaire.sha256


def load_bytes(raw):
    from scoring.definitions.questionnaire_load import questionnaire_from_bytes

    return questionnaire_from_bytes(raw, file="later.yaml")


def test_a_sign_of_life_is_kept(client, settings, staff_database):
    answer = alive(client, settings)
    assert answer.status_code == 200
    page = client.get(f"/kiosk/{OPEN}").text
    assert f'data-version="{answer.json()["version"]}"' in page
    (found,) = Kiosks(staff_database).tablets()
    assert (found.point_code, found.tablet, found.queued, found.battery) == (OPEN, "7K2M", 2, 80)
    assert found.seen_at == NOW
    alive(client, settings, queued=0, battery=None)
    (found,) = Kiosks(staff_database).tablets()
    assert (found.queued, found.battery) == (0, None)


def test_a_sign_of_life_without_the_pass_is_not_believed(client, settings, staff_database):
    for shown in ("", "x", kiosk_pass(settings.secret, HOSTILE)):
        assert alive(client, settings, shown=shown).status_code == 403
    assert Kiosks(staff_database).tablets() == ()


@pytest.mark.parametrize(
    "told",
    [
        {"tablet": NASTY}, {"tablet": None}, {"queued": "2"}, {"queued": True}, {"queued": 1.5},
        {"refused": -1}, {"version": ""}, {"battery": 101}, {"battery": "80"},
    ],
)  # fmt: skip
def test_what_no_tablet_says_is_refused(client, settings, staff_database, told):
    assert alive(client, settings, **told).status_code == 400
    assert Kiosks(staff_database).tablets() == ()


@pytest.mark.parametrize("raw", [b"", b"[]", b"{}", b"\xff", b"null", b"[" * 900])
def test_a_sign_of_life_that_cannot_be_read_is_refused(client, settings, raw):
    shown = {"Kiosk-Pass": kiosk_pass(settings.secret, OPEN)}
    assert client.post(f"/kiosk/{OPEN}/song", content=raw, headers=shown).status_code == 400
    big = client.post(f"/kiosk/{OPEN}/song", content=b"a" * 2000, headers=shown)
    assert big.status_code == 413


def test_new_hours_change_the_version_so_that_tablets_load_them(client, settings, staff_database):
    before = alive(client, settings).json()["version"]
    Kiosks(staff_database).set_hours(OPEN, read_hours(OPEN_NOW))
    assert alive(client, settings).json()["version"] != before
    assert "07:30–11:30" in client.get(f"/kiosk/{OPEN}").text


def test_every_kind_of_question_is_drawn_on_the_tablet(client, staff_database):
    folder = Path(str(resources.files("criteria"))) / "surveys"
    showcase = load_questionnaire(folder / "cac-kieu-cau-hoi" / "v1.yaml")
    Questionnaires(staff_database).keep(
        showcase.raw, showcase.sha256, id=showcase.id, counted=showcase.counted(), kept_at=NOW
    )
    code = new_code(b"kind")
    ServicePoints(staff_database).add_many(
        [ServicePoint(code, "X1", Text("Quầy mẫu", "Sample"), showcase.id)]
    )
    kinds = {get_args(kind.model_fields["type"].annotation)[0] for kind in kinds_of()}
    for language in ("", "?lang=en"):
        page = client.get(f"/kiosk/{code}{language}").text
        assert set(re.findall(r'data-kind="(\w+)"', page)) == kinds
        drawn = re.findall(r'data-q="([\w.]+)"', page)
        assert drawn == [question.code for question in showcase.questions()]
        for question in showcase.questions():
            for name in question.field_names():
                assert f'name="{name}"' in page or question.type == "note", name
        conditions = re.findall(r'data-when="([^"]+)"', page)
        assert len(conditions) == sum(one.show_when is not None for one in showcase.questions())


def kinds_of():
    return get_args(get_args(Question)[0])


def test_hostile_names_are_shown_as_text_and_the_page_brings_only_our_scripts(client):
    answer = client.get(f"/kiosk/{HOSTILE}")
    assert "<script>" not in answer.text
    assert answer.text.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 2
    sources = re.findall(r'<script[^>]* src="([^"]+)"', answer.text)
    assert sources == [static.address(static.OFFLINE), static.address(static.KIOSK)]
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["/offline.js", "/static/kiosk.js"])
def test_scripts_are_kept_for_ever_under_their_fingerprint_only(client, path):
    name = path.rsplit("/", 1)[1]
    assert "immutable" in client.get(static.address(name)).headers["cache-control"]
    for other in (path, f"{path}?v=000000000000"):
        assert client.get(other).headers["cache-control"] == "no-cache"
    source = client.get(path)
    assert source.headers["content-type"].startswith("text/javascript")
    assert not re.search(r"^\s*//", source.text, re.MULTILINE), "comments stay at home"

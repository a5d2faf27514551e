"""A one-time ticket: from a slip or an office's own system, typed or in an address, good once."""

from __future__ import annotations

import csv
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from storage.service_points import ServicePoints
from storage.settings import Settings
from storage.ticket_codes import grouped_ticket, new_ticket, ticket_hash
from storage.tickets import NewTicketBatch, Tickets
from survey_app.actions import submit
from survey_app.codes import new_code
from tests.guard.conftest import Office
from tests.public.conftest import OPEN
from thuocdo.cli import main

CLIENTS = 50


def ticket(office: Office, **changes: object) -> str:
    """Store a fresh ticket and give it."""
    tickets, made = Tickets(office.staff), new_ticket()
    batch = NewTicketBatch("Một cửa", office.clock.now, "thuky", **changes)  # type: ignore[arg-type]
    tickets.add(tickets.open_batch(batch), [ticket_hash(made)])
    return made


def test_answer_with_a_ticket_is_of_the_highest_tier_and_uses_the_ticket_up(office: Office) -> None:
    good = ticket(office, unit_code="X1")
    page = office.client.get(f"/s/{OPEN}?ve={grouped_ticket(good).lower()}")
    assert page.status_code == 200
    assert "Mã dùng một lần hợp lệ" in page.text
    english = office.client.post(f"/s/{OPEN}?lang=en&doi=1", data=office.form(f"?ve={good}"))
    assert "Your one-time code is good" in english.text
    assert f'value="{good}"' in english.text
    assert office.answer(query=f"?ve={good}").status_code == 201
    assert office.stored() == [("ticket", "A", "")]
    again = office.client.get(f"/s/{OPEN}?ve={good}")
    assert again.status_code == 409
    assert "đã được sử dụng" in again.text


def test_a_ticket_goes_along_when_its_counter_gets_a_new_code(office: Office) -> None:
    good, new = ticket(office, point_code=OPEN), new_code(b"\x09\x08\x05\x20")
    form = office.form(f"?ve={good}")
    ServicePoints(office.staff).replace(OPEN, new)
    for given in (office.client.get(f"/s/{OPEN}?ve={good}&lang=en"), office.send(form)):
        assert given.status_code == 410
        assert f'href="/s/{new}?ve={good}' in given.text
    typed = office.client.get(f"/ve?ve={good}")
    assert typed.headers["location"] == f"/s/{new}?ve={good}"
    fresh = office.form(f"?ve={good}", code=new)
    office.clock.turn(20)
    assert office.send(fresh, code=new).status_code == 201
    assert office.stored() == [("ticket", "A", "")]


def test_form_that_was_sent_with_its_ticket_may_be_sent_again(office: Office) -> None:
    form = office.form(f"?ve={ticket(office)}")
    office.clock.turn(20)
    assert office.send(form).status_code == 201
    assert office.send(form).status_code == 202
    assert office.send({**office.form(), "ve": form["ve"]}).status_code == 409
    assert len(office.stored()) == 1


def test_one_ticket_from_fifty_clients_at_once_gives_one_answer(office: Office) -> None:
    good = ticket(office)
    forms = [office.form() for _ in range(CLIENTS)]
    point = office.desk.point(OPEN)
    assert point is not None
    counter = office.desk.counter(point)

    def send(form: dict[str, str]) -> str:
        fields = {name: [value] for name, value in form.items()}
        outcome = submit(
            office.desk,
            counter,
            fields={**fields, "OVERALL": ["5"], "ve": [good]},
            language="vi",
            channel="qr",
        )
        return type(outcome).__name__

    with ThreadPoolExecutor(CLIENTS) as pool:
        outcomes = list(pool.map(send, forms))
    assert sorted(set(outcomes)) == ["Stored", "TicketRefused"]
    assert outcomes.count("Stored") == 1
    assert len(office.stored()) == 1


@pytest.mark.parametrize(
    ("changes", "status", "words"),
    [
        ({"expires_on": date(2026, 11, 4)}, 409, "hết hạn"),
        ({"unit_code": "X2"}, 409, "quầy khác"),
    ],
)
def test_ticket_that_is_not_good_here_is_refused_with_the_reason(
    office: Office, changes: dict[str, object], status: int, words: str
) -> None:
    page = office.client.get(f"/s/{OPEN}?ve={ticket(office, **changes)}")
    assert page.status_code == status
    assert words in page.text
    assert "không cần mã này" in page.text


def test_unknown_ticket_is_told_kindly_and_stores_nothing(office: Office) -> None:
    for typed in (new_ticket(), "x", "<script>alert(1)</script>"):
        page = office.client.get(f"/s/{OPEN}", params={"ve": typed})
        assert page.status_code == 404
        assert "<script>alert" not in page.text
    assert office.send({**office.form(), "ve": new_ticket()}).status_code == 404
    assert office.stored() == []


def test_ticket_can_be_typed_with_the_counters_code(office: Office) -> None:
    good = ticket(office)
    page = office.client.get("/ve")
    assert page.status_code == 200
    assert 'name="ve"' in page.text
    lead = office.client.get("/ve", params={"ve": grouped_ticket(good), "ma": f" {OPEN.lower()}"})
    assert lead.status_code == 303
    assert lead.headers["location"] == f"/s/{OPEN}?ve={good}"
    wrong = office.client.get("/ve", params={"ve": "<b>", "ma": "???"})
    assert wrong.status_code == 404
    assert "&lt;b&gt;" in wrong.text


def key_of(office: Office, *, per_minute: int = 60, **scope: object) -> dict[str, str]:
    tickets = Tickets(office.staff)
    batch = NewTicketBatch("Phần mềm một cửa", office.clock.now, "thuky", **scope)  # type: ignore[arg-type]
    key = tickets.make_key(
        "Một cửa", tickets.open_batch(batch), per_minute=per_minute, made_at=office.clock.now
    )
    return {"authorization": f"Bearer {key}"}


def test_office_draws_tickets_for_dossiers_and_only_hashes_are_kept(office: Office) -> None:
    headers, dossier = key_of(office, unit_code="X1"), "000.00.01.H21-261105-0007"
    wanted = {"references": [dossier], "number": 2, "point": OPEN}
    made = office.client.post("/api/v1/tickets", json=wanted, headers=headers)
    assert made.status_code == 201
    tickets = made.json()["tickets"]
    assert [one.get("reference") for one in tickets] == [dossier, None, None]
    assert tickets[0]["address"].startswith(f"https://khaosat.example.vn/s/{OPEN}?ve=")
    again = office.client.post(
        "/api/v1/tickets", json={"references": [f" {dossier} "]}, headers=headers
    )
    assert again.json()["tickets"][0]["ticket"] == tickets[0]["ticket"]
    with office.staff.read() as connection:
        kept = str(connection.execute(text("SELECT * FROM ticket")).all())
    assert len(kept.split("),")) == 3
    plain = tickets[0]["ticket"].replace("-", "")
    assert plain not in kept
    assert dossier not in kept
    assert office.answer(query=f"?ve={plain}").status_code == 201


def test_a_key_for_a_counter_goes_on_when_the_counter_gets_a_new_code(office: Office) -> None:
    headers, new = key_of(office, point_code=OPEN), new_code(b"\x09\x08\x05\x20")
    ServicePoints(office.staff).replace(OPEN, new)
    for named in (None, OPEN, new):
        made = office.client.post(
            "/api/v1/tickets", json={"number": 1, "point": named}, headers=headers
        )
        assert made.status_code == 201
        bound = f"/s/{new}?ve=" in made.json()["tickets"][0]["address"]
        assert bound


def test_office_without_a_live_key_gets_nothing(office: Office) -> None:
    wanted = {"number": 1}
    for headers in ({}, {"authorization": "Bearer x"}, {"authorization": "Basic x"}):
        assert (
            office.client.post("/api/v1/tickets", json=wanted, headers=headers).status_code == 401
        )
    headers = key_of(office)
    Tickets(office.staff).end_key("Một cửa")
    refused = office.client.post("/api/v1/tickets", json=wanted, headers=headers)
    assert refused.status_code == 401
    assert refused.json()["error"]["message"]["vi"].startswith("Khóa này")


def test_key_is_good_for_its_own_counters_and_its_own_pace(office: Office) -> None:
    headers = key_of(office, unit_code="X2", per_minute=10)
    elsewhere = {"number": 1, "point": OPEN}
    assert office.client.post("/api/v1/tickets", json=elsewhere, headers=headers).status_code == 403
    for number, status in ((10, 201), (1, 429)):
        made = office.client.post("/api/v1/tickets", json={"number": number}, headers=headers)
        assert made.status_code == status
    office.clock.turn(61)
    assert (
        office.client.post("/api/v1/tickets", json={"number": 10}, headers=headers).status_code
        == 201
    )


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "{}",
        '{"number": -1}',
        '{"number": 501}',
        '{"number": "5"}',
        '{"number": 1, "x": 1}',
        '{"references": [""]}',
        '{"references": ["' + "x" * 101 + '"]}',
        "[" * 20_000,
    ],
)
def test_unreadable_wish_of_an_office_is_refused_in_both_languages(
    office: Office, body: str
) -> None:
    refused = office.client.post("/api/v1/tickets", content=body, headers=key_of(office))
    assert refused.status_code == 422
    assert set(refused.json()["error"]["message"]) == {"vi", "en"}


HOSTILE_BODIES = {
    "100,000 references": '{"references": [' + ",".join(['"a"'] * 100_000) + "]}",
    "501 references": '{"references": [' + ",".join(['"a"'] * 501) + "]}",
    "10,000 characters": '{"references": ["' + "ế" * 10_000 + '"]}',
    "half a character": '{"references": ["\\ud800"]}',
    "half a character in the counter": '{"number": 1, "point": "\\ud800"}',
    "bytes that are no text": b'{"references": ["\xff\xfe"]}',
    "other types": '{"references": [1, null, true, [], {}]}',
    "a text for a list": '{"references": "H21-1"}',
    "a fraction": '{"number": 1.5}',
    "a truth": '{"number": true}',
    "no number": '{"number": NaN}',
    "a number without end": '{"number": ' + "9" * 5000 + "}",
    "deep": '{"references": ' + "[" * 5000 + "]" * 5000 + "}",
    "a good one among bad ones": '{"references": ["H21-1", ""]}',
}


@pytest.mark.parametrize("body", HOSTILE_BODIES.values(), ids=HOSTILE_BODIES)
def test_hostile_wish_with_a_good_key_makes_nothing(office: Office, body: str | bytes) -> None:
    refused = office.client.post("/api/v1/tickets", content=body, headers=key_of(office))
    assert refused.status_code in {413, 422}
    assert set(refused.json()["error"]["message"]) == {"vi", "en"}
    assert [status.made for status in Tickets(office.staff).statuses()] == [0]


def test_every_wrong_place_of_a_wish_is_named_at_once(office: Office) -> None:
    wanted = {"references": ["H21-1", "", 7], "number": "x", "<b>": 1}
    refused = office.client.post("/api/v1/tickets", json=wanted, headers=key_of(office))
    assert refused.json()["error"]["places"] == ["references.1", "references.2", "number", "<b>"]


def test_hostile_references_come_back_as_data_and_the_same_one_is_one_ticket(
    office: Office,
) -> None:
    composed = "Đơn-ế-1"
    decomposed = unicodedata.normalize("NFD", composed)
    hostile = ["<script>alert(1)</script>", "=1+1", "a\x00b", "{{7*7}}", "' OR 1=1 --", "\u202ex"]
    wanted = {"references": [*hostile, composed, decomposed, composed]}
    made = office.client.post("/api/v1/tickets", json=wanted, headers=key_of(office))
    assert made.status_code == 201
    assert made.headers["content-type"] == "application/json"
    tickets = made.json()["tickets"]
    assert [one["reference"] for one in tickets] == wanted["references"]
    assert len({one["ticket"] for one in tickets[-3:]}) == 1
    (status,) = Tickets(office.staff).statuses()
    assert status.made == len(hostile) + 1
    with office.staff.read() as connection:
        kept = str(connection.execute(text("SELECT * FROM ticket")).all())
    assert not [one for one in wanted["references"] if one in kept]


def run(settings: Settings, *arguments: str) -> int:
    return main([*arguments, "--data", str(settings.data_dir)])


def test_operator_makes_lists_and_withdraws_tickets(
    settings: Settings,
    office: Office,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    dossiers = tmp_path / "ho-so.txt"
    dossiers.write_text("=1+1\nH21-2\nH21-2\n\n", encoding="utf-8")
    out = tmp_path / "ma.csv"
    arguments = ("ticket", "make", "--name", "Tháng 11", "--number", "3", "--out", str(out))
    assert run(settings, *arguments, "--references", str(dossiers), "--point", OPEN) == 0
    with out.open(encoding="utf-8-sig", newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert [row["reference"] for row in rows] == ["'=1+1", "H21-2", "", "", ""]
    assert out.stat().st_mode & 0o077 == 0
    first = rows[0]["address"].partition("?ve=")[2]
    assert office.answer(query=f"?ve={first}").status_code == 201
    capsys.readouterr()
    assert run(settings, "ticket", "list") == 0
    assert "đã tạo 5, đã dùng 1" in capsys.readouterr().out
    assert run(settings, "ticket", "end", "1") == 0
    second = rows[1]["address"].partition("?ve=")[2]
    assert "thu hồi" in office.client.get(f"/s/{OPEN}?ve={second}").text


@pytest.mark.parametrize(
    "arguments",
    [
        ("make", "--name", "x", "--out", "{new}"),
        ("make", "--name", "x", "--number", "1", "--out", "{old}"),
        ("make", "--name", "x", "--number", "1", "--out", "{new}", "--unit", "NO"),
        ("make", "--name", "x", "--number", "1", "--out", "{new}", "--point", new_code()),
        ("make", "--name", "x", "--number", "1", "--out", "{new}", "--until", "31/12/2026"),
        ("make", "--name", "x", "--references", "{binary}", "--out", "{new}"),
        ("end", "99"),
        ("end-key", "NO"),
        ("screen", "NO"),
    ],
)
def test_wrong_call_is_told_in_one_line_and_leaves_no_file(
    settings: Settings,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
) -> None:
    files = {name: str(tmp_path / name) for name in ("new", "old", "binary")}
    (tmp_path / "old").write_text("đợt trước", encoding="utf-8")
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    assert run(settings, "ticket", *(one.format(**files) for one in arguments)) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1
    assert not (tmp_path / "new").exists()
    assert (tmp_path / "old").read_text(encoding="utf-8") == "đợt trước"


def test_every_dossier_number_that_is_too_long_is_told_with_its_line(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dossiers, out = tmp_path / "ho-so.txt", tmp_path / "ma.csv"
    dossiers.write_text(f"{'x' * 100}\n{'y' * 101}\nH21\n{'z' * 5000}\n", encoding="utf-8")
    call = ("ticket", "make", "--name", "x", "--references", str(dossiers), "--out", str(out))
    assert run(settings, *call) == 2
    told = capsys.readouterr().err
    assert len(told.strip().splitlines()) == 2
    assert "101" in told
    assert "5.000" in told
    assert "y" * 101 not in told
    assert not out.exists()
    dossiers.write_text("x" * 100, encoding="utf-8")
    assert run(settings, *call) == 0


def test_key_made_by_the_operator_draws_tickets(
    settings: Settings, office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(settings, "ticket", "key", "--name", "Phần mềm", "--per-minute", "5") == 0
    shown = capsys.readouterr().out
    key = shown.splitlines()[0].rpartition(" ")[2]
    client: TestClient = office.client
    headers = {"authorization": f"Bearer {key}"}
    assert client.post("/api/v1/tickets", json={"number": 5}, headers=headers).status_code == 201
    assert run(settings, "ticket", "end-key", "Phần mềm") == 0
    assert client.post("/api/v1/tickets", json={"number": 1}, headers=headers).status_code == 401

"""What looks like stuffing is marked with its reason and kept; a crowd behind one Wi-Fi is not."""

from __future__ import annotations

import logging
import re
from dataclasses import replace
from pathlib import Path

import pytest

from storage.receipts import grouped
from storage.submissions import Submissions
from survey_app.actions import TRAP_FIELD
from survey_app.guard.watch import ADDRESS_REFUSED
from survey_app.guard.work import do
from tests.guard.conftest import Office, opened
from tests.public.conftest import OPEN
from ui.set_aside import REASONS

SHARED = {"address": "203.0.113.9", "browser": "Mozilla/5.0 (Linux; Android 10; K) Chrome/140"}
ADDRESS = "198.51.100.77"
BROWSER = "TrinhDuyetRieng/7.31"


def marks(office: Office) -> list[str]:
    return [flags for _, _, flags in office.stored()]


def test_ordinary_answer_carries_no_mark(office: Office) -> None:
    assert office.answer().status_code == 201
    assert office.stored() == [("qr", "C", "")]


def test_thirty_citizens_behind_one_address_in_five_minutes_all_succeed_unmarked(
    office: Office,
) -> None:
    """Even where all of them have the same kind of telephone."""
    assert [office.answer(after=10, **SHARED).status_code for _ in range(30)] == [201] * 30
    assert marks(office) == [""] * 30


def test_thirty_citizens_who_send_in_the_same_minute_are_not_marked_either(office: Office) -> None:
    forms = [office.form() for _ in range(30)]
    office.clock.turn(30)
    assert [office.send(form, **SHARED).status_code for form in forms] == [201] * 30
    assert marks(office) == [""] * 30


@pytest.mark.slow
def test_script_of_five_hundred_answers_is_marked_and_then_made_to_wait(office: Office) -> None:
    statuses = []
    for number in range(500):
        form = office.form()
        office.clock.turn(0.05)
        statuses.append(office.send(form, browser=f"script/{number}").status_code)
    assert set(statuses) == {201, 429}
    assert statuses.count(201) == ADDRESS_REFUSED
    assert all("too_fast" in flags for flags in marks(office))
    assert sum("burst_address" in flags for flags in marks(office)) == ADDRESS_REFUSED - 60


@pytest.mark.slow
def test_patient_script_with_one_browser_is_marked_by_its_rhythm(office: Office) -> None:
    forms = [office.form() for _ in range(200)]
    office.clock.turn(10)
    for form in forms:
        office.clock.turn(1.5)
        assert office.send(form).status_code == 201
    flags = marks(office)
    assert sum("burst_browser" in one for one in flags) >= 130
    assert set(" ".join(flags).split()) == {"burst_browser"}


def test_one_page_sent_again_and_again_under_new_keys_is_marked(office: Office) -> None:
    form = office.form()
    for number in range(30):
        office.clock.turn(10)
        office.send(
            {**form, "key": f"{number:022d}"}, browser=f"b{number}", address=f"10.0.0.{number}"
        )
    assert marks(office)[:20] == [""] * 20
    assert "seal_reused" in marks(office)[-1]


def test_form_sent_within_four_seconds_is_marked_and_just_after_is_not(office: Office) -> None:
    office.answer(after=4)
    office.answer(after=4.2)
    assert marks(office) == ["too_fast", ""]


def test_form_corrected_after_an_error_is_not_taken_for_a_hasty_one(office: Office) -> None:
    form = office.form()
    office.clock.turn(20)
    again = office.send({**form, "OVERALL": ""})
    assert again.status_code == 422
    hidden = dict(re.findall(r'<input type="hidden" name="(key|moc)" value="([^"]*)">', again.text))
    assert hidden == form
    office.clock.turn(2)
    assert office.send(hidden).status_code == 201
    assert marks(office) == [""]


@pytest.mark.parametrize("seal", ["", "x" * 28, "<script>", "é" * 28, "A" * 400])
def test_form_without_a_genuine_seal_is_stored_and_marked(office: Office, seal: str) -> None:
    form = office.form()
    office.clock.turn(20)
    assert office.send({**form, "moc": seal}).status_code == 201
    assert marks(office) == ["unsealed"]


def test_seal_of_another_counter_or_another_installation_does_not_count(office: Office) -> None:
    other = office.desk.watch.seals.make("1440E1F", office.clock.now)
    foreign = type(office.desk.watch.seals)(b"x" * 32).make(OPEN, office.clock.now)
    for number, seal in enumerate((other, foreign)):
        office.clock.turn(20)
        office.send({"key": f"{number:022d}", "moc": seal})
    assert marks(office) == ["unsealed"] * 2


def test_field_that_people_do_not_see_marks_whoever_fills_it_in(office: Office) -> None:
    form = office.form()
    office.clock.turn(20)
    assert office.send({**form, "trang_web": "https://x.example"}).status_code == 201
    assert marks(office) == ["honeypot"]


@pytest.mark.slow
def test_key_that_is_sent_again_is_never_made_to_wait(office: Office) -> None:
    form = office.form()
    office.clock.turn(20)
    first = office.send(form)
    assert first.status_code == 201
    for _ in range(400):
        office.send(form)
    assert office.send(form).status_code == 202
    for _ in range(320):
        office.send(office.form(), browser="flood")
    assert office.send(office.form()).status_code == 429
    again = office.send(form)
    assert again.status_code == 202
    assert re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{3}", again.text)
    office.desk.__dict__.pop("watch")  # another process, which has not seen this key
    office.desk.watch.judge = lambda *_, **__: replace(  # type: ignore[method-assign]
        type(office.desk.watch).judge(office.desk.watch, *_, **__), refused=True
    )
    assert office.send(form).status_code == 202
    assert office.send(office.form()).status_code == 429


@pytest.mark.slow
def test_who_had_to_wait_succeeds_a_little_later_with_the_same_form(office: Office) -> None:
    for _ in range(ADDRESS_REFUSED + 10):
        office.send(office.form())
    form = office.form()
    waiting = office.send(form)
    assert waiting.status_code == 429
    assert waiting.headers["retry-after"] == "60"
    assert "Xin gửi lại sau một phút" in waiting.text
    office.clock.turn(121)
    assert office.send(form).status_code == 201


def test_channel_and_tier_are_the_doors_and_no_field_changes_them(office: Office) -> None:
    form = office.form()
    office.clock.turn(20)
    for name in ("channel", "tier", "flags", "simulated"):
        assert office.send({**form, name: "A"}).status_code == 400
    assert office.stored() == []


def test_set_aside_answer_is_told_by_its_receipt_and_counted_apart(office: Office) -> None:
    form = office.form()
    office.clock.turn(20)
    office.send({**form, TRAP_FIELD: "x"})
    with office.staff.read() as connection:
        receipt, aside = connection.exec_driver_sql(
            "SELECT receipt, set_aside FROM submission"
        ).one()
    assert aside == 1
    page = office.client.get(f"/r/{receipt}").text
    assert grouped(receipt) in page
    assert "được để riêng" in page
    record = Submissions(office.staff).find_receipt(receipt)
    assert record is not None
    assert record.set_aside


def test_every_mark_has_a_reason_in_words(office: Office) -> None:
    source = Path("survey_app/guard/watch.py").read_text(encoding="utf-8")
    given = set(re.findall(r'(?:append\(|yield )"([a-z_]+)"', source))
    assert len(given) == 7
    assert given <= REASONS.keys()


def test_work_is_asked_for_only_where_it_is_switched_on_and_missing_work_is_marked(
    settings,
) -> None:
    for office in opened(replace(settings, proof_of_work=8)):
        form = office.form()
        page = office.client.get(f"/s/{OPEN}").text
        assert 'data-bits="8"' in page
        assert "/static/work.js" in page
        office.clock.turn(20)
        assert office.send(form).status_code == 201
        worked = office.form()
        office.clock.turn(20)
        office.send({**worked, "viec": do(worked["moc"], 8)})
        assert marks(office) == ["no_work", ""]


def test_no_address_and_no_device_is_stored_or_logged(
    office: Office, settings, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for _ in range(70):
        office.send(office.form(), address=ADDRESS, browser=BROWSER)
    office.staff.close()
    kept = b"".join(
        file.read_bytes() for file in Path(settings.data_dir).rglob("*") if file.is_file()
    )
    assert b"burst_address" in kept
    said = "\n".join(record.getMessage() for record in caplog.records).encode()
    for trace in (ADDRESS.encode(), BROWSER.encode(), b"198.51.100"):
        assert trace not in kept
        assert trace not in said


def test_counts_are_forgotten_when_they_say_nothing_any_more(office: Office) -> None:
    for number in range(40):
        office.send(office.form(), address=f"10.1.0.{number}")
    assert office.desk.watch.counted() > 40
    office.clock.turn(45 * 60)
    office.desk.watch.forget()
    assert office.desk.watch.counted() == 0

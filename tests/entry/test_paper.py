"""Two people enter a paper; what they agree on counts once, what differs the paper decides."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from starlette.testclient import TestClient

from storage.entry_desks import EntryDesks
from storage.paper_serials import serial_number
from storage.service_points import ServicePoints
from tests.entry.conftest import Office
from tests.public.conftest import HOSTILE, NASTY, NOW, OPEN, SHOWCASE

FIRST, SECOND = serial_number(1), serial_number(2)
GOOD = {"so_phieu": FIRST, "ngay": "01/11/2026", "OVERALL": "5", "S1.1": "0", "COMMENT": "Tốt"}


def enter(client: TestClient, token: str, **changes: str):
    return client.post(f"/nhap/{token}", data={**GOOD, **changes})


def close(client: TestClient, token: str):
    return press(client, token, "khep-lo")


def press(client: TestClient, token: str, button: str):
    """Send a form without fields, as a browser does."""
    form = {"content-type": "application/x-www-form-urlencoded"}
    return client.post(f"/nhap/{token}/{button}", content="", headers=form)


def decide(client: TestClient, token: str, serial: str = FIRST, **chosen: str):
    return client.post(f"/nhap/{token}/doi-chieu/{serial}", data=chosen)


def errors(page: str) -> str:
    found = re.search(r'<div class="wrong".*?</div>', page, re.DOTALL)
    assert found, "the page tells of nothing wrong"
    return found[0]


def test_what_both_enter_alike_becomes_one_answer(client: TestClient, office: Office) -> None:
    one, two = office.passes_for()
    for token in (one, two):
        kept = enter(client, token)
        assert kept.status_code == 303
        assert client.get(kept.headers["location"]).status_code == 200
    assert office.answers() == []
    close(client, one)
    assert office.answers() == []  # the other batch is still open
    shut = close(client, two)
    (answer,) = office.answers()
    assert (answer["channel"], answer["tier"], answer["flags"]) == ("paper", "E", "")
    assert str(answer["local_day"]) == "2026-11-01"
    assert answer["content"] == {"OVERALL": 5, "S1.1": "na", "COMMENT": "Tốt"}
    assert "14 trên 14" in client.get(shut.headers["location"]).text
    close(client, two)
    press(client, one, "ghi")
    assert len(office.answers()) == 1


def test_second_person_sees_nothing_of_the_first(client: TestClient, office: Office) -> None:
    one, two = office.passes_for()
    enter(client, one, COMMENT="Chờ lâu quá")
    close(client, one)
    for path in ("", "/doi-chieu", f"/doi-chieu/{FIRST}"):
        assert "Chờ lâu quá" not in client.get(f"/nhap/{two}{path}").text


def test_database_holds_nothing_readable_of_an_entry(client: TestClient, office: Office) -> None:
    one, _ = office.passes_for()
    enter(client, one, COMMENT="Chờ lâu quá")
    with office.database.read() as connection:
        row = connection.exec_driver_sql("SELECT * FROM entry_draft").mappings().one()
        hashes = connection.exec_driver_sql("SELECT pass_mac FROM entry_pass").scalars().all()
    assert "Chờ" not in str(dict(row))
    assert "OVERALL" not in str(dict(row))
    assert one not in hashes


def test_difference_is_shown_field_by_field_and_decided_by_the_paper(
    client: TestClient, office: Office
) -> None:
    one, two = office.passes_for()
    enter(client, one, **{"OVERALL": "4", "S1.4": "2", "COMMENT": "A"})
    enter(client, two, **{"OVERALL": "5", "S1.4": "3", "COMMENT": "B"})
    close(client, one)
    close(client, two)
    assert office.answers() == []
    page = client.get(f"/nhap/{two}/doi-chieu/{FIRST}").text
    fields = re.findall(r'<fieldset class="card" id="([^"]+)"', page)
    assert fields == ["OVERALL", "S1.4", "COMMENT"]
    assert "<b>4 Hài lòng</b>" in page
    assert "<b>5 Rất hài lòng</b>" in page
    undecided = decide(client, one, OVERALL="1")
    assert undecided.status_code == 422
    assert errors(undecided.text).count("<li>") == 2
    wrong = decide(client, one, **{"OVERALL": "1", "S1.4": "0", "khac:S1.4": "8", "COMMENT": "2"})
    assert wrong.status_code == 422
    assert office.answers() == []
    done = decide(client, one, **{"OVERALL": "1", "S1.4": "0", "khac:S1.4": "1", "COMMENT": "2"})
    assert done.status_code == 303
    (answer,) = office.answers()
    assert answer["content"] == {"OVERALL": 4, "S1.1": "na", "S1.4": 1, "COMMENT": "B"}
    assert decide(client, two, OVERALL="2", **{"S1.4": "2"}, COMMENT="1").status_code == 303
    assert len(office.answers()) == 1
    # Thirteen questions and the day were compared; three of them differed.
    assert "11 trên 14" in client.get(f"/nhap/{one}/doi-chieu").text


def test_every_kind_of_question_is_entered_by_its_digits(
    client: TestClient, office: Office
) -> None:
    one, two = office.passes_for(point=SHOWCASE)
    form = client.get(f"/nhap/{one}").text
    for token, day in ((one, "01/11/2026"), (two, "02/11/2026")):
        typed = {"so_phieu": FIRST, "ngay": day, **_required(form)}
        kept = client.post(f"/nhap/{token}", data=typed)
        assert kept.status_code == 303, errors(kept.text)
        close(client, token)
    assert decide(client, one, ngay="0", **{"khac:ngay": "3/11/2026"}).status_code == 303
    (answer,) = office.answers()
    assert str(answer["local_day"]) == "2026-11-03"


def _required(page: str) -> dict[str, str]:
    """Type the first digit wherever the page says that an answer is needed."""
    needed = re.findall(r'<h2 id="([A-Z0-9_.]+)-l">[^<]*<span class="must">', page)
    names = re.findall(r'name="([A-Z][^"]*)"', page)
    assert needed
    return {name: "1" for name in names if name.split("/")[0] in needed}


def test_same_serial_twice_is_told_and_a_button_pressed_twice_is_not(
    client: TestClient, office: Office
) -> None:
    one, two = office.passes_for()
    assert enter(client, one).status_code == 303
    assert enter(client, one).status_code == 303
    again = enter(client, one, OVERALL="1")
    assert again.status_code == 409
    assert "đã được nhập" in errors(again.text)
    assert f'value="{FIRST}"' in again.text  # nothing typed is lost
    assert enter(client, two).status_code == 303


def test_paper_that_counts_already_counts_no_second_time(
    client: TestClient, office: Office
) -> None:
    (first,) = office.passes_for(entries=1)
    (other,) = office.passes_for(entries=1, seed=8)
    enter(client, first)
    close(client, first)
    enter(client, other, OVERALL="1")
    told = client.get(close(client, other).headers["location"]).text
    assert "nội dung khác" in told
    (answer,) = office.answers()
    assert answer["content"]["OVERALL"] == 5


def test_everything_wrong_with_a_paper_is_told_at_once(client: TestClient, office: Office) -> None:
    one, _ = office.passes_for()
    bad = enter(client, one, so_phieu="000001-X", ngay="31/02/2026", OVERALL="7", FIELD="0")
    assert bad.status_code == 422
    assert errors(bad.text).count("<li>") == 4
    assert 'value="000001-X"' in bad.text
    assert enter(client, one, ngay="06/11/2026").status_code == 422  # tomorrow
    assert enter(client, one, ngay="01/11/2024").status_code == 422
    assert 'href="#OVERALL"' in errors(enter(client, one, OVERALL="").text)
    assert enter(client, one).status_code == 303


def test_undone_entry_comes_back_to_be_corrected(client: TestClient, office: Office) -> None:
    one, two = office.passes_for()
    enter(client, one)
    undone = client.post(f"/nhap/{one}/hoan-tac", data={"so": "1", "ly_do": "mistyped"})
    assert undone.status_code == 200
    assert f'value="{FIRST}"' in undone.text
    assert 'value="01/11/2026"' in undone.text
    assert re.search(r'value="5"[^>]*name="OVERALL"', undone.text)
    stale = client.post(f"/nhap/{one}/hoan-tac", data={"so": "1", "ly_do": "mistyped"})
    assert stale.status_code == 303
    assert enter(client, one, OVERALL="4").status_code == 303
    close(client, one)
    late = client.post(f"/nhap/{one}/hoan-tac", data={"so": "2", "ly_do": "other"})
    assert late.status_code == 303
    enter(client, two, OVERALL="4")
    close(client, two)
    (answer,) = office.answers()
    assert answer["content"]["OVERALL"] == 4


def test_entry_under_a_wrong_number_is_taken_back(client: TestClient, office: Office) -> None:
    one, two = office.passes_for()
    enter(client, one, so_phieu=SECOND)
    close(client, one)
    page = client.get(f"/nhap/{one}/doi-chieu").text
    assert SECOND in page
    assert "rut-lai" in page
    assert "rut-lai" not in client.get(f"/nhap/{two}/doi-chieu").text
    client.post(f"/nhap/{two}/rut-lai", data={"so": "1", "ly_do": "other"})
    assert SECOND in client.get(f"/nhap/{one}/doi-chieu").text
    client.post(f"/nhap/{one}/rut-lai", data={"so": "1", "ly_do": "wrong_paper"})
    assert SECOND not in client.get(f"/nhap/{one}/doi-chieu").text


def test_two_clerks_at_once_make_one_answer_of_each_paper(
    client: TestClient, office: Office
) -> None:
    one, two = office.passes_for()
    serials = [serial_number(number) for number in range(10, 18)]

    def work(token: str) -> None:
        for serial in serials:
            assert enter(client, token, so_phieu=serial).status_code == 303
        close(client, token)
        press(client, token, "ghi")

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, [one, two]))
    assert len(office.answers()) == len(serials)


def test_pass_that_is_wrong_expired_or_revoked_gets_a_kind_page(
    client: TestClient, office: Office
) -> None:
    one, two = office.passes_for()
    old, _ = office.passes_for(seed=9, expires_at=NOW - timedelta(hours=1))
    EntryDesks(office.database).revoke(2, at=NOW)
    forged = ("B" if one[0] == "A" else "A") + one[1:]
    for token, status in ((old, 410), (two, 410), (forged, 404), ("x", 404), ("é" * 32, 404)):
        for shut in (
            client.get(f"/nhap/{token}"),
            client.get(f"/nhap/{token}/doi-chieu"),
            client.get(f"/nhap/{token}/doi-chieu/{FIRST}"),
            client.post(f"/nhap/{token}", data=GOOD),
            close(client, token),
        ):
            assert shut.status_code == status
            assert "<h1>" in shut.text
        assert client.get(f"/phong-van/{token}").status_code == 404
    assert client.get(f"/nhap/{one}").status_code == 200


def test_pages_are_kept_by_nobody_and_run_nothing_foreign(
    client: TestClient, office: Office
) -> None:
    one, _ = office.passes_for()
    for path in ("", "/doi-chieu"):
        page = client.get(f"/nhap/{one}{path}")
        assert page.headers["cache-control"] == "no-store"
        assert page.headers["x-robots-tag"] == "noindex, nofollow"
        assert page.headers["referrer-policy"] == "no-referrer"
        assert "unsafe" not in page.headers["content-security-policy"]
        assert '<meta name="robots" content="noindex">' in page.text


def test_hostile_words_are_shown_as_words(client: TestClient, office: Office) -> None:
    one, two = office.passes_for(point=HOSTILE, label=NASTY)
    bad = enter(client, one, so_phieu=NASTY, ngay=NASTY, COMMENT=NASTY)
    assert bad.status_code == 422
    enter(client, one, COMMENT=f"{NASTY} 1")
    undone = client.post(f"/nhap/{one}/hoan-tac", data={"so": "1", "ly_do": NASTY})
    enter(client, one, COMMENT=f"{NASTY} 1")
    enter(client, two, COMMENT=f"{NASTY} 2")
    close(client, one)
    close(client, two)
    shown = client.get(f"/nhap/{one}/doi-chieu/{FIRST}")
    decided = decide(client, one, **{"COMMENT": "0", "khac:COMMENT": NASTY, NASTY: NASTY})
    for page in (bad, undone, shown, client.get(f"/nhap/{one}")):
        assert "&lt;script&gt;alert(1)" in page.text
        assert "<script>alert" not in page.text
    assert decided.status_code == 303
    (answer,) = office.answers()
    assert answer["content"]["COMMENT"] == NASTY


def test_numbers_written_by_hand_need_no_check_character(
    client: TestClient, office: Office
) -> None:
    (one,) = office.passes_for(entries=1, handwritten=True)
    assert enter(client, one, so_phieu="12").status_code == 303
    assert enter(client, one, so_phieu="000012", OVERALL="1").status_code == 409
    assert enter(client, one, so_phieu="12-A").status_code == 422


def test_closed_counter_leaves_its_papers_where_they_are(
    client: TestClient, office: Office
) -> None:
    (one,) = office.passes_for(entries=1)
    enter(client, one)
    ServicePoints(office.database).set_active(OPEN, active=False)
    told = client.get(close(client, one).headers["location"]).text
    assert "ngừng nhận" in told
    assert office.answers() == []
    ServicePoints(office.database).set_active(OPEN, active=True)
    press(client, one, "ghi")
    assert len(office.answers()) == 1


def damage(office: Office, serial: str) -> None:
    with office.database.write() as connection:
        connection.exec_driver_sql(
            "UPDATE entry_draft SET sealed = 'AAAA' WHERE place = 1 AND serial = '" + serial + "'"
        )


def test_damaged_entry_is_told_put_away_and_entered_again_while_the_rest_goes_on(
    client: TestClient, office: Office
) -> None:
    one, two = office.passes_for()
    for token in (one, two):
        for serial in (FIRST, SECOND):
            enter(client, token, so_phieu=serial)
    damage(office, SECOND)  # still in an open batch, and the last one
    for token, told in ((one, 1), (two, 0)):
        desk = client.get(f"/nhap/{token}")
        assert desk.status_code == 200
        assert ("lần nhập bị hỏng" in desk.text) == bool(told)
    for token in (one, two):
        assert close(client, token).status_code == 303
    assert len(office.answers()) == 1  # the sound paper
    page = client.get(f"/nhap/{two}/doi-chieu").text
    assert re.findall(r'name="so" value="(\d+)"><input type="hidden" name="nguoi" value="(\d+)"',
                      page) == [("2", "1")]  # fmt: skip
    for number, place in (("1", "1"), ("2", "2"), ("x", "")):  # only a damaged one is put away
        client.post(f"/nhap/{one}/cat-di", data={"so": number, "nguoi": place})
    assert "Cất đi" in client.get(f"/nhap/{one}/doi-chieu").text
    client.post(f"/nhap/{one}/cat-di", data={"so": "2", "nguoi": "1"})
    assert "Cất đi" not in client.get(f"/nhap/{one}/doi-chieu").text
    assert enter(client, one, so_phieu=SECOND).status_code == 303
    close(client, one)
    assert len(office.answers()) == 2


def test_damaged_last_entry_is_undone_without_its_content(
    client: TestClient, office: Office
) -> None:
    one, _ = office.passes_for()
    enter(client, one)
    damage(office, FIRST)
    assert enter(client, one).status_code == 409  # nobody can tell whether it is the same
    undone = client.post(f"/nhap/{one}/hoan-tac", data={"so": "1", "ly_do": "mistyped"})
    assert f'value="{FIRST}"' in undone.text
    assert "không còn đọc được" in undone.text
    assert enter(client, one).status_code == 303


def unusable(client: TestClient, token: str, serial: str, reason: str, **typed: str):
    return client.post(f"/nhap/{token}/hong", data={"so_phieu": serial, "vi_sao": reason, **typed})


def came_back(client: TestClient, token: str) -> tuple[int, ...]:
    page = client.get(f"/nhap/{token}").text
    told = re.search(r"thu về (\d+) phiếu: (\d+) phiếu đã nhập, (\d+) phiếu không dùng", page)
    assert told
    return tuple(int(number) for number in told.groups())


def test_papers_that_came_back_are_entered_or_unusable(client: TestClient, office: Office) -> None:
    one, two = office.passes_for()
    enter(client, one)
    assert unusable(client, one, SECOND, "blank", COMMENT="Chờ lâu").status_code == 303
    assert unusable(client, two, SECOND, "torn").status_code == 303  # the same paper, once
    assert unusable(client, one, "", "torn").status_code == 303
    assert came_back(client, one) == came_back(client, two) == (3, 1, 2)
    with office.database.read() as connection:
        kept = connection.exec_driver_sql("SELECT * FROM entry_unusable").mappings().all()
    assert [(row["serial"], row["reason"]) for row in kept] == [(SECOND, "blank"), (None, "torn")]
    assert "Chờ lâu" not in str(kept)
    enter(client, two, so_phieu=SECOND)  # somebody can read it after all
    assert came_back(client, one) == (3, 2, 1)
    for token in (two, one):  # only who recorded it takes it back
        client.post(f"/nhap/{token}/hong/rut-lai", data={"so": "2"})
        expected = (3, 2, 1) if token == two else (2, 2, 0)
        assert came_back(client, token) == expected
    assert office.answers() == []


def test_everything_wrong_with_an_unusable_paper_is_told_at_once(
    client: TestClient, office: Office
) -> None:
    one, two = office.passes_for()
    bad = unusable(client, one, "000001-X", "ugly", COMMENT="Chờ lâu")
    assert bad.status_code == 422
    assert errors(bad.text).count("<li>") == 2
    assert "Chờ lâu" in bad.text  # what was typed is not lost
    assert "người nhập thứ nhất" in errors(unusable(client, two, "", "blank").text)
    enter(client, one)
    assert unusable(client, one, FIRST, "blank").status_code == 409
    assert came_back(client, one) == (1, 1, 0)

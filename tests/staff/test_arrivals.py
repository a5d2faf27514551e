"""The screen of arrivals: marks and tickets by counter, small numbers held back, slips once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from dashboards import wiring
from dashboards.actions.tickets import draw_tickets
from dashboards.queries.arrivals import arrivals, marks, papers_back, ticket_counts
from storage import Audit, NewAnswer, ServicePoints, Submissions
from storage.entry_desks import EntryDesks, NewEntryDesk
from storage.entry_drafts import EntryDrafts, NewDraft
from storage.entry_unusable import NewUnusable, UnusablePapers
from storage.tickets import NewTicketBatch, Tickets
from survey_app.codes import new_code
from tests.staff.conftest import UNITS, answer, shown

NOW = datetime(2026, 3, 10, 3, tzinfo=UTC)


def add(house: wiring.House, number: int, *flags: str, point: str = "PX1", first: int = 0) -> None:
    answers = [answer("X1", 1_000 + first + place, 4, sha(house)) for place in range(number)]
    Submissions(house.database).add_many(
        [changed(one, point_code=point, flags=flags) for one in answers]
    )


def changed(given: NewAnswer, **values: object) -> NewAnswer:
    from dataclasses import replace

    return replace(given, **values)  # type: ignore[arg-type]


def sha(house: wiring.House) -> str:
    with house.database.read() as connection:
        return str(connection.exec_driver_sql("SELECT sha256 FROM questionnaire").scalar_one())


def batch(**place: str) -> NewTicketBatch:
    return NewTicketBatch("Tháng 3", NOW, "thuky", **place)  # type: ignore[arg-type]


def test_a_counter_is_one_line_under_all_its_codes(house: wiring.House) -> None:
    before = next(one for one in arrivals(house.database) if one.place.unit_code == "X1")
    add(house, 9, "honeypot")
    new = new_code()
    ServicePoints(house.database).replace("PX1", new)
    add(house, 6, "honeypot", "too_fast", point=new, first=100)
    add(house, 20, point=new, first=200)
    (line,) = (one for one in arrivals(house.database) if one.place.unit_code == "X1")
    assert line.place.code == new
    assert line.aside == 15
    assert before.answers is not None
    assert line.answers == before.answers + 35
    found = {one.mark: one.number for one in marks(house.database, "X1")}
    assert found == {"honeypot": 15, "too_fast": 6}


@pytest.mark.parametrize("number", [1, 4])
def test_small_numbers_are_held_back(house: wiring.House, number: int) -> None:
    add(house, number, "honeypot")
    (line,) = (one for one in arrivals(house.database) if one.place.unit_code == "X1")
    assert (line.aside, line.share) == (None, None)
    (mark,) = marks(house.database, "X1")
    assert (mark.number, mark.share) == (None, None)


def test_tickets_are_counted_by_place_and_few_used_ones_are_not_told(house: wiring.House) -> None:
    database = house.database
    for place, number in (({"point_code": "PX1"}, 8), ({"unit_code": "X1"}, 3), ({}, 2)):
        draw_tickets(
            database,
            b"s" * 32,
            batch(**place),
            references=(),
            number=number,
            public_url="https://x.vn",
        )
    ServicePoints(database).replace("PX1", new_code())
    found = [(one.unit, one.counter is not None, one.made) for one in ticket_counts(database)]
    assert found == [(None, False, 2), (UNITS["X1"], False, 3), (UNITS["X1"], True, 8)]
    assert {one.spent for one in ticket_counts(database)} == {None}


@pytest.mark.slow
def test_the_screen_shows_reasons_and_makes_slips_once(open_screen, house: wiring.House) -> None:
    add(house, 7, "honeypot")
    papers(house, 1)
    app = open_screen("operator", "phieu-den")
    assert not app.exception
    app.selectbox(key="arrivals_unit").set_value("X1").run()
    reasons = app.dataframe[1].value
    assert list(reasons["Số phiếu"]) == ["7"]
    assert "chương trình" in reasons["Lý do"][0]
    back = app.dataframe[2].value
    assert (back["Đã nhập"][0], back["Không dùng được"][0]) == ("dưới 5", "3")
    app.selectbox(key="tickets_unit").set_value("X1").run()
    app.text_input(key="tickets_name").set_value("Tháng 3")
    app.number_input(key="tickets_number").set_value(12)
    next(one for one in app.button if one.label == "Tạo phiếu").click().run()
    assert not app.exception
    assert "12" in shown(app)
    assert app.get("download_button")
    (status,) = Tickets(house.database).statuses()
    assert (status.made, status.batch.unit_code) == (12, "X1")
    assert Audit(house.database).latest(1)[0].action == "tickets.made"


@pytest.mark.slow
def test_slips_without_a_heading_are_not_made(open_screen, house: wiring.House) -> None:
    app = open_screen("secretariat", "phieu-den")
    app.selectbox(key="tickets_unit").set_value("X1").run()
    next(one for one in app.button if one.label == "Tạo phiếu").click().run()
    assert app.error
    assert Tickets(house.database).statuses() == ()


def papers(house: wiring.House, entered: int) -> None:
    """Let a clerk enter papers at a counter, and find three that cannot be entered."""
    database, day = house.database, NOW.date()
    desk = NewEntryDesk(
        point_code="PX1",
        questionnaire_sha256=sha(house),
        channel="paper",
        made_at=NOW,
        made_by="thuky",
        expires_at=NOW + timedelta(days=1),
    )
    (number,) = EntryDesks(database).open(desk, ["a" * 64])
    for serial in range(entered):
        EntryDrafts(database).keep(NewDraft(number, 1, f"{serial:06}", "sealed", day))
    for serial, reason in (("1", "torn"), (None, "torn"), (None, "blank")):
        UnusablePapers(database).record(NewUnusable(number, 1, serial, reason, day))  # type: ignore[arg-type]


@pytest.mark.parametrize(("entered", "told"), [(9, 9), (4, None)])
def test_papers_back_are_told_where_the_entered_are_not_few(
    house: wiring.House, entered: int, told: int | None
) -> None:
    add(house, 30)
    papers(house, entered)
    (line,) = papers_back(house.database)
    assert (line.place.unit, line.entered, line.spoilt) == (UNITS["X1"], told, 3)
    assert line.received == (None if told is None else told + 3)
    assert line.unusable == {"torn": 2, "blank": 1}

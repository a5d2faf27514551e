"""Papers are entered, compared and settled once, whatever two clerks do at the same time."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta

import pytest

from storage.database import Database
from storage.entry_desks import EntryContacts, EntryDesks, EntryPass, NewEntryDesk
from storage.entry_drafts import EntryDrafts, NewDraft, Outcome
from storage.faults import Refused
from storage.text import vietnam_day
from tests.storage.sample import FORM_SHA256, NOW, answer

DAY = date(2026, 11, 5)
PAPER = NewEntryDesk(
    point_code="P1",
    questionnaire_sha256=FORM_SHA256,
    channel="paper",
    made_at=NOW,
    made_by="command:an",
    expires_at=NOW + timedelta(days=30),
    entries=2,
)
INTERVIEWS = replace(PAPER, channel="interviewer", entries=1)


def draft(desk: int, place: int, serial: str) -> NewDraft:
    return NewDraft(desk, place, serial, f"sealed {place} {serial}", DAY)


@pytest.fixture
def desk(furnished: Database) -> int:
    passes = EntryDesks(furnished)
    passes.open(PAPER, ["a" * 64, "b" * 64])
    found = passes.find("a" * 64)
    assert found is not None
    return found.desk.id


@pytest.fixture
def drafts(furnished: Database) -> Iterator[EntryDrafts]:
    return EntryDrafts(furnished)


def test_pass_is_found_by_its_hash_until_it_ends(furnished: Database) -> None:
    desks = EntryDesks(furnished)
    first, second = desks.open(replace(PAPER, label="Đợt tháng 11"), ["a" * 64, "b" * 64])
    found = desks.find("b" * 64)
    assert isinstance(found, EntryPass)
    assert (found.id, found.place, found.desk.label) == (second, 2, "Đợt tháng 11")
    assert found.standing(NOW) == "good"
    assert found.standing(NOW + timedelta(days=30)) == "expired"
    assert desks.revoke(second, at=NOW)
    assert not desks.revoke(second, at=NOW)
    assert [one.standing(NOW) for one in desks.all()] == ["good", "revoked"]
    assert desks.all()[0].id == first
    assert desks.find("c" * 64) is None
    with pytest.raises(Refused):
        desks.open(replace(PAPER, point_code="NO"), ["d" * 64, "e" * 64])


@pytest.mark.parametrize(
    "wrong",
    [{"entries": 3}, {"expires_at": NOW}, {"channel": "interviewer"}, {"channel": "qr"}],
)
def test_what_no_desk_can_be_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"desk|paper|pass"):
        replace(PAPER, **wrong)


def test_serial_is_entered_once_by_each_of_two(drafts: EntryDrafts, desk: int) -> None:
    assert drafts.keep(draft(desk, 1, "000001-1")) is not None
    assert drafts.keep(draft(desk, 1, "000001-1")) is None
    second = drafts.keep(draft(desk, 2, "000001-1"))
    assert second is not None
    assert (second.number, second.batch) == (1, 1)


def test_two_devices_with_one_pass_enter_a_serial_once(drafts: EntryDrafts, desk: int) -> None:
    with ThreadPoolExecutor(4) as pool:
        same = list(pool.map(drafts.keep, [draft(desk, 1, "000009-9")] * 4))
        others = list(pool.map(drafts.keep, [draft(desk, 1, f"00001{n}-0") for n in range(4)]))
    assert sum(one is not None for one in same) == 1
    assert sorted(one.number for one in others if one is not None) == [2, 3, 4, 5]


def test_undone_entry_keeps_its_reason_and_frees_its_serial(drafts: EntryDrafts, desk: int) -> None:
    kept = drafts.keep(draft(desk, 1, "000001-1"))
    assert kept is not None
    assert drafts.undo(kept, "mistyped")
    assert not drafts.undo(kept, "mistyped")
    assert drafts.open_batch(desk, 1) == ()
    again = drafts.keep(draft(desk, 1, "000001-1"))
    assert again is not None
    assert (again.number, again.batch) == (2, 1)
    assert drafts.quality(desk).undone == {"mistyped": 1}
    with pytest.raises(ValueError, match="no reason"):
        drafts.undo(again, "because")


def test_closed_batch_waits_for_the_other_entry_and_is_settled_once(
    drafts: EntryDrafts, desk: int
) -> None:
    for place in (1, 2):
        drafts.keep(draft(desk, place, "000001-1"))
    assert drafts.closed(desk) == {}
    assert drafts.close_batch(desk, 1) == 1
    assert [len(pair) for pair in drafts.closed(desk).values()] == [1]
    assert drafts.batch_number(desk, 1) == 2
    drafts.close_batch(desk, 2)
    (pair,) = drafts.closed(desk).values()
    assert [one.sealed for one in pair] == ["sealed 1 000001-1", "sealed 2 000001-1"]
    outcome = Outcome("000001-1", "counted", compared=10, differed=1, settled_on=DAY)
    assert drafts.settle(desk, outcome)
    assert not drafts.settle(desk, outcome)
    assert drafts.closed(desk) == {}
    assert drafts.keep(draft(desk, 1, "000001-1")) is None
    quality = drafts.quality(desk)
    assert (quality.counted, quality.compared, quality.differed) == (1, 10, 1)
    assert not drafts.undo(pair[0], "other")
    with drafts.database.read() as connection:
        left = connection.exec_driver_sql("SELECT sealed FROM entry_draft").scalars().all()
    assert left == ["", ""]


def test_try_of_an_interviewer_counts_once(furnished: Database) -> None:
    (number,) = EntryDesks(furnished).open(INTERVIEWS, ["f" * 64])
    contacts = EntryContacts(furnished)
    assert contacts.add("1" * 64, pass_id=number, day=DAY, outcome="refusal")
    assert not contacts.add("1" * 64, pass_id=number, day=DAY, outcome="refusal")
    contacts.add("2" * 64, pass_id=number, day=DAY, outcome="interview")
    contacts.add("3" * 64, pass_id=number, day=date(2026, 11, 4), outcome="absence")
    today = contacts.counts(number, day=DAY)
    assert today == {"interview": 1, "refusal": 1, "absence": 0}
    assert contacts.counts(number)["absence"] == 1


def test_answer_on_paper_belongs_to_the_day_on_the_paper() -> None:
    assert answer(answered_on=date(2026, 10, 1)).local_day == date(2026, 10, 1)
    assert answer().local_day == vietnam_day(answer().received_at)

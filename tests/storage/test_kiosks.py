"""Opening hours and signs of life of counter tablets."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from storage.database import Database
from storage.kiosks import MOST_TABLETS, Heartbeat, Kiosks, is_kiosk_pass, kiosk_pass
from storage.opening_hours import OpeningHours, UnreadableHours, read_hours

OFFICE = "1-5 07:30-11:30 13:30-17:00; 6 07:30-11:30"
# A Thursday, 10:30 in Viet Nam.
THURSDAY = datetime(2026, 11, 5, 3, 30, tzinfo=UTC)


def beat(tablet: str = "7K2M", **changed: object) -> Heartbeat:
    values: dict[str, object] = {
        "point_code": "P1", "seen_at": THURSDAY, "queued": 0, "refused": 0, "version": "a1",
    }  # fmt: skip
    return Heartbeat(tablet=tablet, **{**values, **changed})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("hours_later", "open_then"),
    [(0, True), (1, False), (2, False), (3, True), (7, False), (24, True), (48, True), (51, False)],
)
def test_a_place_is_open_in_its_intervals_in_viet_nams_time(
    hours_later: int, open_then: bool
) -> None:
    assert read_hours(OFFICE).is_open(THURSDAY + timedelta(hours=hours_later)) is open_then


def test_a_grace_reaches_beyond_both_ends() -> None:
    hours = read_hours("4 10:45-11:00")
    assert not hours.is_open(THURSDAY)
    assert hours.is_open(THURSDAY, grace=timedelta(minutes=15))
    assert hours.is_open(THURSDAY + timedelta(minutes=44), grace=timedelta(minutes=15))
    assert not hours.is_open(THURSDAY + timedelta(minutes=45), grace=timedelta(minutes=15))


def test_hours_come_back_from_storage_as_they_were(furnished: Database) -> None:
    kiosks = Kiosks(furnished)
    assert kiosks.hours("P1") is None
    kiosks.set_hours("P1", read_hours("1 00:00-24:00"))
    kiosks.set_hours("P1", read_hours(OFFICE))
    assert kiosks.hours("P1") == read_hours(OFFICE) == kiosks.all_hours()["P1"]
    kiosks.set_hours("P1", None)
    assert kiosks.hours("P1") is None
    assert OpeningHours.from_json(read_hours(OFFICE).to_json()) == read_hours(OFFICE)


@pytest.mark.parametrize(
    "text",
    [
        "", ";", "1-5", "8 07:00-08:00", "5-1 07:00-08:00", "1 08:00-07:00", "1 07:00-07:00",
        "1 7:00-8:00", "1 07:00-25:00", "1 07:60-08:00", "1 07:00-09:00 08:00-10:00",
        "1 07:00-08:00; 1-2 09:00-10:00", "T2 07:00-08:00", "1 07:00-08:00 x",
    ],
)  # fmt: skip
def test_unreadable_hours_are_refused(text: str) -> None:
    with pytest.raises(UnreadableHours):
        read_hours(text)


def test_the_last_sign_of_life_of_each_tablet_is_kept(furnished: Database) -> None:
    kiosks = Kiosks(furnished)
    assert kiosks.beat(beat(queued=3, battery=80))
    later = beat(queued=0, refused=1, battery=79, seen_at=THURSDAY + timedelta(minutes=1))
    assert kiosks.beat(later)
    assert kiosks.beat(beat("0000"))
    assert kiosks.tablets() == (beat("0000"), later)
    assert kiosks.forget("P1", "0000")
    assert not kiosks.forget("P1", "0000")
    assert kiosks.tablets() == (later,)


def test_a_point_has_a_bounded_number_of_tablets(furnished: Database) -> None:
    kiosks = Kiosks(furnished)
    for number in range(MOST_TABLETS):
        assert kiosks.beat(beat(f"{number:04}"))
    assert not kiosks.beat(beat("9999"))
    assert kiosks.beat(beat("0000", queued=1))
    assert len(kiosks.tablets()) == MOST_TABLETS


@pytest.mark.parametrize(
    "changed",
    [
        {"tablet": "x"}, {"tablet": "<b>!"}, {"queued": -1}, {"refused": 10**9}, {"battery": 101},
        {"battery": -1}, {"version": ""}, {"version": "<script>"},
    ],
)  # fmt: skip
def test_what_no_tablet_says_is_refused(changed: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"a tablet has|answers waiting|a battery"):
        beat(**changed)


def test_a_pass_opens_one_point_only() -> None:
    shown = kiosk_pass(b"s" * 32, "P1")
    assert len(shown) == 22
    assert is_kiosk_pass(b"s" * 32, "P1", shown=shown)
    for other in ("", shown[:-1], kiosk_pass(b"s" * 32, "P2"), kiosk_pass(b"t" * 32, "P1"), "ố"):
        assert not is_kiosk_pass(b"s" * 32, "P1", shown=other)

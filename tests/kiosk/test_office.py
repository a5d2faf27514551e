"""This module looks at tablets as the office does: which one is dead, how one is set up."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from dashboards.queries.tablets import set_ups, state_of, tablets
from storage.audit import Audit
from storage.kiosks import Heartbeat, Kiosks, kiosk_pass
from storage.opening_hours import read_hours
from tests.public.conftest import CLOSED, NOW, OPEN, PUBLIC_URL
from thuocdo.cli import main

# NOW is a Thursday, 10:30 in Viet Nam.
BEAT = Heartbeat(OPEN, "7K2M", NOW, 3, 0, "a1", 80)
HOURS = read_hours("4 07:30-11:30")


@pytest.mark.parametrize(
    ("age", "hours", "state"),
    [
        (timedelta(minutes=4), None, "alive"),
        (timedelta(minutes=6), None, "silent"),
        (timedelta(minutes=6), HOURS, "silent"),
        (timedelta(minutes=6), read_hours("5 07:30-11:30"), "resting"),
        (timedelta(minutes=4), read_hours("5 07:30-11:30"), "alive"),
    ],
)
def test_a_tablet_is_silent_only_while_its_place_is_open(age, hours, state):
    assert state_of(replace(BEAT, seen_at=NOW - age), hours, now=NOW) == state


def test_silent_tablets_come_first(staff_database):
    kiosks = Kiosks(staff_database)
    kiosks.beat(BEAT)
    kiosks.beat(replace(BEAT, tablet="DEAD", seen_at=NOW - timedelta(hours=1)))
    found = tablets(staff_database, now=NOW)
    assert [(one.last.tablet, one.state) for one in found] == [
        ("DEAD", "silent"),
        ("7K2M", "alive"),
    ]
    assert found[0].unit == "Phường Pleiku"


def test_set_up_addresses_are_given_for_open_counters_of_the_unit(staff_database):
    found = set_ups(staff_database, "X1", public_url=PUBLIC_URL, secret=b"s" * 32)
    assert CLOSED not in [one.code for one in found]
    (address,) = [one.address for one in found if one.code == OPEN]
    assert address == f"{PUBLIC_URL}/kiosk/{OPEN}?the={kiosk_pass(b's' * 32, OPEN)}"


def test_the_command_prints_the_address_that_the_tablet_believes(
    settings, staff_database, capsys, monkeypatch
):
    monkeypatch.setenv("THUOCDO_PUBLIC_URL", PUBLIC_URL)
    assert main(["kiosk", "address", OPEN.lower(), "--data", str(settings.data_dir)]) == 0
    shown = kiosk_pass(settings.secret, OPEN)
    assert capsys.readouterr().out.strip() == f"{PUBLIC_URL}/kiosk/{OPEN}?the={shown}"
    assert main(["kiosk", "address", "ABCDEFG", "--data", str(settings.data_dir)]) == 2


def test_the_command_sets_hours_and_leaves_a_trace(settings, staff_database, capsys):
    data = ["--data", str(settings.data_dir)]
    assert main(["kiosk", "hours", OPEN, "4 07:30-11:30", *data]) == 0
    assert Kiosks(staff_database).hours(OPEN) == HOURS
    assert main(["kiosk", "hours", OPEN, "4 11:30-07:30", *data]) == 2
    assert "11:30-07:30" in capsys.readouterr().err
    assert Kiosks(staff_database).hours(OPEN) == HOURS
    assert main(["kiosk", "hours", OPEN, "-", *data]) == 0
    assert Kiosks(staff_database).hours(OPEN) is None
    assert [one.action for one in Audit(staff_database).latest(9)] == ["set_opening_hours"] * 2


def test_the_command_fails_where_a_tablet_is_silent(settings, staff_database, capsys):
    data = ["--data", str(settings.data_dir)]
    assert main(["kiosk", "list", *data]) == 0
    Kiosks(staff_database).beat(BEAT)  # long ago by today's clock
    assert main(["kiosk", "list", *data]) == 1
    told = capsys.readouterr().out
    assert "7K2M" in told
    assert "Mất tín hiệu trong giờ làm việc" in told

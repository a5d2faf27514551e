"""The one-stop register is appended, and the newest file of a unit's month counts."""

from __future__ import annotations

import pytest

from scoring.definitions.register import RegisterCounts
from storage.database import Database
from storage.faults import Refused
from storage.register import NewRegisterFile, Register
from tests.storage.sample import NOW


def _file(name: str, *, simulated: bool = False) -> NewRegisterFile:
    return NewRegisterFile(name, "0" * 64, "thuky", NOW, simulated)


def _row(unit: str, month: str, **counts: int) -> RegisterCounts:
    return RegisterCounts(unit, "Đất đai", month, counts)


def test_a_later_file_counts_for_the_months_that_it_holds(furnished: Database) -> None:
    register = Register(furnished)
    register.add(_file("a"), [_row("H1", "2026-01", received=5), _row("H1", "2026-02", received=7)])
    register.add(_file("b", simulated=True), [_row("H1", "2026-02", received=9, late=1)])
    found = register.totals(("unit", "month"))
    assert [
        (*one.domain.values(), one.counts["received"], one.counts["late"], one.simulated)
        for one in found
    ] == [("H1", "2026-01", 5, None, False), ("H1", "2026-02", 9, 1, True)]
    whole = register.totals(())
    assert [(one.counts["received"], one.counts["late"]) for one in whole] == [(14, None)]
    assert register.totals(since="2026-03") == ()
    assert register.totals((), until="2026-01", unit="H1")[0].counts["received"] == 5
    assert [(file.name, file.first_month, file.rows) for file in register.files()] == [
        ("b", "2026-02", 1),
        ("a", "2026-01", 2),
    ]


def test_what_is_under_way_is_taken_from_the_last_month_of_each_field(
    furnished: Database,
) -> None:
    register = Register(furnished)
    before, after = (
        _row("H1", "2026-01", pending=15, late=5),
        _row("H1", "2026-02", pending=2, late=3),
    )
    other = RegisterCounts("H1", "Hộ tịch", "2026-01", {"pending": 4, "late": 0})
    register.add(_file("a"), [before, after, other])
    whole = register.totals(())[0].counts
    assert (whole["pending"], whole["late"]) == (2 + 4, 5 + 3)
    by_field = {one.domain["field"]: one.counts for one in register.totals(("field",))}
    assert {name: counts["pending"] for name, counts in by_field.items()} == {
        "Đất đai": 2,
        "Hộ tịch": 4,
    }
    assert [one.counts["pending"] for one in register.totals(("month",))] == [15 + 4, 2]
    assert register.totals((), until="2026-01")[0].counts["pending"] == 15 + 4
    register.add(_file("b"), [_row("H1", "2026-03", late=1)])
    assert register.totals(())[0].counts["pending"] is None


def test_a_register_with_an_unknown_unit_is_refused_whole(furnished: Database) -> None:
    register = Register(furnished)
    with pytest.raises(Refused):
        register.add(_file("a"), [_row("H1", "2026-01"), _row("NOBODY", "2026-01")])
    assert register.files() == ()


def test_an_unknown_dimension_is_a_mistake_of_the_program(furnished: Database) -> None:
    with pytest.raises(ValueError, match="no dimension"):
        Register(furnished).totals(("weather",))

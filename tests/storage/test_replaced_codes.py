"""A replaced code closes, names its successor, and leaves its answers with the counter."""

from __future__ import annotations

import json

import pytest

from storage.answers import Answers
from storage.database import Database, open_database
from storage.faults import Refused, StorageFault
from storage.intake_rights import READABLE
from storage.kiosks import Kiosks
from storage.opening_hours import OpeningHours
from storage.roles import ADDABLE
from storage.service_points import ServicePoints
from storage.submissions import Submissions
from tests.storage.sample import answer


def test_the_new_code_is_the_same_counter(furnished: Database) -> None:
    points = ServicePoints(furnished)
    before = points.by_code("P1")
    points.replace("P1", "NEW1")
    old, new = points.by_code("P1"), points.by_code("NEW1")
    assert before is not None
    assert old is not None
    assert new is not None
    assert (old.active, old.replaced_by) == (False, "NEW1")
    assert (new.active, new.replaced_by) == (True, None)
    assert (new.unit_code, new.name, new.questionnaire_id, new.opens) == (
        before.unit_code,
        before.name,
        before.questionnaire_id,
        before.opens,
    )


def test_a_code_replaced_twice_leads_to_the_newest(furnished: Database) -> None:
    points = ServicePoints(furnished)
    points.replace("P1", "NEW1")
    points.replace("NEW1", "NEW2")
    assert [points.by_code(code).replaced_by for code in ("P1", "NEW1", "NEW2")] == [  # type: ignore[union-attr]
        "NEW2",
        "NEW2",
        None,
    ]


def test_answers_stay_with_the_counter(furnished: Database) -> None:
    submissions, points = Submissions(furnished), ServicePoints(furnished)
    submissions.add(answer(key="k" * 22))
    points.replace("P1", "NEW1")
    submissions.add(answer(key="l" * 22, point_code="NEW1"))
    points.replace("NEW1", "NEW2")
    submissions.add(answer(key="m" * 22, point_code="NEW2"))
    answers = Answers(furnished)
    counted = answers.tallies(("counter",), item="__answer")
    assert [(tally.domain, tally.n) for tally in counted] == [({"counter": "P1"}, 3)]
    by_code = answers.tallies(("point",), item="__answer")
    assert {tally.domain["point"]: tally.n for tally in by_code} == {"P1": 1, "NEW1": 1, "NEW2": 1}


def test_opening_hours_go_along(furnished: Database) -> None:
    kiosks = Kiosks(furnished)
    hours = OpeningHours.from_json(json.dumps({"1": [["07:30", "11:30"]]}))
    kiosks.set_hours("P1", hours)
    ServicePoints(furnished).replace("P1", "NEW1")
    assert kiosks.hours("NEW1") == hours


@pytest.mark.parametrize(("old", "new"), [("NONE", "NEW1"), ("P1", "P1")])
def test_what_cannot_be_replaced_is_refused_and_changes_nothing(
    furnished: Database, old: str, new: str
) -> None:
    points = ServicePoints(furnished)
    before = points.all()
    with pytest.raises(Refused):
        points.replace(old, new)
    assert points.all() == before


def test_a_code_is_replaced_once(furnished: Database) -> None:
    points = ServicePoints(furnished)
    points.replace("P1", "NEW1")
    with pytest.raises(Refused):
        points.replace("P1", "NEW2")
    assert points.by_code("NEW2") is None


def test_history_cannot_be_changed(furnished: Database) -> None:
    ServicePoints(furnished).replace("P1", "NEW1")
    for statement in (
        "DELETE FROM point_replacement",
        "UPDATE point_replacement SET new_code='P1'",
    ):
        with pytest.raises(StorageFault), furnished.write() as connection:
            connection.exec_driver_sql(statement)


def test_the_public_door_reads_the_successor_and_cannot_replace(
    furnished: Database, database_url: str
) -> None:
    if not furnished.is_sqlite:
        assert "point_replacement" in READABLE  # the grants themselves: test_intake_role
        assert "point_replacement" not in ADDABLE
        return
    ServicePoints(furnished).replace("P1", "NEW1")
    intake = open_database(database_url, role="intake")
    try:
        points = ServicePoints(intake)
        assert points.by_code("P1").replaced_by == "NEW1"  # type: ignore[union-attr]
        with pytest.raises(StorageFault):
            points.replace("NEW1", "NEW2")
    finally:
        intake.close()

"""An office's own sets: kept by their bytes, issued once, never overwritten."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from storage.criteria_versions import CriteriaVersions
from storage.database import Database
from storage.deadlines import Deadline, Deadlines
from storage.faults import Refused
from tests.storage.sample import NOW, open_round

ROUND = "xa-2026"
ONE, OTHER = b"id: so/2027\n# one", b"id: so/2027\n# other"


def _keep(database: Database, content: bytes, set_id: str = "so/2027") -> str:
    return CriteriaVersions(database).keep(content, set_id=set_id, kept_by="thuky", kept_at=NOW)


def test_drafts_of_one_id_stand_side_by_side_until_one_is_issued(database: Database) -> None:
    versions = CriteriaVersions(database)
    one, other = _keep(database, ONE), _keep(database, OTHER)
    assert _keep(database, ONE) == one
    assert {found.sha256 for found in versions.all()} == {one, other}
    assert versions.issued("so/2027") is None
    issued = versions.issue(other, issued_by="thuky", issued_at=NOW + timedelta(hours=1))
    assert issued.issued_at == NOW + timedelta(hours=1)
    assert versions.issued("so/2027") == issued
    assert versions.issue(other, issued_by="ai đó", issued_at=NOW) == issued


def test_an_issued_id_takes_no_other_content(database: Database) -> None:
    versions = CriteriaVersions(database)
    one, other = _keep(database, ONE), _keep(database, OTHER)
    versions.issue(one, issued_by="thuky", issued_at=NOW)
    with pytest.raises(Refused, match="issued"):
        versions.issue(other, issued_by="thuky", issued_at=NOW)
    with pytest.raises(Refused, match="in use"):
        _keep(database, b"id: so/2027\n# a third")
    assert _keep(database, ONE) == one


def test_an_id_that_a_round_uses_takes_no_other_content(furnished: Database) -> None:
    open_round(furnished)
    with pytest.raises(Refused, match="in use"):
        _keep(furnished, b"something else", set_id="vn-766/2022")


def test_nothing_can_be_issued_that_was_not_kept(database: Database) -> None:
    with pytest.raises(Refused, match="no criteria set"):
        CriteriaVersions(database).issue("0" * 64, issued_by="thuky", issued_at=NOW)


def test_a_later_deadline_for_a_step_counts(furnished: Database) -> None:
    open_round(furnished)
    deadlines = Deadlines(furnished)
    first = Deadline(ROUND, "self_score", date(2026, 11, 30))
    deadlines.set(
        Deadline(ROUND, "appraisal", date(2026, 12, 20)), first, set_by="thuky", set_at=NOW
    )
    deadlines.set(Deadline(ROUND, "self_score", date(2026, 12, 5)), set_by="thuky", set_at=NOW)
    assert list(deadlines.of_round(ROUND).items()) == [
        ("self_score", date(2026, 12, 5)),
        ("appraisal", date(2026, 12, 20)),
    ]

"""What is official can be neither changed nor deleted, not even by SQL."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from scoring.definitions.register import MarginCount, RegisterCounts
from storage.analyses import Analyses
from storage.audit import Audit
from storage.criteria_versions import CriteriaVersions
from storage.database import Database
from storage.deadlines import Deadline, Deadlines
from storage.decisions import Decisions
from storage.faults import Refused
from storage.figures import Figures
from storage.margins import Margins
from storage.records import UnitLink
from storage.register import NewRegisterFile, Register
from storage.rounds import Rounds
from storage.runs import Runs
from storage.submissions import Submissions
from storage.units import Units
from tests.storage.sample import NOW, answer, decision, figure, open_round
from tests.storage.test_runs import NEW

FROZEN = {
    "analysis": "content",
    "answer": "content",
    "answer_decision": "reason",
    "audit_event": "actor",
    "criteria_issue": "issued_by",
    "criteria_version": "content",
    "decided_answer": "decision_id",
    "figure": "value",
    "questionnaire": "id",
    "register_file": "name",
    "register_margin": "category",
    "register_row": "field",
    "round": "set_sha256",
    "round_deadline": "last_day",
    "run": "places",
    "run_unit": "lines",
    "submission": "content_hash",
    "unit_lineage": "kind",
}


@pytest.fixture
def filled(furnished: Database) -> Database:
    open_round(furnished)
    Figures(furnished).declare(figure("1"))
    Runs(furnished).publish(NEW)
    Submissions(furnished).add(answer())
    Decisions(furnished).decide(decision((1,)))
    Analyses(furnished).keep(
        "test", "xa-2026", made_from=[1], content={}, made_at=NOW, made_by="thuky"
    )
    versions = CriteriaVersions(furnished)
    kept = versions.keep(b"id: x/2026", set_id="x/2026", kept_by="thuky", kept_at=NOW)
    versions.issue(kept, issued_by="thuky", issued_at=NOW)
    Deadlines(furnished).set(
        Deadline("xa-2026", "appraisal", NOW.date()), set_by="thuky", set_at=NOW
    )
    Audit(furnished).record("thuky", "round.open", "xa-2026", at=NOW)
    Register(furnished).add(
        NewRegisterFile("so.csv", "0" * 64, "thuky", NOW),
        [RegisterCounts("H1", "Đất đai", "2026-03", {"received": 3})],
    )
    Margins(furnished).add(
        NewRegisterFile("ai.csv", "1" * 64, "thuky", NOW),
        [MarginCount("H1", "sex", "nu", "2026-03", 3)],
    )
    Units(furnished).link_many([UnitLink("H1", "H2", NOW.date(), "renamed")])
    return furnished


def _content(database: Database, table: str) -> list[tuple[object, ...]]:
    with database.read() as connection:
        return [tuple(row) for row in connection.execute(text(f'SELECT * FROM "{table}"'))]


def test_official_rows_are_neither_changed_nor_deleted(filled: Database) -> None:
    for table in FROZEN:
        _try_to_change(filled, table)


def _try_to_change(filled: Database, table: str) -> None:
    before = _content(filled, table)
    assert before
    statements = [
        f'UPDATE "{table}" SET {FROZEN[table]} = {FROZEN[table]}',
        f'DELETE FROM "{table}"',
    ]
    if not filled.is_sqlite:
        statements.append(f'TRUNCATE "{table}" CASCADE')
    for statement in statements:
        with pytest.raises(Refused, match="append-only"), filled.write() as connection:
            connection.execute(text(statement))
    assert _content(filled, table) == before


def test_stage_of_a_round_may_still_move(filled: Database) -> None:
    Rounds(filled).set_stage("xa-2026", "published")
    opened = Rounds(filled).by_id("xa-2026")
    assert opened is not None
    assert opened.stage == "published"

"""The public processes can add answers and read forms and published results, and nothing else."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import timedelta

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import text
from sqlalchemy.engine import make_url

from storage.database import Database, open_database
from storage.entry_desks import EntryContacts, EntryDesks, NewEntryDesk
from storage.entry_drafts import EntryDrafts, NewDraft, Outcome
from storage.entry_unusable import NewUnusable, UnusablePapers
from storage.faults import Refused, StorageFault
from storage.figures import Figures
from storage.intake_rights import READABLE
from storage.kiosks import Heartbeat, Kiosks
from storage.opening_hours import read_hours
from storage.people import People
from storage.questionnaires import Questionnaires
from storage.receipt_days import ReceiptDays, digest_of
from storage.records import Conflict, Repeated, Stored, TicketRefused
from storage.roles import ADDABLE, grant_intake, intake_grants
from storage.rounds import Rounds
from storage.runs import Runs
from storage.schema import check
from storage.service_points import ServicePoints
from storage.sqlite_intake import MAY_ADD, MAY_READ
from storage.submissions import Submissions
from storage.tables import Foundation
from storage.tickets import NewTicketBatch, Tickets
from storage.units import Units
from tests.storage.sample import (
    FORM,
    FORM_SHA256,
    NOW,
    answer,
    figure,
    open_round,
    other_content,
    quick_passwords,
)
from tests.storage.test_runs import LINES, NEW

HIDDEN = (
    "analysis",
    "answer_decision",
    "decided_answer",
    "answer",
    "answer_queue",
    "audit_event",
    "benchmark",
    "criteria_issue",
    "criteria_version",
    "evidence",
    "evidence_withdrawal",
    "figure",
    "invited_person",
    "person",
    "register_file",
    "register_margin",
    "register_row",
    "round_deadline",
    "sign_in_attempt",
    "staff_session",
    "tally",
    "unit_lineage",
)
TABLES = tuple(table.name for table in Foundation.metadata.sorted_tables)


@pytest.fixture
def filled(furnished: Database) -> Database:
    open_round(furnished)
    Figures(furnished).declare(figure("1"))
    Runs(furnished).publish(NEW)
    Submissions(furnished).add(answer())
    People(furnished, quick_passwords()).add(
        "thuky", "mật khẩu đủ dài", display_name="An", role="leader", created_at=NOW
    )
    return furnished


@pytest.fixture
def intake(filled: Database, database_url: str) -> Iterator[Database]:
    """The same database as the public processes open it."""
    if filled.is_sqlite:
        opened = open_database(database_url, role="intake")
        yield opened
        opened.close()
        return
    role, password = f"intake_{secrets.token_hex(4)}", secrets.token_hex(8)
    plain = make_url(database_url).set(drivername="postgresql")
    with psycopg.connect(plain.render_as_string(hide_password=False), autocommit=True) as admin:
        admin.execute(
            sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(
                sql.Identifier(role), sql.Literal(password)
            )
        )
        admin.execute(sql.SQL("GRANT ALL ON person, answer TO {}").format(sql.Identifier(role)))
        grant_intake(filled, role)
        url = make_url(database_url).set(username=role, password=password)
        opened = open_database(url.render_as_string(hide_password=False), role="intake")
        yield opened
        opened.close()
        admin.execute(sql.SQL("DROP OWNED BY {}").format(sql.Identifier(role)))
        admin.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(role)))


def test_intake_takes_answers_in_exactly_once(intake: Database) -> None:
    submissions, sent = Submissions(intake), answer()
    first = submissions.add(sent)
    assert isinstance(first, Stored)
    assert submissions.add(sent) == Repeated(first.receipt)
    assert submissions.add(other_content(sent)) == Conflict(first.receipt)
    assert submissions.find_receipt(first.receipt) is not None
    with pytest.raises(Refused):
        submissions.add(answer(point_code="NO"))


def test_intake_reads_forms_and_published_results(intake: Database) -> None:
    assert check(intake)
    assert ServicePoints(intake).by_code("P1") is not None
    assert Units(intake).by_code("H1") is not None
    assert Questionnaires(intake).by_hash(FORM_SHA256) is not None
    assert len(Rounds(intake).all()) == 1
    (run,) = Runs(intake).published()
    assert Runs(intake).scores(run.id) == LINES
    # Keeping a form that is there already needs no right to write.
    Questionnaires(intake).keep(FORM, FORM_SHA256, id="mot-cua/v1", counted=[], kept_at=NOW)


def test_intake_uses_tickets_and_closes_days(filled: Database, intake: Database) -> None:
    staff = Tickets(filled)
    number = staff.open_batch(NewTicketBatch("Một cửa", NOW, "thuky"))
    key = staff.make_key("Một cửa", number, per_minute=5, made_at=NOW)
    tickets, digest = Tickets(intake), "a" * 64
    assert tickets.office_key(key) is not None
    assert tickets.add(number, [digest]) == 1
    sent = answer(channel="ticket", ticket_sha256=digest)
    assert isinstance(Submissions(intake).add(sent), Stored)
    assert Submissions(intake).add(answer(channel="ticket", ticket_sha256=digest)) == TicketRefused(
        "spent"
    )
    with pytest.raises(Refused), intake.write() as connection:
        connection.execute(text("UPDATE ticket SET spent_on = NULL"))
    days = ReceiptDays(intake)
    assert days.close_due(NOW + timedelta(days=1), new_salt=lambda: "0" * 32) == 1
    (closed,) = days.latest(1)
    assert digest_of(days.listed(closed)) == closed.digest


def test_intake_keeps_signs_of_life_and_cannot_open_a_closed_place(
    filled: Database, intake: Database
) -> None:
    hours = read_hours("1-5 07:30-11:30")
    Kiosks(filled).set_hours("P1", hours)
    kiosks = Kiosks(intake)
    assert kiosks.hours("P1") == hours
    for queued in (2, 0):
        assert kiosks.beat(Heartbeat("P1", "7K2M", NOW, queued, 0, "a1"))
    assert [one.queued for one in kiosks.tablets()] == [0]
    with pytest.raises(StorageFault):
        kiosks.set_hours("P1", None)
    with pytest.raises(StorageFault):
        kiosks.forget("P1", "7K2M")


def test_intake_keeps_sealed_drafts_and_cannot_open_desks_or_bring_back_passes(
    filled: Database, intake: Database
) -> None:
    desks, drafts, day = EntryDesks(filled), EntryDrafts(intake), NOW.date()
    desk = NewEntryDesk(
        point_code="P1",
        questionnaire_sha256=FORM_SHA256,
        channel="paper",
        made_at=NOW,
        made_by="thuky",
        expires_at=NOW + timedelta(days=1),
    )
    (number,) = desks.open(desk, ["a" * 64])
    found = EntryDesks(intake).find("a" * 64)
    assert found is not None
    kept = drafts.keep(NewDraft(found.desk.id, 1, "000001-1", "sealed", day))
    assert kept is not None
    assert drafts.undo(kept, "mistyped")
    assert drafts.keep(NewDraft(found.desk.id, 1, "000001-1", "sealed", day)) is not None
    assert drafts.close_batch(found.desk.id, 1) == 1
    assert drafts.settle(found.desk.id, Outcome("000001-1", "counted", 0, 0, day))
    assert EntryContacts(intake).add("b" * 64, pass_id=number, day=day, outcome="refusal")
    unusable = UnusablePapers(intake)
    assert unusable.record(NewUnusable(found.desk.id, 1, "000002-3", "torn", day))
    assert unusable.withdraw(unusable.of_desk(found.desk.id)[0])
    assert unusable.of_one(found.desk.id).received == 1
    with pytest.raises(StorageFault):
        EntryDesks(intake).open(desk, ["c" * 64])
    with pytest.raises(StorageFault):
        EntryDesks(intake).revoke(number, at=NOW)
    for change in (
        "UPDATE entry_draft SET serial = '000002-2'",
        "UPDATE entry_outcome SET differed = 0",
        "UPDATE entry_unusable SET reason = 'blank'",
        "DELETE FROM entry_contact",
    ):
        with pytest.raises(StorageFault), intake.write() as connection:
            connection.execute(text(change))


def test_intake_cannot_read_what_is_not_its_own(intake: Database) -> None:
    for table in HIDDEN:
        # SQLite's foreign keys must look row numbers up, and the queue holds nothing else.
        if intake.is_sqlite and table == "answer_queue":
            continue
        column = "content" if table == "answer" else "*"
        with pytest.raises(StorageFault), intake.read() as connection:
            connection.execute(text(f"SELECT {column} FROM {table}")).all()


def test_intake_cannot_change_or_delete_anything(intake: Database) -> None:
    for table in TABLES:
        column = next(iter(Foundation.metadata.tables[table].columns)).name
        for statement in (
            f'UPDATE "{table}" SET "{column}" = "{column}"',
            f'DELETE FROM "{table}"',
            f'DROP TABLE "{table}"',
        ):
            with pytest.raises(StorageFault), intake.write() as connection:
                connection.execute(text(statement))


def test_intake_cannot_add_to_what_is_not_its_own(intake: Database) -> None:
    for table in set(TABLES) - set(ADDABLE):
        with pytest.raises(StorageFault) as caught, intake.write() as connection:
            connection.execute(text(f'INSERT INTO "{table}" DEFAULT VALUES'))
        # Turned away for the right, not for the values.
        assert not isinstance(caught.value, Refused)


def test_intake_cannot_loosen_its_own_bonds(intake: Database) -> None:
    statements = (
        ["PRAGMA synchronous=OFF", "PRAGMA foreign_keys=OFF", "ATTACH ':memory:' AS other"]
        if intake.is_sqlite
        else ["CREATE TABLE mine (a int)", "ALTER TABLE answer DISABLE TRIGGER USER"]
    )
    for statement in statements:
        with pytest.raises(StorageFault), intake.write() as connection:
            connection.execute(text(statement))


def test_every_table_is_either_the_intakes_or_hidden_from_it() -> None:
    assert set(READABLE) | set(HIDDEN) == {*TABLES, "alembic_version"}
    assert set(READABLE) & set(HIDDEN) == set()
    assert set(READABLE) == MAY_READ
    assert set(ADDABLE) == MAY_ADD


def test_staff_is_not_restricted(filled: Database) -> None:
    with filled.read() as connection:
        for table in HIDDEN:
            connection.execute(text(f"SELECT * FROM {table}")).all()


@pytest.mark.parametrize("role", ["", "a; DROP TABLE answer", 'x"y', "Intake", "a" * 64])
def test_role_that_is_no_plain_name_is_refused(role: str) -> None:
    with pytest.raises(ValueError, match="role name"):
        intake_grants(role)


def test_sqlite_has_no_roles_to_grant(sqlite_file: str) -> None:
    database = open_database(sqlite_file)
    with pytest.raises(ValueError, match="no roles"):
        grant_intake(database, "intake")
    database.close()

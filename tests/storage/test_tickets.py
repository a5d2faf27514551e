"""A ticket is good for one answer, whoever uses it at once, and never leads to that answer."""

from __future__ import annotations

import secrets
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text

from scoring.types import Text
from storage.database import Database, open_database
from storage.faults import Refused
from storage.improvements import Improvement, ImprovementNotes
from storage.intake_writer import IntakeWriter
from storage.records import NewAnswer, Repeated, Stored, TicketRefused
from storage.service_points import ServicePoints
from storage.submissions import Submissions
from storage.ticket_codes import (
    LENGTH,
    grouped_ticket,
    new_ticket,
    read_ticket,
    ticket_for,
    ticket_hash,
)
from storage.tickets import NewTicketBatch, Tickets
from tests.storage.sample import NOW, answer, other_content

TODAY = date(2026, 3, 10)
CLIENTS = 50


def batch(**changes: object) -> NewTicketBatch:
    made = NewTicketBatch("Một cửa Ia Băng", NOW, "thuky")
    return replace(made, **changes)  # type: ignore[arg-type]


def issued(database: Database, **changes: object) -> str:
    """Store a batch with one ticket and give the ticket's hash."""
    tickets = Tickets(database)
    digest = ticket_hash(new_ticket())
    assert tickets.add(tickets.open_batch(batch(**changes)), [digest]) == 1
    return digest


def with_ticket(digest: str, **changes: object) -> NewAnswer:
    return answer(channel="ticket", tier="A", ticket_sha256=digest, **changes)


def number_of(database: Database, table: str) -> int:
    with database.read() as connection:
        return connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()


def test_ticket_lets_one_answer_in_and_is_then_used(furnished: Database) -> None:
    digest, submissions = issued(furnished), Submissions(furnished)
    first = with_ticket(digest)
    stored = submissions.add(first)
    assert isinstance(stored, Stored)
    assert submissions.add(with_ticket(digest)) == TicketRefused("spent")
    assert submissions.add(first) == Repeated(stored.receipt)
    found = Tickets(furnished).find(digest)
    assert found is not None
    assert found.spent_on == TODAY
    assert Tickets(furnished).used([digest, "0" * 64]) == {digest}
    (status,) = Tickets(furnished).statuses()
    assert (status.made, status.spent) == (1, 1)


def test_one_ticket_from_fifty_clients_at_once_gives_one_answer(
    furnished: Database, database_url: str
) -> None:
    digest = issued(furnished)
    others = [open_database(database_url) for _ in range(3)]
    doors = [Submissions(one) for one in (furnished, *others)]

    def send(number: int) -> object:
        return doors[number % len(doors)].add(with_ticket(digest))

    with ThreadPoolExecutor(CLIENTS) as pool:
        outcomes = list(pool.map(send, range(CLIENTS)))
    assert sum(isinstance(one, Stored) for one in outcomes) == 1
    assert outcomes.count(TicketRefused("spent")) == CLIENTS - 1
    assert number_of(furnished, "answer") == number_of(furnished, "submission") == 1
    for other in others:
        other.close()


def test_same_form_with_its_ticket_from_fifty_clients_is_stored_once_and_repeated(
    furnished: Database, database_url: str
) -> None:
    sent = with_ticket(issued(furnished))
    other = open_database(database_url)
    doors = [Submissions(furnished), Submissions(other)]
    with ThreadPoolExecutor(CLIENTS) as pool:
        outcomes = list(pool.map(lambda number: doors[number % 2].add(sent), range(CLIENTS)))
    stored = [one for one in outcomes if isinstance(one, Stored)]
    assert len(stored) == 1
    assert outcomes.count(Repeated(stored[0].receipt)) == CLIENTS - 1
    other.close()


def test_group_keeps_the_good_answers_beside_refused_tickets(furnished: Database) -> None:
    digest = issued(furnished)
    writer = IntakeWriter(Submissions(furnished))
    sent = [with_ticket(digest), with_ticket(digest), answer(), with_ticket("1" * 64)]
    outcomes = [promise.result() for promise in [writer.send(one) for one in sent]]
    writer.close()
    assert sorted(type(one).__name__ for one in outcomes) == [
        "Stored",
        "Stored",
        "TicketRefused",
        "TicketRefused",
    ]
    assert outcomes[3] == TicketRefused("unknown")
    assert number_of(furnished, "answer") == number_of(furnished, "submission") == 2


def test_key_with_another_content_does_not_cost_a_second_ticket(furnished: Database) -> None:
    submissions, second = Submissions(furnished), issued(furnished)
    first = with_ticket(issued(furnished))
    submissions.add(first)
    submissions.add(replace(other_content(first), channel="ticket", ticket_sha256=second))
    found = Tickets(furnished).find(second)
    assert found is not None
    assert found.spent_on is None


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"expires_on": date(2026, 3, 9)}, "expired"),
        ({"unit_code": "H2"}, "elsewhere"),
        ({"point_code": "P2"}, "elsewhere"),
        ({"channel": "invited"}, "unknown"),
    ],
)
def test_ticket_is_good_only_where_and_while_its_batch_says(
    furnished: Database, changes: dict[str, object], expected: str
) -> None:
    digest = issued(furnished, **changes)
    assert Submissions(furnished).add(with_ticket(digest)) == TicketRefused(expected)  # type: ignore[arg-type]
    assert number_of(furnished, "submission") == 0


@pytest.mark.parametrize(
    "changes", [{"expires_on": TODAY}, {"unit_code": "H1"}, {"point_code": "P1"}]
)
def test_ticket_is_good_to_its_last_day_at_its_place(
    furnished: Database, changes: dict[str, object]
) -> None:
    digest = issued(furnished, **changes)
    told = Tickets(furnished).standing(digest, day=TODAY, unit_code="H1", point_code="P1")
    assert told == "good"
    assert isinstance(Submissions(furnished).add(with_ticket(digest)), Stored)


def test_ticket_of_a_counter_stays_good_under_every_code_that_the_counter_gets(
    furnished: Database,
) -> None:
    points, tickets = ServicePoints(furnished), Tickets(furnished)
    first, second = issued(furnished, point_code="P1"), issued(furnished, point_code="P1")
    points.replace("P1", "NEW1")
    points.replace("NEW1", "NEW2")
    later = issued(furnished, point_code="NEW1")
    for digest in (first, later):
        told = tickets.standing(digest, day=TODAY, unit_code="H1", point_code="NEW2")
        assert told == "good"
        assert isinstance(
            Submissions(furnished).add(with_ticket(digest, point_code="NEW2")), Stored
        )
    elsewhere = with_ticket(second, point_code="P2")
    told = tickets.standing(second, day=TODAY, unit_code="H1", point_code="P2")
    assert told == "elsewhere"
    assert Submissions(furnished).add(elsewhere) == TicketRefused("elsewhere")


def test_batch_taken_back_ends_its_unused_tickets(furnished: Database) -> None:
    digest, tickets = issued(furnished), Tickets(furnished)
    (status,) = tickets.statuses()
    tickets.end_batch(status.batch.id)
    assert Submissions(furnished).add(with_ticket(digest)) == TicketRefused("revoked")


def test_used_ticket_can_never_be_made_good_again(furnished: Database) -> None:
    digest = issued(furnished)
    Submissions(furnished).add(with_ticket(digest))
    for value in ("NULL", "'2026-03-11'"):
        with pytest.raises(Refused), furnished.write() as connection:
            connection.execute(text(f"UPDATE ticket SET spent_on = {value}"))


def test_nothing_in_a_ticket_or_an_answer_leads_from_one_to_the_other(furnished: Database) -> None:
    ticket = new_ticket()
    tickets = Tickets(furnished)
    number = tickets.open_batch(batch())
    tickets.add(number, [ticket_hash(ticket), ticket_hash(new_ticket())])
    sent = with_ticket(ticket_hash(ticket))
    receipt = Submissions(furnished).add(sent)
    assert isinstance(receipt, Stored)
    with furnished.read() as connection:
        used = {
            str(value)
            for row in connection.execute(text("SELECT * FROM ticket WHERE spent_on IS NOT NULL"))
            for value in row
        }
        told = {
            str(value)
            for table in ("answer", "submission", "answer_queue")
            for row in connection.execute(text(f"SELECT * FROM {table}"))
            for value in row
        }
    # Row numbers of two tables may be equal by chance; they are numbered apart.
    assert (used & told) - {str(number)} == {str(TODAY)}
    assert ticket not in str(used | told)


@pytest.mark.postgres
def test_postgres_keeps_no_common_transaction_number_after_settling(
    migrated_postgres: str,
) -> None:
    from tests.storage.sample import furnish

    database = open_database(migrated_postgres)
    furnish(database)
    for _ in range(3):
        Submissions(database).add(with_ticket(issued(database)))

    def numbers(table: str) -> list[str]:
        with database.read() as connection:
            return list(connection.execute(text(f"SELECT xmin::text FROM {table}")).scalars())

    assert set(numbers("ticket")) == set(numbers("submission"))  # the trace that must go
    assert Tickets(database).settle(before=date(2026, 3, 11)) == 3
    assert set(numbers("ticket")) & {*numbers("submission"), *numbers("answer")} == set()
    assert len(set(numbers("ticket"))) == 1
    database.close()


def test_tickets_drawn_twice_for_a_dossier_are_one_ticket(furnished: Database) -> None:
    tickets, secret = Tickets(furnished), b"s" * 32
    number = tickets.open_batch(batch())
    drawn = [ticket_for(secret, number, name) for name in ("H19.123-45", " h19.123-45 ", "H19.1")]
    assert drawn[0] == drawn[1] != drawn[2]
    assert tickets.add(number, [ticket_hash(one) for one in drawn]) == 2
    assert tickets.add(number, [ticket_hash(drawn[0])]) == 0
    assert ticket_for(b"t" * 32, number, "H19.1") != drawn[2]
    assert ticket_for(secret, number + 1, "H19.1") != drawn[2]


def test_ticket_typed_with_the_usual_slips_is_read() -> None:
    for _ in range(50):
        ticket = new_ticket()
        assert len(ticket) == LENGTH
        typed = grouped_ticket(ticket).lower().replace("0", "o").replace("1", "l")
        assert read_ticket(f" {typed} ") == ticket
    wrong = ticket[:-1] + ("A" if ticket[-1] != "A" else "B")
    assert read_ticket(wrong) is None
    assert read_ticket("") is None


def test_offices_key_is_known_until_it_is_revoked(furnished: Database) -> None:
    tickets = Tickets(furnished)
    number = tickets.open_batch(batch(unit_code="H1"))
    key = tickets.make_key("Một cửa", number, per_minute=30, made_at=NOW)
    found = tickets.office_key(key)
    assert found is not None
    assert (found.batch.id, found.per_minute, found.batch.unit_code) == (number, 30, "H1")
    assert tickets.office_key(secrets.token_urlsafe(32)) is None
    with furnished.read() as connection:
        assert key not in str(connection.execute(text("SELECT * FROM office_key")).all())
    assert tickets.end_key("Một cửa") == 1
    assert tickets.office_key(key) is None


def test_improvements_are_told_from_their_day_on_the_newest_first(furnished: Database) -> None:
    notes = ImprovementNotes(furnished)

    def note(unit_code: str, name: str, day: date) -> Improvement:
        return Improvement(unit_code, Text(f"nghe {name}", ""), Text(name, ""), day, simulated=True)

    first = note("H1", "một", date(2026, 3, 1))
    second = note("H1", "hai", date(2026, 3, 5))
    notes.add(first, second, note("H1", "sau", date(2026, 3, 11)), note("H2", "khác", TODAY))
    assert notes.of_unit("H1", on=TODAY) == (second, first)
    assert notes.of_unit("H1", on=TODAY, limit=1) == (second,)
    with pytest.raises(Refused):
        notes.add(note("NO", "x", TODAY))

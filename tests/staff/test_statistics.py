"""This module tests what the statistical desks count and decide, on a small province."""

from __future__ import annotations

import hashlib
import json
import random
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from types import SimpleNamespace
from typing import cast

import pytest

from dashboards import wiring
from dashboards.access.roles import NotAllowed
from dashboards.actions.appraise import ReasonMissing, SessionEnded
from dashboards.actions.convention import choose_convention
from dashboards.actions.decide import Judgement, NothingChosen, decide
from dashboards.queries.doubtful import kept_findings, look_through, marked_or_decided
from dashboards.queries.indices import CUTS, convention_of, indices
from dashboards.queries.papi_style import papi_style
from dashboards.queries.quality import kept_quality, measure_quality
from dashboards.queries.rank_doubt import rank_doubt
from dashboards.queries.ranking_doubt import keep_doubt, kept_doubt
from dashboards.queries.results import results, rounds
from dashboards.screens import rank_words
from dashboards.screens.desk import Desk
from scoring.disclosure import Shown, Withheld
from storage import (
    Answers,
    Audit,
    Database,
    Decisions,
    Figures,
    NewAnswer,
    NewDecision,
    Questionnaires,
    Refused,
    Submissions,
)
from tests.staff.conftest import NOW, UNITS, figure
from ui.words import translator

GROUPS = dict.fromkeys(UNITS, "COMMUNE")
FACTORS = ("S1.1", "S1.4", "S2.2", "S2.3", "S3.1", "S3.3", "S4.1", "S5.1")


def _sha256(database: Database) -> str:
    kept = Questionnaires(database).latest("mot-cua/v1")
    assert kept is not None
    return kept.sha256


def add_answers(
    database: Database, unit: str, contents: list[dict[str, object]], **changes
) -> None:
    """Store answers in which every item counts, one minute after another."""
    answers = []
    for number, content in enumerate(contents):
        text = json.dumps(content)
        made = {
            "key": f"more-of-{unit}-{len(changes)}-{number:08d}",
            "content_hash": hashlib.sha256(text.encode()).hexdigest(),
            "point_code": f"P{unit}",
            "unit_code": unit,
            "questionnaire_sha256": _sha256(database),
            "received_at": NOW + timedelta(minutes=number),
            "language": "vi",
            "content": text,
        }
        answers.append(NewAnswer(**{**made, **changes}))
    Submissions(database).add_many(answers)


def test_the_index_is_the_general_question_where_no_factor_was_asked(house: wiring.House) -> None:
    found = indices(house.database, GROUPS, "unit", convention="pooled")
    assert found.convention == "general"
    assert isinstance(found.whole.index, Shown)
    assert found.whole.index.value.estimate == pytest.approx(12 / 18)
    by_unit = {row.key: row for row in found.rows}
    # X3 has two answers; one more unit is hidden with it, or the whole would give them away.
    assert isinstance(by_unit["X3"].index, Withheld)
    assert sum(isinstance(row.index, Shown) for row in found.rows) == 1
    assert found.simulated


@pytest.mark.parametrize("cut", CUTS)
def test_every_cut_adds_up_to_the_same_whole(house: wiring.House, cut) -> None:
    found = indices(house.database, GROUPS, cut, convention="pooled")
    assert sum(row.answers for row in found.rows) == found.whole.answers == 18
    assert isinstance(found.whole.index, Shown)


def test_both_conventions_of_the_overall_index(house: wiring.House) -> None:
    """S1.1: 6 of 10 satisfied, S2.2: 9 of 30; 15/40 pooled, 45 % as a mean of items."""
    form = _recount(house.database)
    contents: list[dict[str, object]] = [
        {"OVERALL": 4, "S2.2": 5 if n < 9 else 1} | ({"S1.1": 5 if n < 6 else 2} if n < 10 else {})
        for n in range(30)
    ]
    add_answers(house.database, "X5", contents, questionnaire_sha256=form)
    only = {"X5": "COMMUNE"}
    for convention, expected in (("pooled", 15 / 40), ("mean_of_items", 0.45), ("general", 1.0)):
        found = indices(house.database, only, "unit", convention=convention)
        assert isinstance(found.whole.index, Shown)
        assert found.whole.index.value.estimate == pytest.approx(expected)
    parts = {part.code: part.index for part in found.parts}
    assert isinstance(parts["S1"], Shown)
    assert parts["S1"].value.estimate == pytest.approx(0.6)


def _recount(database: Database) -> str:
    """Keep the form once more, every rating counted this time, and give its hash."""
    kept = Questionnaires(database).latest("mot-cua/v1")
    assert kept is not None
    content = kept.content + b"# counted anew\n"
    sha256 = hashlib.sha256(content).hexdigest()
    Questionnaires(database).keep(
        content, sha256, id="test/v1", counted=["OVERALL", *FACTORS], kept_at=NOW
    )
    return sha256


def test_the_difference_that_few_set_aside_make_is_not_shown(house: wiring.House) -> None:
    numbers = [int(str(n)) for n in Answers(house.database).columns([], unit="X1")["number"]]
    _decide(house, numbers[:2])
    row = _row(house, "X1")
    assert row.set_aside == 2
    assert isinstance(row.with_all, Withheld)
    _decide(house, numbers[:5])
    row = _row(house, "X1")
    assert (row.set_aside, row.answers) == (5, 3)
    # With all eight shown, the group's two totals would tell of X3's two people.
    assert isinstance(row.with_all, Withheld)
    whole = indices(house.database, GROUPS, "unit", convention="general").whole
    assert isinstance(whole.with_all, Shown)
    assert whole.with_all.value.estimate == pytest.approx(12 / 18)


def _row(house: wiring.House, unit: str):
    found = indices(house.database, GROUPS, "unit", convention="general")
    return next(row for row in found.rows if row.key == unit)


def _decide(house: wiring.House, numbers: list[int], unit: str = "X1") -> None:
    Decisions(house.database).decide(
        NewDecision(unit, tuple(numbers), True, "thử nghiệm", "thanhtra", NOW)
    )


def test_a_decision_is_a_persons_with_a_reason_and_an_audit_event(
    house: wiring.House, token_for
) -> None:
    database = house.database
    numbers = tuple(int(str(n)) for n in Answers(database).columns([], unit="X2")["number"])
    token = token_for("inspector")
    judgement = Judgement("X2", numbers[:3], True, "  Cùng một nét chữ  ", ("bursts",))
    number = decide(database, token, judgement, at=wiring.now())
    event = Audit(database).latest(1)[0]
    assert (event.actor, event.action, event.subject) == ("inspector", "answers.set_aside", "X2")
    assert event.details["decision"] == number
    assert Answers(database).count("X2") == 5
    kept = Decisions(database).latest()[0]
    assert (kept.reason, kept.author, kept.answers) == ("Cùng một nét chữ", "inspector", 3)
    marked = marked_or_decided(database, "X2", Decisions(database).of_unit("X2"))
    assert [one.number for one in marked] == list(numbers[:3])
    decide(database, token, Judgement("X2", numbers[:3], False, "Đã hỏi lại"), at=wiring.now())
    assert Answers(database).count("X2") == 8
    assert Audit(database).latest(1)[0].action == "answers.cleared"


@pytest.mark.parametrize(
    ("role", "changes", "fault"),
    [
        ("leader", {}, NotAllowed),
        ("unit_officer", {}, NotAllowed),
        ("operator", {}, NotAllowed),
        ("inspector", {"reason": "ừ"}, ReasonMissing),
        ("inspector", {"answers": ()}, NothingChosen),
        ("secretariat", {"unit_code": "X1"}, Refused),
        (None, {}, SessionEnded),
    ],
)
def test_a_decision_that_may_not_be_leaves_nothing(
    house: wiring.House, token_for, role, changes, fault
) -> None:
    database = house.database
    numbers = tuple(int(str(n)) for n in Answers(database).columns([], unit="X2")["number"])
    judgement = {"unit_code": "X2", "answers": numbers, "set_aside": True, "reason": "đủ lý do"}
    token = token_for(role) if role else "nobody"
    events = Audit(database).latest(5)
    with pytest.raises(fault):
        decide(database, token, Judgement(**{**judgement, **changes}), at=wiring.now())
    assert Answers(database).count("X2") == 8
    assert Audit(database).latest(5) == events


def test_the_convention_is_the_secretariats_to_choose(house: wiring.House, token_for) -> None:
    with pytest.raises(NotAllowed):
        choose_convention(house.database, token_for("leader"), "general", at=wiring.now())
    assert convention_of(house.database) == "pooled"
    choose_convention(house.database, token_for("secretariat"), "general", at=wiring.now())
    assert convention_of(house.database) == "general"
    assert Audit(house.database).latest(1)[0].details["before"] == "pooled"


def test_what_the_index_hides_the_papi_style_score_hides_too(house: wiring.House) -> None:
    """X3 is small; the index hides X2 with it, and a score by items answered would hide X4."""
    form = _recount(house.database)
    all_items = {"OVERALL": 4, **dict.fromkeys(FACTORS, 4)}
    short = {item: mark for item, mark in all_items.items() if item != "S5.1"}
    for unit, contents in (
        ("X2", [all_items] * 10),
        ("X3", [all_items] * 3),
        ("X4", [all_items] * 6 + [short] * 6),
        ("X5", [all_items] * 40),
    ):
        add_answers(house.database, unit, contents, questionnaire_sha256=form)
    groups = dict.fromkeys(("X2", "X3", "X4", "X5"), "COMMUNE")
    rows = indices(house.database, groups, "unit", convention="pooled").rows
    hidden = {row.key for row in rows if isinstance(row.index, Withheld)}
    scores = papi_style(house.database, groups).scores
    assert hidden == {"X2", "X3"}
    assert hidden <= {unit for unit, one in scores.items() if isinstance(one, Withheld)}
    assert isinstance(scores["X5"], Shown)


def test_a_review_proposes_and_changes_nothing(house: wiring.House) -> None:
    database = house.database
    before = Answers(database).tallies(("unit",), flagged=None)
    found = look_through(database, "COMMUNE", tuple(UNITS), made_by="thanhtra", at=NOW)
    assert found.answers == 18
    assert Answers(database).tallies(("unit",), flagged=None) == before
    kept = kept_findings(database, "COMMUNE")
    assert kept is not None
    assert (kept[0], kept[1].by) == (found, "thanhtra")


def test_bursts_of_forms_alike_are_proposed_with_reasons_in_both_languages(
    house: wiring.House,
) -> None:
    database = house.database
    chance = random.Random(1)  # noqa: S311 -- a simulation, not a secret
    for unit in UNITS:
        for number in range(80):
            marks = {item: chance.randint(2, 5) for item in ("OVERALL", *FACTORS)}
            moment = NOW + timedelta(days=number // 2, minutes=chance.randrange(400))
            add_answers(
                database, unit, [marks], key=f"honest-{unit}-{number:020d}", received_at=moment
            )
    for number in range(15):
        moment = NOW + timedelta(days=3, seconds=20 * number)
        alike = dict.fromkeys(("OVERALL", *FACTORS), 5)
        add_answers(database, "X5", [alike], key=f"burst-{number:020d}", received_at=moment)
    found = look_through(database, "COMMUNE", tuple(UNITS), made_by="thanhtra", at=NOW)
    assert {one.unit for one in found.doubtful} == {"X5"}
    assert found.proposed >= 10
    first = found.doubtful[0]
    assert first.vi != first.en
    assert "phiếu" in " ".join(first.vi)


def test_it_is_told_who_could_be_first_or_last_besides(monkeypatch: pytest.MonkeyPatch) -> None:
    doubt = rank_doubt(("A", "B", "C", "D", "E"), (90.0, 89.5, 60.0, 59.9, 20.0), (1.0,) * 5)
    assert doubt.beside_first == ("B",)
    assert doubt.beside_last == ()
    assert [(one.low, one.high) for one in doubt.units][2:] == [(3, 4), (3, 4), (5, 5)]
    said: list[str] = []
    monkeypatch.setattr(rank_words.st, "markdown", said.append)
    desk = cast(Desk, SimpleNamespace(words=translator("vi"), language="vi"))
    rank_words._say_ends(desk, doubt, {"B": "Xã Bê"})
    assert [one.replace("\\", "") for one in said] == [
        "**Không phân biệt được với hạng nhất: 1 trên 5 đơn vị** (Xã Bê)",
        "**Hạng cuối là chắc chắn.**",
        "Số đơn vị có thứ hạng chắc chắn: 1.",
    ]
    alike = rank_doubt(("A", "B", "C"), (50.0, 50.0, 50.0), (1.0,) * 3)
    assert alike.beside_first == alike.beside_last == ()  # they share the place, so none is behind


def test_doubt_of_a_ranking_is_worked_out_once_for_each_state_of_figures(
    house: wiring.House,
) -> None:
    database = house.database
    found = results(database, rounds(database)[0])
    assert kept_doubt(database, found) is None
    made = keep_doubt(database, found, made_by="thuky", at=NOW)
    kept = kept_doubt(database, found)
    assert kept is not None
    assert kept[0] == made
    assert made.sampling.sure  # the 766 index asks nobody
    assert {one.unit for one in made.shaken} == {"X1", "X2", "X3", "X4"}
    Figures(database).declare(figure("X4", "DOSSIER_ON_TIME", "numerator", 6))
    assert kept_doubt(database, results(database, rounds(database)[0])) is None


def test_quality_says_none_where_there_is_too_little(house: wiring.House) -> None:
    found = results(house.database, rounds(house.database)[0])
    made = measure_quality(house.database, found, made_by="thuky", at=NOW)
    assert made.reliability is None
    assert (made.declared, made.appraisers) == ((), ())
    kept = kept_quality(house.database, found.round.id)
    assert kept is not None
    assert kept[0] == made


def test_papi_style_needs_every_part_and_sums_exactly(house: wiring.House) -> None:
    form = _recount(house.database)
    contents: list[dict[str, object]] = [
        dict.fromkeys(FACTORS, 5 if n < 18 else 1) for n in range(24)
    ]
    add_answers(house.database, "X5", contents, questionnaire_sha256=form)
    found = papi_style(house.database, GROUPS)
    score = found.scores["X5"]
    assert isinstance(score, Shown)
    # Three quarters are satisfied with everything: each factor 1 + 9 × 3/4.
    assert set(score.value.dimensions.values()) == {Fraction(31, 4)}
    assert score.value.total == Fraction(155, 4)
    assert found.group == {"X5": 0}
    assert set(found.scores) == {"X5"}
    assert found.changes == {}


@pytest.mark.parametrize(("odd", "told"), [(0, True), (2, False), (12, True)])
def test_a_change_is_not_told_where_it_leaves_a_few_people_out(
    house: wiring.House, odd: int, *, told: bool
) -> None:
    """All time less two periods of three months is one month: its few people would be known."""
    form = _recount(house.database)
    month = timedelta(days=30)
    answers = []
    for ago, people in ((0, 30), (1, 30), (2, 30), (3, 30), (4, 30), (5, 30), (6, odd)):
        for number in range(people):
            text = json.dumps(dict.fromkeys(FACTORS, 5 if number % 4 else 1))
            answers.append(
                NewAnswer(
                    key=f"month-{ago}-of-some-{number:06d}",
                    content_hash=hashlib.sha256(text.encode()).hexdigest(),
                    point_code="PX5",
                    unit_code="X5",
                    questionnaire_sha256=form,
                    received_at=NOW - ago * month,
                    language="vi",
                    content=text,
                )
            )
    # Others answered elsewhere in the oldest month, so that it is one of all the months.
    answers += [
        replace(
            one,
            key=f"somebody-elsewhere-{number:03d}",
            point_code="PX4",
            unit_code="X4",
            received_at=NOW - 6 * month,
        )
        for number, one in enumerate(answers[:60])
    ]
    Submissions(house.database).add_many(answers)
    Answers(house.database).fold()
    found = papi_style(house.database, GROUPS)
    assert isinstance(found.scores["X5"], Shown)
    assert len({*found.before, *found.after}) == 6
    assert ("X5" in found.changes) is told

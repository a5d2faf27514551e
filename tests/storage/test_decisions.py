"""A person's decision moves answers between the tallies; the answers themselves stay."""

from __future__ import annotations

import pytest

from storage.analyses import Analyses
from storage.answers import Answers
from storage.database import Database
from storage.decisions import Decisions
from storage.faults import ChangedMeanwhile, Refused
from storage.records import ANSWER_ITEM
from storage.submissions import Submissions
from tests.storage.sample import NOW, answer, decision


def _counted(database: Database, flagged: bool | None = False) -> dict[tuple[str, str], int]:
    tallies = Answers(database).tallies((), flagged=flagged)
    return {(tally.item, tally.value): tally.n for tally in tallies}


def _numbers(database: Database, flagged: bool | None) -> list[object]:
    return Answers(database).columns([], flagged=flagged)["number"]


def test_answers_set_aside_leave_the_numbers_and_stay_in_the_whole(furnished: Database) -> None:
    Submissions(furnished).add_many([answer({"S1": 5}), answer({"S1": 5}), answer({"S1": 2})])
    whole = _counted(furnished, None)
    Decisions(furnished).decide(decision((1, 2)))
    assert _counted(furnished) == {(ANSWER_ITEM, ""): 1, ("S1", "2"): 1}
    assert _counted(furnished, True) == {(ANSWER_ITEM, ""): 2, ("S1", "5"): 2}
    assert _counted(furnished, None) == whole
    assert _numbers(furnished, False) == [3]
    assert _numbers(furnished, True) == [1, 2]


def test_one_of_several_alike_is_taken_out_of_their_cell(furnished: Database) -> None:
    Submissions(furnished).add_many([answer({"S1": 5}) for _ in range(3)])
    Decisions(furnished).decide(decision((2,)))
    assert _counted(furnished)["S1", "5"] == 2
    assert _counted(furnished, True)["S1", "5"] == 1


def test_the_newest_decision_counts_and_every_one_is_kept(furnished: Database) -> None:
    Submissions(furnished).add_many([answer({"S1": 5}), answer({"S1": 1}, flags=("honeypot",))])
    decisions = Decisions(furnished)
    decisions.decide(decision((1, 2)))
    decisions.decide(decision((1, 2), set_aside=False, reason="Đã hỏi lại tại quầy"))
    assert _counted(furnished) == {(ANSWER_ITEM, ""): 2, ("S1", "5"): 1, ("S1", "1"): 1}
    assert _counted(furnished, True) == {}
    assert decisions.of_unit("H1") == {1: False, 2: False}
    assert decisions.of_unit("H2") == {}
    newest, first = decisions.latest()
    assert (newest.set_aside, newest.answers, newest.reason) == (False, 2, "Đã hỏi lại tại quầy")
    assert (first.set_aside, first.signals, first.author) == (True, ("bursts",), "thanhtra")


def test_of_two_who_decide_at_once_the_second_is_stopped(furnished: Database) -> None:
    Submissions(furnished).add_many([answer({"S1": 5}), answer({"S1": 1})])
    decisions = Decisions(furnished)
    seen = decisions.latest_id("H1")
    assert seen == 0
    first = decisions.decide(decision((1,)), seen_id=seen)
    with pytest.raises(ChangedMeanwhile):
        decisions.decide(decision((1,), set_aside=False), seen_id=seen)
    assert decisions.of_unit("H1") == {1: True}
    decisions.decide(decision((2,)), seen_id=first)
    assert decisions.of_unit("H1") == {1: True, 2: True}


def test_deciding_twice_alike_moves_nothing_twice(furnished: Database) -> None:
    Submissions(furnished).add(answer({"S1": 5}))
    for _ in range(2):
        Decisions(furnished).decide(decision((1,)))
    assert _counted(furnished, True) == {(ANSWER_ITEM, ""): 1, ("S1", "5"): 1}
    assert _counted(furnished) == {}


def test_answers_that_wait_in_the_queue_are_decided_too(furnished: Database) -> None:
    Submissions(furnished).add_many([answer({"S1": 5}), answer({"S1": 4})])
    Decisions(furnished).decide(decision((2,)))
    Submissions(furnished).add(answer({"S1": 4}))
    assert _counted(furnished) == {(ANSWER_ITEM, ""): 2, ("S1", "5"): 1, ("S1", "4"): 1}


@pytest.mark.parametrize("wrong", [{"answers": ()}, {"answers": (1, 9)}, {"unit_code": "H2"}])
def test_a_decision_on_what_is_not_the_units_is_refused_whole(
    furnished: Database, wrong: dict[str, object]
) -> None:
    Submissions(furnished).add(answer({"S1": 5}))
    with pytest.raises(Refused):
        Decisions(furnished).decide(decision((1,), **wrong) if "answers" not in wrong
                                    else decision(**wrong))  # type: ignore[arg-type]  # fmt: skip
    assert _counted(furnished)["S1", "5"] == 1
    assert Decisions(furnished).latest() == ()


def test_a_decision_needs_a_reason(furnished: Database) -> None:
    Submissions(furnished).add(answer({"S1": 5}))
    with pytest.raises(Refused):
        Decisions(furnished).decide(decision((1,), reason=""))
    assert _counted(furnished)["S1", "5"] == 1


def test_a_result_is_kept_under_what_it_was_made_from(furnished: Database) -> None:
    store = Analyses(furnished)

    def keep(made_from: object, value: int) -> object:
        return store.keep(
            "k", "s", made_from=made_from, content={"v": value}, made_at=NOW, made_by="a"
        ).content["v"]

    assert (keep([1], 10), keep([1], 11), keep([2], 20)) == (10, 10, 20)
    found, latest = store.find("k", "s", made_from=[1]), store.latest("k", "s")
    assert found is not None
    assert latest is not None
    assert (found.content, latest.content) == ({"v": 10}, {"v": 20})
    assert store.find("k", "s", made_from=[3]) is None
    assert store.latest("k", "other") is None

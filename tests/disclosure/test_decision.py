"""This module tests what is shown, what is marked as weak, and that nothing goes around it."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from collections.abc import Callable
from math import nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.disclosure import (
    DESK,
    PUBLIC,
    Decision,
    Limits,
    Measure,
    Shown,
    Withheld,
    decide,
    release,
    release_all,
    release_parts,
    release_weighted,
)
from scoring.disclosure.cross import Sum
from scoring.estimates import share_satisfied
from ui.words import translator


def share(hits: int, n: int) -> Measure:
    return Measure.of_share(share_satisfied({5: hits, 1: n - hits}))


@pytest.mark.parametrize(
    ("hits", "n", "desk", "public"),
    [
        (4, 4, "not_publishable", "not_publishable"),
        (3, 5, "weak", "not_publishable"),
        (18, 29, "weak", "not_publishable"),
        (28, 30, "publishable", "weak"),  # narrow, as nearly all agree
        (22, 45, "publishable", "weak"),
        (50, 100, "publishable", "publishable"),
        (3, 100, "weak", "not_publishable"),  # wider than the share itself
        (2, 1000, "publishable", "publishable"),  # relatively wide, but within five points
    ],
)
def test_shares_follow_the_published_standards(hits: int, n: int, desk: str, public: str) -> None:
    assert decide(share(hits, n), DESK).verdict == desk
    assert decide(share(hits, n), PUBLIC).verdict == public


@pytest.mark.parametrize(
    ("measure", "verdict", "reasons"),
    [
        (Measure.of_mean(60, estimate=4.0, se=0.2), "publishable", ()),
        (Measure.of_mean(60, estimate=4.0, se=0.7), "weak", ("uncertain",)),
        (Measure.of_mean(60, estimate=4.0, se=1.4), "not_publishable", ("uncertain",)),
        (Measure.of_mean(60, estimate=0.0, se=1.0), "not_publishable", ("uncertain",)),
        (Measure.of_mean(60, estimate=4.0, se=nan), "not_publishable", ("uncertain",)),
        (Measure.of_mean(60, estimate=4.0, se=0.1, df=3), "weak", ("few_degrees",)),
        (Measure.of_mean(60, estimate=4.0, se=0.1, df=0), "not_publishable", ("few_degrees",)),
        (Measure.of_mean(60, estimate=4.0, se=0.1, effective_n=11), "weak", ("few_answers",)),
        (Measure.of_mean(60, estimate=4.0, se=0.1, effective_n=nan), "publishable", ()),
        (Measure.of_mean(4, estimate=4.0, se=0.1), "not_publishable", ("few_people",)),
        (Measure.of_people(5), "publishable", ()),
        (Measure.of_count(12), "weak", ("few_answers",)),
    ],
)
def test_reasons_are_named(measure: Measure, verdict: str, reasons: tuple[str, ...]) -> None:
    decision = decide(measure)
    assert (decision.verdict, decision.reasons) == (verdict, reasons)
    assert len(decision.sentences()) == len(reasons)


@given(st.integers(0, 60), st.integers(1, 60), st.integers(0, 40))
def test_more_answers_of_the_same_kind_never_make_a_number_worse(
    hits: int, n: int, more: int
) -> None:
    order = ("not_publishable", "weak", "publishable")
    hits = min(hits, n)
    for limits in (DESK, PUBLIC):
        before = decide(share(hits, n), limits)
        after = decide(share(hits * (more + 1), n * (more + 1)), limits)
        assert order.index(after.verdict) >= order.index(before.verdict)


def test_the_public_never_sees_more_than_the_desk() -> None:
    for n in range(1, 200):
        for hits in range(0, n + 1, max(1, n // 7)):
            if decide(share(hits, n), DESK).verdict == "not_publishable":
                assert decide(share(hits, n), PUBLIC).verdict == "not_publishable"


def test_words_do_not_tell_the_small_number_from_the_one_hidden_for_it() -> None:
    for language in ("vi", "en"):
        words = translator(language)
        few, other = (
            [words.say(one) for one in Decision("not_publishable", (reason,)).sentences()]
            for reason in ("few_people", "protects_others")
        )
        assert few == other
        assert len(few) == 1
    assert translator("vi").say(decide(Measure.of_count(1)).sentences()[0]).startswith("Không")


@pytest.mark.parametrize(
    "forge",
    [
        lambda shown: Shown(0.99, shown.decision, object()),
        lambda shown: Shown(0.99, shown.decision, None),
        lambda shown: dataclasses.replace(shown, value=0.99),
        lambda shown: setattr(shown, "value", 0.99),
    ],
)
def test_nobody_else_can_make_a_shown_value(forge: Callable[[Shown[float]], object]) -> None:
    shown = release(0.8, Measure.of_count(40))
    assert isinstance(shown, Shown)
    with pytest.raises((TypeError, ValueError, dataclasses.FrozenInstanceError)):
        forge(shown)
    assert shown.value == 0.8
    assert copy.copy(shown) == shown == pickle.loads(pickle.dumps(shown))  # noqa: S301  # our own


def test_a_withheld_value_is_not_in_the_object() -> None:
    held = release("the secret", Measure.of_count(2))
    assert isinstance(held, Withheld)
    assert "secret" not in repr(held)
    assert "secret" not in repr(pickle.dumps(held))


def test_what_is_worked_out_keeps_its_mark() -> None:
    shown = release(0.8, Measure.of_count(12))
    assert isinstance(shown, Shown)
    assert shown.weak
    assert shown.of(lambda value: value * 100).value == pytest.approx(80)
    assert shown.of(str).decision == shown.decision


def test_parts_of_a_whole_that_is_shown_protect_each_other() -> None:
    n = {"a": 3, "b": 9, "c": 40, "none": 0}
    values = {name: f"{name}!" for name in n}
    measures = {name: Measure.of_count(count) for name, count in n.items()}
    released = release_parts(values, measures)
    assert {name for name, one in released.items() if isinstance(one, Shown)} == {"c"}
    b = released["b"]
    assert isinstance(b, Withheld)
    assert b.decision.reasons == ("protects_others",)
    alone = release_parts(values, measures, whole_is_shown=False)
    assert {name for name, one in alone.items() if isinstance(one, Shown)} == {"b", "c"}


@pytest.mark.parametrize(("hidden", "told"), [(0, True), (1, False), (2, False), (3, True)])
def test_a_weighted_total_beside_a_plain_one_needs_three_hidden_parts_or_none(
    hidden: int, told: bool
) -> None:
    parts = [release(1, Measure.of_people(n)) for n in [2] * hidden + [40] * 4]
    weighted = release_weighted(0.8, Measure.of_count(160), parts=parts)
    assert isinstance(weighted, Shown) is told


def test_a_table_is_released_with_its_sums() -> None:
    measures = {name: Measure.of_people(n) for name, n in {"a": 2, "b": 9, "all": 11}.items()}
    values = {"a": 1, "b": 2}
    assert all(
        isinstance(one, Withheld)
        for one in release_all(values, measures, sums=[Sum("all", ("a", "b"))]).values()
    )


@pytest.mark.parametrize(
    "limits", [{"minimum": 0}, {"least_n": 50.0}, {"wide": 0.9}, {"large_cv": 0.5}]
)
def test_limits_that_contradict_each_other_are_refused(limits: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="limit"):
        Limits(**limits)  # type: ignore[arg-type]

"""Figures supersede one another, and the figure that counts is found among them."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor, wait
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from storage.database import Database
from storage.faults import ChangedMeanwhile, Refused, RoundClosed
from storage.figures import Figures
from storage.records import NewFigure
from storage.rounds import Rounds
from tests.storage.sample import figure, open_round


@pytest.fixture
def figures(furnished: Database) -> Figures:
    open_round(furnished)
    return Figures(furnished)


def _effective(figures: Figures) -> dict[str, dict[str, dict[str, object]]]:
    return figures.effective("xa-2026")  # type: ignore[return-value]


def test_latest_declared_figure_counts_until_one_is_appraised(figures: Figures) -> None:
    figures.declare(figure(Decimal(1)), figure(Decimal(2)))
    assert _effective(figures) == {"H1": {"DOSSIER_ON_TIME": {"numerator": Decimal(2)}}}
    figures.declare(figure(Decimal(3), step="appraised"))
    figures.declare(figure(Decimal(4)))
    assert _effective(figures)["H1"]["DOSSIER_ON_TIME"]["numerator"] == Decimal(3)
    figures.declare(figure(Decimal(5), step="appraised"))
    assert _effective(figures)["H1"]["DOSSIER_ON_TIME"]["numerator"] == Decimal(5)


def test_figure_stated_as_absent_is_not_effective_but_stays_in_the_history(
    figures: Figures,
) -> None:
    figures.declare(figure(Decimal(1)))
    figures.declare(figure(None, step="appraised", reason="không có tài liệu kiểm chứng"))
    assert _effective(figures) == {}
    history = figures.history("xa-2026", "H1", "DOSSIER_ON_TIME")
    assert [(past.value, past.step) for past in history] == [
        (Decimal(1), "declared"),
        (None, "appraised"),
    ]


@pytest.mark.parametrize(
    "value",
    [
        Decimal("19.410"),
        Decimal("0.1"),
        Decimal("-0"),
        Decimal("12345678901234567890.123456789012345678901234567890"),
        Decimal("1E+3"),
        "1",
        "Có",
        "",
    ],
)
def test_figure_comes_back_with_every_digit_and_its_kind(
    figures: Figures, value: Decimal | str
) -> None:
    figures.declare(figure(value))
    found = _effective(figures)["H1"]["DOSSIER_ON_TIME"]["numerator"]
    assert type(found) is type(value)
    assert str(found) == str(value)


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("Infinity")])
def test_figure_that_is_no_number_is_refused(value: Decimal) -> None:
    with pytest.raises(ValueError, match="finite"):
        figure(value)


def test_unknown_step_is_refused() -> None:
    with pytest.raises(ValueError, match="guessed"):
        figure(Decimal(1), step="guessed")


@pytest.mark.parametrize("wrong", [{"unit_code": "NO"}, {"round_id": "NO"}, {"criterion": ""}])
def test_figure_for_something_unknown_is_refused(figures: Figures, wrong: dict[str, str]) -> None:
    with pytest.raises(Refused):
        figures.declare(figure(Decimal(1), **wrong))
    assert _effective(figures) == {}


def test_figures_are_declared_all_or_none(figures: Figures) -> None:
    with pytest.raises(Refused):
        figures.declare(figure(Decimal(1)), figure(Decimal(2), unit_code="NO"))
    assert figures.history("xa-2026", "H1") == ()


def test_figures_of_two_rounds_are_not_mixed(figures: Figures) -> None:
    open_round(figures.database, "so-2026")
    with pytest.raises(ValueError, match="two rounds"):
        figures.declare(figure(Decimal(1)), figure(Decimal(1), round_id="so-2026"))
    figures.declare(figure(Decimal(7), round_id="so-2026"))
    assert _effective(figures) == {}


def test_numbers_follow_the_order_of_the_figures(figures: Figures) -> None:
    numbers = figures.declare(*(figure(Decimal(value)) for value in range(30)))
    assert list(numbers) == sorted(numbers)
    history = figures.history("xa-2026", "H1")
    assert [(past.id, past.value) for past in history] == [
        (number, Decimal(value)) for value, number in enumerate(numbers)
    ]
    assert figures.latest_id("xa-2026") == numbers[-1]
    assert figures.latest_id("xa-2026", unit_code="H2") == 0


def test_writer_who_saw_an_old_state_is_told_and_writes_nothing(figures: Figures) -> None:
    (first,) = figures.declare(figure(Decimal(1)), seen_id=0)
    figures.declare(figure(Decimal(9), criterion="PUBLIC_CONTENT_FULL"))
    (second,) = figures.declare(figure(Decimal(2)), seen_id=first)
    with pytest.raises(ChangedMeanwhile) as caught:
        figures.declare(figure(Decimal(3)), seen_id=first)
    assert caught.value.latest_id == second
    assert _effective(figures)["H1"]["DOSSIER_ON_TIME"]["numerator"] == Decimal(2)


def test_a_figure_that_meets_the_closing_of_its_round_is_refused_and_an_appraised_one_is_not(
    figures: Figures,
) -> None:
    closing, sent = threading.Event(), threading.Event()

    def close() -> None:
        with figures.database.write():
            Rounds(figures.database).set_stage("xa-2026", "closed")
            closing.set()
            sent.wait(5)

    with ThreadPoolExecutor(2) as pool:
        closed = pool.submit(close)
        assert closing.wait(5)
        late = pool.submit(figures.declare, figure(Decimal(1)))
        assert not wait([late], timeout=0.05).done  # it waits for the closing
        sent.set()
        closed.result()
        with pytest.raises(RoundClosed) as caught:
            late.result()
    assert (caught.value.round_id, caught.value.stage) == ("xa-2026", "closed")
    assert figures.latest_id("xa-2026") == 0
    figures.declare(figure(Decimal(2), step="appraised", reason="theo hồ sơ"))
    Rounds(figures.database).set_stage("xa-2026", "published")
    computed = figure(Decimal(3), step="computed", origin="register")
    with pytest.raises(RoundClosed):
        figures.declare(figure(Decimal(4), step="appraised", reason="theo hồ sơ"), computed)
    assert [one.value for one in figures.history("xa-2026", "H1")] == [Decimal(2)]


def test_of_many_writers_who_saw_the_same_state_one_wins(figures: Figures) -> None:
    start = threading.Barrier(10)

    def write(number: int) -> str:
        start.wait()
        try:
            figures.declare(figure(Decimal(number)), seen_id=0)
        except ChangedMeanwhile:
            return "told"
        return "written"

    with ThreadPoolExecutor(10) as pool:
        said = list(pool.map(write, range(10)))
    assert sorted(said) == ["told"] * 9 + ["written"]
    assert len(figures.history("xa-2026", "H1")) == 1


def test_effective_figures_take_one_query_whatever_their_number(figures: Figures) -> None:
    figures.declare(
        *(
            figure(Decimal(1), unit_code=unit, criterion=f"C{number}")
            for unit in ("H1", "H2")
            for number in range(20)
        )
    )
    asked: list[str] = []

    def note(_c: object, _k: object, statement: str, *_rest: object) -> None:
        if statement.startswith("SELECT"):
            asked.append(statement)

    event.listen(figures.database.engine, "before_cursor_execute", note)
    found = _effective(figures)
    assert sum(len(criteria) for criteria in found.values()) == 40
    assert len(asked) == 1


def test_effective_records_say_who_stated_what_and_why(figures: Figures) -> None:
    figures.declare(
        figure(
            Decimal(3), source="Cổng DVC quốc gia", evidence="Báo cáo, tr. 4", reason="đối chiếu"
        )
    )
    figures.declare(figure(Decimal(1), unit_code="H2"))
    (record,) = figures.effective_records("xa-2026", unit_code="H1")
    assert (record.author, record.source, record.evidence, record.reason) == (
        "canbo",
        "Cổng DVC quốc gia",
        "Báo cáo, tr. 4",
        "đối chiếu",
    )


statements = st.builds(
    figure,
    st.one_of(st.none(), st.integers(0, 9).map(Decimal)),
    unit_code=st.sampled_from(["H1", "H2"]),
    criterion=st.sampled_from(["A", "B"]),
    input=st.sampled_from(["numerator", "denominator"]),
    step=st.sampled_from(["declared", "appraised"]),
)


def _obvious(stated: list[NewFigure]) -> dict[tuple[str, str, str], object]:
    found: dict[tuple[str, str, str], object] = {}
    for step in ("declared", "appraised"):
        for one in stated:
            if one.step == step:
                found[one.unit_code, one.criterion, one.input] = one.value
    return {cell: value for cell, value in found.items() if value is not None}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(stated=st.lists(statements, max_size=12))
def test_effective_figures_are_those_an_obvious_loop_finds(
    figures: Figures, stated: list[NewFigure]
) -> None:
    # A round of its own for every example: figures cannot be taken back.
    round_id = f"round-{figures.latest_id('xa-2026')}-{id(stated)}-{len(_rounds(figures))}"
    open_round(figures.database, round_id)
    figures.declare(*(figure(one.value, **_changes(one, round_id=round_id)) for one in stated))
    found = {
        (unit, criterion, name): value
        for unit, criteria in figures.effective(round_id).items()
        for criterion, inputs in criteria.items()
        for name, value in inputs.items()
    }
    assert found == _obvious(stated)


def _rounds(figures: Figures) -> tuple[object, ...]:
    from storage.rounds import Rounds

    return Rounds(figures.database).all()


def _changes(one: NewFigure, *, round_id: str) -> dict[str, object]:
    return {
        "round_id": round_id,
        "unit_code": one.unit_code,
        "criterion": one.criterion,
        "input": one.input,
        "step": one.step,
    }

"""This module tests the appraisal: rights, reasons, appending, and two inspectors at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

import pytest

from dashboards import wiring
from dashboards.access.roles import NotAllowed
from dashboards.actions.appraise import (
    LONGEST_TEXT,
    Appraisal,
    NothingChanged,
    ReasonMissing,
    SessionEnded,
    TextTooLong,
    appraise,
)
from dashboards.queries.appraisal import open_case
from dashboards.queries.results import Results, results, rounds
from scoring.types import Figure, ProblemsFound
from storage import Audit, ChangedMeanwhile, Figures, People, Sessions
from tests.staff.conftest import NOW, PEOPLE, ROUND, figure

Save = Callable[..., tuple[int, ...]]
TEN: Mapping[str, Figure] = {"numerator": Decimal(10), "denominator": Decimal(10)}


@pytest.fixture
def found(house: wiring.House) -> Results:
    return results(house.database, rounds(house.database)[0])


@pytest.fixture
def save(house: wiring.House, found: Results, token_for: Callable[[str], str]) -> Save:
    def run(
        role: str = "inspector",
        figures: Mapping[str, Figure] = TEN,
        *,
        reason: str = "Đối chiếu lại với Cổng",
        evidence: str = "Biểu 2, trang 4",
        code: str = "DOSSIER_ON_TIME",
    ) -> tuple[int, ...]:
        case = open_case(house.database, found, "X1", code=code)
        appraisal = Appraisal(case=case, figures=figures, reason=reason, evidence=evidence)
        return appraise(
            house.database, token_for(role), found, appraisal=appraisal, at=wiring.now()
        )

    return run


def test_an_appraisal_is_appended_and_counts_with_its_reason(
    house: wiring.House, found: Results, save: Save
) -> None:
    ids = save(reason="  Đo\u0302i chie\u0302\u0301u  ")
    store = Figures(house.database)
    history = store.history(ROUND, "X1", "DOSSIER_ON_TIME")
    assert len(ids) == 1  # only what changed is stated again
    assert [record.step for record in history] == ["declared", "declared", "appraised"]
    assert history[0].value == 9
    newest = history[-1]
    assert (newest.value, newest.author) == (Decimal(10), "inspector")
    assert newest.reason == "Đôi chiếu"
    assert newest.evidence == "Biểu 2, trang 4"
    again = results(house.database, found.round)
    assert again.scores["X1"].line("DOSSIER_ON_TIME").points == 20
    event = Audit(house.database).latest(1)[0]
    assert (event.actor, event.action) == ("inspector", "appraise")
    assert event.subject == f"{ROUND}/X1/DOSSIER_ON_TIME"
    assert Audit(house.database).verify() is None


@pytest.mark.parametrize("role", [role for role in PEOPLE if role != "inspector"])
def test_nobody_else_may_appraise_whatever_a_screen_shows(
    house: wiring.House, save: Save, role: str
) -> None:
    before = Figures(house.database).latest_id(ROUND)
    with pytest.raises(NotAllowed):
        save(role)
    assert Figures(house.database).latest_id(ROUND) == before


def test_a_session_that_ended_saves_nothing(
    house: wiring.House, found: Results, token_for: Callable[[str], str]
) -> None:
    token = token_for("inspector")
    case = open_case(house.database, found, "X1", code="DOSSIER_ON_TIME")
    appraisal = Appraisal(case=case, figures=TEN, reason="Đủ lý do", evidence="")
    Sessions(house.database).end(token)
    with pytest.raises(SessionEnded):
        appraise(house.database, token, found, appraisal=appraisal, at=wiring.now())
    People(house.database).set_active("inspector", False)
    with pytest.raises(SessionEnded):
        appraise(house.database, "forged", found, appraisal=appraisal, at=wiring.now())


def test_an_appraisal_needs_a_reason_and_a_change(house: wiring.House, save: Save) -> None:
    before = Figures(house.database).latest_id(ROUND)
    with pytest.raises(ReasonMissing):
        save(reason="  \n ")
    with pytest.raises(TextTooLong):
        save(evidence="x" * (LONGEST_TEXT + 1))
    with pytest.raises(NothingChanged):
        save(figures={"numerator": Decimal(9), "denominator": Decimal(10)})
    assert Figures(house.database).latest_id(ROUND) == before


def test_who_comes_second_is_told_and_writes_nothing(
    house: wiring.House, found: Results, token_for: Callable[[str], str]
) -> None:
    case = open_case(house.database, found, "X1", code="DOSSIER_ON_TIME")
    mine = Appraisal(case=case, figures=TEN, reason="Của tôi đây", evidence="")
    Figures(house.database).declare(figure("X1", "DOSSIER_ON_TIME", "numerator", 7))
    before = Audit(house.database).latest(1)
    with pytest.raises(ChangedMeanwhile):
        appraise(house.database, token_for("inspector"), found, appraisal=mine, at=NOW)
    assert Figures(house.database).effective(ROUND)["X1"]["DOSSIER_ON_TIME"]["numerator"] == 7
    assert Audit(house.database).latest(1) == before


def test_a_contradiction_is_undone_whole(house: wiring.House, save: Save) -> None:
    before = Figures(house.database).latest_id(ROUND)
    with pytest.raises(ProblemsFound):
        save(code="ONLINE_DOSSIER")
    assert Figures(house.database).latest_id(ROUND) == before


def test_figures_can_be_withdrawn(house: wiring.House, found: Results, save: Save) -> None:
    save(figures={})
    assert "DOSSIER_ON_TIME" not in Figures(house.database).effective(ROUND)["X1"]
    line = results(house.database, found.round).scores["X1"].line("DOSSIER_ON_TIME")
    assert line.status == "missing"

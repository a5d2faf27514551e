"""The light page, whole: the running application takes of any form what the parser takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from scoring.definitions.questionnaire import Questionnaire
from scoring.definitions.questionnaire_answers import Answers, canonical_json, parse_answers
from scoring.types import Text
from storage.records import NewAnswer, ServicePoint, Stored
from survey_app.actions import FORM_FIELDS
from survey_app.intake import intake
from survey_app.wiring import Counter, Desk
from tests.public.conftest import NOW, OPEN
from tests.public.html_form import read_form
from tests.strategies.questionnaires import forms, questionnaires

FORM = "application/x-www-form-urlencoded"


@dataclass
class Hall:
    """The running application with a counter that may ask anything, and what it would store."""

    client: TestClient
    taken: list[NewAnswer]
    now: datetime = NOW
    form: Questionnaire | None = None

    def ask(self, form: Questionnaire) -> Mapping[str, Sequence[str]]:
        """Open the page of a form a while later; give the fields that it comes with."""
        self.form = form
        self.now += timedelta(minutes=2)
        page = read_form(self.client.get(f"/s/{OPEN}?che-do=ca-phieu").text)
        assert page.names - FORM_FIELDS == set(form.field_names())
        return page.fields

    def send(self, own: Mapping[str, Sequence[str]], fields: Mapping[str, Sequence[str]]) -> str:
        """Send fields with the page's own; check them against the parser, and give the page."""
        assert self.form is not None
        self.taken.clear()
        hidden = {name: values for name, values in own.items() if name in FORM_FIELDS}
        sent = self.client.post(f"/s/{OPEN}?che-do=ca-phieu&gui=1", data={**hidden, **fields})
        expected = parse_answers(self.form, fields, "vi")
        if isinstance(expected, Answers):
            assert sent.status_code == 201
            assert [one.content for one in self.taken] == [canonical_json(expected)]
            return ""
        assert sent.status_code == 422
        assert self.taken == []
        # Every question that is wrong is told, and leads to its place on the page.
        for code in expected.fields:
            assert f"{code}-e" in sent.text
        return sent.text


@pytest.fixture
def hall(settings, desk: Desk, monkeypatch: pytest.MonkeyPatch):
    point = ServicePoint(OPEN, "X1", Text("Quầy thử", ""), "x/v1")
    ticking = Desk(desk.settings, desk.database, now=lambda: hall.now)

    def store(_: Desk, answer: NewAnswer) -> Stored:
        hall.taken.append(answer)
        return Stored("0" * 11)

    def counter(_: Desk, __: ServicePoint) -> Counter:
        assert hall.form is not None
        return Counter(point, "Phường Pleiku", hall.form)

    monkeypatch.setattr(Desk, "store", store)
    monkeypatch.setattr(Desk, "counter", counter)
    with TestClient(intake(settings, desk=ticking), follow_redirects=False) as client:
        hall = Hall(client, [])
        yield hall


@pytest.mark.slow
@settings(
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_the_light_page_and_the_parser_agree_on_what_is_valid(hall: Hall, data) -> None:
    form = data.draw(questionnaires())
    own = hall.ask(form)
    refused = hall.send(own, data.draw(forms(form)))
    if not refused:
        return
    # What the page gives back is sent as it stands: the page and the parser agree on that too.
    again = read_form(refused)
    hall.send(again.fields, {k: v for k, v in again.fields.items() if k not in FORM_FIELDS})

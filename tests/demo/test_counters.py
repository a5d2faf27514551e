"""The demonstration's other forms and its two tablets."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dashboards.queries.tablets import tablets
from storage.service_points import ServicePoints
from tests.demo.conftest import NOW, Filled
from thuocdo.demo.counters import SHOWCASE, WITH_REASONS, give_signs

pytestmark = pytest.mark.slow


def test_some_counters_ask_for_reasons_and_one_shows_every_kind_as_a_sample(filled: Filled) -> None:
    points = ServicePoints(filled.database).all()
    names = {
        form: [point.name.vi for point in points if point.questionnaire_id == form]
        for form in (WITH_REASONS, SHOWCASE)
    }
    assert len(names[WITH_REASONS]) == 3
    (sample,) = names[SHOWCASE]
    assert "Quầy mẫu" in sample
    assert "mô phỏng" in sample


def test_one_tablet_is_alive_and_one_is_silent_however_often_signs_are_given(
    filled: Filled,
) -> None:
    for passed in (timedelta(), timedelta(hours=1)):
        now = NOW + passed
        give_signs(filled.database, now)
        found = tablets(filled.database, now=now)
        assert [one.state for one in found] == ["silent", "alive"]
        assert found[1].last.seen_at == now

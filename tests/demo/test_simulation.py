"""This module tests that simulated answers are valid, repeatable and believable."""

from collections import Counter, defaultdict

import pytest

from scoring.definitions.criteria_sets import criteria_directories
from scoring.definitions.questionnaire import Questionnaire
from scoring.definitions.questionnaire_answers import Answers, parse_answers
from scoring.definitions.questionnaire_load import find_questionnaire
from thuocdo.demo import province
from thuocdo.demo.calendar import is_open
from thuocdo.demo.places import QUESTIONNAIRE, simulated_places
from thuocdo.demo.simulation import SimulatedAnswer, answer_counts, simulate


@pytest.fixture(scope="module")
def questionnaire() -> Questionnaire:
    return find_questionnaire(QUESTIONNAIRE, directories=criteria_directories())


def some(questionnaire: Questionnaire, expected: int = 3000) -> list[SimulatedAnswer]:
    units = province.official_units()
    return list(
        simulate(
            units,
            simulated_places(units),
            questionnaire,
            comments=province.comments(),
            expected=expected,
        )
    )


def test_the_same_answers_come_out_every_time(questionnaire: Questionnaire) -> None:
    assert some(questionnaire, 300) == some(questionnaire, 300)


def test_the_form_would_have_taken_every_answer_as_it_is(questionnaire: Questionnaire) -> None:
    for answer in some(questionnaire):
        fields = {code: [str(value)] for code, value in answer.values.items()}
        parsed = parse_answers(questionnaire, fields, answer.language)
        assert isinstance(parsed, Answers)
        assert parsed.values == answer.values


def test_answers_come_while_counters_are_open_and_through_both_channels(
    questionnaire: Questionnaire,
) -> None:
    answers = some(questionnaire)
    assert all(is_open(answer.at) for answer in answers)
    assert {answer.at.year for answer in answers} == {2026}
    channels = Counter(answer.place.channel for answer in answers)
    assert channels["qr"] > channels["kiosk"] > 0
    languages = Counter(answer.language for answer in answers)
    assert languages["vi"] > languages["en"] > 0


def test_most_are_satisfied_but_not_all_and_not_everybody_answers_everything(
    questionnaire: Questionnaire,
) -> None:
    values = [answer.values for answer in some(questionnaire)]
    overall = [int(value["OVERALL"]) for value in values]
    assert 0.75 < sum(point >= 4 for point in overall) / len(overall) < 0.95
    assert set(overall) == {1, 2, 3, 4, 5}
    for item in ("S1.1", "S2.3", "S5.1"):
        given = Counter(value.get(item) for value in values)
        assert given[None] > 0
        assert given["na"] > 0
    comments = [value["COMMENT"] for value in values if "COMMENT" in value]
    assert 0.02 < len(comments) / len(values) < 0.12


def test_units_with_late_dossiers_please_less(questionnaire: Questionnaire) -> None:
    on_time = {unit.code: unit.on_time_share for unit in province.official_units()}
    middle = sorted(on_time.values())[len(on_time) // 2]
    satisfied: defaultdict[bool, list[bool]] = defaultdict(list)
    for answer in some(questionnaire, 6000):
        satisfied[on_time[answer.unit_code] >= middle].append(int(answer.values["OVERALL"]) >= 4)
    punctual, late = (sum(group) / len(group) for group in (satisfied[True], satisfied[False]))
    assert punctual > late


def test_answers_follow_the_dossiers_and_some_units_stay_almost_silent() -> None:
    units = province.official_units()
    counts = answer_counts(units, 24_000)
    assert 23_500 < sum(counts.values()) < 24_500
    assert sum(count == 0 for count in counts.values()) >= 3
    assert sum(1 <= count <= 4 for count in counts.values()) >= 3
    known = [unit for unit in units if unit.dossiers is not None and counts[unit.code] > 4]
    many = [u for u in known if (u.dossiers or 0) > 2000]
    few = [u for u in known if (u.dossiers or 0) < 800]
    assert sum(counts[u.code] for u in many) / len(many) > sum(counts[u.code] for u in few) / len(
        few
    )

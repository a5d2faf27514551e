"""This module holds each signal to what it must see, what it must not, and what it says."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from scoring.forensics.answers import DAY, HOUR, MINUTE, Answers, Findings, Limits, OpeningHours
from scoring.forensics.outlying import q_values, upper_p_values
from scoring.forensics.review import WEAK, review
from scoring.forensics.signals import SIGNALS
from scoring.forensics.signals.repeated_comments import letters
from tests.forensics.simulated import MONDAY, clean, stuffed_in_bursts
from ui.words import catalogue, translator

UNIT = 17
PLANTED = slice(0, 40)


@pytest.fixture(scope="module")
def honest() -> Answers:
    """Clean answers of 60 units."""
    return clean(3, units=60, median_answers=150)


def look(code: str, answers: Answers, limits: Limits | None = None) -> Findings:
    return SIGNALS[code](answers, limits or Limits(), seed=1)


def mine(answers: Answers, count: int = 40) -> np.ndarray:
    """The first answers of the unit in which something is planted, in time order."""
    return answers.in_time_order()[UNIT][:count]


def changed(column: np.ndarray, where: np.ndarray, value: object) -> np.ndarray:
    out = column.copy()
    out[where] = value
    return out


def named(found: Findings) -> list[str]:
    return [unit.unit for unit in found.units if unit.found]


def test_every_signal_says_its_own_name_and_judges_every_unit(honest: Answers) -> None:
    for code in SIGNALS:
        found = look(code, honest)
        assert found.signal == code
        assert len(found.flagged) == len(honest)
        assert [unit.unit for unit in found.units] == list(honest.units)
        assert set(np.flatnonzero(found.flagged)) == set(found.reasons)
        assert all(0 <= unit.p_value <= unit.q_value <= 1 for unit in found.units)


@pytest.mark.parametrize("code", list(SIGNALS))
def test_every_reason_is_said_in_vietnamese_and_english(honest: Answers, code: str) -> None:
    where = mine(honest)
    praised = set(where.tolist())
    planted = replace(
        honest,
        at=changed(honest.at, where, MONDAY + 10 * HOUR),
        seconds=changed(honest.seconds, where, 1.0),
        ratings=changed(honest.ratings, where, 5.0),
        comments=tuple(
            "Cán bộ rất nhiệt tình chu đáo với nhân dân" if one in praised else said
            for one, said in enumerate(honest.comments)
        ),
        device=tuple("x" if one in praised else name for one, name in enumerate(honest.device)),
        clerk=changed(honest.clerk, where, True),
        counter=changed(honest.counter, where, False),
    )
    night = replace(
        planted,
        at=changed(honest.at, where, MONDAY + 2 * HOUR),
        counter=changed(honest.counter, where, True),
    )
    found = look(code, night if code == "out_of_hours" else planted)
    sentences = [unit.reason for unit in found.units] + list(found.reasons.values())[:3]
    for sentence in sentences:
        assert sentence.template in catalogue("vi", "statistics")
        assert "{" not in translator("vi").say(sentence)
        assert translator("en").say(sentence)


def test_counter_answers_at_night_are_marked_and_their_unit_is_named(honest: Answers) -> None:
    where = mine(honest)
    night = changed(honest.at, where, MONDAY + 22 * HOUR)
    planted = replace(honest, at=night, counter=changed(honest.counter, where, True))
    found = look("out_of_hours", planted)
    assert found.flagged[where].all()
    assert named(found) == ["X017"]
    assert translator("vi").say(found.reasons[int(where[0])]).count("22:00") == 1


def test_an_answer_from_home_in_the_evening_is_no_offence(honest: Answers) -> None:
    at_home = replace(honest, counter=np.zeros(len(honest), dtype=bool))
    assert not look("out_of_hours", at_home).flagged.any()


def test_opening_hours_know_weekends_slack_and_closed_days() -> None:
    hours = OpeningHours(slack=30, closed=frozenset({MONDAY // DAY + 1}))
    times = [
        (MONDAY + 7 * HOUR, True),
        (MONDAY + 6 * HOUR + 29 * MINUTE, False),
        (MONDAY + 17 * HOUR + 29 * MINUTE, True),
        (MONDAY + 17 * HOUR + 30 * MINUTE, False),
        (MONDAY + 12 * HOUR + 30 * MINUTE, False),
        (MONDAY + DAY + 9 * HOUR, False),
        (MONDAY + 4 * DAY + 9 * HOUR, True),
        (MONDAY + 5 * DAY + 9 * HOUR, False),
    ]
    found = hours.are_open(np.array([at for at, _ in times]))
    assert found.tolist() == [is_open for _, is_open in times]


def test_a_burst_is_found_and_its_answers_are_marked(honest: Answers) -> None:
    planted = stuffed_in_bursts(honest, UNIT, share=0.05, size=12, seed=1)
    found = look("bursts", planted)
    assert "X017" in named(found)
    assert found.flagged[len(honest) :].all()
    assert found.flagged[: len(honest)].mean() < 0.002


def test_a_family_of_four_is_no_burst(honest: Answers) -> None:
    where = mine(honest, 4)
    together = honest.at[where[0]] + np.array([0, 60, 120, 180])
    found = look("bursts", replace(honest, at=changed(honest.at, where, together)))
    assert not found.flagged[where].any()


def test_forms_sent_within_seconds_are_marked(honest: Answers) -> None:
    where = mine(honest)
    found = look("too_fast", replace(honest, seconds=changed(honest.seconds, where, 2.0)))
    assert found.flagged[where].all()
    assert named(found) == ["X017"]


def test_unknown_times_are_not_judged(honest: Answers) -> None:
    nothing = replace(honest, seconds=np.full(len(honest), np.nan))
    found = look("too_fast", nothing)
    assert not found.flagged.any()
    assert named(found) == []


def test_a_unit_full_of_straight_lines_is_named(honest: Answers) -> None:
    where = mine(honest, 1000)
    found = look("straight_lining", replace(honest, ratings=changed(honest.ratings, where, 4.0)))
    assert named(found) == ["X017"]
    assert found.flagged[where].all()


def test_short_forms_cannot_be_straight(honest: Answers) -> None:
    assert not look("straight_lining", replace(honest, ratings=honest.ratings[:, :2])).flagged.any()


def test_equal_forms_in_a_row_are_found_and_the_same_ones_spread_out_are_not(
    honest: Answers,
) -> None:
    mood = np.array([5, 4, 5, 5, 4, 5.0])
    order = mine(honest, 1000)
    row, spread = order[30:42], order[::9][:12]
    found = look("repeated_patterns", replace(honest, ratings=changed(honest.ratings, row, mood)))
    assert named(found) == ["X017"]
    assert found.flagged[row].all()
    apart = look(
        "repeated_patterns", replace(honest, ratings=changed(honest.ratings, spread, mood))
    )
    assert not apart.flagged[spread].any()


def test_a_unit_where_all_are_content_is_not_suspicious_for_that(honest: Answers) -> None:
    where = mine(honest, 10_000)
    ratings = changed(honest.ratings, where, 5.0)
    found = look("repeated_patterns", replace(honest, ratings=ratings))
    assert "X017" not in named(found)


def test_the_same_words_again_are_marked_whatever_their_dress(honest: Answers) -> None:
    where = set(mine(honest, 9).tolist())
    dress = ["Cán bộ rất nhiệt tình, chu đáo!", "CÁN BỘ RẤT NHIỆT TÌNH CHU ĐÁO", "can bo rat nhiet tinh chu dao 2"]  # fmt: skip # noqa: E501
    comments = tuple(
        dress[one % 3] if one in where else said for one, said in enumerate(honest.comments)
    )
    found = look("repeated_comments", replace(honest, comments=comments))
    assert set(np.flatnonzero(found.flagged)) == where
    assert named(found) == ["X017"]


def test_set_phrases_and_short_thanks_are_not_marked(honest: Answers) -> None:
    phrase = "Thủ tục nhanh gọn, cán bộ nhiệt tình"
    for text in (phrase, "Cảm ơn!"):
        everywhere = replace(honest, comments=(text,) * len(honest))
        assert not look("repeated_comments", everywhere).flagged.any()


def test_letters_keep_letters_only() -> None:
    assert letters("Đề nghị: 3 lần…") == "denghilan"


def test_one_phone_with_many_answers_on_a_day_is_marked_but_not_the_counters_screen(
    honest: Answers,
) -> None:
    where = mine(honest, 30)
    there = set(where.tolist())
    same = tuple("one" if one in there else name for one, name in enumerate(honest.device))
    at = changed(honest.at, where, MONDAY + 9 * HOUR)
    phone = replace(honest, device=same, at=at, counter=changed(honest.counter, where, False))
    found = look("one_device_many", phone)
    assert found.flagged[where].all()
    assert named(found) == ["X017"]
    screen = replace(phone, counter=changed(honest.counter, where, True))
    assert not look("one_device_many", screen).flagged[where].any()
    days = replace(phone, at=changed(honest.at, where, MONDAY + np.arange(30) * DAY))
    assert not look("one_device_many", days).flagged[where].any()


def test_a_unit_where_staff_open_the_forms_is_named(honest: Answers) -> None:
    where = mine(honest, 1000)[::2]
    found = look("clerk_opened", replace(honest, clerk=changed(honest.clerk, where, True)))
    assert named(found) == ["X017"]


def test_a_late_but_praised_unit_is_named_and_a_late_and_scolded_one_is_not(
    honest: Answers,
) -> None:
    late = changed(honest.late_rate, np.array([UNIT]), 0.5)
    where = mine(honest, 10_000)
    praised = replace(honest, late_rate=late, ratings=changed(honest.ratings, where, 5.0))
    scolded = replace(honest, late_rate=late, ratings=changed(honest.ratings, where, 2.0))
    assert named(look("far_from_late_rate", praised)) == ["X017"]
    assert "X017" not in named(look("far_from_late_rate", scolded))


def test_without_late_rates_nothing_is_compared(honest: Answers) -> None:
    unknown = replace(honest, late_rate=np.full(len(honest.units), np.nan))
    assert named(look("far_from_late_rate", unknown)) == []


def test_a_jump_is_found_at_its_day(honest: Answers) -> None:
    order = mine(honest, 10_000)
    later = order[honest.at[order] >= MONDAY + 7 * 7 * DAY]
    ratings = honest.ratings.copy()
    ratings[later] = 5.0
    found = look("change_points", replace(honest, ratings=ratings))
    assert named(found) == ["X017"]
    unit = found.units[UNIT]
    # Seven weeks end on Monday, 23 February; few answers come on one day.
    assert unit.reason.values["day"] in {"20/02/2026", "23/02/2026", "24/02/2026"}


def test_units_that_are_like_the_others_have_even_p_values() -> None:
    generator = np.random.default_rng(1)
    counts = generator.integers(50, 400, 3000)
    hits = generator.binomial(counts, generator.beta(4, 36, 3000))
    p_values = upper_p_values(hits, counts)
    assert 0.03 < (p_values < 0.05).mean() < 0.07
    assert 0.004 < (p_values < 0.01).mean() < 0.018


def test_units_that_stand_out_do_not_hide_each_other() -> None:
    generator = np.random.default_rng(2)
    counts = np.full(60, 200)
    hits = generator.binomial(counts, 0.05)
    hits[:6] = 100
    p_values = upper_p_values(hits, counts)
    assert p_values[:6].max() < 1e-6
    assert p_values[6:].min() > 1e-4


def test_a_unit_without_answers_is_never_named() -> None:
    assert upper_p_values(np.array([0, 3, 1]), np.array([0, 100, 90]))[0] == 1


def test_q_values_follow_benjamini_and_hochberg() -> None:
    p = np.array([0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205, 0.212, 0.216])
    assert (q_values(p) <= 0.05).sum() == 2
    assert (np.diff(q_values(p)) >= 0).all()


def test_a_review_proposes_the_stuffing_and_spares_the_honest(honest: Answers) -> None:
    planted = stuffed_in_bursts(honest, UNIT, share=0.05, size=12, seed=2)
    found = review(planted, seed=1)
    assert found.proposed[len(honest) :].mean() > 0.9
    assert found.proposed[: len(honest)].mean() < 0.005
    assert "X017" in {unit.unit for _, unit in found.units_found()}
    assert found.reasons(len(planted) - 1)


def test_straight_lines_and_help_alone_never_set_an_answer_aside(honest: Answers) -> None:
    where = mine(honest, 10_000)
    polite = replace(
        honest,
        ratings=changed(honest.ratings, where, 4.0),
        clerk=changed(honest.clerk, where, True),
        late_rate=np.full(len(honest.units), np.nan),
    )
    found = review(polite, seed=1)
    assert {"straight_lining", "clerk_opened"} == WEAK
    assert not found.proposed[where].any()
    assert {signal for signal, unit in found.units_found() if unit.unit == "X017"} >= WEAK


def test_the_same_seed_says_the_same(honest: Answers) -> None:
    first, again = look("change_points", honest), look("change_points", honest)
    other = SIGNALS["change_points"](honest, Limits(), seed=2)
    assert [unit.p_value for unit in first.units] == [unit.p_value for unit in again.units]
    assert [unit.p_value for unit in first.units] != [unit.p_value for unit in other.units]


def test_no_answers_are_no_suspicion(honest: Answers) -> None:
    none = np.zeros(len(honest), dtype=bool)
    empty = Answers(
        honest.units, honest.unit[none], honest.at[none], honest.counter[none],
        honest.seconds[none], honest.ratings[none], (), (), honest.clerk[none], honest.late_rate,
    )  # fmt: skip
    assert review(empty, seed=1).units_found() == ()


def test_columns_that_do_not_fit_are_refused(honest: Answers) -> None:
    with pytest.raises(ValueError, match="one length"):
        replace(honest, comments=())
    with pytest.raises(ValueError, match="late rate"):
        replace(honest, late_rate=np.zeros(2))
    with pytest.raises(ValueError, match="not there"):
        replace(honest, unit=honest.unit + 1000)


@pytest.mark.slow
def test_on_clean_data_few_provinces_have_a_unit_named_by_a_signal() -> None:
    rounds = 10
    wrong = dict.fromkeys(SIGNALS, 0)
    proposed = []
    for seed in range(500, 500 + rounds):
        found = review(clean(seed), seed=seed)
        proposed.append(found.proposed.mean())
        for code, signal in found.findings.items():
            wrong[code] += bool(named(signal))
    assert max(wrong.values()) <= 3
    assert sum(wrong.values()) <= 8
    assert np.mean(proposed) < 0.002


@pytest.mark.slow
def test_bursts_of_ten_fives_are_found_in_nearly_every_province() -> None:
    caught = 0
    for seed in range(600, 610):
        province = clean(seed)
        unit = int(np.argsort(province.per_unit())[81])
        found = review(stuffed_in_bursts(province, unit, share=0.05, size=10, seed=seed), seed=1)
        caught += any(one.unit == province.units[unit] for _, one in found.units_found())
    assert caught >= 9


def test_the_doors_mark_stands_where_no_time_is_kept(honest: Answers) -> None:
    untimed = replace(honest, seconds=np.full(len(honest), np.nan))
    marks = changed(np.zeros(len(honest), dtype=np.int64), mine(honest), 1)
    found = look("too_fast", replace(untimed, hasty=marks))
    assert [unit.unit for unit in found.units if unit.found] == [honest.units[UNIT]]
    assert "bốn giây" in translator("vi").say(found.reasons[int(mine(honest)[0])])
    assert not look("too_fast", untimed).flagged.any()
    unknown = replace(untimed, hasty=np.where(marks == 1, -1, marks))
    assert not look("too_fast", unknown).flagged.any()


def test_a_counters_own_hours_come_before_the_general_ones(honest: Answers) -> None:
    planted = mine(honest)
    late = replace(
        honest,
        at=changed(honest.at, planted, MONDAY + 20 * HOUR),
        counter=np.ones(len(honest), dtype=np.bool_),
    )
    general = look("out_of_hours", late).flagged
    assert general[planted].all()
    open_late = changed(np.full(len(honest), -1, dtype=np.int64), planted, 1)
    assert not look("out_of_hours", replace(late, place_open=open_late)).flagged[planted].any()
    shut = changed(open_late, planted, 0)
    day = replace(late, at=changed(honest.at, planted, MONDAY + 9 * HOUR), place_open=shut)
    assert look("out_of_hours", day).flagged[planted].all()

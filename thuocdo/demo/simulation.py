"""This module makes up citizens' answers, seeded, so that the same ones come out every time."""

from __future__ import annotations

import math
import random
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from scoring.definitions.questionnaire import Questionnaire
from scoring.question import NOT_APPLICABLE
from scoring.questions import LongTextQuestion, Question, RatingQuestion, SingleChoiceQuestion
from thuocdo.demo.calendar import OpeningHours, working_days
from thuocdo.demo.province import COMMUNES, Comment, OfficialUnit

SEED = 766
EXPECTED_ANSWERS = 20_000

Answer = Mapping[str, int | str]

# A person's feeling is a number around 0; these cut it into the five points of the scale. With a
# spread of one, 84 % land on 4 or 5, as in the SIPAS results of 2024.
_CUTS = (-2.25, -1.65, -1.0, 0.25)
_USUAL_ON_TIME = 0.93

# How items differ from each other: what people praise and what they find wanting.
_ITEM_EFFECT: Mapping[str, float] = {
    "S1.1": -0.05,
    "S1.4": 0.10,
    "S2.2": -0.05,
    "S2.3": 0.15,
    "S3.1": 0.18,
    "S4.1": -0.12,
    "S5.1": -0.30,
}
# Items that many people have nothing to say about (no fee paid, nothing to complain of).
_NOT_APPLICABLE: Mapping[str, float] = {"S2.3": 0.12, "S4.1": 0.07, "S5.1": 0.22}
_RESULT_ON_TIME = "S4.1"

# How often an option is chosen, where not all are alike; an option that is not named weighs 10.
_COMMUNE_WEIGHTS: Mapping[str, Mapping[str, float]] = {
    "FIELD": {
        "ho-tich": 26,
        "chung-thuc": 30,
        "cu-tru": 6,
        "dat-dai": 14,
        "xay-dung": 3,
        "kinh-doanh": 6,
        "giao-duc-y-te": 2,
        "khac": 3,
    },
    "SEX": {"khac": 0.2},
    "AGE": {"duoi-25": 9, "25-34": 26, "35-49": 30, "50-60": 18},
}
_AGENCY_WEIGHTS: Mapping[str, Mapping[str, float]] = {
    "FIELD": {"ho-tich": 0, "chung-thuc": 1, "cu-tru": 0, "bao-tro-xa-hoi": 1},
    "SEX": {"khac": 0.2},
    "AGE": {"duoi-25": 9, "25-34": 26, "35-49": 30, "50-60": 18},
}
_CHANCE_OF_CHOICE: Mapping[str, float] = {"FIELD": 0.7, "SEX": 0.56, "AGE": 0.5}


@dataclass(frozen=True, slots=True)
class Place:
    """A service point as the simulation sees it."""

    code: str
    channel: str
    share: float  # of its unit's answers


@dataclass(frozen=True, slots=True)
class SimulatedAnswer:
    """One made-up answer: where, when, how it came in, and what it says."""

    unit_code: str
    place: Place
    at: datetime
    language: str
    flags: tuple[str, ...]
    values: Answer


@dataclass(frozen=True, slots=True)
class _Person:
    """One made-up respondent: where, how they feel, how much they fill in."""

    unit: OfficialUnit
    feeling: float
    short: bool  # rates the visit as a whole and goes
    uniform: bool  # gives every item the same point


def answer_counts(
    units: Sequence[OfficialUnit], expected: int = EXPECTED_ANSWERS
) -> Mapping[str, int]:
    """Share out the answers: by dossiers and a response rate; some units get very few or none."""
    weights: dict[str, float] = {}
    few: dict[str, int] = {}
    for unit in units:
        chance = _chance("volume", unit.code)
        drawn = chance.lognormvariate(math.log(1700), 0.55)
        dossiers = drawn if unit.dossiers is None else unit.dossiers
        weights[unit.code] = min(dossiers, 6000) * chance.lognormvariate(0, 0.45)
        fate = chance.random()
        if dossiers == 0 or fate < 0.035:
            few[unit.code] = 0
        elif fate < 0.085 or dossiers < 50:
            few[unit.code] = chance.randint(1, 4)
    spread = sum(weight for code, weight in weights.items() if code not in few) or 1.0
    return {
        code: few[code] if code in few else round(expected * weight / spread)
        for code, weight in weights.items()
    }


def simulate(
    units: Sequence[OfficialUnit],
    places: Mapping[str, Sequence[Place]],
    questionnaire: Questionnaire,
    *,
    comments: Sequence[Comment],
    expected: int = EXPECTED_ANSWERS,
) -> Iterator[SimulatedAnswer]:
    """Make up about `expected` answers, unit by unit, in the order of time within a unit.

    `places` gives each unit's service points. Units with many late dossiers fare worse.
    """
    counts = answer_counts(units, expected)
    hours = OpeningHours(working_days())
    pen = _Pen(questionnaire, comments)
    for unit in units:
        chance = _chance("answers", unit.code)
        level = chance.gauss(0, 0.27) + 2.2 * (_on_time(unit) - _USUAL_ON_TIME)
        moments = sorted(hours.draw(chance) for _ in range(counts[unit.code]))
        for moment in moments:
            place = chance.choices(
                places[unit.code], weights=[place.share for place in places[unit.code]]
            )[0]
            person = _Person(
                unit=unit,
                feeling=level + chance.gauss(0, 0.8),
                short=chance.random() < 0.24,
                uniform=chance.random() < 0.14,
            )
            hasty = chance.random() < 0.007
            language = "en" if chance.random() < (0.012 if unit.is_ward else 0.004) else "vi"
            yield SimulatedAnswer(
                unit_code=unit.code,
                place=place,
                at=moment + timedelta(milliseconds=chance.randrange(1000)),
                language=language,
                flags=("too_fast", "burst_browser") if hasty else (),
                values=pen.fill_in(person, language, chance),
            )


class _Pen:
    """Fills in one questionnaire for one person after another."""

    def __init__(self, questionnaire: Questionnaire, comments: Sequence[Comment]) -> None:
        self._questions = tuple(questionnaire.questions())
        self._comments = {
            (tone, language): [
                comment.text
                for comment in comments
                if (comment.tone, comment.language) == (tone, language)
            ]
            for tone in ("praise", "neutral", "complaint")
            for language in ("vi", "en")
        }

    def fill_in(self, person: _Person, language: str, chance: random.Random) -> Answer:
        """Give the values of one form; what is left blank is absent."""
        values: dict[str, int | str] = {}
        for question in self._questions:
            value = self._value(question, person, language, chance=chance)
            if value is not None:
                values[question.code] = value
        return values

    def _value(
        self, question: Question, person: _Person, language: str, *, chance: random.Random
    ) -> int | str | None:
        match question:
            case RatingQuestion():
                return _rating(question, person, chance)
            case SingleChoiceQuestion():
                return None if person.short else _choice(question, person, chance)
            case LongTextQuestion():
                return self._comment(person, language, chance)
            case _:
                return None

    def _comment(self, person: _Person, language: str, chance: random.Random) -> str | None:
        unhappy = person.feeling < _CUTS[2]
        if chance.random() > (0.16 if unhappy else 0.04):
            return None
        contented = "praise" if chance.random() < 0.55 else "neutral"
        tone = "complaint" if unhappy else contented
        return chance.choice(self._comments[tone, language])


def _rating(question: RatingQuestion, person: _Person, chance: random.Random) -> int | str | None:
    if question.required:
        return _point(person.feeling + chance.gauss(0, 0.35))
    if person.short or chance.random() < 0.04:
        return None
    says_nothing = chance.random() < _NOT_APPLICABLE.get(question.code, 0.015)
    if says_nothing and question.not_applicable is not None:
        return NOT_APPLICABLE
    if person.uniform:
        return _point(person.feeling)
    effect = _ITEM_EFFECT.get(question.code, 0.0)
    if question.code == _RESULT_ON_TIME:
        effect += 3.0 * (_on_time(person.unit) - _USUAL_ON_TIME)
    return _point(person.feeling + effect + chance.gauss(0, 0.6))


def _choice(question: SingleChoiceQuestion, person: _Person, chance: random.Random) -> str | None:
    if chance.random() > _CHANCE_OF_CHOICE.get(question.code, 0.5):
        return None
    by_question = _COMMUNE_WEIGHTS if person.unit.group == COMMUNES else _AGENCY_WEIGHTS
    weights = by_question.get(question.code, {})
    codes = [option.code for option in question.options]
    return chance.choices(codes, weights=[weights.get(code, 10.0) for code in codes])[0]


def _point(feeling: float) -> int:
    return 1 + bisect_right(_CUTS, feeling)


def _on_time(unit: OfficialUnit) -> float:
    """Give the share on time, but no worse than 0.7: one very late unit must not look absurd."""
    return max(0.7, float(unit.on_time_share))


def _chance(purpose: str, code: str) -> random.Random:
    """Give each unit its own dice, so that none depends on the order of the units."""
    return random.Random(f"{SEED}/{purpose}/{code}")  # noqa: S311  (a simulation, not a secret)

"""This module counts what citizens answered and estimates shares satisfied from the counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from scoring.disclosure import Measure, Released, Withheld, decide, release, release_parts
from scoring.estimates import Estimate, share_satisfied
from storage import ANSWER_ITEM, Answers, Database

OVERALL: Final = "OVERALL"
_RATINGS: Final = ("1", "2", "3", "4", "5")
_NOBODY: Final = Withheld(decide(Measure.of_people(0)))


@dataclass(frozen=True, slots=True)
class UnitSatisfaction:
    """A unit's answers: `answers` counts forms, `estimate` is held back where too few rated it.

    `set_aside` counts the forms that look abusive; they are in none of the other numbers.
    """

    unit_code: str
    answers: int
    rated: int
    estimate: Released[Estimate]
    simulated: bool
    set_aside: int


@dataclass(frozen=True, slots=True)
class ItemShares:
    """The answers to one question: shares in per cent of 1 to 5, and the share satisfied."""

    item: str
    n: int
    shares: Released[tuple[float, ...]]
    estimate: Released[Estimate]


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """All that the screen of satisfaction shows for one peer group.

    `channels` counts forms by channel, `channels_of` those of each unit.
    """

    units: tuple[UnitSatisfaction, ...]
    whole: UnitSatisfaction
    channels: Mapping[str, int]
    channels_of: Mapping[str, Mapping[str, int]]
    set_aside: int
    items: tuple[ItemShares, ...]


def satisfaction(database: Database, unit_codes: frozenset[str]) -> Satisfaction:
    """Count the answers given to some units, and estimate the share satisfied of each of them.

    Answers set aside as abusive are counted apart and enter no estimate.
    """
    answers = Answers(database)
    forms: dict[str, int] = defaultdict(int)
    channels: dict[str, int] = defaultdict(int)
    channels_of: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    simulated: set[str] = set()
    for tally in answers.tallies(by=("unit", "channel", "simulated"), item=ANSWER_ITEM):
        unit = str(tally.domain["unit"])
        if unit in unit_codes:
            forms[unit] += tally.n
            channels[str(tally.domain["channel"])] += tally.n
            channels_of[unit][str(tally.domain["channel"])] += tally.n
            if tally.domain["simulated"]:
                simulated.add(unit)
    ratings: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for tally in answers.tallies(by=("unit",), item=OVERALL):
        unit = str(tally.domain["unit"])
        if unit in unit_codes and tally.value in _RATINGS:
            ratings[unit][int(tally.value)] += tally.n
    estimates = {code: share_satisfied(n) for code, n in ratings.items()}
    # The group's share stands beside those of its units, so what it would give away is hidden too.
    released = release_parts(
        estimates, {code: Measure.of_share(one) for code, one in estimates.items()}
    )
    aside = _set_aside(answers, unit_codes)
    units = tuple(
        _unit(
            code,
            forms[code],
            ratings.get(code, {}),
            simulated=code in simulated,
            estimate=released.get(code, _NOBODY),
            set_aside=aside.get(code, 0),
        )
        for code in sorted(unit_codes)
    )
    together: dict[int, int] = defaultdict(int)
    for counts in ratings.values():
        for value, n in counts.items():
            together[value] += n
    return Satisfaction(
        units=units,
        whole=_unit(
            "",
            sum(forms.values()),
            together,
            simulated=bool(simulated),
            estimate=_share(together),
            set_aside=sum(aside.values()),
        ),
        channels=dict(channels),
        channels_of={unit: dict(counts) for unit, counts in channels_of.items()},
        set_aside=sum(aside.values()),
        items=_items(answers, unit_codes),
    )


def _unit(
    code: str,
    forms: int,
    ratings: Mapping[int, int],
    *,
    simulated: bool,
    estimate: Released[Estimate],
    set_aside: int,
) -> UnitSatisfaction:
    return UnitSatisfaction(code, forms, sum(ratings.values()), estimate, simulated, set_aside)


def _share(ratings: Mapping[int, int]) -> Released[Estimate]:
    if not sum(ratings.values()):
        return _NOBODY
    estimate = share_satisfied(ratings)
    return release(estimate, Measure.of_share(estimate))


def _set_aside(answers: Answers, unit_codes: frozenset[str]) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    for tally in answers.tallies(by=("unit",), item=ANSWER_ITEM, flagged=True):
        if tally.domain["unit"] in unit_codes:
            found[str(tally.domain["unit"])] += tally.n
    return found


def _items(answers: Answers, unit_codes: frozenset[str]) -> tuple[ItemShares, ...]:
    found: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for tally in answers.tallies(by=("unit",)):
        if tally.domain["unit"] in unit_codes and tally.value in _RATINGS:
            found[tally.item][tally.value] += tally.n
    return tuple(_shares(item, counts) for item, counts in sorted(found.items()))


def _shares(item: str, counts: Mapping[str, int]) -> ItemShares:
    n = sum(counts.values())
    estimate = share_satisfied({int(value): counts.get(value, 0) for value in _RATINGS})
    shares = tuple(100 * counts.get(value, 0) / n for value in _RATINGS)
    measure = Measure.of_share(estimate)
    return ItemShares(item, n, release(shares, measure), release(estimate, measure))

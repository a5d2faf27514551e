"""This module reads where two sources state a figure of a round otherwise, settled or not."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from scoring.definitions.criteria_set import CriteriaSet
from scoring.disagreements import Disagreement, disagreements
from scoring.types import N_, CriterionFigures, Unit
from storage import Database, Figures, Lanes, Round, Stated, Units, lanes

ORIGINS: Final = {
    "declared": N_("Declared by the unit"),
    "imported": N_("Imported file"),
    "register": N_("One-stop register"),
    "survey": N_("Answers to the survey"),
}
# In this order; the first of a pair is what the unit itself stated, where it did.
_FIRST = ("declared", "imported")
_SECOND = ("imported", "register", "survey")


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two statements of one criterion that differ; `settled` by an appraisal newer than both.

    `counting` is the origin whose figures count while nothing is settled.
    """

    found: Disagreement
    first: Stated
    second: Stated
    counting: str
    settled: bool
    seen_id: int  # the newest figure of the criterion


def find_conflicts(
    database: Database, round_: Round, criteria_set: CriteriaSet
) -> tuple[Conflict, ...]:
    """List the conflicts of a round: open ones first, then by points at stake."""
    store = Figures(database)
    everything = {
        (lane.unit_code, lane.criterion): lane for lane in lanes(store.latest_records(round_.id))
    }
    units = [
        Unit(unit.code, unit.name, unit.group, unit.kind)
        for unit in Units(database).in_group(round_.group, date(round_.year, 12, 31))
    ]
    standing = store.effective(round_.id)
    conflicts: list[Conflict] = []
    for first, second in _pairs():
        one, other = _statements(everything, pair=(first, second))
        for found in disagreements(
            criteria_set, units, standing=standing, declared=one, other=other
        ):
            lane = everything[found.unit_code, found.criterion]
            conflicts.append(_conflict(found, lane, pair=(first, second)))
    return tuple(sorted(conflicts, key=lambda each: (each.settled, -each.found.at_stake)))


def _pairs() -> Iterator[tuple[str, str]]:
    for first in _FIRST:
        for second in _SECOND:
            if first != second:
                yield first, second


def _statements(
    everything: Mapping[tuple[str, str], Lanes], *, pair: tuple[str, str]
) -> tuple[dict[str, dict[str, CriterionFigures]], dict[str, dict[str, CriterionFigures]]]:
    """Give what two origins state, where both state something of a criterion."""
    one: dict[str, dict[str, CriterionFigures]] = defaultdict(dict)
    other: dict[str, dict[str, CriterionFigures]] = defaultdict(dict)
    first, second = pair
    for (unit_code, code), lane in everything.items():
        stated = lane.by_origin
        if first not in stated or second not in stated:
            continue
        if first == "imported" and "declared" in stated:
            continue  # the unit's own statement is compared instead
        one[unit_code][code] = stated[first].figures
        other[unit_code][code] = stated[second].figures
    return one, other


def _conflict(found: Disagreement, lane: Lanes, *, pair: tuple[str, str]) -> Conflict:
    one, other = (lane.by_origin[origin] for origin in pair)
    newest = max(one.newest.id, other.newest.id)
    return Conflict(
        found=found,
        first=one,
        second=other,
        counting=lane.counting or one.origin,
        settled=lane.appraised_id > newest,
        seen_id=max(lane.appraised_id, *(stated.newest.id for stated in lane.by_origin.values())),
    )

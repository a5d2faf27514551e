"""This module tells how far an office has come on its way to the first round."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dashboards.access.roles import INSPECTOR, LEADER, SECRETARIAT, UNIT_OFFICER
from dashboards.queries.criteria_sets import USABLE, known_sets
from storage import Database, People, Rounds, ServicePoints, Units

NEEDED = (SECRETARIAT, INSPECTOR, LEADER, UNIT_OFFICER)


@dataclass(frozen=True, slots=True)
class Readiness:
    """What is there: units, open service points, active people by role, usable sets, rounds."""

    units: int
    points: int
    units_with_points: int
    people: Mapping[str, int]
    sets: int
    own_sets: int
    rounds: int

    @property
    def lacking_roles(self) -> tuple[str, ...]:
        """Give the roles without which no round can be run to its end, where nobody has them."""
        return tuple(role for role in NEEDED if not self.people.get(role))

    @property
    def is_complete(self) -> bool:
        """Tell whether nothing is left of what a first round needs."""
        return bool(self.units and self.points and self.rounds and not self.lacking_roles)


def readiness(database: Database, criteria_dir: Path | None) -> Readiness:
    """Count what a round needs; a set counts as the office's own unless it was only shipped."""
    points = [one for one in ServicePoints(database).all() if one.active]
    sets = [one for one in known_sets(database, criteria_dir).sets.values() if one.origin in USABLE]
    return Readiness(
        units=len(Units(database).all(None)),
        points=len(points),
        units_with_points=len({one.unit_code for one in points}),
        people=Counter(one.role for one in People(database).all() if one.active),
        sets=len(sets),
        own_sets=sum(one.origin != "shipped" for one in sets),
        rounds=len(Rounds(database).all()),
    )

"""This module scores a round as it stands now, once for every state of its figures."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from scoring.definitions.criteria_set import CriteriaSet
from scoring.definitions.criteria_sets import criteria_set_from_bytes
from scoring.engine import score_units
from scoring.rank import rank_units
from scoring.score import Place, UnitScore
from scoring.types import Unit
from storage import Database, Figures, Round, Rounds, Units

_KEPT: Final = 16


@dataclass(frozen=True, slots=True)
class Results:
    """A round's scores and places; `scores` and `places` are by unit code, places best first."""

    round: Round
    criteria_set: CriteriaSet
    latest_figure_id: int
    names: Mapping[str, str]
    scores: Mapping[str, UnitScore]
    places: tuple[Place, ...]

    def place_of(self, unit_code: str) -> Place | None:
        """Find a unit's place; None for a unit outside the round."""
        return next((place for place in self.places if place.unit.code == unit_code), None)


class _Kept:
    """Keeps the newest results; asking with other figures calculates anew."""

    def __init__(self) -> None:
        self._results: OrderedDict[tuple[int, str, int, int], Results] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: tuple[int, str, int, int]) -> Results | None:
        with self._lock:
            return self._results.get(key)

    def put(self, key: tuple[int, str, int, int], results: Results) -> None:
        with self._lock:
            self._results[key] = results
            while len(self._results) > _KEPT:
                self._results.popitem(last=False)


_kept: Final = _Kept()


def rounds(database: Database) -> tuple[Round, ...]:
    """List the rounds, newest year first."""
    return Rounds(database).all()


def units_of(database: Database, round_: Round) -> tuple[Unit, ...]:
    """List the units of a round: those of its peer group that stood at the end of its year."""
    last_day = date(round_.year, 12, 31)
    return tuple(
        Unit(record.code, record.name, record.group, record.kind)
        for record in Units(database).in_group(round_.group, last_day)
    )


def results(database: Database, round_: Round) -> Results:
    """Score and rank every unit of a round from the figures that count now.

    The result is kept by round, newest figure and number of units, so that it is never stale.
    """
    units = units_of(database, round_)
    store = Figures(database)
    latest = store.latest_id(round_.id)
    key = (id(database), round_.id, latest, hash(units))
    found = _kept.get(key)
    if found is not None:
        return found
    criteria_set = criteria_set_from_bytes(round_.set_content, file=round_.set_id)
    scores = score_units(criteria_set, units, store.effective(round_.id))
    made = Results(
        round=round_,
        criteria_set=criteria_set,
        latest_figure_id=latest,
        names={unit.code: unit.name for unit in units},
        scores={score.unit.code: score for score in scores},
        places=tuple(rank_units(scores, criteria_set.ranking, criteria_set.bands)),
    )
    _kept.put(key, made)
    return made

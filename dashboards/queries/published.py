"""This module compares what was published of a round with what its figures give now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from dashboards.queries.results import Results
from storage import Database, Runs


@dataclass(frozen=True, slots=True)
class Published:
    """The newest published run of a round; indexes by unit, only where they differ from now's."""

    number: int
    published_at: datetime
    differing: Mapping[str, Fraction | None]


def published(database: Database, results: Results) -> Published | None:
    """Find the newest published run of a round; None where nothing is published yet."""
    run = Runs(database).latest(results.round.id)
    if run is None:
        return None
    differing = {}
    for place in run.places:
        now = results.place_of(place.unit_code)
        if now is not None and (now.index if now.rank is not None else None) != place.index:
            differing[place.unit_code] = place.index
    return Published(run.number, run.published_at, differing)

"""This module gathers what the posters of open service points say."""

from __future__ import annotations

from storage import Database, Properties, ServicePoints, Units
from ui import qr
from ui.printing.posters import Poster, require_short_address
from ui.words import N_, Words

_SIMULATED = N_("DEMONSTRATION · SIMULATED DATA")


def posters(
    database: Database, *, public_url: str, words: Words, unit: str | None = None
) -> tuple[Poster, ...]:
    """Return a poster for each open point, of one unit or of all, in the order of the units' names.

    Raises ProblemsFound where the public address is too long to be typed from a poster.
    """
    require_short_address(public_url)
    points = ServicePoints(database)
    found = points.all() if unit is None else points.for_unit(unit)
    names = {one.code: one.name for one in Units(database).all(None)}
    return tuple(
        Poster(
            unit=names[point.unit_code],
            counter=words.text(point.name),
            code=point.code,
            address=qr.address(public_url, point.code),
        )
        for point in sorted(found, key=lambda one: (names[one.unit_code], one.unit_code, one.code))
        if point.active
    )


def poster_label(database: Database, words: Words) -> str:
    """Return what has to stand on every poster of a demonstration; empty where work is real."""
    return words(_SIMULATED) if Properties(database).get("demo") == "yes" else ""

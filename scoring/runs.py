"""This module makes a run: scores and places, with the hashes that let anyone make them again."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from hashlib import sha256
from importlib import resources
from importlib.resources.abc import Traversable

from scoring.definitions.criteria_set import CriteriaSet
from scoring.engine import score_units
from scoring.rank import rank_units
from scoring.rounding import decimal_text
from scoring.score import Place, UnitScore
from scoring.types import Figure, Unit, UnitFigures


@dataclass(frozen=True, slots=True)
class Run:
    """Scores and places, and what they were made of."""

    set_id: str
    set_sha256: str
    data_sha256: str
    code_sha256: str
    scores: tuple[UnitScore, ...]
    places: tuple[Place, ...]

    @property
    def result_sha256(self) -> str:
        """Hash every digit of the result: lines and places, without names and sentences."""
        lines = [
            [
                score.unit.code,
                line.code,
                decimal_text(line.points),
                decimal_text(line.max_points),
                line.status,
            ]
            for score in sorted(self.scores, key=lambda score: score.unit.code)
            for line in score.lines
        ]
        places = [
            [
                place.group,
                place.rank,
                place.unit.code,
                None if place.index is None else str(place.index),
                place.band,
            ]
            for place in self.places
        ]
        return _hash([lines, places])


def make_run(
    criteria_set: CriteriaSet, units: Sequence[Unit], figures: Mapping[str, UnitFigures]
) -> Run:
    """Score and rank units; raises ProblemsFound where figures contradict each other."""
    scores = score_units(criteria_set, units, figures)
    return Run(
        set_id=criteria_set.id,
        set_sha256=criteria_set.sha256,
        data_sha256=data_sha256(units, figures, kinds=criteria_set.asks_for_kinds),
        code_sha256=code_sha256(),
        scores=scores,
        places=rank_units(scores, criteria_set.ranking, criteria_set.bands),
    )


def data_sha256(
    units: Sequence[Unit], figures: Mapping[str, UnitFigures], *, kinds: bool = False
) -> str:
    """Hash what was scored, whatever order it came in: equal numbers hash alike (1.5 and 1.50).

    The units' ``kinds`` belong to it only where the set asks for them.
    """
    return _hash(
        [
            sorted(_unit(unit, kinds=kinds) for unit in units),
            {
                unit.code: {
                    criterion: {name: _figure(value) for name, value in inputs.items()}
                    for criterion, inputs in figures.get(unit.code, {}).items()
                    if inputs
                }
                for unit in units
            },
        ]
    )


@cache
def code_sha256() -> str:
    """Hash the program text of the heart, so that a result names the code that made it."""
    digest = sha256()
    for name, text in sorted(_sources(resources.files("scoring"), "")):
        digest.update(f"{name}\0{len(text)}\0".encode())
        digest.update(text)
    return digest.hexdigest()


def _sources(folder: Traversable, prefix: str) -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    for item in folder.iterdir():
        if item.is_dir() and not item.name.startswith(("_", ".")):
            found += _sources(item, f"{prefix}{item.name}/")
        elif item.name.endswith(".py"):
            found.append((prefix + item.name, item.read_bytes().replace(b"\r\n", b"\n")))
    return found


def _unit(unit: Unit, *, kinds: bool) -> list[str]:
    return [unit.code, unit.name, unit.group, *([unit.kind] if kinds else [])]


def _figure(value: Figure) -> str:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}" if value else "0"
    return value


def _hash(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()

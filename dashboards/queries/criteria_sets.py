"""This module gathers every criteria set that the house knows: files, drafts, issued, in use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Final, Literal

from scoring.apply import Applied, apply_set
from scoring.definitions.criteria_set import CriteriaSet
from scoring.definitions.criteria_sets import (
    criteria_directories,
    criteria_set_from_bytes,
    list_sets,
)
from scoring.definitions.set_ids import TakenId, next_id
from scoring.engine import score_units
from scoring.rank import rank_units
from scoring.score import Place
from scoring.types import N_, Problem, ProblemsFound, Unit, UnitFigures, said
from storage import CriteriaVersions, Database, Figures, Round, Rounds, Units

Origin = Literal["shipped", "file", "draft", "issued", "round"]
USABLE: Final[frozenset[Origin]] = frozenset({"shipped", "file", "issued", "round"})
"""What a round may be opened with: never a draft."""


@dataclass(frozen=True, slots=True)
class KnownSet:
    """A set, where it comes from, and the rounds that are run by exactly these bytes."""

    criteria_set: CriteriaSet
    origin: Origin
    rounds: tuple[Round, ...] = ()
    kept_at: datetime | None = None
    kept_by: str = ""

    @property
    def sha256(self) -> str:
        """Give the hash by which the set is told from all others."""
        return self.criteria_set.sha256


@dataclass(frozen=True, slots=True)
class Known:
    """Every set by its hash, and what is wrong with those that cannot be read."""

    sets: Mapping[str, KnownSet]
    problems: tuple[Problem, ...] = ()

    def named(self, wanted: str) -> tuple[KnownSet, ...]:
        """Find sets by their id or by the beginning of their hash, issued ones first."""
        found = [
            one
            for one in self.sets.values()
            if one.criteria_set.id == wanted
            or (len(wanted) >= 8 and one.sha256.startswith(wanted.lower()))
        ]
        return tuple(sorted(found, key=lambda one: one.origin == "draft"))

    def taken(self) -> Mapping[str, TakenId]:
        """Give the ids whose content never changes any more, each with a free one beside it."""
        ids = {one.criteria_set.id for one in self.sets.values()}
        found: dict[str, list[KnownSet]] = {}
        for one in self.sets.values():
            if one.origin != "draft":
                found.setdefault(one.criteria_set.id, []).append(one)
        return {
            id_: TakenId(
                tuple(one.criteria_set for one in sets),
                said(_WHY[_reason(sets)]),
                next_id(id_, ids),
            )
            for id_, sets in found.items()
        }


_WHY: Final[Mapping[Origin, str]] = {
    "shipped": N_("the id of a set that comes with the program"),
    "file": N_("the id of a set among the office's files"),
    "issued": N_("the id of a set that was issued"),
    "round": N_("the id of a set that a round uses"),
}


def known_sets(database: Database | None, criteria_dir: Path | None) -> Known:
    """Gather the sets shipped, the office's files, what the database keeps and what rounds froze.

    Without a database only the files. A file that cannot be read is told among the problems and
    hides nothing else.
    """
    rounds = () if database is None else Rounds(database).all()
    found: dict[str, KnownSet] = {}
    problems: list[Problem] = []
    ours = criteria_directories()[-1]
    directories = [] if criteria_dir is None else [criteria_dir]
    for directory in (*directories, ours):
        origin: Origin = "shipped" if directory == ours else "file"
        try:
            listed: Iterable[CriteriaSet] = list_sets((directory,))
        except ProblemsFound as error:
            problems += error.problems
            continue
        for one in listed:
            found.setdefault(one.sha256, KnownSet(one, origin, _using(rounds, one.sha256)))
    versions = () if database is None else CriteriaVersions(database).all()
    settled = {one.set_id for one in versions if one.issued_at is not None}
    for kept in versions:
        if kept.issued_at is None and kept.set_id in settled:
            continue  # overtaken by what was issued under its id
        read = criteria_set_from_bytes(kept.content, file=kept.set_id)
        found.setdefault(
            kept.sha256,
            KnownSet(
                read,
                "draft" if kept.issued_at is None else "issued",
                _using(rounds, kept.sha256),
                kept.issued_at or kept.kept_at,
                kept.issued_by or kept.kept_by,
            ),
        )
    for used in rounds:
        if used.set_sha256 not in found:
            read = criteria_set_from_bytes(used.set_content, file=used.set_id)
            found[used.set_sha256] = KnownSet(
                read, "round", _using(rounds, used.set_sha256), used.opened_at
            )
    ordered = sorted(found.items(), key=lambda item: (item[1].criteria_set.id, item[1].sha256))
    return Known(dict(ordered), tuple(problems))


def still_a_template(criteria_set: CriteriaSet) -> bool:
    """Tell whether a set bears the mark of a template, or the title of one of ours."""
    return criteria_set.template or criteria_set.title.vi.strip() in template_titles()


@cache
def template_titles() -> frozenset[str]:
    """Give the titles of the templates that come with the program, in every language."""
    ours = list_sets(criteria_directories()[-1:])
    titles = [one.title for one in ours if one.template]
    return frozenset(text for one in titles for text in (one.vi, one.en) if text)


def _reason(sets: list[KnownSet]) -> Origin:
    return "round" if any(one.rounds for one in sets) else sets[0].origin


def _using(rounds: Iterable[Round], sha256: str) -> tuple[Round, ...]:
    return tuple(one for one in rounds if one.set_sha256 == sha256)


@dataclass(frozen=True, slots=True)
class Reapplied:
    """A round's units under its own set and under another, on what can be compared.

    ``own`` and ``applied`` are places by unit code, both from the figures that count now.
    """

    round: Round
    own: Mapping[str, Place]
    applied: Mapping[str, Place]
    comparison: Applied


def reapply(database: Database, round_: Round, criteria_set: CriteriaSet) -> Reapplied:
    """Score a round's units by another set; what cannot be compared leaves the maximum."""
    own = criteria_set_from_bytes(round_.set_content, file=round_.set_id)
    units = [
        Unit(one.code, one.name, one.group, one.kind)
        for one in Units(database).in_group(round_.group, date(round_.year, 12, 31))
    ]
    figures = Figures(database).effective(round_.id)
    comparison = apply_set(own, criteria_set, figures)
    return Reapplied(
        round_,
        _places(own, units, figures),
        _places(criteria_set, units, comparison.figures),
        comparison,
    )


def _places(
    criteria_set: CriteriaSet, units: list[Unit], figures: Mapping[str, UnitFigures]
) -> Mapping[str, Place]:
    scores = score_units(criteria_set, units, figures)
    ranked = rank_units(scores, criteria_set.ranking, criteria_set.bands)
    return {place.unit.code: place for place in ranked}

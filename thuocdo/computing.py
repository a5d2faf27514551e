"""This module computes figures of a round from the register and the survey."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from scoring.computed import NotComputed, from_answers, from_register
from scoring.definitions.criteria_set import CriteriaSet
from scoring.definitions.criteria_sets import criteria_set_from_bytes
from scoring.definitions.figure_sources import (
    FigureSources,
    RegisterSource,
    SurveySource,
    find_figure_sources,
)
from scoring.definitions.register import MEASURES
from scoring.types import N_, Sentence, Unit, said
from storage.answers import Answers
from storage.audit import Audit
from storage.database import Database
from storage.figure_lanes import Lanes, lanes
from storage.figures import Figures
from storage.records import FigureOrigin, NewFigure, Round, UnitRecord
from storage.register import Register, RegisterFile
from storage.units import Units
from thuocdo.incoming import refuse_closed, refuse_contradictions
from thuocdo.voice import refusal
from ui.words import translator


@dataclass(frozen=True, slots=True)
class Skipped:
    """A criterion of a unit that got no computed figures, and why."""

    unit_code: str
    criterion: str
    reason: Sentence


@dataclass(frozen=True, slots=True)
class Computed:
    """What computing did: figures written (those that changed), criteria looked at, skipped."""

    written: int
    looked_at: int
    skipped: tuple[Skipped, ...]


@dataclass(frozen=True, slots=True)
class Period:
    """The months that are computed over, "2026-01" to "2026-12"."""

    first: str
    last: str

    @classmethod
    def of_year(cls, year: int) -> Period:
        """Take the twelve months of a year."""
        return cls(f"{year}-01", f"{year}-12")

    def days(self) -> tuple[date, date]:
        """Give the first day and the day after the last, as dates of the answers."""
        first = date.fromisoformat(f"{self.first}-01")
        year, month = map(int, self.last.split("-"))
        following = date(year + (month == 12), month % 12 + 1, 1)
        return first, date.fromordinal(following.toordinal() - 1)


def compute_figures(
    database: Database,
    round_: Round,
    *,
    period: Period,
    actor: str,
    at: datetime,
    directories: Sequence[Path],
) -> Computed:
    """Compute every criterion that the set's sources name, for every unit; append what changed.

    A round that is not simulated takes no simulated counts or answers. An area that a unit was
    given as a whole is left alone. Raises ProblemsFound where no sources are declared for the set,
    and ``storage.faults.RoundClosed`` where the round is no longer open.
    """
    refuse_closed(round_)
    criteria_set = criteria_set_from_bytes(round_.set_content, file=round_.set_id)
    sources = find_figure_sources(criteria_set, directories=directories)
    if sources is None:
        raise refusal(
            "--round",
            expected=N_("a round whose set has a file “figures/SET.yaml” beside it"),
            got=criteria_set.id,
            remedy=N_("Write the file: docs/figures.md says how."),
        )
    last_day = min(date(round_.year, 12, 31), period.days()[1])
    units = Units(database).in_group(round_.group, last_day)
    with database.write():
        work = _Work(database, round_, criteria_set, sources=sources, period=period)
        figures, skipped = work.figures(units, actor=actor, at=at)
        Figures(database).declare(*figures)
        refuse_contradictions(database, round_.id, criteria_set)
        details = {"figures": len(figures), "sources": sources.sha256}
        Audit(database).record(actor, "figures.computed", round_.id, at=at, details=details)
    return Computed(len(figures), len(units) * len(sources.criteria), tuple(skipped))


class _Work:
    """Computes the figures of one round."""

    def __init__(
        self,
        database: Database,
        round_: Round,
        criteria_set: CriteriaSet,
        *,
        sources: FigureSources,
        period: Period,
    ) -> None:
        self.round = round_
        self.criteria_set = criteria_set
        self.sources = sources
        self.period = period
        store = Figures(database)
        self.standing = store.effective(round_.id)
        latest = store.latest_records(round_.id)
        self.lanes = {(lane.unit_code, lane.criterion): lane for lane in lanes(latest)}
        self.files = {file.id: file for file in Register(database).files()}
        register = Register(database).totals(since=period.first, until=period.last)
        self.totals = {
            total.domain["unit"]: total
            for total in register
            if round_.simulated or not total.simulated
        }
        self.answers = Answers(database)

    def figures(
        self, units: Sequence[UnitRecord], *, actor: str, at: datetime
    ) -> tuple[list[NewFigure], list[Skipped]]:
        """Give the figures that changed, and what could not be computed."""
        found: list[NewFigure] = []
        skipped: list[Skipped] = []
        for code, source in self.sources.criteria.items():
            ratings = self._ratings(source) if isinstance(source, SurveySource) else {}
            conditions = self.criteria_set.conditions(code)
            for unit in units:
                if not all(one.includes(_scored(unit)) for one in conditions):
                    continue
                made = self._computed(unit.code, code, source=source, ratings=ratings)
                if isinstance(made, NotComputed):
                    skipped.append(Skipped(unit.code, code, made.reason))
                    made = {}
                found += self._changed(unit.code, code, made=made, actor=actor, at=at)
        return found, skipped

    def _computed(
        self,
        unit_code: str,
        code: str,
        *,
        source: RegisterSource | SurveySource,
        ratings: Mapping[str, Mapping[int, int]],
    ) -> dict[str, Decimal] | NotComputed:
        area = self.criteria_set.area_of(code).code
        if self.standing.get(unit_code, {}).get(area):
            return NotComputed(said(N_("the area {area} is given as a whole"), area=area))
        if isinstance(source, SurveySource):
            return from_answers(source, ratings.get(unit_code, {}))
        total = self.totals.get(unit_code)
        if total is None:
            return NotComputed(said(N_("the register holds nothing of the unit in these months")))
        return from_register(source, total.counts)

    def _ratings(self, source: SurveySource) -> dict[str, dict[int, int]]:
        since, until = self.period.days()
        found: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
        for tally in self.answers.tallies(
            by=("unit", "tier"),
            item=source.item,
            since=since,
            until=until,
            simulated=None if self.round.simulated else False,
        ):
            counts = not source.tiers or tally.domain["tier"] in source.tiers
            if counts and tally.value in {"1", "2", "3", "4", "5"}:
                found[str(tally.domain["unit"])][int(tally.value)] += tally.n
        return found

    def _changed(
        self,
        unit_code: str,
        code: str,
        *,
        made: Mapping[str, Decimal],
        actor: str,
        at: datetime,
    ) -> list[NewFigure]:
        """Give what differs from what was computed before; what is no longer known is withdrawn."""
        source = self.sources.criteria[code]
        origin: FigureOrigin = "register" if isinstance(source, RegisterSource) else "survey"
        prevails = source.counts == "computed"
        lane: Lanes | None = self.lanes.get((unit_code, code))
        stated = None if lane is None else lane.by_origin.get(origin)
        before = {} if stated is None else stated.figures
        same_rule = stated is None or stated.newest.prevails == prevails
        if before == made and same_rule:
            return []
        return [
            NewFigure(
                round_id=self.round.id,
                unit_code=unit_code,
                criterion=code,
                input=name,
                value=made.get(name),
                step="computed",
                author=actor,
                recorded_at=at,
                source=self._source(unit_code, origin),
                evidence=self._evidence(unit_code, code, source=source),
                origin=origin,
                prevails=prevails,
            )
            for name in sorted(before.keys() | made.keys())
        ]

    def _source(self, unit_code: str, origin: FigureOrigin) -> str:
        words = translator("vi")
        months = {"first": self.period.first, "last": self.period.last}
        if origin == "register":
            total = self.totals.get(unit_code)
            if total is not None and total.simulated:
                return words(N_("Simulated one-stop register, months {first} to {last}"), **months)
            return words(N_("One-stop register, months {first} to {last}"), **months)
        if self.round.simulated:
            return words(
                N_("Survey answers of a simulated round, months {first} to {last}"), **months
            )
        return words(N_("Survey answers, months {first} to {last}"), **months)

    def _evidence(self, unit_code: str, code: str, *, source: RegisterSource | SurveySource) -> str:
        words = translator("vi")
        mapping = self.sources.sha256[:12]
        if isinstance(source, SurveySource):
            return words(
                N_("Item {item}; sources file SHA-256 {digest}…"), item=source.item, digest=mapping
            )
        taken = self.criteria_set.criterion(code).scoring_rule.inputs()
        terms = "; ".join(
            f"{label.vi if (label := taken[name].label) else name} = {_sum(parts)}"
            for name, parts in source.inputs.items()
        )
        total = self.totals.get(unit_code)
        file: RegisterFile | None = None if total is None else self.files.get(total.newest_file)
        return words(
            N_("{terms}; newest file {name}, SHA-256 {file}…; sources file SHA-256 {digest}…"),
            terms=terms,
            name="–" if file is None else file.name,
            file="–" if file is None else file.sha256[:12],
            digest=mapping,
        )


def _sum(terms: Sequence[str]) -> str:
    """Write a sum of measures in words: "hồ sơ tiếp nhận − quá hạn"."""
    said = [
        f"{'−' if term.startswith('-') else '+'} {MEASURES[term.removeprefix('-')].vi}"
        for term in terms
    ]
    return " ".join(said).removeprefix("+ ")


def _scored(unit: UnitRecord) -> Unit:
    return Unit(unit.code, unit.name, unit.group, unit.kind)

"""This module sorts what was stated of a criterion by where it comes from, and says what counts."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from types import MappingProxyType

from scoring.types import Figure
from storage.records import FigureRecord

_Inputs = dict[str, FigureRecord]


@dataclass(frozen=True, slots=True)
class Stated:
    """What one origin states of a criterion: its figures, and the newest of its records."""

    origin: str
    figures: Mapping[str, Figure]
    newest: FigureRecord


@dataclass(frozen=True, slots=True)
class Lanes:
    """All that is stated of one criterion of one unit, by origin; withdrawn figures are absent.

    `counting` is the origin whose figures count where nothing is appraised, `appraised_id` the
    newest appraised figure (0 for none).
    """

    unit_code: str
    criterion: str
    by_origin: Mapping[str, Stated]
    counting: str | None
    appraised_id: int


def counting_records(records: Iterable[FigureRecord]) -> Iterator[FigureRecord]:
    """Choose from the newest records of each lane, sorted by unit and criterion, those that count.

    A criterion's figures are those of one origin: computed figures that prevail, else what was
    stated (declared or imported, the later one of each input), else computed ones that fill gaps.
    Over them lie the appraised figures, input by input.
    """
    for _, group in groupby(records, key=_cell):
        together = tuple(group)
        appraised = {record.input: record for record in together if record.step == "appraised"}
        base = _base(together)
        for name in sorted(base.keys() | appraised.keys()):
            record = appraised.get(name) or base[name]
            if record.value is not None:
                yield record


def lanes(records: Iterable[FigureRecord]) -> Iterator[Lanes]:
    """Sort the newest records of each lane, sorted by unit and criterion, by their origin."""
    for (unit_code, criterion), group in groupby(records, key=_cell):
        together = tuple(group)
        base = _base(together)
        by_origin: dict[str, list[FigureRecord]] = defaultdict(list)
        for record in together:
            if record.step != "appraised":
                by_origin[record.origin].append(record)
        newest = max(base.values(), key=lambda record: record.id, default=None)
        yield Lanes(
            unit_code,
            criterion,
            MappingProxyType(
                {
                    origin: _stated(origin, lane)
                    for origin, lane in by_origin.items()
                    if any(record.value is not None for record in lane)
                }
            ),
            counting=None if newest is None else newest.origin,
            appraised_id=max((one.id for one in together if one.step == "appraised"), default=0),
        )


def _cell(record: FigureRecord) -> tuple[str, str]:
    return record.unit_code, record.criterion


def _stated(origin: str, lane: list[FigureRecord]) -> Stated:
    figures = {record.input: record.value for record in lane if record.value is not None}
    return Stated(origin, figures, max(lane, key=lambda record: record.id))


def _base(records: Iterable[FigureRecord]) -> _Inputs:
    """Choose the lane that counts under what is appraised."""
    found: dict[str, _Inputs] = defaultdict(dict)
    for record in records:  # an input's records come in the order of writing
        if record.step != "appraised":
            lane = "stated" if record.step == "declared" else record.origin
            found[lane][record.input] = record
    filled = [
        lane for lane in found.values() if any(one.value is not None for one in lane.values())
    ]
    return max(filled, key=_standing, default={})


def _standing(lane: _Inputs) -> tuple[int, int]:
    """Rank a lane: computed and prevailing, then stated, then computed for gaps; newest first."""
    newest = max(lane.values(), key=lambda record: record.id)
    return (1 if newest.step == "declared" else 2 if newest.prevails else 0, newest.id)

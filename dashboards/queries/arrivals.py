"""This module counts what came in at each counter: answers, marks and tickets, never contents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from scoring.disclosure import may_show, to_hide
from scoring.types import Text
from storage import ANSWER_ITEM, Answers, Database, ServicePoints, Units
from storage.answer_marks import AnswerMarks
from storage.entry_unusable import UnusablePapers, UnusableReason
from storage.tickets import BatchStatus, Tickets


@dataclass(frozen=True, slots=True)
class Place:
    """A counter by its newest code, with its name and its unit."""

    code: str
    unit_code: str
    unit: str
    counter: Text


@dataclass(frozen=True, slots=True)
class Arrival:
    """What came in at a counter; `aside` is None where too few answers came to say it."""

    place: Place
    answers: int | None
    aside: int | None

    @property
    def share(self) -> float | None:
        """The share of its answers that stand aside."""
        return self.aside / self.answers if self.aside is not None and self.answers else None


@dataclass(frozen=True, slots=True)
class MarkCount:
    """How often a counter's answers carry a mark; None where the number could point at somebody."""

    place: Place
    mark: str
    number: int | None
    share: float | None


@dataclass(frozen=True, slots=True)
class PapersBack:
    """The papers that came back at a counter; `entered` is None where too few to be told."""

    place: Place
    entered: int | None
    unusable: Mapping[UnusableReason, int]

    @property
    def spoilt(self) -> int:
        """All papers that cannot be entered."""
        return sum(self.unusable.values())

    @property
    def received(self) -> int | None:
        """All papers that came back."""
        return None if self.entered is None else self.entered + self.spoilt


@dataclass(frozen=True, slots=True)
class TicketCount:
    """Tickets bound to one place: a counter, a unit's counters, or any; `spent` None if too few."""

    unit: str | None
    counter: Text | None
    made: int
    spent: int | None
    valid: int


def arrivals(database: Database) -> tuple[Arrival, ...]:
    """Return every counter at which somebody answered, those with most answers aside first."""
    places = _places(database)
    kept: Counter[str] = Counter()
    aside: Counter[str] = Counter()
    tallies = Answers(database).tallies(("counter", "flagged"), item=ANSWER_ITEM, flagged=None)
    for tally in tallies:
        counter = str(tally.domain["counter"])
        (aside if tally.domain["flagged"] else kept)[counter] += tally.n
    found = [_arrival(places[counter], kept[counter], aside[counter]) for counter in kept | aside]
    return tuple(
        sorted(found, key=lambda one: (-(one.share or -1.0), one.place.unit, one.place.code))
    )


def _arrival(place: Place, kept: int, aside: int) -> Arrival:
    answers = kept + aside
    if not may_show(answers):
        return Arrival(place, None, None)
    hidden = to_hide({"kept": kept, "aside": aside})
    return Arrival(place, answers, None if hidden else aside)


def papers_back(database: Database) -> tuple[PapersBack, ...]:
    """Return how many papers came back at each counter: every one is entered or unusable.

    Where the entered ones, or the answers beside them, are few, they are held back with the whole;
    a paper that cannot be entered says nothing of anybody and is always counted.
    """
    places = _places(database)
    answers = {one.place.code: one.answers for one in arrivals(database)}
    entered: Counter[str] = Counter()
    unusable: dict[str, Counter[UnusableReason]] = {}
    for code, count in UnusablePapers(database).by_point().items():
        counter = places[code].code
        entered[counter] += count.entered
        unusable.setdefault(counter, Counter()).update(count.unusable)
    found = [
        PapersBack(
            places[code],
            entered[code] if _told(entered[code], answers.get(code)) else None,
            dict(unusable[code]),
        )
        for code in unusable
    ]
    return tuple(sorted(found, key=lambda one: (one.place.unit, one.place.code)))


def _told(papers: int, answers: int | None) -> bool:
    """Tell whether a counter's papers may be told beside all its answers."""
    others = max((answers or 0) - papers, 0)
    return answers is not None and "paper" not in to_hide({"paper": papers, "other": others})


def marks(database: Database, unit_code: str) -> tuple[MarkCount, ...]:
    """Return the marks on the answers of a unit, by counter and reason; small numbers held back.

    A mark that is only noted (`scoring.marks`) is counted here, though its answer does not stand
    aside.
    """
    places = _places(database)
    numbers: dict[str, Counter[str]] = {}
    answers: Counter[str] = Counter()
    for point, flags, number in AnswerMarks(database).of_unit(unit_code):
        counter = places[point].code
        answers[counter] += number
        numbers.setdefault(counter, Counter()).update(dict.fromkeys(flags, number))
    return tuple(
        one
        for counter in sorted(numbers)
        for one in _marks_at(places[counter], numbers[counter], answers[counter])
    )


def _marks_at(place: Place, numbers: Mapping[str, int], answers: int) -> list[MarkCount]:
    # One answer may carry several marks, so they add up to nothing that is shown.
    hidden = to_hide(numbers, whole_is_shown=False) if may_show(answers) else frozenset(numbers)
    return [
        MarkCount(place, mark, None, None)
        if mark in hidden
        else MarkCount(place, mark, number, number / answers)
        for mark, number in sorted(numbers.items(), key=lambda one: (-one[1], one[0]))
    ]


def ticket_counts(database: Database) -> tuple[TicketCount, ...]:
    """Return tickets made and used by the place that they are bound to; invitations stay apart.

    A ticket says where it is good, never where an answer was given; a counter keeps its tickets
    under every code that it gets.
    """
    places = _places(database)
    units = {unit.code: unit.name for unit in Units(database).all(None)}
    made: Counter[tuple[str, str]] = Counter()
    spent: Counter[tuple[str, str]] = Counter()
    valid: Counter[tuple[str, str]] = Counter()
    for status in Tickets(database).statuses():
        batch = status.batch
        if batch.channel != "ticket":
            continue
        counter = places[batch.point_code].code if batch.point_code else ""
        where = (places[counter].unit_code if counter else batch.unit_code or "", counter)
        made[where] += status.made
        spent[where] += status.spent
        valid[where] += _still_good(status)
    return tuple(
        TicketCount(
            unit=units.get(unit),
            counter=places[counter].counter if counter else None,
            made=made[unit, counter],
            spent=spent[unit, counter] if may_show(spent[unit, counter]) else None,
            valid=valid[unit, counter],
        )
        for unit, counter in sorted(made, key=lambda one: (units.get(one[0], ""), one[1]))
    )


def _still_good(status: BatchStatus) -> int:
    return status.made - status.spent if status.batch.active else 0


def _places(database: Database) -> dict[str, Place]:
    """Name every counter under each code that it ever had."""
    units = {unit.code: unit.name for unit in Units(database).all(None)}
    return {
        point.code: Place(
            point.replaced_by or point.code, point.unit_code, units[point.unit_code], point.name
        )
        for point in ServicePoints(database).all()
    }

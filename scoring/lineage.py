"""This module compares units over merges and splits, by a rule that is named with the result."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from scoring.types import N_, Sentence, said

Rule = Literal["same", "sum", "weighted_mean"]


@dataclass(frozen=True, slots=True)
class Link:
    """One step of lineage: on `day`, `before` became (part of) `after`."""

    before: str
    after: str
    day: date


@dataclass(frozen=True, slots=True)
class Lifetime:
    """The first and the last day of a unit; `last` is None while it stands."""

    first: date
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Predecessors:
    """What a unit was on an earlier day.

    `codes` are the units of that day that it came from, itself where nothing changed; `shared` are
    those of them that became part of other units as well.
    """

    codes: tuple[str, ...]
    shared: tuple[str, ...]

    def are_only(self, unit_code: str) -> bool:
        """Tell whether the unit stood on that day as it stands now, with nothing taken away."""
        return self.codes == (unit_code,) and not self.shared


@dataclass(frozen=True, slots=True)
class Part:
    """What one predecessor brings to a derived figure; `weight` is None in a sum."""

    unit_code: str
    value: Fraction
    weight: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Derived:
    """A figure that compares over a break: its value, its rule and what it was made of.

    Rule `same` means that the unit's own figure was taken and nothing was derived.
    """

    value: Fraction
    rule: Rule
    parts: tuple[Part, ...]

    @property
    def is_derived(self) -> bool:
        """Tell whether the figure has to be marked as derived."""
        return self.rule != "same"


@dataclass(frozen=True, slots=True)
class NotComparable:
    """Says why no figure compares."""

    reason: Sentence


def predecessors(
    links: Iterable[Link], lifetimes: Mapping[str, Lifetime], unit_code: str, *, on: date
) -> Predecessors:
    """Trace a unit back to the units that stood on an earlier day, by the links after that day.

    A unit that others joined and that stood before is a predecessor of itself, too; one that was
    born of a link is not.
    """
    steps = _steps(links, on)
    current = {unit_code}
    for day, pairs in reversed(steps):
        earlier: set[str] = set()
        for code in current:
            joined = {before for before, after in pairs if after == code}
            stood = code not in lifetimes or lifetimes[code].first < day
            earlier |= joined | ({code} if stood or not joined else set())
        current = earlier
    shared = [code for code in sorted(current) if _became(code, steps, lifetimes) != {unit_code}]
    return Predecessors(tuple(sorted(current)), tuple(shared))


def _steps(links: Iterable[Link], on: date) -> list[tuple[date, list[tuple[str, str]]]]:
    by_day: dict[date, list[tuple[str, str]]] = {}
    for link in links:
        if link.day > on:
            by_day.setdefault(link.day, []).append((link.before, link.after))
    return sorted(by_day.items())


def _became(
    code: str,
    steps: Iterable[tuple[date, list[tuple[str, str]]]],
    lifetimes: Mapping[str, Lifetime],
) -> set[str]:
    """Follow a unit forward to everything that it, or a part of it, became."""
    current = {code}
    for day, pairs in steps:
        later: set[str] = set()
        for one in current:
            became = {after for before, after in pairs if before == one}
            last = lifetimes[one].last if one in lifetimes else None
            goes_on = last is None or last >= day
            later |= became | ({one} if goes_on or not became else set())
        current = later
    return current


def add_up(values: Mapping[str, Fraction], before: Predecessors) -> Derived | NotComparable:
    """Derive a count over a break as the sum of the predecessors' counts."""
    lacking = _hindrance(values, before)
    if lacking is not None:
        return lacking
    parts = tuple(Part(code, values[code]) for code in before.codes)
    rule: Rule = "same" if len(parts) == 1 else "sum"
    return Derived(sum((part.value for part in parts), Fraction(0)), rule, parts)


def weighted_mean(
    values: Mapping[str, Fraction], weights: Mapping[str, Fraction], before: Predecessors
) -> Derived | NotComparable:
    """Derive a share or an index over a break as the mean of the predecessors', by a weight."""
    lacking = _hindrance(values, before)
    if lacking is not None:
        return lacking
    if len(before.codes) == 1:
        code = before.codes[0]
        return Derived(values[code], "same", (Part(code, values[code]),))
    weightless = [code for code in before.codes if weights.get(code) is None]
    if weightless:
        return NotComparable(said(N_("no weight is known of {units}"), units=", ".join(weightless)))
    parts = tuple(Part(code, values[code], weights[code]) for code in before.codes)
    total = sum((weights[code] for code in before.codes), Fraction(0))
    if any(weights[code] < 0 for code in before.codes) or total == 0:
        return NotComparable(said(N_("the weights add up to nothing")))
    value = sum((weights[code] * values[code] for code in before.codes), Fraction(0)) / total
    return Derived(value, "weighted_mean", parts)


def _hindrance(values: Mapping[str, Fraction], before: Predecessors) -> NotComparable | None:
    if before.shared:
        return NotComparable(
            said(
                N_("{units} became part of other units as well; nothing tells how to divide them"),
                units=", ".join(before.shared),
            )
        )
    lacking = [code for code in before.codes if code not in values]
    if lacking:
        return NotComparable(said(N_("no figure is known of {units}"), units=", ".join(lacking)))
    return None

"""This module applies a set to figures that were declared under another one, like with like."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from scoring.definitions.criteria_set import Area, CriteriaSet, Criterion
from scoring.definitions.set_comparison import origins
from scoring.rule import NOT_APPLICABLE
from scoring.types import N_, Figure, Sentence, Text, UnitFigures, said

_LEFT_OUT: Mapping[str, Figure] = {NOT_APPLICABLE: Decimal(1)}


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A criterion that cannot be compared, and why."""

    code: str
    name: Text
    reason: Sentence


@dataclass(frozen=True, slots=True)
class Applied:
    """Figures in the codes of the set applied, and what had to be left out of its maximum.

    ``compared`` names the criteria (or areas given directly) that the figures speak to.
    """

    figures: Mapping[str, UnitFigures]
    compared: tuple[str, ...]
    left_out: tuple[LeftOut, ...]


def apply_set(
    own: CriteriaSet, applied: CriteriaSet, figures: Mapping[str, UnitFigures]
) -> Applied:
    """Say the figures of a round in the codes of another set.

    ``own`` is the set that the figures were declared under, ``applied`` the one to score them by. A
    criterion that the figures do not speak to is declared not applicable for every unit, so that
    the index is rescaled to what can be compared.
    """
    origin = origins(own, applied)
    declared = {code for given in figures.values() for code, found in given.items() if found}
    whole: dict[str, str] = {}
    sources: dict[str, str] = {}
    left_out: list[LeftOut] = []
    for area in applied.areas:
        below = {one.code: _reason(one, own, origin=origin[one.code], declared=declared)
                 for one in area.scored}  # fmt: skip
        source = _same_area(area, own, origin=origin)
        if source is not None and any(_direct(given, source) for given in figures.values()):
            whole[area.code] = source
            if not any(one in declared for code in below for one in origin[code]):
                continue
        for criterion in area.scored:
            reason = below[criterion.code]
            if reason is None:
                sources[criterion.code] = origin[criterion.code][0]
            else:
                left_out.append(LeftOut(criterion.code, criterion.name, reason))
    excluded = frozenset(one.code for one in left_out)
    spoken = {
        unit: _of_unit(own, applied, given, whole=whole, sources=sources, excluded=excluded)
        for unit, given in figures.items()
    }
    return Applied(spoken, (*whole, *sources), tuple(left_out))


def _of_unit(
    own: CriteriaSet,
    applied: CriteriaSet,
    given: UnitFigures,
    *,
    whole: Mapping[str, str],
    sources: Mapping[str, str],
    excluded: frozenset[str],
) -> UnitFigures:
    """Say one unit's figures in the other set's codes; nothing where none of them speaks to it.

    Units of one round may differ: one gives an area's points directly, another its criteria.
    """
    spoken: dict[str, Mapping[str, Figure]] = {}
    out: dict[str, Mapping[str, Figure]] = {}
    for area in applied.areas:
        if area.code in whole and _direct(given, whole[area.code]):
            spoken[area.code] = given[whole[area.code]]
            continue
        for code in (one.code for one in area.scored):
            source = sources.get(code)
            if code in excluded or (source is not None and _as_a_whole(own, given, source)):
                out[code] = _LEFT_OUT
            elif source is not None and source in given:
                spoken[code] = given[source]
    return {**spoken, **out} if any(spoken.values()) else {}


def _direct(given: UnitFigures, area: str) -> bool:
    """Tell whether a unit gave the points of an area directly."""
    found = given.get(area, {})
    return "points" in found and found.get(NOT_APPLICABLE) != 1


def _as_a_whole(own: CriteriaSet, given: UnitFigures, criterion: str) -> bool:
    """Tell whether a unit gave, or left out, a whole area, so that nothing is known below it."""
    area = own.area_of(criterion).code
    return _direct(given, area) or given.get(area, {}).get(NOT_APPLICABLE) == 1


def _same_area(
    area: Area, own: CriteriaSet, *, origin: Mapping[str, tuple[str, ...]]
) -> str | None:
    """Find the area that this one continues with the same maximum, so that its points compare."""
    sources = origin[area.code]
    if len(sources) != 1:
        return None
    before = {one.code: one for one in own.areas}.get(sources[0])
    return sources[0] if before is not None and before.max_points == area.max_points else None


def _reason(
    criterion: Criterion, own: CriteriaSet, *, origin: tuple[str, ...], declared: set[str]
) -> Sentence | None:
    """Tell why a criterion cannot be compared; None where it can."""
    if not origin:
        return said(N_("It did not exist before."))
    if len(origin) > 1:
        return said(N_("It joins several earlier criteria ({codes})."), codes=", ".join(origin))
    before = {one.code: one for one in own.criteria()}.get(origin[0])
    if before is None:
        return said(N_("It was divided otherwise before."))
    if origin[0] not in declared:
        return said(N_("No unit declared a figure for it."))
    return _other_figures(before, criterion)


def _other_figures(before: Criterion, criterion: Criterion) -> Sentence | None:
    """Tell how the figures that two criteria take are not the same."""
    was, now = before.scoring_rule.inputs(), criterion.scoring_rule.inputs()
    needed = {name: one.kind for name, one in now.items() if one.needed}
    if any(was[name].kind != kind if name in was else True for name, kind in needed.items()):
        return said(
            N_("Other figures were declared: {was}; it needs {now}."),
            was=", ".join(was) or "–",
            now=", ".join(needed) or "–",
        )
    if any(not set(one.options) <= set(now[name].options) for name, one in was.items()
           if one.options and name in now):  # fmt: skip
        return said(N_("Its outcomes are other ones than before."))
    if "points" in needed.values() and before.max_points != criterion.max_points:
        return said(N_("Its points were given by hand out of another maximum."))
    return None

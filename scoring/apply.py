"""This module applies a set to figures that were declared under another one, like with like."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from scoring.definitions.criteria_set import Area, CriteriaSet, Criterion
from scoring.definitions.set_comparison import origins
from scoring.types import N_, Figure, Sentence, Text, UnitFigures, said

_LEFT_OUT: Mapping[str, Figure] = {"not_applicable": Decimal(1)}


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
    direct = {code for given in figures.values() for code in given}
    sources: dict[str, str] = {}
    left_out: list[LeftOut] = []
    for area in applied.areas:
        if _given_directly(area, own, direct, origin=origin):
            sources[area.code] = origin[area.code][0]
            continue
        for criterion in area.scored:
            reason = _reason(criterion, own, origin=origin[criterion.code], declared=direct)
            if reason is None:
                sources[criterion.code] = origin[criterion.code][0]
            else:
                left_out.append(LeftOut(criterion.code, criterion.name, reason))
    excluded = {one.code: _LEFT_OUT for one in left_out}
    spoken = {
        unit: {
            **{code: given[source] for code, source in sources.items() if source in given},
            **excluded,
        }
        for unit, given in figures.items()
    }
    return Applied(spoken, tuple(sources), tuple(left_out))


def _given_directly(
    area: Area,
    own: CriteriaSet,
    declared: set[str],
    *,
    origin: Mapping[str, tuple[str, ...]],
) -> bool:
    """Tell whether an area's points were published as a whole, out of the same maximum."""
    sources = origin[area.code]
    if len(sources) != 1 or sources[0] not in declared:
        return False
    before = {one.code: one for one in own.areas}.get(sources[0])
    return before is not None and before.max_points == area.max_points


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

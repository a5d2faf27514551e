"""This module lets values through to people's eyes; only it can make a ``Shown``."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import InitVar, dataclass
from typing import Final, Generic, TypeVar

from scoring.disclosure.cross import Sum
from scoring.disclosure.decision import Decision, Measure, decide
from scoring.disclosure.limits import DESK, Limits
from scoring.disclosure.protection import protect

T_co = TypeVar("T_co", covariant=True)
T = TypeVar("T")
U = TypeVar("U")
Key = TypeVar("Key", bound=Hashable)

_SEAL: Final = object()
_ALL: Final = object()


@dataclass(frozen=True, slots=True)
class Shown(Generic[T_co]):
    """A value that passed; figures, tables and exports of people's answers take nothing else.

    ``decision`` says whether it carries the mark of a weak number. Made by ``release`` only.
    """

    value: T_co
    decision: Decision
    seal: InitVar[object]

    def __post_init__(self, seal: object) -> None:
        """Refuse with TypeError to be made anywhere else."""
        if seal is not _SEAL:
            raise TypeError("only scoring.disclosure may let a value through")

    @property
    def weak(self) -> bool:
        """Tell whether the value must be shown with a mark."""
        return self.decision.verdict == "weak"

    def of(self, part: Callable[[T_co], U]) -> Shown[U]:
        """Give something worked out from this value alone, under the same decision."""
        return Shown(part(self.value), self.decision, _SEAL)


@dataclass(frozen=True, slots=True)
class Withheld:
    """A value held back: it is not in here, only why."""

    decision: Decision


Released = Shown[T] | Withheld


def release(value: T, measure: Measure, limits: Limits = DESK) -> Released[T]:
    """Let one value through, or hold it back.

    Values that stand beside their sum go through ``release_all``, which sees the sums.

    >>> release(0.8, Measure.of_count(4))
    Withheld(decision=Decision(verdict='not_publishable', reasons=('few_people',)))
    """
    decision = decide(measure, limits)
    if decision.verdict == "not_publishable":
        return Withheld(decision)
    return Shown(value, decision, _SEAL)


def release_all(
    values: Mapping[Key, T],
    measures: Mapping[Key, Measure],
    *,
    sums: Iterable[Sum[Key]] = (),
    limits: Limits = DESK,
) -> dict[Key, Released[T]]:
    """Let a table of values through, holding back what sums would give away besides.

    ``sums`` say which of the table's own entries add up to which; their people must add up.
    An entry of ``measures`` without a value is a number known to everyone, as a total may be.
    """
    people = {name: measure.people for name, measure in measures.items()}
    hidden = protect(people, tuple(sums), minimum=limits.minimum)
    released: dict[Key, Released[T]] = {}
    for name, value in values.items():
        one = release(value, measures[name], limits)
        if name in hidden and isinstance(one, Shown):
            one = Withheld(Decision("not_publishable", ("protects_others",)))
        released[name] = one
    return released


def release_parts(
    values: Mapping[Key, T],
    measures: Mapping[Key, Measure],
    limits: Limits = DESK,
    *,
    whole_is_shown: bool = True,
) -> dict[Key, Released[T]]:
    """Let through the parts of one whole, which is shown somewhere too unless said otherwise."""
    names: dict[Hashable, Measure] = {
        _ALL: Measure.of_people(sum(measure.people for measure in measures.values()))
    }
    names.update(measures.items())
    shown: dict[Hashable, T] = {}
    shown.update(values.items())
    sums: tuple[Sum[Hashable], ...] = (Sum(_ALL, tuple(measures)),) if whole_is_shown else ()
    released = release_all(shown, names, sums=sums, limits=limits)
    return {name: released[name] for name in values}


def release_weighted(
    value: T,
    measure: Measure,
    *,
    parts: Iterable[Released[object]],
    limits: Limits = DESK,
    totals: int = 2,
) -> Released[T]:
    """Let through a total that weighs parts otherwise than a plain total that is shown as well.

    Hidden parts are unknowns and each total is an equation over them: two totals over one or two
    hidden parts would be solved. So none or at least three are hidden, or the total is held back;
    ``totals`` says how many totals over the same parts are shown, this one included.
    """
    hidden = sum(isinstance(part, Withheld) for part in parts)
    if 0 < hidden <= totals:
        return Withheld(Decision("not_publishable", ("protects_others",)))
    return release(value, measure, limits)

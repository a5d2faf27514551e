"""This module decides over one number: to be shown, to be shown with a mark, or held back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf, isnan
from types import MappingProxyType
from typing import Final, Literal, Protocol

from scoring.disclosure.limits import DESK, Limits
from scoring.types import N_, Sentence

Verdict = Literal["publishable", "weak", "not_publishable"]
Reason = Literal["few_people", "protects_others", "few_answers", "few_degrees", "uncertain"]

# "Too few" and "would give others away" are said in the same words: to tell them apart would tell
# which of two hidden numbers is the small one.
_PROTECTED: Final = N_(
    "Not shown: too few people answered here, or the number would give away others' answers."
)
_WITHHELD: Final[Mapping[Reason, str]] = MappingProxyType(
    {
        "few_people": _PROTECTED,
        "protects_others": _PROTECTED,
        "few_answers": N_("Not shown: too few answers for a number that says anything."),
        "few_degrees": N_("Not shown: too few groups were asked to tell how sure the number is."),
        "uncertain": N_("Not shown: the number is too uncertain."),
    }
)
_MARKED: Final[Mapping[Reason, str]] = MappingProxyType(
    {
        "few_answers": N_("Weak: it rests on few answers."),
        "few_degrees": N_("Weak: few groups were asked, so its interval is itself uncertain."),
        "uncertain": N_("Weak: its interval is wide."),
    }
)


class ShareLike(Protocol):
    """An estimate of a share with its interval, as ``scoring.estimates`` makes it."""

    @property
    def n(self) -> int: ...
    @property
    def estimate(self) -> float: ...
    @property
    def ci_low(self) -> float: ...
    @property
    def ci_high(self) -> float: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What a decision needs to know of a number: how many people, and how sure it is.

    ``people`` are those who stand behind it, ``n`` the effective number of answers (the smaller
    of answers and effective sample size). A share has a ``width`` and a ``relative`` width, a mean
    or total a coefficient of variation; what is not known is no obstacle, NaN is one.
    """

    people: int
    n: float
    df: float = inf
    width: float = 0.0
    relative: float = 0.0
    cv: float = 0.0

    @classmethod
    def of_count(cls, people: int) -> Measure:
        """Measure a plain count of people, which has no error."""
        return cls(people=people, n=people)

    @classmethod
    def of_people(cls, people: int) -> Measure:
        """Measure only how many people stand behind something; how sure it is, is not asked."""
        return cls(people=people, n=inf)

    @classmethod
    def of_share(
        cls, estimate: ShareLike, *, df: float = inf, effective_n: float | None = None
    ) -> Measure:
        """Measure a share by its interval, whichever method made it."""
        width = estimate.ci_high - estimate.ci_low
        share = estimate.estimate
        known = estimate.n if effective_n is None or isnan(effective_n) else effective_n
        return cls(
            people=estimate.n,
            n=min(estimate.n, known),
            df=df,
            width=width,
            relative=width / share if share > 0 else inf,
        )

    @classmethod
    def of_mean(
        cls,
        people: int,
        *,
        estimate: float,
        se: float,
        df: float = inf,
        effective_n: float | None = None,
    ) -> Measure:
        """Measure a mean, total or ratio by its coefficient of variation, se / |estimate|."""
        known = people if effective_n is None or isnan(effective_n) else effective_n
        cv = abs(se / estimate) if estimate else (inf if se else 0.0)
        return cls(people=people, n=min(people, known), df=df, cv=cv)


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided, and by what reasons; a publishable number has none."""

    verdict: Verdict
    reasons: tuple[Reason, ...] = ()

    def sentences(self) -> tuple[Sentence, ...]:
        """Say each reason once, for a person; nothing where the number is publishable."""
        said = _WITHHELD if self.verdict == "not_publishable" else _MARKED
        return tuple(Sentence(text) for text in dict.fromkeys(said[one] for one in self.reasons))


def decide(measure: Measure, limits: Limits = DESK) -> Decision:
    """Decide over one number by its people, answers, degrees of freedom and uncertainty.

    A share is too uncertain as NCHS's standard has it: its interval is wider than ``widest``, or
    wider than ``narrow`` and than ``largest_relative`` times the share. Source: see ``Limits``.

    >>> decide(Measure.of_count(4)).verdict, decide(Measure.of_count(12)).reasons
    ('not_publishable', ('few_answers',))
    """
    if measure.people < limits.minimum:
        return Decision("not_publishable", ("few_people",))
    fatal = _faults(
        measure,
        n=limits.least_n,
        df=limits.least_df,
        uncertain=not (
            measure.width <= limits.widest
            and _narrow(measure, limits, limits.largest_relative)
            and measure.cv <= limits.largest_cv
        ),
    )
    if fatal:
        return Decision("not_publishable", fatal)
    weak = _faults(
        measure,
        n=limits.enough_n,
        df=limits.enough_df,
        uncertain=not (
            measure.width <= limits.wide
            and _narrow(measure, limits, limits.large_relative)
            and measure.cv <= limits.large_cv
        ),
    )
    return Decision("weak", weak) if weak else Decision("publishable")


def _narrow(measure: Measure, limits: Limits, relative: float) -> bool:
    return measure.width <= limits.narrow or measure.relative <= relative


def _faults(measure: Measure, *, n: float, df: float, uncertain: bool) -> tuple[Reason, ...]:
    """List what is below its limit; NaN is below every limit."""
    found: list[Reason] = []
    if not measure.n >= n:
        found.append("few_answers")
    if not measure.df >= df:
        found.append("few_degrees")
    if uncertain:
        found.append("uncertain")
    return tuple(found)

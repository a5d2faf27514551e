"""This module judges a form on its way in: which marks it gets, and whether it is far too much.

Marks set an answer aside where everybody can see it; nothing is dropped for them. Only an address
that sends more than 300 forms a minute is asked to wait, and never for a form that it sent before.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from storage.text import vietnam_day
from survey_app.guard.channels import TIER_OF_PRINT, TIER_OF_SCREEN, Channel
from survey_app.guard.origin import Origins
from survey_app.guard.rotating import RotatingCodes
from survey_app.guard.seals import Seal, Seals
from survey_app.guard.throttle import MinuteCounts, Recent, TokenBuckets
from survey_app.guard.work import is_done

# A family of browsers says the same of itself on most phones, so a crowd at one counter looks like
# one browser: thirty may come at once, and six more each minute.
BROWSER_AT_ONCE, BROWSER_PER_MINUTE = 30, 6
DEVICE_AT_ONCE, DEVICE_PER_MINUTE = 120, 12  # a tablet, five seconds between answers
SEAL_AT_ONCE, SEAL_PER_MINUTE = 20, 1
ADDRESS_MARKED, ADDRESS_REFUSED = 60, 300  # a minute
FASTEST: Final = timedelta(seconds=4)
# Whoever scanned a screen's code and takes longer than this counts as a printed code's visitor.
OLDEST_SCREEN: Final = timedelta(minutes=30)
_FORGET_EVERY = 60.0


@dataclass(frozen=True)
class Arrival:
    """What a door knows about how a form came in; used for a moment, never stored or logged.

    Only the day on which somebody answered, where that was an earlier one, goes with the answer.
    """

    address: str = ""
    browser: str = ""
    drawn_at: datetime | None = None  # of a door that remembers it itself; others read the seal
    set_up: bool = True  # False: nothing shows that the office set up the device
    given_on: date | None = None  # of a paper, and of an interview without a network


@dataclass(frozen=True)
class Given:
    """What a form says of itself, beside its answers."""

    key: str
    seal: str = ""
    work: str = ""
    trap: str = ""


@dataclass(frozen=True)
class Verdict:
    """The marks of a form, in order; its tier; and whether its sender has to wait."""

    flags: tuple[str, ...]
    tier: str
    refused: bool = False


class Watch:
    """One process's watch. Several processes count apart: each cap then holds for each of them."""

    def __init__(
        self,
        secret: bytes,
        *,
        work_bits: int = 0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.seals = Seals(secret)
        self.rotating = RotatingCodes(secret)
        self.work_bits = work_bits
        self._origins = Origins(secret)
        self._clock = clock
        self._browsers = TokenBuckets(BROWSER_AT_ONCE, BROWSER_PER_MINUTE)
        self._devices = TokenBuckets(DEVICE_AT_ONCE, DEVICE_PER_MINUTE)
        self._seals_used = TokenBuckets(SEAL_AT_ONCE, SEAL_PER_MINUTE)
        self._addresses = MinuteCounts()
        self._judged: Recent[Verdict] = Recent(20_000)
        self._forgot_at = clock()
        self._lock = threading.Lock()

    def judge(
        self, given: Given, arrival: Arrival, *, channel: Channel, code: str, now: datetime
    ) -> Verdict:
        """Judge a form that is otherwise ready to be stored; the same key gets the same verdict."""
        if not channel.watched:
            return Verdict((), channel.tier)
        name = hashlib.sha256(given.key.encode()).digest()[:16]
        with self._lock:
            known = self._judged.get(name)
            if known is not None:
                return known
            self._forget_sometimes()
            verdict = self._fresh(given, arrival, channel=channel, code=code, now=now)
            if not verdict.refused:
                self._judged.put(name, verdict)
            return verdict

    def forget(self) -> None:
        """Forget whatever says nothing any more; called every minute, with or without visitors."""
        with self._lock:
            self._forgot_at = self._clock() - _FORGET_EVERY
            self._forget_sometimes()

    def counted(self) -> int:
        """Tell how many counts are kept now."""
        kept = (self._browsers, self._devices, self._seals_used, self._addresses)
        return sum(len(one) for one in kept)

    def _fresh(
        self, given: Given, arrival: Arrival, *, channel: Channel, code: str, now: datetime
    ) -> Verdict:
        seal = self.seals.read(code, given.seal) if given.seal else None
        drawn_at = arrival.drawn_at or (seal.drawn_at if seal else None)
        flags = list(_marks_of_form(given, drawn_at, now))
        if self._owes_work(given, arrival, channel=channel, genuine=seal is not None):
            flags.append("no_work")
        origin = self._origins.of(arrival.address, arrival.browser, code=code, day=vietnam_day(now))
        moment = self._clock()
        in_a_minute = self._addresses.add(origin.address, moment)
        buckets = self._devices if channel.one_device else self._browsers
        if not buckets.take(origin.browser, moment):
            flags.append("burst_browser")
        if in_a_minute > ADDRESS_MARKED:
            flags.append("burst_address")
        if seal and not channel.one_device and not self._seals_used.take(seal.name, moment):
            flags.append("seal_reused")
        tier = _tier(channel, seal, now) if arrival.set_up else TIER_OF_PRINT
        return Verdict(tuple(flags), tier, refused=in_a_minute > ADDRESS_REFUSED)

    def _owes_work(
        self, given: Given, arrival: Arrival, *, channel: Channel, genuine: bool
    ) -> bool:
        # A tablet sends one page's answers all day, and Streamlit's page has no field for work.
        if not self.work_bits or channel.one_device or arrival.drawn_at is not None:
            return False
        return not (genuine and is_done(given.seal, given.work, self.work_bits))

    def _forget_sometimes(self) -> None:
        now = self._clock()
        if now - self._forgot_at >= _FORGET_EVERY:
            self._forgot_at = now
            for kept in (self._browsers, self._devices, self._seals_used, self._addresses):
                kept.forget(now)


def _marks_of_form(given: Given, drawn_at: datetime | None, now: datetime) -> Iterator[str]:
    if given.trap:
        yield "honeypot"
    if drawn_at is None:
        yield "unsealed"
    elif now - drawn_at <= FASTEST:
        yield "too_fast"


def _tier(channel: Channel, seal: Seal | None, now: datetime) -> str:
    fresh_screen = seal is not None and seal.from_screen and now - seal.drawn_at <= OLDEST_SCREEN
    return min(channel.tier, TIER_OF_SCREEN) if fresh_screen else channel.tier

"""This module simulates clean answers of a province's units, and two ways of stuffing them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from scoring.forensics.answers import DAY, HOUR, MINUTE, Answers

MONDAY = 20_458 * DAY  # Monday, 5 January 2026
ITEMS = 6
WEEKS = 12
_PRAISE = ("Cán bộ", "Nhân viên", "Chị ở quầy", "Anh tiếp nhận", "Bộ phận một cửa", "Lãnh đạo xã")
_DID = ("hướng dẫn", "trả lời", "giải quyết", "tiếp đón", "giải thích", "làm việc")
_HOW = ("rất tận tình", "nhanh", "hơi chậm", "đúng hẹn", "chưa rõ", "lịch sự", "vui vẻ", "còn lâu")
_MORE = ("tôi hài lòng", "xin cảm ơn", "mong cải thiện", "chờ mất một buổi", "cần thêm ghế ngồi")


def clean(seed: int, *, units: int = 135, median_answers: float = 250) -> Answers:
    """Simulate twelve weeks of honest answers, with all that makes honest data untidy.

    Units differ in size (log-normal), contentment, hurry, helpers and late dossiers; days differ
    in traffic; people come in families, answer straight down, share phones and thank alike.
    """
    generator = np.random.default_rng(seed)
    sizes = np.maximum(20, generator.lognormal(np.log(median_answers), 0.7, units)).astype(int)
    late = generator.beta(2, 12, units)
    content = 0.75 - 2.2 * (late - late.mean()) + generator.normal(0, 0.12, units)
    parts = [_of_unit(generator, n, level) for n, level in zip(sizes, content, strict=True)]
    unit = np.repeat(np.arange(units), sizes)
    total = len(unit)
    counter = generator.random(total) < 0.35
    at = np.concatenate([at for at, _ in parts])
    evening = ~counter & (generator.random(total) < 0.15)
    at = np.where(
        evening, at // DAY * DAY + (18 * HOUR + generator.integers(0, 4 * HOUR, total)), at
    )
    dawdlers = generator.beta(1, 150, units)
    at = np.where(
        counter & (generator.random(total) < dawdlers[unit]), at // DAY * DAY + 19 * HOUR, at
    )
    hurry = generator.normal(0, 0.1, units)
    helpers = generator.beta(1.5, 20, units)
    return Answers(
        units=tuple(f"X{number:03d}" for number in range(units)),
        unit=unit,
        at=at,
        counter=counter,
        seconds=np.exp(generator.normal(np.log(48) + hurry[unit], 0.55)),
        ratings=np.concatenate([ratings for _, ratings in parts]),
        comments=_comments(generator, total),
        device=_devices(generator, total),
        clerk=generator.random(total) < helpers[unit],
        late_rate=late,
    )


def stuffed_in_bursts(honest: Answers, unit: int, *, share: float, size: int, seed: int) -> Answers:
    """Add a share of answers to a unit: all 5s, ``size`` within eight minutes, in office hours."""
    generator = np.random.default_rng([seed, 1])
    n = max(size, round(share * int(honest.per_unit()[unit])))
    starts = _moments(generator, -(-n // size))
    at = np.repeat(starts, size)[:n] + generator.integers(0, 8 * MINUTE, n)
    return _with(honest, unit, at=at, seconds=generator.uniform(8, 25, n), generator=generator)


def stuffed_slowly(honest: Answers, unit: int, *, share: float, seed: int) -> Answers:
    """Add a share of answers with care: one by one, at a human pace, 4s among the 5s."""
    generator = np.random.default_rng([seed, 2])
    n = round(share * int(honest.per_unit()[unit]))
    seconds = np.exp(generator.normal(np.log(48), 0.55, n))
    stuffed = _with(honest, unit, at=_moments(generator, n), seconds=seconds, generator=generator)
    ratings = stuffed.ratings.copy()
    ratings[-n:] = generator.choice([4.0, 5.0], (n, ITEMS), p=[0.25, 0.75])
    return replace(stuffed, ratings=ratings)


def stuffed_from_a_week(honest: Answers, unit: int, *, share: float, seed: int) -> Answers:
    """Add a share of careful answers, all of them in the last half of the time."""
    stuffed = stuffed_slowly(honest, unit, share=share, seed=seed)
    n = len(stuffed) - len(honest)
    at = stuffed.at.copy()
    half = WEEKS // 2 * 7 * DAY
    at[-n:] = np.where(at[-n:] < MONDAY + half, at[-n:] + half, at[-n:])
    return replace(stuffed, at=at)


def _moments(generator: np.random.Generator, n: int, busy: np.ndarray | None = None) -> np.ndarray:
    """Draw moments in office hours of working days."""
    days = generator.choice(WEEKS * 5, n, p=busy)
    day = MONDAY // DAY + days // 5 * 7 + days % 5
    morning = generator.random(n) < 0.6
    minute = np.where(
        morning,
        7.5 * 60 + 230 * generator.beta(2, 2, n),
        13.5 * 60 + 200 * generator.beta(1.5, 2, n),
    )
    return np.asarray(day * DAY + (minute * MINUTE), dtype=np.int64)


def _of_unit(
    generator: np.random.Generator, n: int, content: float
) -> tuple[np.ndarray, np.ndarray]:
    busy = generator.gamma(4, 1, WEEKS * 5)
    at = _moments(generator, n, busy / busy.sum())
    # One in ten comes with somebody of the family, who answers a minute or so later.
    companions = np.flatnonzero(generator.random(n) < 0.1)
    with_whom = generator.integers(0, n, len(companions))
    at[companions] = at[with_whom] + generator.integers(20, 200, len(companions))
    mood = content + generator.normal(0, 0.75, (n, 1))
    week = generator.normal(0, 0.06, WEEKS)[(at - MONDAY) // (7 * DAY) % WEEKS]
    raw = 3.45 + mood + week[:, None] + generator.normal(0, 0.55, (n, ITEMS))
    ratings = np.clip(np.round(raw), 1, 5)
    together = generator.random(len(companions)) < 0.3  # a family often fills in alike
    straight = generator.random(n) < 0.15
    ratings[straight] = ratings[straight, :1]
    ratings[generator.random((n, ITEMS)) < 0.02] = np.nan
    ratings[companions[together]] = ratings[with_whom[together]]
    return at, ratings


def _comments(generator: np.random.Generator, n: int) -> tuple[str, ...]:
    written = generator.random(n) < 0.12
    pick = [generator.integers(0, len(words), n) for words in (_PRAISE, _DID, _HOW, _MORE)]
    own = generator.integers(0, 26**3, n)
    return tuple(
        f"{_PRAISE[a]} {_DID[b]} {_HOW[c]}, {_MORE[d]} {_word(int(e))}" if said else ""
        for said, a, b, c, d, e in zip(written, *pick, own, strict=True)
    )


def _word(number: int) -> str:
    return "".join(chr(ord("a") + number // 26**place % 26) for place in range(3))


def _devices(generator: np.random.Generator, n: int) -> tuple[str | None, ...]:
    own = np.arange(n)
    shared = np.flatnonzero(generator.random(n) < 0.06)
    own[shared] = np.maximum(0, shared - 1)
    return tuple(
        None if lost else f"d{one}"
        for one, lost in zip(own, generator.random(n) < 0.05, strict=True)
    )


def _with(
    honest: Answers,
    unit: int,
    *,
    at: np.ndarray,
    seconds: np.ndarray,
    generator: np.random.Generator,
) -> Answers:
    n = len(at)
    more = tuple(f"s{generator.integers(1 << 40)}" for _ in range(n))
    return replace(
        honest,
        unit=np.append(honest.unit, np.full(n, unit)),
        at=np.append(honest.at, at),
        counter=np.append(honest.counter, np.zeros(n, dtype=bool)),
        seconds=np.append(honest.seconds, seconds),
        ratings=np.concatenate([honest.ratings, np.full((n, ITEMS), 5.0)]),
        comments=honest.comments + ("",) * n,
        device=honest.device + more,
        clerk=np.append(honest.clerk, np.zeros(n, dtype=bool)),
    )


def with_planted(honest: Answers, unit: int, *, signal: str, share: float) -> Answers:
    """Give a share of a unit's answers the mark that a signal looks for."""
    mine = honest.in_time_order()[unit]
    chosen = mine[:: max(1, round(1 / share))]
    every = np.arange(len(honest))
    put = np.isin(every, chosen)
    if signal == "out_of_hours":
        night = honest.at // DAY * DAY + 21 * HOUR
        chosen_counter = put & honest.counter
        return replace(honest, at=np.where(chosen_counter, night, honest.at))
    if signal == "too_fast":
        return replace(honest, seconds=np.where(put, 2.0, honest.seconds))
    if signal == "straight_lining":
        return replace(honest, ratings=np.where(put[:, None], 4.0, honest.ratings))
    if signal == "clerk_opened":
        return replace(honest, clerk=honest.clerk | put)
    if signal == "repeated_comments":
        text = "Cán bộ rất nhiệt tình chu đáo với nhân dân"
        comments = zip(honest.comments, put, strict=True)
        return replace(honest, comments=tuple(text if one else said for said, one in comments))
    if signal == "one_device_many":
        groups = np.zeros(len(honest), dtype=int)
        groups[chosen] = np.arange(len(chosen)) // 6
        names = zip(honest.device, put, groups, strict=True)
        device = tuple(f"many{group}" if one else name for name, one, group in names)
        day = MONDAY + groups % (WEEKS * 5) // 5 * 7 * DAY + groups % 5 * DAY + 9 * HOUR
        return replace(
            honest, device=device, at=np.where(put, day, honest.at), counter=honest.counter & ~put
        )
    raise ValueError(f"nothing can be planted for {signal}")

"""This module makes up a one-stop register of the departments and what they declared beside it."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Final

from scoring.definitions.criteria_sets import criteria_directories
from scoring.definitions.register import RegisterCounts
from storage.database import Database
from storage.figures import Figures
from storage.records import FigureRecord, NewFigure
from storage.register import NewRegisterFile, Register
from storage.rounds import Rounds
from thuocdo.computing import Period, compute_figures
from thuocdo.demo.province import OfficialUnit
from thuocdo.demo.rounds import YEAR, Note
from thuocdo.demo.template_round import SIMULATED, TEMPLATE_ROUND

FILE: Final = f"so-mot-cua-{YEAR}-mo-phong.csv"
_SEED: Final = 118
_FIELDS: Final = ("Cấp phép, chứng nhận", "Đăng ký, xác nhận", "Lĩnh vực khác")
_MONTHS: Final = tuple(f"{YEAR}-{month:02}" for month in range(1, 10))
# So many units declared something better than their register says.
_EMBELLISHED: Final = 4


def store_register(
    database: Database, units: Sequence[OfficialUnit], *, author: str, now: datetime, note: Note
) -> int:
    """Store a simulated register, compute from it, and let the departments declare; count figures.

    Most declare what the register says, a few somewhat more: the disagreements to be shown.
    """
    rows = list(_rows(units))
    raw = json.dumps([[row.unit_code, row.month, dict(row.counts)] for row in rows]).encode()
    digest = hashlib.sha256(raw).hexdigest()
    Register(database).add(NewRegisterFile(FILE, digest, author, now, simulated=True), rows)
    note("register.simulated", FILE, rows=len(rows), seed=_SEED)
    round_ = Rounds(database).by_id(TEMPLATE_ROUND)
    if round_ is None:
        return 0
    done = compute_figures(
        database,
        round_,
        period=Period.of_year(YEAR),
        actor=author,
        at=now,
        directories=criteria_directories(),
    )
    declared = list(_declared(database, author=author, now=now))
    Figures(database).declare(*declared)
    return done.written + len(declared)


def _rows(units: Sequence[OfficialUnit]) -> Iterator[RegisterCounts]:
    chance = random.Random(_SEED)  # noqa: S311 -- a simulation, not a secret
    for unit in units:
        late_share = 1 - float(unit.on_time_share)
        online_share = chance.uniform(0.35, 0.9)
        a_month = max(6, (unit.dossiers or 240) // (len(_MONTHS) * len(_FIELDS)))
        for month in _MONTHS:
            for field in _FIELDS:
                received = chance.randint(a_month // 2, a_month * 3 // 2)
                yield RegisterCounts(
                    unit.code,
                    field,
                    month,
                    _counts(received, late_share, online_share, chance=chance),
                )


def _counts(
    received: int, late_share: float, online_share: float, *, chance: random.Random
) -> dict[str, int | None]:
    def part(whole: int, share: float) -> int:
        return sum(chance.random() < share for _ in range(whole))

    late = part(received, late_share)
    pending = part(received - late, 0.06)
    early = part(received - late - pending, 0.55)
    fee_due = part(received, 0.5)
    petitions = part(3, 0.2)
    return {
        "received": received,
        "early": early,
        "on_time": received - late - pending - early,
        "late": late,
        "pending": pending,
        "online": part(received, online_share),
        "synced": part(received, 0.97),
        "digitised": part(received, 0.7),
        "reused": part(received, 0.25),
        "linked": part(received, 0.3),
        "e_result": part(received, 0.8),
        "population": part(received, 0.85),
        "fee_due": fee_due,
        "paid_online": part(fee_due, online_share * 0.8),
        "complained": part(received, 0.005),
        "petitions": petitions,
        "petitions_on_time": part(petitions, 0.9),
        "petitions_bad": part(petitions, 0.1),
    }


def _declared(database: Database, *, author: str, now: datetime) -> Iterator[NewFigure]:
    computed = [
        record
        for record in Figures(database).latest_records(TEMPLATE_ROUND)
        if record.origin == "register" and record.value is not None
    ]
    units = list(dict.fromkeys(record.unit_code for record in computed))
    embellishing = set(units[:: max(1, len(units) // _EMBELLISHED)])
    wholes = {
        (record.unit_code, record.criterion): record.value
        for record in computed
        if record.input == "denominator" and isinstance(record.value, Decimal)
    }
    for record in computed:
        whole = wholes.get((record.unit_code, record.criterion))
        yield _as_declared(
            record,
            embellished=record.unit_code in embellishing,
            whole=whole,
            author=author,
            now=now,
        )


def _as_declared(
    record: FigureRecord, *, embellished: bool, whole: Decimal | None, author: str, now: datetime
) -> NewFigure:
    value = record.value
    if embellished and record.input == "numerator" and isinstance(value, Decimal):
        more = value + value // 20 + 1
        value = more if whole is None else min(more, whole)
    return NewFigure(
        round_id=record.round_id,
        unit_code=record.unit_code,
        criterion=record.criterion,
        input=record.input,
        value=value,
        step="declared",
        author=author,
        recorded_at=now,
        source=SIMULATED,
        evidence=SIMULATED,
    )

"""This module makes up whom the units served by field, sex and age, for weights to be shown."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from scoring.definitions.register import MarginCount
from storage.database import Database
from storage.margins import Margins
from storage.register import NewRegisterFile, Register
from thuocdo.demo.province import OfficialUnit
from thuocdo.demo.rounds import YEAR, Note

FILE: Final = f"nguoi-duoc-phuc-vu-{YEAR}-mo-phong.csv"
_SEED: Final = 57
_MONTH: Final = f"{YEAR}-09"
_ROUNDING: Final = 1e-9
_PEOPLE: Final[Mapping[str, Mapping[str, float]]] = {
    "sex": {"Nam": 0.57, "Nữ": 0.43},
    "age": {"Dưới 25": 0.07, "25–34": 0.22, "35–49": 0.33, "50–60": 0.22, "Trên 60": 0.16},
}
_DEPARTMENT_FIELDS: Final = {
    "Đất đai": 0.24,
    "Xây dựng": 0.15,
    "Đăng ký kinh doanh": 0.21,
    "Giáo dục, y tế": 0.17,
    "Tư pháp": 0.05,
    "Lĩnh vực khác": 0.18,
}
_COMMUNE_FIELDS: Final = {
    "Hộ tịch": 0.31,
    "Chứng thực": 0.36,
    "Đất đai": 0.13,
    "Đăng ký kinh doanh": 0.05,
    "Bảo trợ xã hội": 0.09,
    "Tôn giáo": 0.01,
    "Khác": 0.05,
}


def store_whom(
    database: Database, units: Sequence[OfficialUnit], *, author: str, now: datetime, note: Note
) -> None:
    """Store simulated counts of all units whose dossiers are known, one month for the year."""
    received = {
        total.domain["unit"]: total.counts["received"] or 0
        for total in Register(database).totals(("unit",))
    }
    rows: list[MarginCount] = []
    for unit in units:
        known = received.get(unit.code, unit.dossiers)
        fields = _DEPARTMENT_FIELDS if unit.code in received else _COMMUNE_FIELDS
        if known:
            rows += _of_unit(unit.code, known, {"field": fields, **_PEOPLE})
    raw = json.dumps([[row.unit_code, row.category, row.served] for row in rows]).encode()
    digest = hashlib.sha256(raw).hexdigest()
    Margins(database).add(NewRegisterFile(FILE, digest, author, now, simulated=True), rows)
    note("margins.simulated", FILE, rows=len(rows), seed=_SEED)


def _of_unit(
    code: str, served: int, margins: Mapping[str, Mapping[str, float]]
) -> Iterator[MarginCount]:
    """Divide those served by chance, so that the parts of every margin add up to them."""
    chance = random.Random(f"{_SEED}/{code}")  # noqa: S311 -- a simulation, not a secret
    for margin, shares in margins.items():
        left, share_left = served, 1.0
        for category, share in shares.items():
            part = min(1.0, share / share_left * chance.uniform(0.9, 1.1))
            count = left if share >= share_left - _ROUNDING else round(left * part)
            yield MarginCount(code, margin, category, _MONTH, count)
            left, share_left = left - count, share_left - share

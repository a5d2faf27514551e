"""This module makes small, plain values for the storage tests."""

from __future__ import annotations

import hashlib
import itertools
import json
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from argon2 import PasswordHasher

from scoring.types import Text
from storage.database import Database
from storage.decisions import NewDecision
from storage.passwords import Passwords
from storage.questionnaires import Questionnaires
from storage.records import NewAnswer, NewFigure, NewRound, ServicePoint, UnitRecord
from storage.rounds import Rounds
from storage.service_points import ServicePoints
from storage.units import Units

NOW = datetime(2026, 3, 10, 2, 30, tzinfo=UTC)  # 09:30 in Viet Nam
FORM = b"id: mot-cua/v1\n"
FORM_SHA256 = hashlib.sha256(FORM).hexdigest()
SET = b"id: vn-766/2022\n"
UNIT = UnitRecord("H1", "Xã Ia Băng", "commune", "COMMUNE", date(2025, 7, 1))
OTHER_UNIT = UnitRecord("H2", "Phường Quy Nhơn", "commune", "COMMUNE", date(2025, 7, 1))
_numbers = itertools.count(1)


def furnish(database: Database) -> None:
    """Store two units, three points and one questionnaire."""
    Units(database).add_many([UNIT, OTHER_UNIT])
    Questionnaires(database).keep(
        FORM, FORM_SHA256, id="mot-cua/v1", counted=["S1", "S2", "FIELD"], kept_at=NOW
    )
    ServicePoints(database).add_many(
        [
            point("P1", "H1"),
            point("P2", "H1"),
            point("P3", "H2"),
        ]
    )


def point(code: str, unit_code: str) -> ServicePoint:
    """Make a service point."""
    return ServicePoint(code, unit_code, Text(vi="Quầy số 1", en="Counter 1"), "mot-cua/v1")


def answer(content: dict[str, object] | None = None, **changes: object) -> NewAnswer:
    """Make an answer with a key of its own."""
    text = json.dumps(content if content is not None else {"S1": 5}, ensure_ascii=False)
    made = NewAnswer(
        key=f"key-{next(_numbers):020d}",
        content_hash=hashlib.sha256(text.encode()).hexdigest(),
        point_code="P1",
        unit_code="H1",
        questionnaire_sha256=FORM_SHA256,
        received_at=NOW,
        language="vi",
        content=text,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def decision(answers: tuple[int, ...], **changes: object) -> NewDecision:
    """Make a decision that sets answers of the first unit aside."""
    made = NewDecision(
        unit_code="H1",
        answers=answers,
        set_aside=True,
        reason="Cùng một nét chữ, cùng một phút",
        author="thanhtra",
        decided_at=NOW,
        signals=("bursts",),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def other_content(first: NewAnswer) -> NewAnswer:
    """Make an answer under the same key that says something else."""
    return answer({"S1": 1, "S2": 1}, key=first.key)


def open_round(database: Database, round_id: str = "xa-2026") -> None:
    """Open a round over the communes."""
    Rounds(database).open(
        NewRound(
            id=round_id,
            title=Text(vi="Chỉ số 766 các xã", en="Index 766 of the communes"),
            year=2026,
            group="COMMUNE",
            set_id="vn-766/2022",
            set_sha256=hashlib.sha256(SET).hexdigest(),
            set_content=SET,
            opened_at=NOW,
        )
    )


def figure(value: Decimal | str | None, **changes: object) -> NewFigure:
    """Make a declared figure."""
    made = NewFigure(
        round_id="xa-2026",
        unit_code="H1",
        criterion="DOSSIER_ON_TIME",
        input="numerator",
        value=value,
        step="declared",
        author="canbo",
        recorded_at=NOW,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def quick_passwords() -> Passwords:
    """Make a password hasher that is weak and fast, for tests only."""
    return Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))

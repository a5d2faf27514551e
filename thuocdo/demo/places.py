"""This module says where the demonstration's QR codes hang; these places are invented."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from scoring.types import Text
from storage.records import ServicePoint
from survey_app import codes
from thuocdo.demo.province import AGENCIES, OfficialUnit
from thuocdo.demo.simulation import Place

QUESTIONNAIRE = "mot-cua/v1"


@dataclass(frozen=True, slots=True)
class _Kind:
    """One sort of place: its name, how answers come in there, its share of a unit's answers."""

    name: Text
    channel: str
    share: float
    opens: str = "light"


_RECEIVING = _Kind(Text("Quầy tiếp nhận hồ sơ", "Counter: filing"), "qr", 0.45)
_RETURNING = _Kind(Text("Quầy trả kết quả", "Counter: results"), "qr", 0.4)
TABLET_NAME = Text("Máy tính bảng tại sảnh chờ", "Tablet in the waiting hall")
_TABLET = _Kind(TABLET_NAME, "kiosk", 0.15)


def service_points(units: Sequence[OfficialUnit]) -> tuple[ServicePoint, ...]:
    """Give two or three service points to each unit, with codes that never change."""
    return tuple(
        ServicePoint(
            code=_code(unit, place),
            unit_code=unit.code,
            name=kind.name,
            questionnaire_id=QUESTIONNAIRE,
            opens=kind.opens,
        )
        for unit in units
        for place, kind in enumerate(_kinds(unit))
    )


def simulated_places(units: Sequence[OfficialUnit]) -> Mapping[str, tuple[Place, ...]]:
    """Give each unit's service points as the simulation wants them."""
    return MappingProxyType(
        {
            unit.code: tuple(
                Place(_code(unit, place), kind.channel, kind.share)
                for place, kind in enumerate(_kinds(unit))
            )
            for unit in units
        }
    )


def _kinds(unit: OfficialUnit) -> tuple[_Kind, ...]:
    if unit.is_ward or unit.group == AGENCIES:
        return (_RECEIVING, _RETURNING, _TABLET)
    return (_RECEIVING, _RETURNING)


def _code(unit: OfficialUnit, place: int) -> str:
    """Draw the code from the unit's own code, so that a printed poster outlives a reset."""
    return codes.new_code(hashlib.sha256(f"{unit.code}/{place}".encode()).digest())

"""This module names what open data consist of; the description of the API is made from it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

LICENCE = "CC-BY-4.0"

Points = Annotated[
    float, Field(description="Rounded to 6 decimals for reading; `exact` holds it whole.")
]
Exact = Annotated[str, Field(description="A whole number or a fraction such as 244/3.")]


class _Shape(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Words(_Shape):
    """A text in Vietnamese and, where there is one, in English."""

    vi: str
    en: str


class RoundEntry(_Shape):
    """A round with a published result."""

    id: str
    year: int
    group: Annotated[str, Field(description="The peer group that is ranked.")]
    title: Words
    simulated: Annotated[bool, Field(description="True where any of it is simulated data.")]
    run: Annotated[int, Field(description="Number of the publication that counts now.")]
    published_at: datetime
    set_id: str
    set_sha256: str
    result_sha256: Annotated[str, Field(description="SHA-256 of everything that was published.")]
    links: dict[str, str]


class Rounds(_Shape):
    """All rounds with a published result, the newest year first."""

    licence: str
    rounds: tuple[RoundEntry, ...]


class PlaceEntry(_Shape):
    """One unit's place; rank, index and band are null for a unit without figures."""

    rank: int | None
    unit_code: str
    name: str
    group: str
    points: Points
    max_points: Annotated[float, Field(description="The highest points that apply to the unit.")]
    index: Annotated[float | None, Field(description="Points ÷ highest points × 100.")]
    exact: Annotated[str | None, Field(description="The index as an exact fraction.")]
    band: Words | None
    complete: Annotated[bool, Field(description="False where a figure is missing.")]


class Ranking(_Shape):
    """A published ranking."""

    round: RoundEntry
    places: tuple[PlaceEntry, ...]


class LineEntry(_Shape):
    """The points of one criterion, area or the total of one unit, and why."""

    unit_code: str
    criterion: Annotated[str, Field(description="Code of the criterion or area, or TOTAL.")]
    level: Literal["criterion", "group", "area", "total"]
    points: Points | None
    max_points: float | None
    status: Literal["scored", "not_applicable", "missing"]
    explanation: Words


class Scores(_Shape):
    """Every point of a published round, or of one unit in it, with its reason."""

    round: RoundEntry
    scores: tuple[LineEntry, ...]


class Refusal(_Shape):
    """Why a request has no answer."""

    error: dict[str, str | Words]

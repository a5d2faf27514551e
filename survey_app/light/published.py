"""This module shows published rankings to everyone."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from storage.records import Round, RunPlace
from storage.rounds import Rounds
from storage.runs import Runs
from survey_app.light.forms import desk_of, language_of
from survey_app.light.rendering import page
from ui import numbers
from ui.words import Words, translator

HUNDRED = 100


@dataclass(frozen=True)
class Line:
    """One unit as the page shows it."""

    rank: str
    name: str
    index: str
    width: str
    note: str


def published(request: Request) -> Response:
    """Show the latest published ranking of a round: GET /cong-khai?ky=…."""
    language = language_of(request)
    words = translator(language)
    database = desk_of(request).database
    runs = {run.round_id: run for run in Runs(database).published()}
    rounds = sorted(
        (one for one in Rounds(database).all() if one.id in runs),
        key=lambda one: (-one.year, one.id),
    )
    asked = request.query_params.get("ky")
    chosen = next((one for one in rounds if one.id == asked), rounds[0] if rounds else None)
    groups: dict[str, list[Line]] = {}
    if chosen is not None:
        for place in runs[chosen.id].places:
            groups.setdefault(place.group, []).append(_line(place, words))
    return page(
        "published.html",
        language,
        cache="public, max-age=60",
        rounds=rounds,
        chosen=chosen,
        run=runs[chosen.id] if chosen else None,
        published_on=numbers.date(runs[chosen.id].published_at, language) if chosen else "",
        groups=groups,
        other_language=_other_language(language, chosen),
    )


def _other_language(language: str, chosen: Round | None) -> str:
    asked = [f"ky={chosen.id}"] if chosen else []
    asked += ["lang=en"] if language == "vi" else []
    return "/cong-khai" + ("?" + "&".join(asked) if asked else "")


def _line(place: RunPlace, words: Words) -> Line:
    language = words.language
    notes = [] if place.band is None else [words.text(place.band)]
    if place.max_points != HUNDRED:  # of 100 points the index says the same again
        notes.append(
            words(
                "{points} of {most} points",
                points=numbers.points(place.points, language),
                most=numbers.points(place.max_points, language),
            )
        )
    if not place.complete:
        notes.append(words("figures incomplete"))
    return Line(
        rank=numbers.ABSENT if place.rank is None else str(place.rank),
        name=place.name,
        index=numbers.percent(place.index, language),
        width="0" if place.index is None else str(numbers.rounded(place.index, 2)),
        note=" · ".join(notes),
    )

"""This module shows where two entries of a paper differ, and takes what stands on the paper."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from scoring.definitions.questionnaire_answers import FieldErrors
from scoring.question import Value
from scoring.types import N_, Percent, Sentence, said
from storage.entry_drafts import DAMAGED
from storage.entry_unusable import UnusablePapers
from storage.faults import StorageFault
from storage.records import Conflict, Repeated, Stored
from storage.text import vietnam_day
from survey_app.entry.desk_pages import (
    WHY,
    Fields,
    back,
    names,
    read_day,
    reason_of,
    surroundings,
)
from survey_app.entry.drawing import desk_page
from survey_app.entry.papers import DAY, Entered
from survey_app.entry.settling import Paper, papers_of, settle, settle_agreed
from survey_app.entry.station import Station, open_station
from survey_app.entry.typed import Line, fields_from, lines, typed_from
from survey_app.light.forms import language_of
from ui.words import Words, translator

NEITHER: Final = "0"
OTHER: Final = "khac:"
_DAY_LINE: Final = Line(DAY, None, (), numeric=True)
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Difference:
    """One field on which two entries differ, as it is shown."""

    code: str
    name: str
    shown: tuple[str, ...]
    lines: tuple[Line, ...]
    chosen: str


def compare(request: Request) -> Response:
    """Show what agrees, differs and waits: GET /nhap/{token}/doi-chieu."""
    station = open_station(request, "paper")
    if isinstance(station, Response):
        return station
    language = language_of(request)
    papers, papers_back = papers_of(station), UnusablePapers(station.desk.database)
    quality = station.drafts.quality(station.found.desk.id)
    same = quality.compared - quality.differed
    share = Fraction(100 * same, quality.compared) if quality.compared else Fraction(0)
    return desk_page(
        "compare.html",
        language,
        **surroundings(station, language),
        news=_news(request, translator(language)),
        agreed=len(papers.agreed),
        differing=papers.differing,
        waiting=papers.waiting,
        unreadable=papers.unreadable,
        unusable=papers_back.of_desk(station.found.desk.id),
        back=papers_back.of_one(station.found.desk.id),
        why=WHY,
        quality=quality,
        agreement=translator(language)("{share}", share=Percent(share)),
    )


def count(station: Station, language: str, fields: Fields) -> Response:
    """Count what agrees and was left over: POST /nhap/{token}/ghi."""
    del fields
    settled = settle_agreed(station)
    told = f"ghi={settled.counted}&trung={len(settled.conflicts)}&con={settled.left}"
    return back(station, language, told, where="/doi-chieu")


def take_back(station: Station, language: str, fields: Fields) -> Response:
    """Set aside one's own entry that no other entry has met: POST /nhap/{token}/rut-lai."""
    number = "".join(fields.get("so", ()))
    for draft in papers_of(station).waiting:
        if draft.place == station.found.place and str(draft.number) == number:
            station.drafts.undo(draft, reason_of(fields))
    return back(station, language, "", where="/doi-chieu")


def put_away(station: Station, language: str, fields: Fields) -> Response:
    """Set a damaged entry aside, so that its paper can be entered again: POST …/cat-di."""
    chosen = "".join(fields.get("so", ())), "".join(fields.get("nguoi", ()))
    for draft in papers_of(station).unreadable:
        if (str(draft.number), str(draft.place)) == chosen:
            station.drafts.undo(draft, DAMAGED)
    return back(station, language, "", where="/doi-chieu")


def decide(request: Request) -> Response:
    """Show the differences of one paper: GET /nhap/{token}/doi-chieu/{serial}."""
    station = open_station(request, "paper")
    if isinstance(station, Response):
        return station
    paper = _differing(station, request.path_params["serial"])
    if paper is None:
        return back(station, language_of(request), "", where="/doi-chieu")
    return _decision(station, language_of(request), paper)


def decided(station: Station, language: str, fields: Fields, *, serial: str) -> Response:
    """Count a paper as decided, the paper in hand: POST /nhap/{token}/doi-chieu/{serial}."""
    paper = _differing(station, serial)
    if paper is None:  # somebody else has decided it meanwhile
        return back(station, language, "", where="/doi-chieu")
    agreed, wrong = _agreed(station, paper, fields)
    if wrong:
        return _decision(station, language, paper, fields=fields, wrong=wrong, status=422)
    try:
        result = settle(station, paper, agreed)
    except StorageFault:
        _log.exception("a decided paper could not be stored")
        return _decision(station, language, paper, fields=fields, whole=_BUSY, status=503)
    if isinstance(result, FieldErrors):
        return _decision(
            station, language, paper, fields=fields, wrong=dict(result.fields), status=422
        )
    if not isinstance(result, Stored | Repeated | Conflict):
        return _decision(station, language, paper, fields=fields, whole=_CLOSED, status=409)
    told = "trung=1" if isinstance(result, Conflict) else "ghi=1"
    return back(station, language, told, where="/doi-chieu")


def _differing(station: Station, serial: str) -> Paper | None:
    return next((one for one in papers_of(station).differing if one.serial == serial), None)


def _agreed(station: Station, paper: Paper, fields: Fields) -> tuple[Entered, dict[str, Sentence]]:
    """Put together what both entered alike and what was decided; say what is still open."""
    agreed, wrong = paper.entries[0], dict[str, Sentence]()
    values, day = dict(agreed.values), agreed.day
    other = _typed(fields)
    for code in (*paper.comparison.differing, *_blank_in_both(station, paper, fields)):
        chosen = "".join(fields.get(code, ()))
        if chosen in ("1", "2"):
            taken = paper.entries[int(chosen) - 1]
            if code == DAY:
                day = taken.day
            else:
                _put(values, code, taken.values.get(code))
        elif chosen == NEITHER and code == DAY:
            read = read_day(other.get(DAY, ""), today=vietnam_day(station.desk.now()))
            day = read if isinstance(read, date) else None
            if isinstance(read, Sentence):
                wrong[code] = read
        elif chosen == NEITHER:
            refused = _retyped(station, code, other=other, values=values)
            if refused is not None:
                wrong[code] = refused
        else:
            wrong[code] = said(_UNDECIDED)
    return replace(agreed, values=values, day=day), wrong


def _blank_in_both(station: Station, paper: Paper, fields: Fields) -> list[str]:
    """Find questions that a decision has called for: both left them blank, now they are asked."""
    return [
        question.code
        for question in station.form.questions()
        if question.code in fields
        and question.code not in paper.comparison.differing
        and all(question.code not in one.values for one in paper.entries)
    ]


def _retyped(
    station: Station, code: str, *, other: Mapping[str, str], values: dict[str, Value]
) -> Sentence | None:
    """Read what was typed for one question instead of both entries, or say what is wrong."""
    question = station.form.question(code)
    typed = fields_from(station.form, {name: [text] for name, text in other.items()})
    parsed = question.parse_fields(typed)
    if isinstance(parsed, Sentence):
        return parsed
    _put(values, code, parsed)
    return None


def _put(values: dict[str, Value], code: str, value: Value | None) -> None:
    if value is None:
        values.pop(code, None)
    else:
        values[code] = value


def _typed(fields: Fields) -> dict[str, str]:
    return {
        name.removeprefix(OTHER): "".join(values[:1])
        for name, values in fields.items()
        if name.startswith(OTHER)
    }


def _decision(
    station: Station,
    language: str,
    paper: Paper,
    *,
    fields: Fields | None = None,
    wrong: Mapping[str, Sentence] | None = None,
    whole: str = "",
    status: int = 200,
) -> Response:
    words = translator(language)
    named = names(station, words)
    return desk_page(
        "decide.html",
        language,
        status=status,
        **surroundings(station, language),
        paper=paper,
        differences=[
            _difference(station, paper, code=code, name=named[code], words=words, fields=fields)
            for code in dict.fromkeys((*paper.comparison.differing, *(wrong or ())))
        ],
        named=named,
        typed=_typed(fields or {}),
        wrong={code: words.say(why) for code, why in (wrong or {}).items()},
        whole=(words(whole),) if whole else (),
    )


def _difference(
    station: Station,
    paper: Paper,
    *,
    code: str,
    name: str,
    words: Words,
    fields: Fields | None,
) -> Difference:
    if code == DAY:
        shown = tuple("" if one.day is None else f"{one.day:%d/%m/%Y}" for one in paper.entries)
        boxes: tuple[Line, ...] = (_DAY_LINE,)
    else:
        shown = tuple(_shown(station, code, entered=one, words=words) for one in paper.entries)
        boxes = lines(station.form.question(code))
    return Difference(code, name, shown, boxes, "".join((fields or {}).get(code, ())))


def _shown(station: Station, code: str, *, entered: Entered, words: Words) -> str:
    """Write an entry as it stands on the paper: digits with their wording, or the words."""
    if code not in entered.values:
        return ""
    question = station.form.question(code)
    typed = typed_from(station.form, {code: entered.values[code]})
    parts = []
    for line in lines(question):
        wordings = {digit: words.text(text) for digit, text in line.digits}
        told = typed.get(line.name, "")
        said_so = ", ".join(f"{one} {wordings.get(one, '')}".strip() for one in told.split())
        one = (said_so if line.digits else told) or "–"
        parts.append(f"{words.text(line.label)}: {one}" if line.label else one)
    return "; ".join(parts)


def _news(request: Request, words: Words) -> list[tuple[str, bool]]:
    """Tell what closing a batch or a decision has led to; only whole numbers are taken from it."""
    told = []
    for name, wording in _NEWS.items():
        given = request.query_params.get(name, "")
        number = int(given) if given.isascii() and given.isdecimal() and len(given) < 7 else 0
        if number:
            told.append((words(wording, count=number), name in _ALERTING))
    return told


_NEWS: Final = {
    "khep": N_("The batch is closed: {count} forms."),
    "ghi": N_("{count} forms are counted now."),
    "trung": N_("{count} forms were counted before with other answers; the first ones stand."),
    "con": N_("{count} forms could not be counted: the counter takes no answers any more."),
}
_ALERTING: Final = frozenset({"trung", "con"})
_UNDECIDED: Final = N_("Please choose what stands on the paper.")
_BUSY: Final = N_("The form could not be kept just now. Please press the button again in a moment.")
_CLOSED: Final = N_("This counter takes no answers any more; the form stays here undecided.")

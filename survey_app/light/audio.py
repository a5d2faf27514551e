"""This module plays questions that the office had read aloud, for people who read little.

A recording lies in the data directory as `audio/<questionnaire>/<language>/<question>.mp3` (or
`.ogg`), for example `audio/mot-cua/v1/jra/OVERALL.mp3`. The page then shows the browser's own
player beside the question; it loads nothing before somebody presses it.
"""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import FileResponse, Response

from scoring.definitions.questionnaire import Questionnaire
from scoring.types import LANGUAGE_NAMES
from survey_app.wiring import Desk

_FILE: Final = re.compile(r"(?P<code>[A-Z][A-Z0-9_.]{0,31})\.(?P<kind>mp3|ogg)")
_QUESTIONNAIRE: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*/v[0-9]+")
_TYPES: Final = {"mp3": "audio/mpeg", "ogg": "audio/ogg"}

Recordings = tuple[tuple[str, str], ...]
_seen: dict[Path, tuple[int, Recordings]] = {}


def recordings(data_dir: Path, questionnaire_id: str, language: str) -> Recordings:
    """Give question code and address of every recording of a questionnaire in a language."""
    folder = _folder(data_dir, questionnaire_id, language)
    try:
        changed = folder.stat().st_mtime_ns
    except OSError:
        return ()
    kept = _seen.get(folder)
    if kept is None or kept[0] != changed:
        kept = _seen[folder] = (changed, _read(folder, f"{questionnaire_id}/{language}"))
    return kept[1]


@functools.lru_cache(maxsize=256)
def _folder(data_dir: Path, questionnaire_id: str, language: str) -> Path:
    """Put the path together once: that costs more than looking at the folder, for every visit."""
    return data_dir / "audio" / questionnaire_id / language


def _read(folder: Path, place: str) -> Recordings:
    found: dict[str, str] = {}
    try:
        names = sorted(file.name for file in folder.iterdir() if file.is_file())
    except OSError:
        return ()
    for name in names:
        if read := _FILE.fullmatch(name):
            found.setdefault(read["code"], f"/am-thanh/{place}/{name}")
    return tuple(found.items())


def can_speak(questionnaire: Questionnaire, language: str) -> bool:
    """Tell whether the words on the page are wholly in a language that a browser may read out."""
    return language in {"vi", "en"} and language in questionnaire.languages


def recording(request: Request) -> Response:
    """Send a recording: GET /am-thanh/{questionnaire}/{version}/{language}/{file}."""
    desk: Desk = request.app.state.desk
    parts = request.path_params
    read = _FILE.fullmatch(parts["file"])
    questionnaire_id = f"{parts['questionnaire']}/{parts['version']}"
    if (
        read is None
        or _QUESTIONNAIRE.fullmatch(questionnaire_id) is None
        or parts["language"] not in LANGUAGE_NAMES
    ):
        return Response(status_code=404)
    root = (desk.settings.data_dir / "audio").resolve()
    file = (root / questionnaire_id / parts["language"] / parts["file"]).resolve()
    if not file.is_relative_to(root) or not file.is_file():
        return Response(status_code=404)
    return FileResponse(
        file,
        media_type=_TYPES[read["kind"]],
        headers={
            "Cache-Control": "public, max-age=86400",
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'",
        },
    )

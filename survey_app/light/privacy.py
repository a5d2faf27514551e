"""This module tells people what is kept of their answers, for how long, why, and whom to ask."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from survey_app.light.forms import desk_of, language_of
from survey_app.light.rendering import page

CONTACT_FILE: Final = "lien-he.txt"
_MOST_CONTACT_BYTES: Final = 2_000


def privacy(request: Request) -> Response:
    """Show the full text behind the one sentence under every form: GET /quyen-rieng-tu."""
    language = language_of(request)
    return page(
        "privacy.html",
        language,
        contact=contact(desk_of(request).settings.data_dir),
        other_language="/quyen-rieng-tu" + ("" if language == "en" else "?lang=en"),
    )


def contact(data_dir: Path) -> tuple[str, ...]:
    """Read the lines by which the office says whom to ask; empty until it has written them."""
    try:
        with (data_dir / CONTACT_FILE).open("rb") as file:
            raw = file.read(_MOST_CONTACT_BYTES)
    except OSError:
        return ()
    lines = raw.decode("utf-8-sig", errors="replace").splitlines()
    return tuple(line.strip() for line in lines if line.strip())

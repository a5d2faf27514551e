"""This module helps people whose code leads nowhere: mistyped, unknown, closed or replaced."""

from __future__ import annotations

from starlette.responses import Response

from survey_app import codes
from survey_app.light.rendering import message
from survey_app.wiring import Counter
from ui.words import translator

_MOST_SHOWN = 5


def unknown_code(language: str, typed: str, *, checked: bool) -> Response:
    """Help somebody whose code leads nowhere; `checked` says that its check character fits.

    What is wrong is told from the typed characters alone: to offer codes that exist would hand
    out a list of them to whoever asks often enough.
    """
    words = translator(language)
    return message(
        language,
        words("We do not know this code"),
        _why(language, typed, checked=checked),
        words("Please scan the QR picture again, or type the code that stands under it."),
        status=404,
        ask_code=typed[:40],
    )


def _why(language: str, typed: str, *, checked: bool) -> str:
    words = translator(language)
    if checked:
        return words("No service point carries this code. It may have been taken down.")
    foreign, length = codes.foreign_letters(typed), len(codes.tidied(typed))
    if foreign:
        return words(
            "These characters stand in no code: {letters}.",
            letters=" ".join(foreign[:_MOST_SHOWN]),
        )
    if length != codes.LENGTH:
        return words(
            "A code has {length} characters; {typed} were typed.",
            length=codes.LENGTH,
            typed=length,
        )
    return words("One of its characters is not right; it is easily misread on a poster.")


def closed(language: str, counter: Counter, *, ticket: str = "") -> Response:
    """Say that a code takes no answers any more; lead on where the counter has a new one.

    A ticket goes along: it belongs to the counter, whatever its code is now.
    """
    words = translator(language)
    newer = counter.point.replaced_by
    if newer is None:
        title = words("This service point takes no answers any more")
        line = words(
            "Thank you for wanting to tell us. Please use the QR picture at an open counter."
        )
    else:
        title = words("This counter has a new code")
        line = words(
            "The code that you used was replaced. Your answer is welcome under the new one."
        )
    return message(
        language,
        title,
        line,
        status=410,
        point=counter.point,
        unit_name=counter.unit_name,
        leads_to=newer,
        ticket=ticket,
    )

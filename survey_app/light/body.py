"""This module reads the body of a form within its limits, before anything is made of it."""

from __future__ import annotations

from urllib.parse import parse_qsl

from starlette.requests import Request

from scoring.definitions.questionnaire_answers import MOST_FIELDS

MOST_BYTES = 64 * 1024
FORM_TYPE = "application/x-www-form-urlencoded"


class TooLarge(Exception):
    """The body is larger than a form can be."""


class Unreadable(Exception):
    """The body is not a form as our page sends it."""


class OtherType(Unreadable):
    """The body is of another media type than a form's."""


async def read_fields(request: Request) -> dict[str, list[str]]:
    """Read the fields of a form; raises TooLarge, OtherType or Unreadable."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    raw = await bounded(request)
    if media_type != FORM_TYPE:
        raise OtherType
    try:
        pairs = parse_qsl(
            raw.decode(),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=MOST_FIELDS + 1,
        )
    except ValueError as error:  # too many fields, or bytes that are not UTF-8
        raise Unreadable from error
    fields: dict[str, list[str]] = {}
    for name, value in pairs:
        fields.setdefault(name, []).append(value)
    return fields


async def bounded(request: Request, *, most: int = MOST_BYTES) -> bytes:
    """Gather the body; raises TooLarge as soon as it is that, whatever its header said."""
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced[:12]) > most:
        raise TooLarge
    gathered = bytearray()
    async for chunk in request.stream():
        gathered += chunk
        if len(gathered) > most:
            raise TooLarge
    return bytes(gathered)

"""This module draws QR codes: the picture of a service point, and the squares that paper gets."""

from __future__ import annotations

from io import BytesIO

import qrcode
from qrcode.constants import ERROR_CORRECT_H, ERROR_CORRECT_Q
from qrcode.image.svg import SvgPathFillImage

QUIET_ZONE = 4
"""Modules of white that have to stand round every code."""

_BOX = 10
# Paper gets scratched, wet and stuck over. With one square over 15 % of its area, level Q reads in
# two places of three; level H in all of them from version 7 on (measured: docs/adr/0013).
_PRINTED_FROM_VERSION = 7
# Any of the eight masks is a right one. Weighing all of them took most of the time of printing,
# and a province prints thousands.
_PRINTED_MASK = 3

Squares = tuple[tuple[bool, ...], ...]
"""Rows of a code from the top, without the quiet zone; True is dark."""


def address(public_url: str, code: str) -> str:
    """Give the address that hangs at the counter; it comes from settings, never from a request."""
    return f"{public_url}/s/{code}"


def png(public_url: str, code: str) -> bytes:
    """Draw the picture as PNG, ten pixels a module."""
    picture = _picture(public_url, code).make_image()
    buffer = BytesIO()
    picture.save(buffer, format="PNG")
    return buffer.getvalue()


def svg(public_url: str, code: str) -> bytes:
    """Draw the picture as SVG with a white ground, for print at any size."""
    picture = _picture(public_url, code).make_image(image_factory=SvgPathFillImage)
    return bytes(picture.to_string(encoding="utf-8"))


def printed_squares(text: str) -> Squares:
    """Give the squares of a code for paper: level H, which stands more than the screen's Q.

    >>> len(printed_squares("https://gopy.example.vn/s/000G40G"))
    45
    """
    drawn = qrcode.QRCode(
        version=_PRINTED_FROM_VERSION,
        error_correction=ERROR_CORRECT_H,
        border=0,
        mask_pattern=_PRINTED_MASK,
    )
    drawn.add_data(text)
    drawn.make(fit=True)
    return tuple(tuple(bool(square) for square in row) for row in drawn.get_matrix())


def _picture(public_url: str, code: str) -> qrcode.QRCode:
    drawn = qrcode.QRCode(error_correction=ERROR_CORRECT_Q, box_size=_BOX, border=QUIET_ZONE)
    drawn.add_data(address(public_url, code))
    drawn.make(fit=True)
    return drawn

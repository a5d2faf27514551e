"""This module draws the QR picture of a service point."""

from __future__ import annotations

from io import BytesIO

import qrcode
from qrcode.constants import ERROR_CORRECT_Q
from qrcode.image.svg import SvgPathFillImage

# Level Q still decodes with a quarter of the picture covered; four modules are the quiet zone.
_BORDER = 4
_BOX = 10


def address(public_url: str, code: str) -> str:
    """Give the address that hangs at the counter; it comes from settings, never from a request."""
    return f"{public_url}/s/{code}"


def png(public_url: str, code: str) -> bytes:
    """Draw the picture as PNG, ten pixels a module."""
    picture = _code(public_url, code).make_image()
    buffer = BytesIO()
    picture.save(buffer, format="PNG")
    return buffer.getvalue()


def svg(public_url: str, code: str) -> bytes:
    """Draw the picture as SVG with a white ground, for print at any size."""
    picture = _code(public_url, code).make_image(image_factory=SvgPathFillImage)
    return bytes(picture.to_string(encoding="utf-8"))


def _code(public_url: str, code: str) -> qrcode.QRCode:
    drawn = qrcode.QRCode(error_correction=ERROR_CORRECT_Q, box_size=_BOX, border=_BORDER)
    drawn.add_data(address(public_url, code))
    drawn.make(fit=True)
    return drawn

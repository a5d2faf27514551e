"""This module covers a part of a printed code, as a sticker, a thumb or a scratch would."""

from __future__ import annotations

import random

import zxingcpp
from PIL import Image, ImageDraw

_FINDER = 8  # modules of a finder pattern with its separator, from the corner


def covered(
    page: Image.Image,
    code: zxingcpp.Barcode,
    *,
    modules: int,
    dice: random.Random,
    share: float = 0.15,
    stretch: float = 1.0,
) -> Image.Image:
    """Cut a code out with its quiet zone and paint over `share` of its area, in one rectangle.

    The rectangle is `stretch` times as wide as high and lies anywhere but on the three finder
    patterns, without which no reader can know that there is a code.
    """
    corners = code.position
    left, top = corners.top_left.x, corners.top_left.y
    module = (corners.bottom_right.x - left) / modules
    room = 4 * module
    picture = page.crop(
        (
            int(left - room),
            int(top - room),
            int(left + (modules + 4) * module),
            int(top + (modules + 4) * module),
        )
    )
    width = modules * (share * stretch) ** 0.5
    height = modules * (share / stretch) ** 0.5
    while True:
        x, y = dice.uniform(0, modules - width), dice.uniform(0, modules - height)
        on_left, on_right = x < _FINDER, x + width > modules - _FINDER
        on_top, on_bottom = y < _FINDER, y + height > modules - _FINDER
        if not ((on_top and (on_left or on_right)) or (on_bottom and on_left)):
            break
    begin = (room + x * module, room + y * module)
    end = (begin[0] + width * module, begin[1] + height * module)
    ImageDraw.Draw(picture).rectangle((*begin, *end), fill=dice.choice([0, 128, 255]))
    return picture

"""This module keeps pages compressed but for the few places that differ from visit to visit.

A page is drawn once with marks where a key, a seal or a receipt goes, and compressed once. A visit
then puts its own letters in as an uncompressed block of the same length, so that nothing before or
after has to be compressed again: what took milliseconds of processor time takes microseconds.
"""

from __future__ import annotations

import functools
import re
import threading
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from starlette.responses import HTMLResponse
from starlette.types import Receive, Scope, Send

_HEAD: Final = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"
_LAST_BLOCK: Final = b"\x03\x00"
# Control characters stand nowhere in a page, so no mark can be mistaken for an office's words.
_MARK: Final = re.compile("(\x01+|\x02+|\x03+|\x04+)")

# The first visitors of a cold process come together; one draws for all of them.
DRAWING: Final = threading.Lock()


def mark(number: int, length: int) -> str:
    """Give the mark of a place: one of four control characters, as long as what will stand there.

    >>> mark(1, 3)
    '\\x01\\x01\\x01'
    """
    return chr(number) * length


@dataclass(frozen=True)
class Pressed:
    """A page taken apart: pieces that stay, plain and compressed, and the marks between them."""

    plain: tuple[bytes, ...]
    packed: tuple[bytes, ...]
    marks: tuple[str, ...]

    def filled(self, values: Mapping[str, str]) -> bytes:
        """Give the page with the values at their marks; raises ValueError for a wrong length."""
        parts = [self.plain[0]]
        for place, piece in zip(self.marks, self.plain[1:], strict=True):
            parts += (_value(values, place), piece)
        return b"".join(parts)

    def filled_and_packed(self, values: Mapping[str, str]) -> bytes:
        """Give the same as gzip."""
        parts = [_HEAD, self.packed[0]]
        check, size = zlib.crc32(self.plain[0]), len(self.plain[0])
        for place, plain, packed in zip(self.marks, self.plain[1:], self.packed[1:], strict=True):
            value = _value(values, place)
            length = len(value)
            parts += (
                b"\x00",
                length.to_bytes(2, "little"),
                (length ^ 0xFFFF).to_bytes(2, "little"),
                value,
                packed,
            )
            check = zlib.crc32(plain, zlib.crc32(value, check))
            size += length + len(plain)
        parts += (_LAST_BLOCK, check.to_bytes(4, "little"), size.to_bytes(4, "little"))
        return b"".join(parts)


def press(page: str) -> Pressed:
    """Take a drawn page apart at its marks and compress what stays."""
    pieces = _MARK.split(page)
    plain = tuple(piece.encode() for piece in pieces[::2])
    marks = tuple(pieces[1::2])
    # One compressor for all, so that later pieces may point back at earlier ones. It is shown the
    # marks, to count their length, and what it makes of them is thrown away.
    compressor = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = []
    for place, piece in enumerate(plain):
        packed.append(compressor.compress(piece) + compressor.flush(zlib.Z_SYNC_FLUSH))
        if place < len(marks):
            compressor.compress(marks[place].encode())
            compressor.flush(zlib.Z_SYNC_FLUSH)
    return Pressed(plain, tuple(packed), marks)


class PressedResponse(HTMLResponse):
    """Answers with a pressed page, compressed where the browser takes it."""

    _TYPE: Final = (b"content-type", b"text/html; charset=utf-8")

    def __init__(
        self,
        pressed: Pressed,
        values: Mapping[str, str],
        *,
        status_code: int,
        headers: Mapping[str, str],
    ) -> None:
        self.status_code = status_code
        self.background = None
        self.body = b""  # made when the browser's wishes are known
        self.raw_headers = [*_encoded(tuple(headers.items())), self._TYPE]
        self._pressed = pressed
        self._values = values

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Choose how to send when the browser's wishes are known."""
        wishes = next(
            (value for name, value in scope["headers"] if name == b"accept-encoding"), b""
        )
        if b"gzip" in wishes:
            self.body = self._pressed.filled_and_packed(self._values)
            # Otherwise the compressing layer, which leaves the page plain, says the same.
            self.raw_headers += (_PACKED, _BY_WISHES)
        else:
            self.body = self._pressed.filled(self._values)
        self.raw_headers.append((b"content-length", b"%d" % len(self.body)))
        await super().__call__(scope, receive, send)


_PACKED: Final = (b"content-encoding", b"gzip")
_BY_WISHES: Final = (b"vary", b"Accept-Encoding")


@functools.lru_cache(maxsize=256)
def _encoded(headers: tuple[tuple[str, str], ...]) -> tuple[tuple[bytes, bytes], ...]:
    return tuple((name.lower().encode("latin-1"), said.encode("latin-1")) for name, said in headers)


def _value(values: Mapping[str, str], place: str) -> bytes:
    value = values[place].encode()
    if len(value) != len(place):
        raise ValueError("a value is as long as its mark")
    return value

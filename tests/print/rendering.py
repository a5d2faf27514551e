"""This module renders PDF pages and reads what stands on them, with two independent engines."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

DPI = 150


def pages_of(printed: bytes, engine: str = "pdfium") -> Iterator[Image.Image]:
    """Give each page as a grey picture at 150 dpi; poppler's engine skips where it is missing."""
    if engine == "pdfium":
        with pypdfium2.PdfDocument(printed) as document:
            for page in document:
                yield page.render(scale=DPI / 72, grayscale=True).to_pil()
        return
    program = shutil.which("pdftoppm")
    if program is None:
        pytest.skip("pdftoppm is not installed; the other engine reads the same pages")
    made = subprocess.run(
        [program, "-r", str(DPI), "-gray"], input=printed, capture_output=True, check=True
    ).stdout
    stream = io.BytesIO(made)
    while stream.tell() < len(made):
        yield _portable_greymap(stream)


def _portable_greymap(stream: io.BytesIO) -> Image.Image:
    magic, size, depth = (stream.readline().strip() for _ in range(3))
    assert (magic, depth) == (b"P5", b"255")
    width, height = (int(part) for part in size.split())
    return Image.frombytes("L", (width, height), stream.read(width * height))


def codes_on(page: Image.Image) -> list[zxingcpp.Barcode]:
    """Read every QR code of a page, in reading order."""
    found = zxingcpp.read_barcodes(page, formats=zxingcpp.BarcodeFormat.QRCode)
    return sorted(found, key=lambda one: (one.position.top_left.y // 40, one.position.top_left.x))


def text_of(printed: bytes) -> list[str]:
    """Give each page's text as a reader copies it, in NFC, every space a single one."""
    with pypdfium2.PdfDocument(printed) as document:
        texts = [page.get_textpage().get_text_bounded() for page in document]
    return [" ".join(unicodedata.normalize("NFC", text).split()) for text in texts]


def squeezed(text: str) -> str:
    """Take spaces away: where a line ends is not a matter of what was said."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFC", text))


def unembedded_fonts(printed: bytes) -> list[str]:
    """Name the fonts of a PDF that stand in it by name only."""
    descriptors = re.findall(rb"<<[^<>]*?/Type /FontDescriptor[^<>]*?>>", printed, re.DOTALL)
    assert descriptors, "no font was found: the search is wrong"
    return [one.decode("latin-1") for one in descriptors if b"/FontFile2" not in one]


def write(path: Path, printed: bytes) -> Path:
    """Keep a PDF for a command-line tool."""
    path.write_bytes(printed)
    return path

"""This module tells by a file's content, never by its name, whether it can be evidence."""

import unicodedata
import zipfile
import zlib
from pathlib import Path, PureWindowsPath
from typing import Final

MEDIA_TYPES: Final = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_STARTS: Final = (
    (b"%PDF-", "pdf"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpg"),
)
_DOCUMENTS: Final = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}
_MOST_MEMBERS: Final = 5_000
_LONGEST_NAME: Final = 120


def kind_of(path: Path) -> str | None:
    """Tell the kind of a file (a key of MEDIA_TYPES); None for what is taken as no evidence.

    A workbook or document with macros is none. Nothing is unpacked.
    """
    with path.open("rb") as file:
        start = file.read(16)
    for sign, kind in _STARTS:
        if start.startswith(sign):
            return kind
    return _document_kind(path) if start.startswith(b"PK\x03\x04") else None


def _document_kind(path: Path) -> str | None:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, RuntimeError, EOFError):
        return None
    if len(names) > _MOST_MEMBERS or "[Content_Types].xml" not in names:
        return None
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        return None
    return next((kind for name, kind in _DOCUMENTS.items() if name in names), None)


def kept_name(name: str, kind: str) -> str:
    """Make a file name safe to show and to save: no folders, no control marks, the true ending."""
    last = PureWindowsPath(unicodedata.normalize("NFC", name)).name
    plain = "".join(
        " " if unicodedata.category(mark)[0] in "CZ" or mark in '<>:"/\\|?*' else mark
        for mark in last
    )
    stem = " ".join(plain.split()).strip(". ")
    endings = ("jpg", "jpeg") if kind == "jpg" else (kind,)
    before, dot, ending = stem.rpartition(".")
    if dot and ending.lower() in endings:
        stem = before.strip(". ")
    return f"{stem[:_LONGEST_NAME].strip('. ') or 'tai-lieu'}.{kind}"

"""This module looks at a workbook's container before anything is unpacked into memory."""

from __future__ import annotations

import io
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

from scoring.types import N_, Problem, Sentence, said

MOST_MEMBERS: Final = 200
MOST_UNPACKED: Final = 20 * 1_048_576
# What readers of containers and of the XML inside them raise on damaged or hostile bytes.
UNSOUND: Final = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, ElementTree.ParseError,
    AttributeError, AssertionError, EOFError, LookupError, OSError, OverflowError, RuntimeError,
    TypeError, ValueError,
)  # fmt: skip
_CHUNK: Final = 65_536
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3}[0-9]{1,7}(?::[A-Z0-9]+)?)"')
_DECLARED = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINK: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def container_problems(source: Path | bytes, *, file: str | None = None) -> Iterator[Problem]:
    """Find what no honest form needs: macros, encryption, entities, far too much to unpack."""
    file = file or str(source)
    try:
        with zipfile.ZipFile(
            io.BytesIO(source) if isinstance(source, bytes) else source
        ) as container:
            yield from _members(file, container)
    except UNSOUND:
        yield _problem(
            file,
            "workbook.kind",
            expected=said(N_("a workbook of the kind .xlsx")),
            got=said(N_("something else, or a damaged file")),
            remedy=said(N_("Save the form again as “Excel workbook (.xlsx)”.")),
        )


def _members(file: str, container: zipfile.ZipFile) -> Iterator[Problem]:
    members = container.infolist()
    if len(members) > MOST_MEMBERS or _unpacks_to_much(container, members):
        yield _problem(
            file,
            "workbook.size",
            expected=said(N_("at most {most} bytes when unpacked"), most=MOST_UNPACKED),
            got=said(N_("more")),
            remedy=said(N_("Delete pictures and sheets that are not needed.")),
        )
        return
    names = [member.filename for member in members]
    if any(_runs(name.lower()) for name in names):
        yield _problem(
            file,
            "workbook.macros",
            expected=said(N_("a workbook without macros")),
            got=said(N_("macros or embedded programs")),
            remedy=said(N_("Save the form again as “Excel workbook (.xlsx)”.")),
        )
    for member in members:
        if member.filename.endswith((".xml", ".rels")) and _declares(container.read(member)):
            yield _problem(
                file,
                "workbook.entities",
                expected=said(N_("plain XML")),
                got=said(N_("declarations of entities in {name}"), name=member.filename[:60]),
                remedy=said(N_("Save the form again as “Excel workbook (.xlsx)”.")),
            )


def _runs(name: str) -> bool:
    # Excel keeps what it knows of the printer in a .bin, too; that runs nothing.
    return "vba" in name or (name.endswith(".bin") and "printersettings" not in name)


def _declares(raw: bytes) -> bool:
    # In UTF-16 every other byte is zero; without them the declaration reads alike.
    return _DECLARED.search(raw.replace(b"\x00", b"")) is not None


def _unpacks_to_much(container: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> bool:
    """Unpack in small pieces and count; what the container says of its sizes may be a lie."""
    if sum(member.file_size for member in members) > MOST_UNPACKED:
        return True
    total = 0
    for member in members:
        with container.open(member) as stream:
            while piece := stream.read(_CHUNK):
                total += len(piece)
                if total > MOST_UNPACKED:
                    return True
    return False


def merged_cells(path: Path) -> dict[str, list[str]]:
    """Give the merged areas of each sheet by the sheet's name."""
    with zipfile.ZipFile(path) as container:
        book = ElementTree.fromstring(container.read("xl/workbook.xml"))  # noqa: S314  # no entities in it
        links = ElementTree.fromstring(container.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
        targets = {link.get("Id"): str(link.get("Target")) for link in links}
        found: dict[str, list[str]] = {}
        for sheet in book.iter(f"{_MAIN}sheet"):
            target = targets.get(sheet.get(_LINK, ""), "").lstrip("/")
            member = target if target.startswith("xl/") else f"xl/{target}"
            if member in container.namelist():
                areas = _MERGED.findall(container.read(member))
                found[str(sheet.get("name"))] = [area.decode() for area in areas]
        return found


def _problem(
    file: str, code: str, *, expected: Sentence, got: Sentence, remedy: Sentence
) -> Problem:
    return Problem(code, file, None, "", expected, got, remedy)

"""This module keeps the documents true: every path, command and link that they name exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.guards.sources import ROOMS, ROOT, name_of, tracked_files

_CODE = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")
_BRACES = re.compile(r"\{([^}]*)\}")
_PATH = re.compile(r"^(?:[\w.-]+/)+[\w.*-]*$|^[\w-]+\.(?:md|py|toml|in|lock|yaml)$")
_TOP = {*ROOMS, "docs", "tests", "deploy", "bench", ".ci", ".streamlit"}
DOCUMENTS = [path for path in tracked_files() if path.suffix == ".md"]


def named_paths(text: str) -> set[str]:
    """Return the paths of the project that a document names in code spans and links.

    Code spans count when they begin with one of the project's directories or name a file at its
    top; words such as `mot-cua/v1` or `text/html` do not.
    """
    spans = {span for found in _CODE.findall(text) for span in found.split()}
    spans = {each for span in spans for each in _expanded(span.strip(",.;:()"))}
    in_code = {span for span in spans if _PATH.match(span) and span.split("/")[0] in _TOP}
    top = spans & _TOP_FILES
    links = {
        link for link in _LINK.findall(text) if "://" not in link and not link.startswith("mailto")
    }
    return in_code | top | links


_TOP_FILES = {"run.py", "pyproject.toml", "requirements.lock", "requirements.in", "README.md"}
_TOP_FILES |= {"CONTRIBUTING.md", "CHANGELOG.md"}


def _expanded(span: str) -> list[str]:
    match = _BRACES.search(span)
    if not match:
        return [span]
    return [
        each
        for part in match.group(1).split(",")
        for each in _expanded(span[: match.start()] + part + span[match.end() :])
    ]


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_every_path_that_a_document_names_exists(document: Path) -> None:
    missing = []
    for name in named_paths(document.read_text(encoding="utf-8")):
        if "<" in name or ">" in name or "…" in name:
            continue
        homes = (ROOT, document.parent)
        if not any(_exists(home, name) for home in homes):
            missing.append(name)
    assert sorted(missing) == []


def _exists(home: Path, name: str) -> bool:
    if "*" in name:
        return any(home.glob(name))
    return (home / name).exists()


def test_the_guard_sees_paths_links_and_braces() -> None:
    text = "`ui/catalogues/{vi,en}/x.po` and ![a](docs/picture.png) and `run.py demo` and `a/b`"
    assert named_paths(text) == {
        "ui/catalogues/vi/x.po",
        "ui/catalogues/en/x.po",
        "docs/picture.png",
        "run.py",
    }


def test_every_command_that_a_document_names_exists() -> None:
    from thuocdo.cli import build

    known = {command.name for command in build().registered_commands}
    known |= {group.name for group in build().registered_groups}
    called = re.compile(r"^\s*(?:python3 run\.py|thuocdo) ([a-z][a-z-]+)", re.MULTILINE)
    unknown = {
        (name_of(path), word)
        for path in DOCUMENTS
        for word in called.findall(path.read_text(encoding="utf-8"))
        if word not in known | {"test"}
    }
    assert unknown == set()


def test_every_setting_that_the_program_reads_is_explained_to_operators() -> None:
    from storage import settings

    source = Path(settings.__file__).read_text(encoding="utf-8")
    read = set(re.findall(r"THUOCDO_[A-Z_]+[A-Z]", source))
    told = (ROOT / "docs" / "operator.md").read_text(encoding="utf-8")
    assert len(read) > 5
    assert {name for name in read if name not in told} == set()

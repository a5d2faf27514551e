"""This module compares what the program says with what the catalogues hold, both ways."""

from __future__ import annotations

import ast
import io
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po

from tests.guards.sources import ROOT, name_of, nodes_of, python_files, tracked_files
from ui.words import DOMAINS, LANGUAGES

CATALOGUES = ROOT / "ui" / "catalogues"
# The functions whose first argument is a msgid.
KEYWORDS = dict.fromkeys(("N_", "said", "words", "tell", "complain", "_"), (1,))
_FIELD = re.compile(r"\{([a-z_]+)\}")
_TEMPLATES = (".html", ".j2")


@cache
def entries(language: str, domain: str) -> dict[str, str]:
    """Return one catalogue, msgid to translation, unfinished entries included."""
    path = CATALOGUES / language / f"{domain}.po"
    catalogue = read_po(io.BytesIO(path.read_bytes()), locale=language, abort_invalid=True)
    return {
        str(entry.id): "" if entry.fuzzy else str(entry.string) for entry in catalogue if entry.id
    }


@cache
def said_in_sources() -> dict[str, str]:
    """Return every msgid that the sources mark, with a place where it stands."""
    found: dict[str, str] = {}
    for path in tracked_files():
        if path.relative_to(ROOT).parts[0] == "tests":
            continue
        if path.suffix == ".py":
            method = "python"
        elif path.name.endswith(_TEMPLATES):
            method = "jinja2.ext:babel_extract"
        else:
            continue
        for line, message, _, _ in extract(
            method, io.BytesIO(path.read_bytes()), keywords=KEYWORDS
        ):
            if isinstance(message, str) and re.search(r"[^\W\d_]", _FIELD.sub("", message)):
                found.setdefault(message, f"{name_of(path)}:{line}")
    return found


@cache
def literals() -> frozenset[str]:
    """Return every text in the sources that could be a msgid, however it is said."""
    found: set[str] = set()
    for path in python_files(tests=False):
        for node in nodes_of(path):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
    return frozenset(found)


def templates() -> str:
    """Return the text of all templates."""
    return "\n".join(
        path.read_text(encoding="utf-8")
        for path in tracked_files()
        if path.name.endswith(_TEMPLATES) and path.relative_to(ROOT).parts[0] != "tests"
    )


def test_the_sources_say_something() -> None:
    assert len(said_in_sources()) > 200


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_that_is_said_stands_in_a_catalogue(language: str) -> None:
    have = {msgid for domain in DOMAINS for msgid in entries(language, domain)}
    absent = {
        f"{place}: {msgid}" for msgid, place in said_in_sources().items() if msgid not in have
    }
    assert sorted(absent) == []


@pytest.mark.parametrize("domain", DOMAINS)
def test_no_catalogue_holds_what_nobody_says(domain: str) -> None:
    pages = templates()
    unused = [
        msgid
        for msgid in entries("vi", domain)
        if msgid not in literals() and msgid not in said_in_sources() and msgid not in pages
    ]
    assert unused == []


@pytest.mark.parametrize("domain", DOMAINS)
def test_both_languages_hold_the_same_msgids(domain: str) -> None:
    assert entries("vi", domain).keys() == entries("en", domain).keys()


@pytest.mark.parametrize("domain", DOMAINS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_translation_is_finished_and_keeps_its_fields(language: str, domain: str) -> None:
    wrong = {
        msgid: text
        for msgid, text in entries(language, domain).items()
        if not text.strip() or set(_FIELD.findall(msgid)) != set(_FIELD.findall(text))
    }
    assert wrong == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_msgid_that_stands_in_two_catalogues_says_the_same(language: str) -> None:
    first: dict[str, tuple[str, str]] = {}
    clashes = []
    for domain in DOMAINS:
        for msgid, text in entries(language, domain).items():
            domain_before, before = first.setdefault(msgid, (domain, text))
            if before != text:
                clashes.append((msgid, domain_before, domain))
    assert clashes == []


def test_no_catalogue_lies_beside_the_known_ones() -> None:
    there = {name_of(path) for path in CATALOGUES.rglob("*.po")}
    assert there == {
        f"ui/catalogues/{lang}/{domain}.po" for lang in LANGUAGES for domain in DOMAINS
    }


# The answer to a request that a foreign page forged: nobody's language is known.
MAY_SPEAK = {"dashboards/access/gate.py"}
_VIETNAMESE = re.compile(
    "[àáãèéìíĩòóõùúũýăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE
)


def stray_vietnamese(path: Path) -> Iterator[str]:
    """Give the Vietnamese sentences that stand in code instead of in a catalogue.

    Docstrings, the product's name, and texts that bring their English along (`Text(vi, en)`) do not
    count.
    """
    nodes = nodes_of(path)
    passed_over = {
        id(part)
        for node in nodes
        if isinstance(node, ast.Expr)
        or (isinstance(node, ast.Call) and ast.unparse(node.func) == "Text" and len(node.args) > 1)
        for part in (ast.walk(node) if isinstance(node, ast.Call) else [node.value])
    }
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            sentence = node.value.replace("Thước Đo", "")
            told = len(sentence.split()) > 3 and len(_VIETNAMESE.findall(sentence)) > 2
            if told and id(node) not in passed_over:
                yield f"{node.lineno}: {node.value[:60]}"


def test_vietnamese_sentences_stand_in_catalogues_not_in_code() -> None:
    rooms = {"scoring", "storage", "ui", "survey_app", "dashboards"}
    found = [
        f"{name_of(path)}:{line}"
        for path in python_files(tests=False)
        if path.relative_to(ROOT).parts[0] in rooms and name_of(path) not in MAY_SPEAK
        for line in stray_vietnamese(path)
    ]
    assert found == []


def test_the_guard_sees_a_stray_sentence(tmp_path: Path) -> None:
    file = tmp_path / "seeded.py"
    file.write_text(
        '"""Lời giới thiệu của mô-đun."""\nx = "Vui lòng chờ trong giây lát"\n', encoding="utf-8"
    )
    assert list(stray_vietnamese(file)) == ["2: Vui lòng chờ trong giây lát"]

"""This module describes a file of answers in DDI-Codebook 2.5, as data archives take it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

from scoring.tables.codebook import Code, Column
from scoring.types import N_, Sentence
from ui.words import LANGUAGES, translator

NAMESPACE: Final = "ddi:codebook:2_5"
_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_FORBIDDEN: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class DataFile:
    """The file that is described: its name, its number of answers, the day it was written."""

    name: str
    cases: int
    day: str
    simulated: bool


def write_ddi(path: Path, columns: tuple[Column, ...], file: DataFile) -> None:
    """Write the description; elements stand in the order that the standard's schema asks for.

    Source: DDI Alliance, DDI-Codebook 2.5 (2012/2014).
    """
    ElementTree.register_namespace("", NAMESPACE)
    root = ElementTree.Element(_tag("codeBook"), {"version": "2.5", _LANG: "vi"})
    for part in ("docDscr", "stdyDscr"):
        citation = _add(_add(root, part), "citation")
        _titles(citation, file)
        if part == "stdyDscr":
            _study(root[-1], file)
        else:
            _add(_add(citation, "prodStmt"), "software", "Thước Đo")
    described = _add(root, "fileDscr", ID="F1")
    text = _add(described, "fileTxt")
    _add(text, "fileName", file.name)
    dimensions = _add(text, "dimensns")
    _add(dimensions, "caseQnty", str(file.cases))
    _add(dimensions, "varQnty", str(len(columns)))
    _add(text, "fileType", Path(file.name).suffix.lstrip("."))
    data = _add(root, "dataDscr")
    spss = file.name.endswith(".sav")
    for number, column in enumerate(columns, start=1):
        _variable(data, column, number=number, spss=spss)
    ElementTree.indent(root)
    ElementTree.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)


def _titles(citation: ElementTree.Element, file: DataFile) -> None:
    statement = _add(citation, "titlStmt")
    title = Sentence(N_("Answers of citizens and officials"))
    _add(statement, "titl", translator("vi").say(title))
    _add(statement, "parTitl", translator("en").say(title)).set(_LANG, "en")
    _add(statement, "IDNo", f"{Path(file.name).stem}-{file.day}")


def _study(study: ElementTree.Element, file: DataFile) -> None:
    """Say what kind of data these are, before anybody counts with them."""
    information = _add(study, "stdyInfo")
    if file.simulated:
        _in_both(information, "abstract", Sentence(N_("Contains simulated data.")))
    nature = Sentence(
        N_(
            "Answers through QR codes come from volunteers: they are not a random sample."
            " Answers that were set aside are in the file and marked."
        )
    )
    _in_both(information, "abstract", nature)


def _variable(data: ElementTree.Element, column: Column, *, number: int, spss: bool) -> None:
    kind = "contin" if column.kind == "number" else "discrete"
    variable = _add(data, "var", ID=f"V{number}", name=column.name, files="F1", intrvl=kind)
    _in_both(variable, "labl", column.label)
    if column.question:
        question = _add(variable, "qstn", ID=f"Q{number}")
        for language in LANGUAGES:
            said = translator(language).say(column.label)
            _add(question, "qstnLit", said).set(_LANG, language)
    for code in column.codes:
        _category(variable, code, spss=spss)
    form = "character" if _is_text(column, spss=spss) else "numeric"
    _add(variable, "varFormat", type=form, schema="other")
    if column.questionnaires:
        _add(variable, "notes", " ".join(column.questionnaires))


def _is_text(column: Column, *, spss: bool) -> bool:
    told = [code for code in column.codes if not code.lack]
    return column.kind == "text" or (not spss and any(isinstance(one.value, str) for one in told))


def _category(variable: ElementTree.Element, code: Code, *, spss: bool) -> None:
    category = _add(variable, "catgry", **({"missing": "Y"} if code.lack else {}))
    _add(category, "catValu", str(code.number if spss else code.value))
    _in_both(category, "labl", code.label)


def _in_both(parent: ElementTree.Element, name: str, sentence: Sentence) -> None:
    for language in LANGUAGES:
        _add(parent, name, translator(language).say(sentence)).set(_LANG, language)


def _add(
    parent: ElementTree.Element, element_name: str, text: str = "", **attributes: str
) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, _tag(element_name), attributes)
    if text:
        element.text = _FORBIDDEN.sub("", text)
    return element


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"

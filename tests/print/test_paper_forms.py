"""Paper forms: every kind is drawn, every word stands there, every page tells its serial number."""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import get_args

import pytest

from scoring.definitions.questionnaire import Questionnaire
from scoring.definitions.questionnaire_load import load_questionnaire, questionnaire_from_bytes
from scoring.questions import NoteQuestion, Question
from tests.print.rendering import codes_on, pages_of, squeezed, text_of, unembedded_fonts
from ui.printing.flow import BOTTOM, Flow, Piece
from ui.printing.paper_form import FormPlace, paper_form_pdf
from ui.printing.paper_questions import DRAWN

SURVEYS = Path(str(resources.files("criteria"))) / "surveys"
IDS = sorted(str(path.relative_to(SURVEYS).with_suffix("")) for path in SURVEYS.rglob("v*.yaml"))
PLACE = FormPlace("Ủy ban nhân dân phường Quy Nhơn Nam", "Quầy tiếp nhận hồ sơ số 3")


def form(id_: str) -> Questionnaire:
    return load_questionnaire(SURVEYS / f"{id_}.yaml")


def test_every_kind_of_question_has_its_drawing() -> None:
    (union, _) = get_args(Question)
    assert set(DRAWN) == set(get_args(union))


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("id_", IDS)
def test_every_text_of_the_questionnaire_stands_on_paper(id_: str, language: str) -> None:
    questionnaire = form(id_)
    printed = paper_form_pdf(questionnaire, language=language, place=PLACE)
    text = squeezed(" ".join(text_of(printed)))
    wanted = [questionnaire.title, *(section.title for section in questionnaire.sections)]
    for question in questionnaire.questions():
        wanted += [one for path, one in question.texts() if path != ("hint",)]
        wanted += (
            [question.hint] if question.hint and not isinstance(question, NoteQuestion) else []
        )
    missing = [
        one.in_language(language)
        for one in wanted
        if squeezed(one.in_language(language)) not in text
    ]
    assert missing == []
    assert squeezed(PLACE.unit) in text
    assert squeezed(PLACE.counter) in text


def test_questions_are_numbered_without_a_gap_and_notes_are_not() -> None:
    questionnaire = form("cac-kieu-cau-hoi/v1")
    text = " ".join(text_of(paper_form_pdf(questionnaire, language="vi")))
    asked = [one for one in questionnaire.questions() if not isinstance(one, NoteQuestion)]
    for number in range(1, len(asked) + 1):
        assert f"{number}." in text
    assert f"{len(asked) + 1}." not in text


def test_a_question_with_a_condition_says_when_it_is_asked() -> None:
    text = squeezed(" ".join(text_of(paper_form_pdf(form("mot-cua/v2"), language="vi"))))
    assert squeezed("Chỉ trả lời nếu") in text


@pytest.mark.parametrize("engine", ["pdfium", "poppler"])
def test_each_page_carries_the_serial_number_of_its_copy(engine: str) -> None:
    serials = ["000001-1", "000002-3"]
    printed = paper_form_pdf(form("mot-cua/v1"), language="vi", serials=serials)
    pages = list(pages_of(printed, engine))
    per_copy = len(pages) // 2
    read = [[code.text for code in codes_on(page)] for page in pages]
    assert read == [[serials[0]]] * per_copy + [[serials[1]]] * per_copy
    for number, text in enumerate(text_of(printed)):
        assert serials[number // per_copy] in text
        assert f"trang {number % per_copy + 1}/{per_copy}" in text


def test_without_a_serial_number_there_is_no_code() -> None:
    for page in pages_of(paper_form_pdf(form("mot-cua/v1"), language="vi")):
        assert codes_on(page) == []


def test_fonts_are_embedded() -> None:
    assert unembedded_fonts(paper_form_pdf(form("mot-cua/v2"), language="vi")) == []


def test_a_questionnaire_of_many_pages_keeps_questions_whole() -> None:
    options = "".join(
        f"          - {{ code: o{n}, label: {{ vi: 'Lựa chọn dài số {n} {'chữ ' * 20}' }} }}\n"
        for n in range(60)
    )
    raw = (
        "id: dai/v1\ntitle: { vi: Phiếu dài }\nlanguages: [vi]\nsections:\n"
        "  - code: A\n    title: { vi: Phần A }\n    questions:\n"
        "      - code: LIST\n        type: several_choices\n        required: true\n"
        f"        label: {{ vi: Chọn }}\n        options:\n{options}"
    )
    questionnaire = questionnaire_from_bytes(raw.encode(), file="dai")
    texts = text_of(paper_form_pdf(questionnaire, language="vi"))
    assert len(texts) >= 3
    assert "Chọn" in texts[0]
    together = squeezed(" ".join(texts))
    for number in range(60):
        assert squeezed(f"Lựa chọn dài số {number} chữ") in together


def test_a_piece_that_does_not_fit_goes_to_the_next_page() -> None:
    turned: list[int] = []
    drawn: list[float] = []

    def turn() -> float:
        turned.append(1)
        return 30.0

    flow = Flow(turn)
    for _ in range(6):
        flow.place([Piece(60, drawn.append)])
    assert len(turned) == 2
    assert all(y + 60 <= BOTTOM for y in drawn)

"""This module proves that a questionnaire leaves as an XLSForm and comes back the same."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from pyxform.xls2xform import convert

from scoring.definitions.questionnaire import Questionnaire
from scoring.definitions.questionnaire_load import load_questionnaire
from scoring.types import Text
from storage.database import open_database
from storage.records import NewAnswer, ServicePoint, Stored, UnitRecord
from storage.service_points import ServicePoints
from storage.settings import Settings
from storage.submissions import Submissions
from storage.units import Units
from tests.strategies.questionnaires import documents, loaded
from thuocdo.cli import main
from thuocdo.xlsform.reading import read_form
from thuocdo.xlsform.writing import write_form

SURVEYS = Path(__file__).parents[2] / "criteria" / "surveys"
SHIPPED = sorted(SURVEYS.rglob("*.yaml"))
# A workbook there and back takes a fifth of a second: a change tries a few, the night all of them.
_WANTED = settings().max_examples
EXAMPLES = _WANTED if _WANTED >= 1000 else max(10, _WANTED // 4)


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


def _said(questionnaire: Questionnaire) -> dict[str, Any]:
    return questionnaire.model_dump(exclude={"sha256", "raw"})


def _there_and_back(questionnaire: Questionnaire, folder: Path) -> Questionnaire:
    form = folder / "form.xlsx"
    write_form(questionnaire, form)
    accepted = convert(xlsform=form.read_bytes(), file_type=".xlsx")
    assert questionnaire.questions()[0].code in accepted.xform
    return read_form(form)[0]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.parent.name + "/" + path.stem)
def test_every_shipped_questionnaire_comes_back_the_same(path: Path, folder: Path) -> None:
    questionnaire = load_questionnaire(path)
    assert _said(_there_and_back(questionnaire, folder)) == _said(questionnaire)


@given(document=documents())
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
def test_random_questionnaires_come_back_the_same(document: dict[str, Any], folder: Path) -> None:
    questionnaire = loaded(document)
    assert _said(_there_and_back(questionnaire, folder)) == _said(questionnaire)


def test_nested_conditions_weights_and_all_languages_come_back_the_same(folder: Path) -> None:
    questionnaire = loaded(_DEMANDING)
    assert _said(_there_and_back(questionnaire, folder)) == _said(questionnaire)


def test_the_commands_write_a_workbook_and_a_file_and_keep_a_file_that_is_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    form, out = tmp_path / "F.xlsx", tmp_path / "F.yaml"
    assert main(["survey", "export-form", "mot-cua/v1", "--out", str(form)]) == 0
    assert main(["survey", "import-form", str(form), "--out", str(out)]) == 0
    again = load_questionnaire(out)
    assert _said(again) == _said(load_questionnaire(SURVEYS / "mot-cua" / "v1.yaml"))
    assert main(["criteria", "check", str(out)]) == 0
    written = out.read_bytes()
    assert main(["survey", "import-form", str(form), "--out", str(out)]) == 2
    assert out.read_bytes() == written
    assert "F.yaml" in capsys.readouterr().err


def _text(text: str) -> dict[str, str]:
    return {"vi": text, "en": text, "jra": f"{text} ʻ", "bdq": "=1+1"}


_SCALE = [_text(word) for word in ("-1", "=SUM(A1)", "@x", "+4")]
_DEMANDING: dict[str, Any] = {
    "id": "kho/v12",
    "title": _text('Tên & <b>"x"</b>'),
    "intro": _text("một\nhai"),
    "languages": ["vi", "jra", "en"],
    "screens": "single",
    "sections": [
        {
            "code": "A",
            "title": _text("A"),
            "hint": _text("gợi ý"),
            "questions": [
                {
                    "code": "S1.1",
                    "type": "rating",
                    "label": _text("  giữ  khoảng trắng "),
                    "scale": _SCALE,
                    "required": True,
                    "factor": "KM1",
                    "weight": 2,
                },
                {
                    "code": "M",
                    "type": "matrix",
                    "label": _text("M"),
                    "scale": _SCALE,
                    "satisfied_from": 2,
                    "required": True,
                    "rows": [{"code": "mot", "label": _text("một")}],
                },
                {
                    "code": "R",
                    "type": "ranking",
                    "label": _text("R"),
                    "required": True,
                    "options": [{"code": str(n), "label": _text(str(n))} for n in range(3)],
                },
                {
                    "code": "W",
                    "type": "several_choices",
                    "label": _text("W"),
                    "at_least": 2,
                    "alone": ["x", "y"],
                    "options": [{"code": one, "label": _text(one)} for one in "xyzw"],
                },
                {
                    "code": "N",
                    "type": "number",
                    "decimals": 2,
                    "lowest": -1,
                    "unit": _text("%"),
                    "label": _text("N"),
                    "show_when": {
                        "not": {
                            "any": [
                                {"all": [{"question": "M", "answered": True}]},
                                {"question": "S1.1", "any_of": [1, 4]},
                                {"question": "S1.1", "any_of": [1]},
                                {"any": [{"question": "W", "any_of": ["x", "z"]}]},
                                {"question": "R", "row": "0", "at_most": 2},
                                {"question": "R", "answered": False},
                            ]
                        }
                    },
                },
                {
                    "code": "END",
                    "type": "note",
                    "label": _text("hết"),
                    "show_when": {"question": "N", "at_least": 3},
                },
            ],
        }
    ],
}


def test_a_version_that_was_answered_is_frozen(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, file = tmp_path / "data", tmp_path / "thu.yaml"
    call = ["survey", "publish", str(file), "--data", str(data)]
    assert main(["db", "upgrade", "--data", str(data)]) == 0
    first = _written(file, "Lần đầu")
    assert main(call) == 0
    _written(file, "Sửa khi chưa ai trả lời")
    assert main(call) == 0
    second = load_questionnaire(file)
    _answer(data, second)
    assert first.sha256 != second.sha256
    assert main(call) == 0  # the same again
    _written(file, "Sửa lén")
    capsys.readouterr()
    assert main(call) == 2
    assert "/v" in capsys.readouterr().err
    file.write_text(file.read_text(encoding="utf-8").replace("thu/v1", "thu/v2"), encoding="utf-8")
    assert main(call) == 0


def _written(file: Path, title: str) -> Questionnaire:
    asked = {"code": "Q", "type": "yes_no", "required": True, "label": {"vi": "Được không?"}}
    section = {"code": "S", "title": {"vi": "Phần"}, "questions": [asked]}
    document = {"id": "thu/v1", "title": {"vi": title}, "languages": ["vi"], "sections": [section]}
    file.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return load_questionnaire(file)


def _answer(data: Path, questionnaire: Questionnaire) -> None:
    database = open_database(Settings.from_environment(data))
    now = datetime(2026, 11, 5, 3, tzinfo=UTC)
    Units(database).add_many([UnitRecord("U", "Xã U", "xa", "XA", date(2025, 7, 1))])
    point = ServicePoint("POINT", "U", Text("Quầy"), questionnaire.id)
    ServicePoints(database).add_many([point])
    answer = NewAnswer(
        key="k" * 22,
        content_hash="0" * 64,
        point_code="POINT",
        unit_code="U",
        questionnaire_sha256=questionnaire.sha256,
        received_at=now,
        language="vi",
        content='{"Q": "yes"}',
    )
    assert isinstance(Submissions(database).add(answer), Stored)
    database.close()

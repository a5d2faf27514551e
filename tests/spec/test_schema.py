"""The schema that editors use is current, takes every definition of ours and refuses slips."""

from decimal import Decimal
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from scoring.definitions.load import read_yaml
from scoring.definitions.schema import MODELS, Name, schema_of, schema_text
from thuocdo.cli import main

CRITERIA = Path(str(resources.files("criteria")))
FOLDERS: dict[Name, str] = {"criteria-set": "sets", "survey": "surveys"}


def plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return float(value) if isinstance(value, Decimal) else value


def faults(name: Name, value: Any) -> list[str]:
    validator = jsonschema.Draft202012Validator(schema_of(name))
    return [error.message for error in validator.iter_errors(plain(value))]


@pytest.mark.parametrize("name", MODELS)
def test_the_shipped_schema_is_current_and_a_schema(name: Name) -> None:
    shipped = (CRITERIA / "schema" / f"{name}.schema.json").read_text(encoding="utf-8")
    assert shipped == schema_text(name)
    jsonschema.Draft202012Validator.check_schema(schema_of(name))


@pytest.mark.parametrize("name", MODELS)
def test_every_definition_of_ours_fits_its_schema(name: Name) -> None:
    files = sorted((CRITERIA / FOLDERS[name]).rglob("*.yaml"))
    assert len(files) >= 3
    for path in files:
        assert not faults(name, read_yaml(path).value), path


def test_slips_are_seen_while_one_types() -> None:
    whole: Any = read_yaml(CRITERIA / "sets" / "cchc-so" / "2026.yaml").value
    assert faults("criteria-set", {**whole, "max_point": 100})
    assert faults("criteria-set", {**whole, "max_points": "100"})
    assert faults("criteria-set", {**whole, "max_points": -1})
    area = whole["areas"][1]
    for slip in ({"rule": {"type": "linear"}}, {"rule": {"type": "liner"}}, {"components": []}):
        criterion = {**area["criteria"][0], **slip}
        changed = {**whole, "areas": [{**area, "criteria": [criterion]}]}
        assert faults("criteria-set", changed), slip


def test_sets_of_ours_name_the_schema_by_a_path_that_leads_to_it() -> None:
    for path in (
        CRITERIA / "sets" / "cchc-so" / "2026.yaml",
        CRITERIA / "sets" / "cchc-xa" / "2026.yaml",
    ):
        first = path.read_text(encoding="utf-8").splitlines()[0]
        assert first.startswith("# yaml-language-server: $schema=")
        assert (path.parent / first.split("=", maxsplit=1)[1]).resolve().is_file()


def test_the_command_prints_and_writes_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["criteria", "schema"]) == 0
    assert capsys.readouterr().out == schema_text("criteria-set")
    out = tmp_path / "s.json"
    assert main(["criteria", "schema", "survey", "--out", str(out)]) == 0
    assert out.read_text(encoding="utf-8") == schema_text("survey")

"""Sets that are valid load; sets that are not say every problem, at its line, in one run."""

from pathlib import Path

import pytest

from scoring.definitions import Criterion, find_set, list_sets, load_criteria_set
from scoring.definitions.load import MAX_BYTES
from scoring.rules.survey import Survey
from scoring.types import ProblemsFound
from tests.spec import rules_page
from ui.words import translator

SETS = Path(__file__).parent / "sets"
VALID = sorted((SETS / "valid").glob("*.yaml"))
INVALID = sorted((SETS / "invalid").glob("*.yaml"))


def problems_of(path: Path) -> list[str]:
    with pytest.raises(ProblemsFound) as found:
        load_criteria_set(path)
    for problem in found.value.problems:
        for language in ("vi", "en"):
            said = translator(language).say(problem.sentence())
            assert "{" not in said
            assert problem.code in said
        vietnamese = translator("vi").say(problem.sentence())
        assert vietnamese != translator("en").say(problem.sentence())
        assert vietnamese.startswith(f"{path}:{problem.line}:")
    return [f"{problem.line} {problem.code}" for problem in found.value.problems]


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
def test_a_valid_set_loads(path: Path) -> None:
    assert load_criteria_set(path).areas


@pytest.mark.parametrize("path", INVALID, ids=lambda path: path.stem)
def test_an_invalid_set_says_every_problem(path: Path) -> None:
    expected = path.with_suffix(".expected").read_text(encoding="utf-8").splitlines()
    assert sorted(problems_of(path)) == sorted(expected)


def test_ten_different_mistakes_give_ten_messages_in_one_run() -> None:
    codes = [line.split()[1] for line in problems_of(SETS / "invalid" / "ten-mistakes.yaml")]
    assert len(set(codes)) >= 10


def test_our_own_sets_are_valid_and_add_up() -> None:
    found = {one.id: one for one in list_sets()}
    assert set(found) >= {"vn-766/2022", "cchc-so/2026", "cchc-xa/2026"}
    for one in found.values():
        assert one.maximum == one.max_points == 100
        assert find_set(one.id).sha256 == one.sha256


def test_templates_say_that_they_are_templates() -> None:
    for id_ in ("cchc-so/2026", "cchc-xa/2026"):
        one = find_set(id_)
        assert one.template
        assert "mẫu" in one.title.vi
        assert one.note is not None
        assert "không phải văn bản chính thức" in one.note.vi
        kinds = [area.kind for area in one.areas]
        assert kinds == ["scored"] * 8 + ["bonus", "penalty"]
        assert 30 <= len(one.criteria()) <= 45
        assert {"survey", "linear", "tiers", "options", "yes_no", "formula"} <= {
            criterion.scoring_rule.type for criterion in one.criteria()
        }
        assert all(criterion.evidence and criterion.name.en for criterion in one.criteria())
        assert any(one.conditions(criterion.code) for criterion in one.criteria())
        assert _depth(one.areas[0].criteria + one.areas[2].criteria) == 3
    assert not find_set("vn-766/2022").template


def _depth(criteria: tuple[Criterion, ...]) -> int:
    return 1 + max((_depth(one.components) for one in criteria if one.components), default=0)


def test_every_kind_of_rule_is_at_work_in_the_templates() -> None:
    used = {
        criterion.scoring_rule.type
        for id_ in ("cchc-so/2026", "cchc-xa/2026")
        for criterion in find_set(id_).criteria()
    }
    assert used == set(rules_page.kinds())


def test_templates_ask_citizens_officials_and_the_register() -> None:
    for id_ in ("cchc-so/2026", "cchc-xa/2026"):
        rules = [criterion.scoring_rule for criterion in find_set(id_).criteria()]
        assert {rule.asked for rule in rules if isinstance(rule, Survey)} == {
            "citizens",
            "officials",
        }
        optional = [rule.when_not_held for rule in rules if isinstance(rule, Survey)]
        assert "not_applicable" in optional
        assert sum("denominator" in rule.inputs() for rule in rules) >= 6


def test_codes_with_leading_zeros_stay_texts() -> None:
    found = load_criteria_set(SETS / "valid" / "components.yaml")
    assert [criterion.code for criterion in found.criteria()] == ["01.1.1", "01.1.2", "01.2"]


def test_a_file_that_is_not_utf8_names_the_byte(tmp_path: Path) -> None:
    path = tmp_path / "tcvn.yaml"
    path.write_bytes("id: a\ntitle: Sở".encode("utf-16-le"))
    assert problems_of(path)[0].endswith(("file.encoding", "yaml.syntax"))
    path.write_bytes(b"id: a\ntitle: S\xf4\n")
    assert problems_of(path) == ["2 file.encoding"]


def test_a_bomb_and_a_giant_are_refused_before_anything_is_built(tmp_path: Path) -> None:
    path = tmp_path / "bomb.yaml"
    lines = ["a0: &a0 [x, x]"]
    lines += [f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]" for i in range(1, 60)]
    path.write_text("\n".join(lines), encoding="utf-8")
    assert {line.split()[1] for line in problems_of(path)} == {"yaml.anchor"}
    path.write_text("[" * 5000, encoding="utf-8")
    assert problems_of(path) == ["1 yaml.nesting"]
    path.write_bytes(b"#" * (MAX_BYTES + 1))
    with pytest.raises(ProblemsFound) as found:
        load_criteria_set(path)
    assert [problem.code for problem in found.value.problems] == ["file.too-large"]


def test_texts_are_compared_in_nfc(tmp_path: Path) -> None:
    path = tmp_path / "nfd.yaml"
    text = (SETS / "valid" / "smallest.yaml").read_text(encoding="utf-8")
    path.write_text(text.replace("Bộ nhỏ nhất", "Bo\u0323\u0302 nhỏ nhất"), encoding="utf-8")
    assert load_criteria_set(path).title.vi == "Bộ nhỏ nhất"


def test_an_unknown_id_names_those_that_exist() -> None:
    with pytest.raises(ProblemsFound) as found:
        find_set("cchc-so/1999")
    assert "cchc-so/2026" in str(found.value)


def test_an_id_does_not_lead_out_of_the_folder() -> None:
    with pytest.raises(ProblemsFound):
        find_set("../../sets/cchc-so/2026")


def test_an_offices_own_set_wins(tmp_path: Path) -> None:
    own = tmp_path / "sets" / "cchc-so"
    own.mkdir(parents=True)
    text = (SETS / "valid" / "smallest.yaml").read_text(encoding="utf-8")
    (own / "2026.yaml").write_text(text.replace("nho-nhat/2026", "cchc-so/2026"), "utf-8")
    from scoring.definitions import criteria_directories

    folders = criteria_directories(tmp_path)
    assert find_set("cchc-so/2026", directories=folders).max_points == 1
    assert find_set("cchc-xa/2026", directories=folders).max_points == 100


def test_the_example_in_the_documentation_is_a_valid_set(tmp_path: Path) -> None:
    page = Path(__file__).parents[2] / "docs" / "criteria-sets.md"
    example = page.read_text(encoding="utf-8").split("```yaml\n")[1].split("```")[0]
    path = tmp_path / "so-noi-vu.yaml"
    path.write_text(example, encoding="utf-8")
    assert len(load_criteria_set(path).criteria()) == 3

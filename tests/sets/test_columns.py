"""The columns of a set's workbook come from the model: every kind of rule brings its own."""

from __future__ import annotations

from scoring.definitions import criteria_set_from_bytes
from scoring.definitions.criteria_set import CriteriaSetBody
from scoring.definitions.set_columns import tree_layout, whole_layout
from scoring.rules import KINDS
from tests.sets.test_versions_and_rounds import LATER
from ui.words import translator
from ui.workbooks.set_reading import read_set_workbook
from ui.workbooks.set_writing import set_workbook


def test_every_parameter_of_every_rule_has_a_column_or_a_list() -> None:
    layout = tree_layout()
    held = {
        (rule, one.path.split(".")[1])
        for one in (*layout.columns, *layout.entries)
        for rule in one.rules
    }
    wanted = {
        (kind.model_fields["type"].annotation.__args__[0], name)  # type: ignore[union-attr]
        for kind in KINDS
        for name in kind.model_fields
        if name != "type"
    }
    assert wanted
    assert held == wanted


def test_every_field_of_the_whole_set_has_a_place() -> None:
    layout = whole_layout()
    named = {one.path.split(".")[0] for one in (*layout.columns, *layout.entries)}
    assert named == set(CriteriaSetBody.model_fields) - {"areas"}


def test_a_small_set_comes_back_the_same_with_its_lineage() -> None:
    one = criteria_set_from_bytes(LATER.encode(), file="x")
    again = read_set_workbook(set_workbook(one, translator("vi")), file="x.xlsx")
    assert {name: getattr(again, name) for name in CriteriaSetBody.model_fields} == {
        name: getattr(one, name) for name in CriteriaSetBody.model_fields
    }
    assert again.criterion("K1").lineage == ("A1",)

"""Passes are signed, what clerks enter is sealed for its place, and digits say what boxes say."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.definitions.questionnaire_answers import Answers, FieldErrors, parse_answers
from survey_app.entry.papers import DAY, Entered, compare, read, written
from survey_app.entry.typed import fields_from, typed_from
from survey_app.guard.passes import SEED_LENGTH, Passes
from survey_app.guard.sealing import Unsealable, seal, unseal
from tests.strategies import questionnaires as random_forms

SEED = bytes(range(SEED_LENGTH))
KEY, OTHER = b"k" * 32, b"o" * 32


def test_pass_says_its_seed_and_place_and_cannot_be_changed() -> None:
    passes = Passes(b"s" * 32)
    token = passes.make(SEED, 2)
    found = passes.read(token)
    assert found is not None
    assert (len(token), found.seed, found.place) == (32, SEED, 2)
    for place in range(len(token)):
        changed = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        assert passes.read(changed) is None
    assert Passes(b"t" * 32).read(token) is None
    assert passes.stored_as(token) != Passes(b"t" * 32).stored_as(token)


def test_paper_has_one_key_wherever_it_is_entered() -> None:
    passes = Passes(b"s" * 32)
    key = passes.paper_key("P1", "mot-cua/v1", serial="000001-1")
    assert len(key) == 22
    assert key == passes.paper_key("P1", "mot-cua/v1", serial="000001-1")
    assert key != passes.paper_key("P1", "mot-cua/v2", serial="000001-1")


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=700))
@settings(max_examples=10)
def test_sealed_text_opens_only_with_its_key_at_its_place(text: str) -> None:
    sealed = seal(KEY, text, bound_to="1/1/000001")
    assert unseal(KEY, sealed, bound_to="1/1/000001") == text
    assert sealed != seal(KEY, text, bound_to="1/1/000001")
    for key, place, said in (
        (OTHER, "1/1/000001", sealed),
        (KEY, "1/2/000001", sealed),
        (KEY, "1/1/000001", sealed[:-6] + ("AAAAAA" if sealed[-6:] != "AAAAAA" else "BBBBBB")),
        (KEY, "1/1/000001", ""),
        (KEY, "1/1/000001", "é"),
    ):
        with pytest.raises(Unsealable):
            unseal(key, said, bound_to=place)


def test_length_of_an_entry_is_not_told() -> None:
    lengths = {len(seal(KEY, "x" * number, bound_to="a")) for number in range(0, 500, 50)}
    assert len(lengths) == 1


@given(st.data())
@settings(max_examples=8, deadline=None)
def test_what_stands_on_paper_can_be_typed_in_digits(data: st.DataObject) -> None:
    form = data.draw(random_forms.questionnaires())
    fields: dict[str, list[str]] = {}
    for question in form.questions():
        fields |= {name: list(v) for name, v in data.draw(random_forms.valid(question)).items()}
    answers = parse_answers(form, fields, "vi")
    assert isinstance(answers, Answers), answers
    typed = typed_from(form, answers.values)
    again = parse_answers(form, fields_from(form, {k: [v] for k, v in typed.items()}), "vi")
    assert not isinstance(again, FieldErrors), again
    assert dict(again.values) == dict(answers.values)
    entered = Entered(answers.values)
    assert read(written(entered)) == entered
    assert compare(form, entered, entered).differing == ()


def test_comparison_tells_every_field_that_differs(questionnaire) -> None:
    from datetime import date

    one = Entered({"OVERALL": 4, "FIELD": "dat-dai"}, date(2026, 11, 1))
    other = Entered({"OVERALL": 5, "FIELD": "dat-dai", "COMMENT": "A"})
    found = compare(questionnaire, one, other)
    assert found.differing == (DAY, "OVERALL", "COMMENT")
    assert found.compared == 14

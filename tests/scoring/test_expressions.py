"""Formulas are read as a spreadsheet would, calculated exactly, and reach nothing of Python."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.expressions import MAX_LENGTH, FormulaFault, read_formula
from ui.words import translator

FIGURES = {"a": Fraction(2), "b": Fraction(1, 3), "whole": Fraction(0)}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 + 2 * 3", "7"),
        ("(1 + 2) * 3", "9"),
        ("10 - 4 - 3", "3"),
        ("12 / 4 / 3", "1"),
        ("-a + 5", "3"),
        ("0.1 + 0.2", "0.3"),
        ("a × b ÷ 2", "1/3"),
        ("MIN(a; b) + max(1, 2, 3)", "10/3"),
        ("ABS(b - a)", "5/3"),
        ("IF(a >= 2, 1, 0)", "1"),
        ("IF(NOT(a <> 2), 1, 0)", "1"),
        ("IF(AND(a > 1; b < 1; a = 2); 5; 6)", "5"),
        ("IF(OR(whole > 0, a < 1), 1 / whole, 4)", "4"),
    ],
)
def test_a_formula_gives_the_exact_value(text: str, value: str) -> None:
    assert read_formula(text).value(FIGURES) == Fraction(value)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("a ** 2", 4),
        ("a // 2", 4),
        ("2 ^ 3", 3),
        ("a.__class__", 2),
        ("__import__(a)", 1),
        ("open(a)", 1),
        ("[a]", 1),
        ("'a'", 1),
        ("lambda: a", 7),
        ("a if b else 1", 3),
        ("1e9", 1),
        ("0,5 * a", 1),
        ("MIN(1,5)", 5),
        ("a > 1", 1),
        ("IF(a, 1, 2)", 4),
        ("(a > 1) + 1", 1),
        ("1 +", 4),
        ("(a", 3),
        ("", 1),
        ("1" * 19, 1),
        ("(" * 30 + "1" + ")" * 30, 21),
        ("-" * 60 + "1", 22),
        ("a" * (MAX_LENGTH + 1), MAX_LENGTH + 1),
    ],
)
def test_what_is_no_formula_is_refused_at_its_character(text: str, at: int) -> None:
    with pytest.raises(FormulaFault) as found:
        read_formula(text)
    assert found.value.at == at
    for sentence in (found.value.expected, found.value.got, found.value.remedy):
        assert "{" not in translator("vi").say(sentence)


def test_a_divisor_of_0_is_told_apart_from_every_other_value() -> None:
    formula = read_formula("a / whole")
    assert formula.divides
    assert not read_formula("a / 2").divides
    with pytest.raises(ZeroDivisionError):
        formula.value(FIGURES)


@given(st.text(alphabet="ab01.,;+-*/()<>=IFMNAXORTDS _\"'[]{}:\\\n", max_size=60))
def test_any_text_is_a_formula_or_a_clear_refusal(text: str) -> None:
    try:
        formula = read_formula(text)
    except FormulaFault:
        return
    try:
        value = formula.value(dict.fromkeys(formula.names, Fraction(3, 7)))
    except ZeroDivisionError:
        return
    assert isinstance(value, Fraction)


SUMS = st.recursive(
    st.sampled_from(["a", "b", "0.25", "7"]),
    lambda inner: st.tuples(inner, st.sampled_from(["+", "-", "*"]), inner).map(
        lambda parts: f"({parts[0]} {parts[1]} {parts[2]})"
    ),
    max_leaves=8,
)


@given(SUMS)
def test_arithmetic_is_the_arithmetic_of_fractions(text: str) -> None:
    exact = text.replace("0.25", "Fraction(1, 4)").replace("7", "Fraction(7)")
    scope = {"Fraction": Fraction, **FIGURES}
    expected = eval(exact, scope)  # noqa: S307 -- texts that this test has made itself
    assert read_formula(text).value(FIGURES) == expected

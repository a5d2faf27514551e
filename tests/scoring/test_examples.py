"""Every example in a docstring of the heart says what really comes out."""

import doctest
import pkgutil

import pytest

import scoring
from scoring.rules import KINDS

MODULES = sorted(
    module.name
    for module in pkgutil.walk_packages(scoring.__path__, "scoring.")
    if not module.ispkg
)


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings_come_out(name: str) -> None:
    results = doctest.testmod(pkgutil.resolve_name(name))
    assert results.failed == 0


def test_every_rule_kind_shows_an_example() -> None:
    for kind in KINDS:
        assert ">>>" in (kind.__doc__ or ""), kind

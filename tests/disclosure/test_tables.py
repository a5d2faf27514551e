"""This module tests that no reader of a table can work out a number that is too small to show."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.disclosure import (
    WHOLE,
    Sum,
    Table,
    cross_table,
    protect,
    telling_differences,
    without_differences,
)
from tests.disclosure.attacker import bounds

# Mostly small, as the tables that need protection are, with some large numbers between.
COUNTS = st.one_of(st.integers(0, 7), st.integers(0, 60))
PARENTS = {"a": "north", "b": "north", "c": "south", "d": "south"}


@st.composite
def tables(draw: st.DrawFn) -> Table:
    units = draw(st.sampled_from(["ab", "abc", "abcd"]))
    shape = [list(units), *draw(st.sampled_from([[], [["1", "2"]], [["1", "2", "3"], ["x", "y"]]]))]
    counts = {place: draw(COUNTS) for place in product(*shape)}
    return cross_table(counts, draw(st.sampled_from([(), (PARENTS,)])))


@pytest.mark.slow
@settings(max_examples=30, deadline=None)
@given(tables(), st.sampled_from([2, 5, 10]))
def test_a_hidden_small_cell_could_be_anything_from_nought_to_the_minimum(
    table: Table, minimum: int
) -> None:
    hidden = protect(table.counts, table.sums, minimum=minimum)
    small = {name for name, n in table.counts.items() if 0 < n < minimum}
    assert small <= hidden
    assert not any(table.counts[name] == 0 for name in hidden)
    for name in small:
        low, high = bounds(table.counts, table.sums, hidden, target=name)
        assert low <= 1e-6
        assert high >= minimum - 1e-6


def test_the_attacker_finds_what_hiding_only_the_small_cell_gives_away() -> None:
    table = cross_table({("a", "1"): 2, ("a", "2"): 30, ("b", "1"): 40, ("b", "2"): 50})
    assert bounds(table.counts, table.sums, {("a", "1")}, target=("a", "1")) == (2, 2)
    # Two in a row do not help where the columns tell.
    both = {("a", "1"), ("a", "2")}
    assert bounds(table.counts, table.sums, both, target=("a", "1")) == (2, 2)
    assert protect(table.counts, table.sums) == set(product("ab", "12"))


def test_two_hidden_cells_in_every_row_and_column_are_not_enough() -> None:
    """A cell that alone joins two blocks is known to the last person, however many are hidden."""
    rows = ["99..", "99..", "..99", "..99"]
    counts = {
        (str(i), str(j)): 9 if mark == "9" else 50
        for i, row in enumerate(rows)
        for j, mark in enumerate(row)
    }
    counts["1", "2"] = 3
    table = cross_table(counts)
    blocks = {place for place, n in counts.items() if n < 50}
    assert bounds(table.counts, table.sums, blocks, target=("1", "2")) == (3, 3)
    hidden = protect(table.counts, table.sums)
    low, high = bounds(table.counts, table.sums, hidden, target=("1", "2"))
    assert low == 0
    assert high >= 5


def test_a_table_without_small_cells_is_shown_whole_and_little_more_than_needed_goes() -> None:
    full = cross_table(dict.fromkeys(product("abcd", "123456"), 20))
    assert protect(full.counts, full.sums) == frozenset()
    one = dict(full.counts)
    one_small = cross_table(
        {place: n for place, n in one.items() if WHOLE not in place} | {("a", "1"): 2}
    )
    assert len(protect(one_small.counts, one_small.sums)) == 4


def test_nested_domains_protect_each_other() -> None:
    counts = {("a",): 3, ("b",): 40, ("c",): 50, ("d",): 60}
    table = cross_table(counts, (PARENTS,))
    hidden = protect(table.counts, table.sums)
    assert hidden >= {("a",), ("b",)}  # b, as the north is the sum of the two
    assert not hidden & {("c",), ("d",), ("north",), ("south",), (WHOLE,)}


def test_sums_that_do_not_add_up_are_refused() -> None:
    with pytest.raises(ValueError, match="do not add up"):
        protect({"a": 1, "all": 3}, [Sum("all", ("a",))])
    with pytest.raises(ValueError, match="negative"):
        protect({"a": -1})
    with pytest.raises(ValueError, match="itself"):
        cross_table({("a",): 1}, [{"a": "b", "b": "a"}])


DOMAINS = st.dictionaries(
    st.integers(0, 7), st.frozensets(st.sampled_from("pqrstu"), min_size=1), min_size=1
)


@given(DOMAINS, st.fixed_dictionaries({cell: st.integers(0, 9) for cell in "pqrstu"}))
def test_no_two_shown_domains_differ_by_too_few_people(
    domains: dict[int, frozenset[str]], people: dict[str, int]
) -> None:
    hidden = without_differences(domains, people)
    left = {name: cells for name, cells in domains.items() if name not in hidden}
    for one, other in product(left.values(), repeat=2):
        if one < other:
            assert sum(people[cell] for cell in other - one) not in range(1, 5)


def test_all_but_one_commune_tells_of_the_one() -> None:
    people = {"a": 40, "b": 3, "c": 9}
    domains = {"all": frozenset("abc"), "all but b": frozenset("ac"), "c": frozenset("c")}
    found = telling_differences(domains, people)
    assert [(one.whole, one.part, one.people) for one in found] == [("all", "all but b", 3)]
    assert without_differences(domains, people) == {"all but b"}

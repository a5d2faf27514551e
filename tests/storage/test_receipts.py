"""A receipt can be copied by hand, and a slip shows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.receipts import ALPHABET, LENGTH, check_character, grouped, new_receipt, read_receipt

bodies = st.text(ALPHABET, min_size=LENGTH - 1, max_size=LENGTH - 1)


def test_fresh_receipts_are_readable_and_differ() -> None:
    made = {new_receipt() for _ in range(500)}
    assert len(made) == 500
    assert all(read_receipt(receipt) == receipt for receipt in made)
    assert not set("".join(made)) & set("ILOU")


@given(bodies)
def test_receipt_is_read_as_people_type_it(body: str) -> None:
    receipt = body + check_character(body)
    typed = grouped(receipt).lower().replace("0", "o").replace("1", "l")
    assert read_receipt(f" {typed} ") == receipt


@given(bodies, st.integers(0, LENGTH - 1), st.sampled_from(ALPHABET))
def test_one_wrong_character_shows(body: str, place: int, letter: str) -> None:
    receipt = body + check_character(body)
    wrong = receipt[:place] + letter + receipt[place + 1 :]
    assert (read_receipt(wrong) is None) == (wrong != receipt)


@pytest.mark.parametrize("typed", ["", "ABC", "0" * 12, "ĐÂY KHÔNG PHẢI", "0000000000U", "İ" * 11])
def test_what_is_no_receipt_is_not_read(typed: str) -> None:
    assert read_receipt(typed) is None

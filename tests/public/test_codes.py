import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.receipts import ALPHABET
from survey_app import codes

BODIES = st.binary(min_size=4, max_size=4)


@given(BODIES)
def test_a_code_is_read_however_it_is_typed(entropy):
    code = codes.new_code(entropy)
    slips = code.replace("0", "o").replace("1", "l").lower()
    for typed in (code, code.lower(), f" {code[:3]}-{code[3:]} ", slips, slips.replace("l", "i")):
        assert codes.read(typed) == code


@given(BODIES, st.integers(0, codes.LENGTH - 1), st.sampled_from(ALPHABET))
def test_one_wrong_character_never_leads_to_another_counter(entropy, place, letter):
    code = codes.new_code(entropy)
    wrong = code[:place] + letter + code[place + 1 :]
    assert (codes.read(wrong) is None) == (wrong != code)


@pytest.mark.parametrize(
    "typed", ["", "ABC", "ABCDEFGHJK", "<script", "Ａ" * 7, "\x00" * 7, "ẮẮẮẮẮẮẮ"]
)
def test_what_is_no_code_is_told_apart(typed):
    assert codes.read(typed) is None


def test_codes_without_a_seed_are_random():
    assert len({codes.new_code() for _ in range(50)}) == 50

"""A page that is put together from compressed pieces is the very page that was drawn."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_app.light.pressed import mark, press
from tests.guard.conftest import Office
from tests.public.conftest import OPEN

KEY, SEAL = mark(1, 22), mark(2, 28)
WORDS = st.text(st.characters(min_codepoint=9, exclude_categories=["Cs", "Cc"]), max_size=300)


@given(WORDS, WORDS, WORDS, st.text("abcXYZ019-_", min_size=22, max_size=22))
def test_pressed_page_unpacks_to_the_drawn_one(
    first: str, second: str, third: str, key: str
) -> None:
    seal = key[::-1] + "=" * 6
    page = press(f"{first}{KEY}{second}{SEAL}{first}{third}{KEY}")
    values = {KEY: key, SEAL: seal}
    expected = f"{first}{key}{second}{seal}{first}{third}{key}".encode()
    assert page.filled(values) == expected
    assert gzip.decompress(page.filled_and_packed(values)) == expected


def test_value_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="as long as"):
        press(f"a{KEY}b").filled_and_packed({KEY: "short"})


def test_browser_without_compression_gets_the_same_page(office: Office) -> None:
    forms = []
    for wishes in ("gzip, br", "identity"):
        with office.client.stream(
            "GET", f"/s/{OPEN}", headers={"accept-encoding": wishes}
        ) as answer:
            raw = b"".join(answer.iter_raw())
            assert int(answer.headers["content-length"]) == len(raw)
            assert "Accept-Encoding" in answer.headers["vary"]
            forms.append(gzip.decompress(raw) if "content-encoding" in answer.headers else raw)
    assert len(forms[0]) == len(forms[1])
    assert b"\x01" not in forms[0]
    assert b"\x02" not in forms[0]
    assert len({form[:3000] for form in forms}) == 1


@pytest.mark.parametrize("page", [f"/s/{OPEN}", "/quyen-rieng-tu"])
@pytest.mark.parametrize(
    ("wishes", "packed"),
    [
        ("gzip;q=0", False),
        ("br, GZIP ; q=0.000", False),
        ("x-gzip", False),
        ("br;q=1, gzip;q=0.1", True),
        ("gzip", True),
    ],
)
def test_page_is_compressed_only_for_a_browser_that_takes_it(
    office: Office, page: str, wishes: str, packed: bool
) -> None:
    with office.client.stream("GET", page, headers={"accept-encoding": wishes}) as answer:
        assert (answer.headers.get("content-encoding") == "gzip") is packed

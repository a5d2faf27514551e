"""This module tests comparisons over mergers and splits: who came of whom, and what is derived."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.lineage import (
    Derived,
    Lifetime,
    Link,
    NotComparable,
    Predecessors,
    add_up,
    predecessors,
    weighted_mean,
)

BREAK = date(2025, 7, 1)
EVE = date(2025, 6, 30)
BEGAN = date(2004, 1, 1)
BEFORE = date(2024, 12, 31)
# The 34 provinces of 1 July 2025: the 23 that were made of others, with those, by today's name.
MERGED = {
    "Tuyên Quang": ("Tuyên Quang", "Hà Giang"),
    "Lào Cai": ("Lào Cai", "Yên Bái"),
    "Thái Nguyên": ("Thái Nguyên", "Bắc Kạn"),
    "Phú Thọ": ("Phú Thọ", "Vĩnh Phúc", "Hòa Bình"),
    "Bắc Ninh": ("Bắc Ninh", "Bắc Giang"),
    "Hưng Yên": ("Hưng Yên", "Thái Bình"),
    "Hải Phòng": ("Hải Phòng", "Hải Dương"),
    "Ninh Bình": ("Ninh Bình", "Hà Nam", "Nam Định"),
    "Quảng Trị": ("Quảng Trị", "Quảng Bình"),
    "Đà Nẵng": ("Đà Nẵng", "Quảng Nam"),
    "Quảng Ngãi": ("Quảng Ngãi", "Kon Tum"),
    "Gia Lai": ("Gia Lai", "Bình Định"),
    "Khánh Hòa": ("Khánh Hòa", "Ninh Thuận"),
    "Lâm Đồng": ("Lâm Đồng", "Đắk Nông", "Bình Thuận"),
    "Đắk Lắk": ("Đắk Lắk", "Phú Yên"),
    "TP. Hồ Chí Minh": ("TP. Hồ Chí Minh", "Bình Dương", "Bà Rịa - Vũng Tàu"),
    "Đồng Nai": ("Đồng Nai", "Bình Phước"),
    "Tây Ninh": ("Tây Ninh", "Long An"),
    "Cần Thơ": ("Cần Thơ", "Sóc Trăng", "Hậu Giang"),
    "Vĩnh Long": ("Vĩnh Long", "Bến Tre", "Trà Vinh"),
    "Đồng Tháp": ("Đồng Tháp", "Tiền Giang"),
    "Cà Mau": ("Cà Mau", "Bạc Liêu"),
    "An Giang": ("An Giang", "Kiên Giang"),
}
UNCHANGED = ("Hà Nội", "Huế", "Lai Châu", "Điện Biên", "Sơn La", "Lạng Sơn", "Quảng Ninh",
             "Thanh Hóa", "Nghệ An", "Hà Tĩnh", "Cao Bằng")  # fmt: skip


def _country() -> tuple[list[Link], dict[str, Lifetime]]:
    """Provinces that kept their name are other units since the break: new borders, new code."""
    links, lives = [], {name: Lifetime(BEGAN) for name in UNCHANGED}
    for new, old in MERGED.items():
        lives[f"{new} mới"] = Lifetime(BREAK)
        for name in old:
            lives[name] = Lifetime(BEGAN, EVE)
            links.append(Link(name, f"{new} mới", BREAK))
    return links, lives


def test_thirty_four_provinces_come_of_sixty_three_each_once() -> None:
    links, lives = _country()
    today = [*UNCHANGED, *(f"{name} mới" for name in MERGED)]
    assert len(today) == 34
    found = [predecessors(links, lives, name, on=BEFORE) for name in today]
    came = [code for one in found for code in one.codes]
    assert len(came) == len(set(came)) == 63
    assert not any(one.shared for one in found)


def test_gia_lai_of_today_is_old_gia_lai_with_binh_dinh() -> None:
    links, lives = _country()
    before = predecessors(links, lives, "Gia Lai mới", on=BEFORE)
    assert before.codes == ("Bình Định", "Gia Lai")
    total = add_up({"Gia Lai": Fraction(300), "Bình Định": Fraction(100)}, before)
    assert isinstance(total, Derived)
    assert (total.value, total.rule, total.is_derived) == (400, "sum", True)
    assert [(part.unit_code, part.value) for part in total.parts] == [
        ("Bình Định", 100),
        ("Gia Lai", 300),
    ]
    mean = weighted_mean(
        {"Gia Lai": Fraction(80), "Bình Định": Fraction(90)},
        {"Gia Lai": Fraction(300), "Bình Định": Fraction(100)},
        before,
    )
    assert isinstance(mean, Derived)
    assert (mean.value, mean.rule) == (Fraction(165, 2), "weighted_mean")


def test_a_unit_that_did_not_change_keeps_its_own_figure_unmarked() -> None:
    links, lives = _country()
    before = predecessors(links, lives, "Hà Nội", on=BEFORE)
    assert before.are_only("Hà Nội")
    same = weighted_mean({"Hà Nội": Fraction(7)}, {}, before)
    assert isinstance(same, Derived)
    assert (same.value, same.is_derived) == (7, False)


def test_after_the_break_there_is_nothing_to_derive() -> None:
    links, lives = _country()
    assert predecessors(links, lives, "Gia Lai mới", on=BREAK).codes == ("Gia Lai mới",)


def test_who_absorbs_another_and_goes_on_is_a_predecessor_of_itself() -> None:
    lives = {"A": Lifetime(BEGAN), "B": Lifetime(BEGAN, EVE)}
    before = predecessors([Link("B", "A", BREAK)], lives, "A", on=BEFORE)
    assert before == Predecessors(("A", "B"), ())


def test_a_split_is_told_and_nothing_is_divided_by_guess() -> None:
    lives = {"A": Lifetime(BEGAN), "B": Lifetime(BREAK)}
    links = [Link("A", "B", BREAK)]
    for code in ("A", "B"):
        before = predecessors(links, lives, code, on=BEFORE)
        assert before == Predecessors(("A",), ("A",))
        assert isinstance(add_up({"A": Fraction(1)}, before), NotComparable)


def test_two_mergers_one_after_the_other_are_followed_to_the_first_units() -> None:
    lives = {"A": Lifetime(BEGAN, date(2019, 12, 31)), "B": Lifetime(BEGAN, date(2019, 12, 31)),
             "C": Lifetime(date(2020, 1, 1), EVE), "D": Lifetime(BEGAN, EVE),
             "E": Lifetime(BREAK)}  # fmt: skip
    links = [Link("C", "E", BREAK), Link("D", "E", BREAK),
             Link("A", "C", date(2020, 1, 1)), Link("B", "C", date(2020, 1, 1))]  # fmt: skip
    assert predecessors(links, lives, "E", on=date(2018, 1, 1)).codes == ("A", "B", "D")
    assert predecessors(links, lives, "E", on=date(2022, 1, 1)).codes == ("C", "D")


@pytest.mark.parametrize(
    ("values", "weights"),
    [
        ({"A": Fraction(1)}, {"A": Fraction(1), "B": Fraction(1)}),
        ({"A": Fraction(1), "B": Fraction(2)}, {"A": Fraction(1)}),
        ({"A": Fraction(1), "B": Fraction(2)}, {"A": Fraction(0), "B": Fraction(0)}),
        ({"A": Fraction(1), "B": Fraction(2)}, {"A": Fraction(3), "B": Fraction(-1)}),
    ],
)
def test_what_is_lacking_is_never_taken_for_nought(
    values: dict[str, Fraction], weights: dict[str, Fraction]
) -> None:
    assert isinstance(weighted_mean(values, weights, Predecessors(("A", "B"), ())), NotComparable)


@given(
    st.lists(
        st.tuples(st.fractions(0, 100), st.fractions(Fraction(1, 1000), 1000)),
        min_size=2,
        max_size=5,
    )
)
def test_a_weighted_mean_lies_between_its_parts(pairs: list[tuple[Fraction, Fraction]]) -> None:
    codes = tuple(f"U{number}" for number in range(len(pairs)))
    mean = weighted_mean(
        {code: value for code, (value, _) in zip(codes, pairs, strict=True)},
        {code: weight for code, (_, weight) in zip(codes, pairs, strict=True)},
        Predecessors(codes, ()),
    )
    assert isinstance(mean, Derived)
    assert min(value for value, _ in pairs) <= mean.value <= max(value for value, _ in pairs)

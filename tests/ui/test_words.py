from decimal import Decimal
from fractions import Fraction

import pytest

from scoring.types import Percent, Sentence, Text
from ui import words


def test_a_sentence_is_said_with_numbers_as_the_language_writes_them():
    sentence = Sentence(
        "{done}/{all} dossiers ({share}), {points} points",
        {"done": 2541, "all": 2618, "share": Percent(Fraction(254100, 2618)),
         "points": Fraction(50820, 2618)},
    )  # fmt: skip
    assert words.translator("en").say(sentence) == "2,541/2,618 dossiers (97.06%), 19.41 points"
    vietnamese = words.translator("vi").say(sentence)
    assert vietnamese == "2.541/2.618 dossiers (97,06\N{NO-BREAK SPACE}%), 19,41 points"


def test_a_sentence_may_hold_sentences_texts_and_exact_decimals():
    inner = Sentence("at least {least}", {"least": Decimal("0.125")})
    outer = Sentence("{name}: {what}", {"name": Text("Đúng hạn", "On time"), "what": inner})
    assert words.translator("en").say(outer) == "On time: at least 0.125"
    assert words.translator("vi").say(outer).startswith("Đúng hạn: ")


def test_values_cannot_smuggle_fields_or_attributes_in():
    say = words.translator("en")
    assert say("{name}", name="{other} {0} {name.__class__}") == "{other} {0} {name.__class__}"
    with pytest.raises(ValueError, match="plain field name"):
        say("{name.__class__}", name="x")


def test_an_unknown_language_falls_back_to_vietnamese():
    assert words.translator("xx").language == "vi"
    assert words.known(None) == "vi"
    assert words.known("en") == "en"


def test_words_are_read_once():
    assert words.translator("vi") is words.translator("vi")


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_a_msgid_that_two_domains_share_is_said_alike(language):
    said: dict[str, dict[str, str]] = {}
    for domain in words.DOMAINS:
        for msgid, string in words.catalogue(language, domain).items():
            said.setdefault(msgid, {})[domain] = string
    assert [both for both in said.values() if len(set(both.values())) > 1] == []

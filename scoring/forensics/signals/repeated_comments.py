"""This module marks comments that say the same in the same words, again and again in one unit."""

import unicodedata
from collections import Counter, defaultdict

import numpy as np

from scoring.forensics.answers import Answers, Findings, Limits
from scoring.forensics.outlying import compared
from scoring.types import N_, said

CODE = "repeated_comments"
_UNITS_OF_A_PHRASE = 4


def look(answers: Answers, limits: Limits, *, seed: int) -> Findings:
    """Mark long comments that stand in a unit several times; name units with many such.

    Compared are letters only, without case, diacritics, digits and signs. Short comments repeat
    by themselves, and so do set phrases: what people write in several units is not marked. The
    comparison of units: ``outlying.upper_p_values``.
    """
    del seed
    cores = [letters(comment) for comment in answers.comments]
    long_enough = np.array([len(core) >= limits.repeated_comment_length for core in cores], bool)
    places: defaultdict[str, set[int]] = defaultdict(set)
    times: Counter[tuple[int, str]] = Counter()
    for one in np.flatnonzero(long_enough):
        unit = int(answers.unit[one])
        places[cores[one]].add(unit)
        times[unit, cores[one]] += 1
    repeated = {
        int(one): times[int(answers.unit[one]), cores[one]]
        for one in np.flatnonzero(long_enough)
        if times[int(answers.unit[one]), cores[one]] >= limits.repeated_comment_times
        and len(places[cores[one]]) < _UNITS_OF_A_PHRASE
    }
    flagged = np.zeros(len(answers), dtype=np.bool_)
    flagged[list(repeated)] = True
    return compared(
        CODE,
        answers,
        flagged=flagged,
        among=long_enough,
        limits=limits,
        reasons={
            one: said(N_("The same comment stands in {times} answers of the unit."), times=count)
            for one, count in repeated.items()
        },
        of_unit=N_(
            "{hits} of {answers} longer comments repeat another word for word "
            "({share}; in other units {others})."
        ),
    )


def letters(comment: str) -> str:
    """Give a comment's letters only, lower case, without diacritics.

    >>> letters("Rất  hài lòng!!! (2 lần)"), letters("Đúng hẹn")
    ('rathailonglan', 'dunghen')
    """
    folded = unicodedata.normalize("NFD", comment.casefold().replace("đ", "d"))
    return "".join(sign for sign in folded if sign.isalpha())

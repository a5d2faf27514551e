"""This module decides what may be shown: nothing that rests on too few answers.

The threshold rule hides whatever fewer than ``MINIMUM`` people stand behind. Offices use 3 to 10;
see A. Hundepool et al., Statistical Disclosure Control (Wiley 2012), on threshold rules for
frequency tables. We take 5 and let an office ask for more.
"""

from collections.abc import Mapping

MINIMUM = 5


def may_show(n: int, minimum: int = MINIMUM) -> bool:
    """Tell whether a number that rests on ``n`` answers may be shown; the floor of all is 1.

    >>> may_show(4), may_show(5), may_show(5, minimum=10)
    (False, True, False)
    """
    return n >= max(1, minimum)


def to_hide(
    counts: Mapping[str, int], minimum: int = MINIMUM, *, whole_is_shown: bool = True
) -> frozenset[str]:
    """Name the parts to hide: the small ones, and one more where a sum would give one away.

    Where the whole is shown too and exactly one part with answers is hidden, it could be found by
    subtraction; the smallest of the others is then hidden with it.

    >>> sorted(to_hide({"a": 3, "b": 9, "c": 40}))
    ['a', 'b']
    """
    small = {name for name, n in counts.items() if not may_show(n, minimum)}
    giving_away = [name for name in small if counts[name] > 0]
    if whole_is_shown and len(giving_away) == 1:
        others = sorted((n, name) for name, n in counts.items() if name not in small)
        if others:
            small.add(others[0][1])
    return frozenset(small)

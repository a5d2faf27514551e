"""This module looks at two provinces that differ only in how a few people answered.

What is hidden must not show through: every screen and every file is the same for both, to the last
letter. In both, as many people answered at each place, and the totals are the same.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboards import wiring
from dashboards.queries.benchmark import forget
from dashboards.queries.results import results, rounds
from dashboards.queries.satisfaction import satisfaction
from dashboards.queries.standing import ranking_rows
from dashboards.screens.census import SCREENS
from dashboards.screens.ranking import ranking_csv
from scoring.disclosure import Withheld
from storage import open_database, upgrade
from tests.staff import conftest as staff
from tests.staff.conftest import ANSWERS, UNITS, settings_of

pytestmark = pytest.mark.slow  # each screen starts a runtime of Streamlit

# A file that is made when somebody asks for it has a random name until then.
_CHANCE = re.compile(r'deferred_file_id: "[0-9a-f]+"')
# X3 has two answers; X1 is hidden with it. One of X3's two and one of X1's change places.
EXCHANGED = {**ANSWERS, "X1": (*ANSWERS["X1"][:-1], 5), "X3": (ANSWERS["X1"][-1], 4)}


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two data directories: the answers as they are, and those of hidden units exchanged."""
    made = []
    for answers in (ANSWERS, EXCHANGED):
        folder = tmp_path_factory.mktemp("world")
        database = open_database(settings_of(folder))
        upgrade(database)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(staff, "ANSWERS", answers)
            staff._fill(database)
        database.close()
        made.append(folder)
    return made[0], made[1]


@pytest.fixture
def enter(
    tmp_path: Path, worlds: tuple[Path, Path], request: pytest.FixtureRequest
) -> Iterator[Callable[[int], wiring.House]]:
    """Wire a staff door over a copy of one of the two worlds."""
    opened: list[wiring.House] = []

    def wire(number: int) -> wiring.House:
        forget()
        folder = shutil.copytree(worlds[number], tmp_path / f"world-{len(opened)}")
        opened.append(wiring.wire(settings_of(Path(folder))))
        return opened[-1]

    yield wire
    for house in opened:
        house.database.close()


def sent(block: Any) -> Iterator[str]:
    """Give everything that a run sent to the browser, figures and tables with it."""
    for child in block.children.values():
        if hasattr(child, "children"):
            yield from sent(child)
        else:
            yield _CHANCE.sub("", str(child.proto))


def everything(app: AppTest) -> list[str]:
    assert not app.exception
    return [*sent(app.main), *sent(app.sidebar)]


def test_the_two_worlds_differ_and_only_where_something_is_hidden(
    enter: Callable[[int], wiring.House],
) -> None:
    assert sorted(value for unit in ANSWERS for value in ANSWERS[unit]) == sorted(
        value for unit in EXCHANGED for value in EXCHANGED[unit]
    )
    files = []
    for number in (0, 1):
        database = enter(number).database
        opinion = satisfaction(database, frozenset(UNITS))
        hidden = {one.unit_code for one in opinion.units if isinstance(one.estimate, Withheld)}
        assert {"X1", "X3"} <= hidden
        found = results(database, rounds(database)[0])
        files.append((opinion, ranking_csv(found, ranking_rows(found), opinion)))
    assert files[0] == files[1]


def test_what_is_shown_does_change_what_is_sent(enter: Callable[[int], wiring.House]) -> None:
    """Else the comparison would compare nothing: an exchange with a shown unit is seen."""
    told = []
    for value in (1, 5):
        house = enter(0)
        answer = staff.answer("X2", 90, value, _form(house))
        staff.Submissions(house.database).add_many([answer])
        told.append(satisfaction(house.database, frozenset(UNITS)))
    assert told[0] != told[1]


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.address)
def test_no_screen_tells_the_two_worlds_apart(
    enter: Callable[[int], wiring.House], screen: Any, request: pytest.FixtureRequest
) -> None:
    role = sorted(screen.roles)[0]
    seen = []
    for number in (0, 1):
        house = enter(number)
        person = staff.People(house.database, staff.QUICK).by_username(role)
        assert person is not None
        token = staff.Sessions(house.database).start(person.id, now=wiring.now())
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(staff.visitor, "session_token", lambda house, token=token: token)
            patch.setattr(staff.visitor, "language_of", lambda cookies: "vi")
            app = AppTest.from_file(str(staff.resources.files("dashboards") / "app.py"))
            app.default_timeout = 20
            app._page_hash = staff.calc_hash(screen.address)
            seen.append(everything(app.run()))
    assert seen[0] == seen[1]
    assert len(seen[0]) > 1


def _form(house: wiring.House) -> str:
    with house.database.read() as connection:
        found = connection.exec_driver_sql("SELECT questionnaire_sha256 FROM answer LIMIT 1")
        return str(found.scalar_one())

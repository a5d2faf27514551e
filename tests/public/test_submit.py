from concurrent.futures import ThreadPoolExecutor

from storage.records import Conflict, Repeated, Stored
from survey_app.actions import Closed, is_key, new_key, submit
from tests.public.conftest import CLOSED, OPEN, stored_answers


def _send(desk, code=OPEN, **fields):
    counter = desk.counter(desk.point(code))
    given = {name: [value] for name, value in fields.items()}
    return submit(desk, counter, fields=given, language="vi", channel="qr")


def test_fifty_hands_on_one_form_store_one_answer(desk, staff_database):
    key = new_key()
    with ThreadPoolExecutor(10) as hands:
        results = list(hands.map(lambda _: _send(desk, key=key, OVERALL="4"), range(50)))
    assert sum(isinstance(result, Stored) for result in results) == 1
    assert sum(isinstance(result, Repeated) for result in results) == 49
    assert len({result.receipt for result in results}) == 1
    assert stored_answers(staff_database) == 1


def test_many_different_contents_under_one_key_store_the_first_only(desk, staff_database):
    key = new_key()
    with ThreadPoolExecutor(5) as hands:
        results = list(hands.map(lambda n: _send(desk, key=key, OVERALL=str(n)), range(1, 6)))
    assert sum(isinstance(result, Stored) for result in results) == 1
    assert sum(isinstance(result, Conflict) for result in results) == 4
    assert stored_answers(staff_database) == 1


def test_the_rule_for_closed_counters_holds_behind_every_face(desk, staff_database):
    assert isinstance(_send(desk, CLOSED, key=new_key(), OVERALL="4"), Closed)
    assert stored_answers(staff_database) == 0


def test_keys_are_fresh_and_of_128_bits():
    keys = {new_key() for _ in range(200)}
    assert len(keys) == 200
    assert all(is_key(key) for key in keys)
    assert not is_key(next(iter(keys)) + "\n")

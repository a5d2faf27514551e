"""This module proves that an invited person answers once, is reminded fairly, and stays unseen."""

from __future__ import annotations

import re
import stat
import zipfile
from concurrent.futures import ThreadPoolExecutor
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from storage.faults import StorageFault
from tests.guard.conftest import Office
from tests.public.conftest import OPEN
from thuocdo.cli import main

PEOPLE = """name,office,email
Nguyễn Thị Hoa,Sở Nội vụ,hoa@so.example.vn
Rơ Châm H'Lan,UBND xã Ia O,lan@xa.example.vn
Trần Văn Bình,Sở Tài chính,
"""


class Lists:
    """The command line over the office's data, and the letters that it wrote."""

    def __init__(self, office: Office, folder: Path) -> None:
        self.data = str(office.desk.settings.data_dir)
        self.folder = folder

    def call(self, *arguments: str) -> int:
        return main(["invite", *arguments, "--data", self.data])

    def make(self, people: str = PEOPLE, *more: str, out: str = "thu") -> int:
        file = self.folder / "people.csv"
        file.write_text(people, encoding="utf-8")
        options = ("--name", "Ý kiến cán bộ", "--point", OPEN, "--out", str(self.folder / out))
        return self.call("make", str(file), *options, *more)

    def letters(self, out: str = "thu") -> dict[str, str]:
        """Give each addressee's form address."""
        found = {}
        for file in sorted((self.folder / out).glob("*.eml")):
            mail = message_from_bytes(file.read_bytes(), policy=policy.default)
            body = mail.get_body()
            assert body is not None
            link = re.search(r"/s/(\w+)(\?ve=\w+)", body.get_content())
            assert link is not None
            found[mail["to"].addresses[0].addr_spec] = link[2]
        return found


@pytest.fixture
def lists(office: Office, tmp_path: Path) -> Lists:
    return Lists(office, tmp_path)


def test_each_invited_person_answers_once_and_only_the_others_are_reminded(
    office: Office, lists: Lists, capsys: pytest.CaptureFixture[str]
) -> None:
    assert lists.make() == 0
    letters = lists.letters()
    assert sorted(letters) == ["hoa@so.example.vn", "lan@xa.example.vn"]
    assert (lists.folder / "thu" / "slips.pdf").read_bytes().startswith(b"%PDF")
    assert office.answer(query=letters["hoa@so.example.vn"]).status_code == 201
    again = office.send({**office.form(), "ve": letters["hoa@so.example.vn"].removeprefix("?ve=")})
    assert again.status_code in {403, 409, 410, 422}
    assert office.stored() == [("invited", "A", "")]
    capsys.readouterr()
    assert lists.call("status") == 0
    assert re.findall(r"\b\d+\b", capsys.readouterr().out)[1:4] == ["3", "1", "3"]
    assert lists.call("remind", "1", "--out", str(lists.folder / "nhac")) == 0
    assert lists.letters("nhac") == {"lan@xa.example.vn": letters["lan@xa.example.vn"]}
    assert (lists.folder / "nhac" / "slips.pdf").exists()


def test_one_invitation_from_many_devices_at_once_gives_one_answer(
    office: Office, lists: Lists
) -> None:
    assert lists.make() == 0
    query = lists.letters()["lan@xa.example.vn"]
    forms = [office.form(query) for _ in range(12)]
    office.clock.turn(20)
    with ThreadPoolExecutor(12) as pool:
        sent = list(pool.map(office.send, forms))
    assert sorted(one.status_code for one in sent)[0] == 201
    assert len(office.stored()) == 1


def test_nothing_stored_leads_from_a_person_to_an_answer(office: Office, lists: Lists) -> None:
    assert lists.make() == 0
    letters = lists.letters()
    assert office.answer(query=letters["hoa@so.example.vn"]).status_code == 201
    ticket = letters["hoa@so.example.vn"].removeprefix("?ve=")
    with office.staff.read() as connection:
        dump = {
            table: [
                tuple(row) for row in connection.exec_driver_sql(f'SELECT * FROM "{table}"').all()
            ]
            for table in ("invited_person", "ticket", "submission", "answer", "audit_event")
        }
    person = next(row for row in dump["invited_person"] if "Nguyễn Thị Hoa" in row)
    told = {str(value) for value in person if isinstance(value, str) and len(value) > 8}
    told |= {row[0] for row in dump["ticket"]}
    for table in ("submission", "answer"):
        values = {str(value) for row in dump[table] for value in row}
        assert not told & values
        assert not any(ticket in value for value in values)
    # Not even the day: few may answer on one day, and the answer says on which.
    spent = [str(row[2]) for row in dump["ticket"] if row[2] is not None]
    assert spent == ["2026-01-01"]
    assert "Hoa" not in str(dump["audit_event"])


def test_the_public_door_cannot_read_the_list(office: Office, lists: Lists) -> None:
    assert lists.make() == 0
    forbidden = pytest.raises(StorageFault, match="prohibited")
    with forbidden, office.desk.database.read() as connection:
        connection.exec_driver_sql("SELECT name FROM invited_person").all()


def test_names_can_be_deleted_and_codes_stay_good(office: Office, lists: Lists) -> None:
    assert lists.make() == 0
    assert lists.call("forget", "1") == 0
    with office.staff.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM invited_person").scalar_one() == 0
    assert office.answer(query=lists.letters()["hoa@so.example.vn"]).status_code == 201


def test_letters_can_be_one_zip_for_the_owner_only_and_never_replace_earlier_ones(
    lists: Lists,
) -> None:
    assert lists.make(out="thu.zip") == 0
    packed = lists.folder / "thu.zip"
    assert stat.S_IMODE(packed.stat().st_mode) == 0o600
    assert zipfile.ZipFile(packed).namelist() == ["0001.eml", "0002.eml", "slips.pdf"]
    before = packed.read_bytes()
    assert lists.make(out="thu.zip") == 2
    assert packed.read_bytes() == before


def test_a_refused_call_stores_no_list(
    lists: Lists, office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = (
        PEOPLE
        + 'Lê Văn A,Sở Y tế,hoa@so.example.vn\n,Sở B,b@so.example.vn\n"X\nBcc: y@z.vn",S,x@so.vn\n'
        + "Lê C,Sở,khong-phai-thu\n"
    )
    assert lists.make(bad) == 2
    told = capsys.readouterr().err
    assert [f"people.csv:{line}:" in told for line in (5, 6, 7, 9)] == [True] * 4
    assert lists.make(PEOPLE, "--until", "mai") == 2
    assert lists.make("name,office,email\n") == 2
    (lists.folder / "thu").mkdir()
    assert lists.make() == 2
    with office.staff.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM ticket_batch").scalar_one() == 0


def test_a_survey_that_ended_is_not_reminded(lists: Lists) -> None:
    assert lists.make(PEOPLE, "--until", "2026-01-31") == 0
    assert lists.call("remind", "1", "--out", str(lists.folder / "nhac")) == 2
    assert lists.call("remind", "7", "--out", str(lists.folder / "nhac")) == 2

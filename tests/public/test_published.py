from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction

import pytest

from scoring.types import Text
from storage.records import NewRound, NewRun, RunPlace
from storage.rounds import Rounds
from storage.runs import Runs
from tests.public.conftest import NASTY

MOMENT = datetime(2026, 11, 5, 3, 30, tzinfo=UTC)


def _place(code, name, rank, *, points, complete=True):
    index = None if rank is None else Fraction(points)
    return RunPlace(
        unit_code=code,
        name=name,
        group="COMMUNE",
        rank=rank,
        points=Fraction(points),
        max_points=Fraction(100),
        index=index,
        band=Text("Tốt", "Good") if rank == 1 else None,
        complete=complete,
    )


@pytest.fixture
def publish(staff_database):
    def publish(round_id="2026-xa", *, simulated=True, year=2026, title="Cấp xã 2026", places=()):
        content = b"id: x"
        import hashlib

        Rounds(staff_database).open(
            NewRound(
                id=round_id,
                title=Text(title, ""),
                year=year,
                group="COMMUNE",
                set_id="vn-766/2022",
                set_sha256=hashlib.sha256(content).hexdigest(),
                set_content=content,
                opened_at=MOMENT,
                simulated=simulated,
            )
        )
        return Runs(staff_database).publish(
            NewRun(
                round_id=round_id,
                data_sha256="0" * 64,
                code_version="0.1.0",
                latest_figure_id=0,
                published_at=MOMENT,
                published_by="secretariat",
                places=tuple(places),
                lines=(),
            )
        )

    return publish


PLACES = (
    _place("X1", "Phường Pleiku", 1, points="249/3"),
    _place("X2", f"Xã {NASTY}", 2, points=70, complete=False),
    _place("X3", "Xã Chưa có số liệu", None, points=0),
)


def test_before_anything_is_published_the_page_says_so(client):
    answer = client.get("/cong-khai")
    assert answer.status_code == 200
    assert "Chưa có kết quả nào được công bố" in answer.text


def test_a_published_ranking_is_shown_in_order_with_its_label_and_fingerprint(client, publish):
    run = publish(places=PLACES)
    page = client.get("/cong-khai").text
    assert page.index("Phường Pleiku") < page.index("Xã Chưa có số liệu")
    assert "83,00\N{NO-BREAK SPACE}%" in page
    assert "<small>Tốt</small>" in page
    assert "chưa đủ số liệu" in page
    assert "Có dữ liệu mô phỏng" in page
    assert run.content_sha256[:12] in page
    assert "Công bố ngày 05/11/2026" in page
    assert run.set_sha256[:12] in page
    assert f"lần chạy số {run.id}" in page
    assert "<script" not in page
    assert "83.00%" in client.get("/cong-khai?lang=en").text


def test_points_are_told_where_the_maximum_is_not_a_hundred(client, publish):
    publish(places=(replace(PLACES[0], points=Fraction("68.32"), max_points=Fraction(84)),))
    assert "Tốt · 68,32/84 điểm" in client.get("/cong-khai").text


def test_real_results_carry_no_label_of_simulation(client, publish):
    publish(simulated=False, places=PLACES)
    assert "mô phỏng" not in client.get("/cong-khai").text


def test_each_round_can_be_chosen_and_the_newest_comes_first(client, publish):
    publish("2025-xa", year=2025, title="Cấp xã 2025", places=PLACES[:1])
    publish("2026-xa", places=PLACES)
    newest, older = client.get("/cong-khai").text, client.get("/cong-khai?ky=2025-xa").text
    assert '<h1 id="table">Cấp xã 2026</h1>' in newest
    assert '<h1 id="table">Cấp xã 2025</h1>' in older
    assert older.count('aria-current="page"') == 1


def test_what_supersedes_a_run_is_what_the_page_shows(client, publish, staff_database):
    first = publish(places=PLACES)
    changed = replace(PLACES[0], name="Phường Diên Hồng")
    Runs(staff_database).publish(
        NewRun(
            round_id=first.round_id,
            data_sha256="1" * 64,
            code_version="0.1.0",
            latest_figure_id=0,
            published_at=MOMENT,
            published_by="secretariat",
            places=(changed,),
            lines=(),
        )
    )
    page = client.get("/cong-khai").text
    assert "Phường Diên Hồng" in page
    assert "Phường Pleiku" not in page

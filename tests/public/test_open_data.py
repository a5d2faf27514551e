"""This module asks for open data as a program would, and exports them as an office would."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from datetime import UTC, datetime
from fractions import Fraction

import pytest

from scoring.types import Text
from storage.records import NewRound, NewRun, RunLine, RunPlace
from storage.rounds import Rounds
from storage.runs import Runs
from survey_app.open_data.shapes import Ranking, Scores
from survey_app.open_data.shapes import Rounds as RoundList
from tests.public.conftest import NASTY
from thuocdo.cli import main

MOMENT = datetime(2026, 11, 5, 3, 30, tzinfo=UTC)
ROUND = "2026-xa"
HERE = f"/api/v1/rounds/{ROUND}"


@pytest.fixture
def published(staff_database):
    """A published round with a hostile name, and an open one that nobody may see."""
    for id_ in (ROUND, "2026-kin"):
        content = b"id: x"
        Rounds(staff_database).open(
            NewRound(
                id=id_,
                title=Text("Cấp xã 2026", ""),
                year=2026,
                group="COMMUNE",
                set_id="cchc-xa/2026",
                set_sha256=hashlib.sha256(content).hexdigest(),
                set_content=content,
                opened_at=MOMENT,
                simulated=True,
            )
        )
    return Runs(staff_database).publish(
        NewRun(
            round_id=ROUND,
            data_sha256="0" * 64,
            code_version="1",
            latest_figure_id=0,
            published_at=MOMENT,
            published_by="secretariat",
            places=(place("X1", NASTY, "244/3"), place("X2", "=cmd|' /C calc'!A0", None)),
            lines=(line("X1", "A.1", "244/3"), line("X2", "A.1", None)),
        )
    )


def place(code, name, points):
    exact = None if points is None else Fraction(points)
    return RunPlace(
        code, name, "COMMUNE", None if exact is None else 1, exact or Fraction(0), Fraction(100),
        exact, Text("Tốt", "Good") if exact else None, complete=exact is not None,
    )  # fmt: skip


def line(unit, code, points):
    exact = None if points is None else Fraction(points)
    status = "missing" if exact is None else "scored"
    told = Text("=HYPERLINK(1)", "Because")
    return RunLine(unit, code, "criterion", exact, Fraction(100), status, told)


def test_only_published_rounds_are_listed_with_their_fingerprints(client, published):
    found = RoundList.model_validate_json(client.get("/api/v1/rounds").text)
    (entry,) = found.rounds
    assert (entry.id, entry.simulated, entry.run) == (ROUND, True, 1)
    assert entry.result_sha256 == published.content_sha256
    assert all(client.get(address).status_code == 200 for address in entry.links.values())
    assert client.get("/api/v1/rounds/2026-kin").status_code == 404


def test_a_ranking_holds_the_exact_index_and_names_as_they_are(client, published):
    first, second = Ranking.model_validate_json(client.get(HERE).text).places
    assert (first.name, first.exact, first.index) == (NASTY, "244/3", 81.333333)
    assert (second.rank, second.index, second.exact, second.complete) == (None, None, None, False)


def test_every_point_comes_with_its_reason_and_one_unit_can_be_asked_for(client, published):
    assert len(Scores.model_validate_json(client.get(f"{HERE}/scores").text).scores) == 2
    only = Scores.model_validate_json(client.get(f"{HERE}/scores?unit=X2").text).scores
    assert [(one.unit_code, one.points, one.status) for one in only] == [("X2", None, "missing")]
    assert client.get(f"{HERE}/scores?unit=X9").status_code == 404


def test_no_cell_of_a_file_can_be_run_by_a_spreadsheet(client, published):
    for name in ("ranking.csv", "scores.csv"):
        answer = client.get(f"{HERE}/{name}")
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        assert "attachment" in answer.headers["content-disposition"]
        cells = [cell for row in csv.reader(io.StringIO(answer.text)) for cell in row]
        assert not [cell for cell in cells if cell[:1] in "=+-@\t\r" and cell]
    assert "'=HYPERLINK(1)" in answer.text


def test_who_has_it_already_gets_nothing_twice_and_a_new_run_is_told(client, published):
    first = client.get(HERE)
    tag = {"If-None-Match": first.headers["etag"]}
    again = client.get(HERE, headers=tag)
    assert (again.status_code, again.content) == (304, b"")
    scores = client.get(f"{HERE}/scores?unit=X1", headers=tag)
    assert scores.status_code == 200


def test_any_page_may_read_and_none_may_write(client, published):
    answer = client.get(HERE)
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "set-cookie" not in answer.headers
    assert client.post(HERE).status_code == 405
    for address in ("/api/v1/", "/api/v1/nothing", "/api/v1/rounds/..%2f..%2fetc", f"{HERE}/x"):
        unknown = client.get(address)
        assert unknown.status_code == 404
        assert unknown.headers["content-type"] == "application/json"


def test_the_description_names_every_address_and_every_field(client, published):
    told = client.get("/api/v1/openapi.json").json()
    assert told["openapi"].startswith("3.1")
    assert told["servers"] == [{"url": "https://khaosat.example.vn/api/v1"}]
    for path, item in told["paths"].items():
        answer = client.get("/api/v1" + path.replace("{round}", ROUND))
        assert answer.status_code == 200
        (media,) = item["get"]["responses"]["200"]["content"]
        assert answer.headers["content-type"].startswith(media)
    used = {part for part in json.dumps(told).split('"') if part.startswith("#/components/")}
    assert {one.rsplit("/", 1)[-1] for one in used} <= set(told["components"]["schemas"])


def test_the_export_is_a_data_package_whose_hashes_hold(published, settings, tmp_path, capsys):
    out = tmp_path / "mo"
    assert main(["export", "open-data", "--out", str(out), "--data", str(settings.data_dir)]) == 0
    package = json.loads((out / "datapackage.json").read_text(encoding="utf-8"))
    assert len(package["resources"]) == 2
    for resource in package["resources"]:
        raw = (out / resource["path"]).read_bytes()
        assert resource["hash"] == f"sha256:{hashlib.sha256(raw).hexdigest()}"
        header = next(csv.reader(io.StringIO(raw.decode())))
        assert header == [field["name"] for field in resource["schema"]["fields"]]
    before = sorted(out.iterdir())
    assert main(["export", "open-data", "--out", str(out), "--data", str(settings.data_dir)]) == 2
    assert "chưa tồn tại" in capsys.readouterr().err
    assert sorted(out.iterdir()) == before

"""The changing code proves presence for a minute; the day's list proves that an answer counts."""

from __future__ import annotations

import base64
import hashlib
import io
import re
import time

import pytest
from starlette.testclient import TestClient

from storage.settings import Settings
from survey_app.guard.origin import network_of
from survey_app.guard.rotating import RotatingCodes
from survey_app.receipts.pages import close_days
from tests.guard.conftest import Office
from tests.public.conftest import OPEN
from thuocdo.addresses import Listener, ProcessName
from thuocdo.cli import main
from thuocdo.server import server_options

DAY = "2026-11-05"


def screen_address(settings: Settings, capsys: pytest.CaptureFixture[str]) -> str:
    assert main(["ticket", "screen", OPEN, "--data", str(settings.data_dir)]) == 0
    return "/man-hinh/" + capsys.readouterr().out.strip().partition("/man-hinh/")[2]


def test_screen_opens_with_its_key_only_and_shows_a_code_that_changes(
    office: Office, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    address = screen_address(settings, capsys)
    for wrong in (f"/man-hinh/{OPEN}", f"/man-hinh/{OPEN}?khoa=X", address[:-1] + "?"):
        assert office.client.get(wrong).status_code == 403
    pictures = []
    for _ in range(2):
        shown = office.client.get(address)
        assert shown.status_code == 200
        assert 1 <= int(shown.headers["refresh"]) <= 30
        pictures.append(re.search(r"data:image/svg\+xml;base64,([^\"]+)", shown.text)[1])
        office.clock.turn(31)
    assert pictures[0] != pictures[1]


@pytest.mark.slow
def test_picture_on_the_screen_leads_to_an_answer_of_the_second_tier(
    office: Office, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    import numpy as np
    import PIL.Image
    import qrcode
    import zxingcpp

    shown = office.client.get(screen_address(settings, capsys)).text
    svg = base64.b64decode(re.search(r"base64,([^\"]+)", shown)[1]).decode()
    rotating = RotatingCodes(settings.secret).code(OPEN, office.clock.now)
    expected = f"{settings.public_url}/s/{OPEN}?m={rotating}"
    drawn = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_Q, border=4)
    drawn.add_data(expected)
    drawn.make(fit=True)
    assert len(re.findall("M", svg)) >= 1
    matrix = np.array(drawn.get_matrix())
    picture = PIL.Image.fromarray(np.where(matrix, 0, 255).astype("uint8")).resize(
        (matrix.shape[0] * 8,) * 2, 0
    )
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    (read,) = zxingcpp.read_barcodes(PIL.Image.open(buffer))
    assert read.text == expected
    assert office.answer(query=f"?m={rotating}").status_code == 201
    assert office.stored() == [("qr", "B", "")]


@pytest.mark.parametrize(("seconds", "tier"), [(0, "B"), (29, "B"), (61, "C"), (-61, "C")])
def test_code_of_the_screen_fits_for_one_step_before_and_after(
    office: Office, settings: Settings, seconds: int, tier: str
) -> None:
    rotating = RotatingCodes(settings.secret).code(OPEN, office.clock.now)
    office.clock.turn(seconds)
    office.answer(query=f"?m={rotating}")
    assert office.stored() == [("qr", tier, "")]


def test_form_of_the_screen_that_is_sent_much_later_counts_as_a_printed_ones(
    office: Office, settings: Settings
) -> None:
    rotating = RotatingCodes(settings.secret).code(OPEN, office.clock.now)
    office.answer(query=f"?m={rotating}", after=31 * 60)
    assert office.stored() == [("qr", "C", "")]


def test_receipt_is_found_in_the_list_of_its_day_by_anyone(office: Office) -> None:
    sent = office.answer()
    receipt = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{3}", sent.text)[0].replace("-", "")
    assert "sau nửa đêm" in office.client.get(f"/r/{receipt}").text
    assert office.client.get(f"/bien-nhan/{DAY}.txt").status_code == 404
    office.clock.turn(24 * 3600)
    assert close_days(office.desk) == 1
    listed = office.client.get(f"/bien-nhan/{DAY}.txt")
    assert listed.headers["content-type"].startswith("text/plain")
    salt = re.search(r"^salt ([0-9a-f]{32})$", listed.text, re.M)[1]
    line = hashlib.sha256(f"{salt}{receipt}".encode()).hexdigest() + " counted"
    assert line in listed.text.splitlines()
    page = office.client.get(f"/r/{receipt}").text
    assert line in page
    assert "đã được tính vào kết quả" in page
    index = office.client.get("/bien-nhan").text
    assert hashlib.sha256(listed.content).hexdigest() in index
    assert f"/bien-nhan/{DAY}.txt" in index
    for secret in (receipt, OPEN, "OVERALL"):
        assert secret not in listed.text


def test_list_that_no_longer_fits_its_digest_is_not_shown_as_if_it_did(office: Office) -> None:
    office.answer()
    office.clock.turn(24 * 3600)
    close_days(office.desk)
    with office.staff.write() as connection:
        connection.exec_driver_sql("DROP TRIGGER submission_refuses_update")
        connection.exec_driver_sql("UPDATE submission SET receipt = '00000000000'")
    changed = office.client.get(f"/bien-nhan/{DAY}.txt")
    assert changed.status_code == 500
    assert "không còn khớp" in changed.text


@pytest.mark.parametrize("day", ["2026-13-01", "x", "..%2f..%2fetc", "2026-11-05.txt"])
def test_list_of_no_day_is_a_kind_page(office: Office, day: str) -> None:
    assert office.client.get(f"/bien-nhan/{day}.txt").status_code == 404


def test_process_closes_days_by_itself_when_it_starts(office: Office) -> None:
    office.answer()
    office.clock.turn(24 * 3600)
    deadline = time.monotonic() + 10
    with TestClient(office.client.app) as client:
        while client.get(f"/bien-nhan/{DAY}.txt").status_code != 200:
            assert time.monotonic() < deadline
            time.sleep(0.02)


def forwarded(office: Office, settings: Settings, proxies: tuple[str, ...], header: str) -> bytes:
    """Send a form through the server's own proxy handling and give how its address was counted."""
    from dataclasses import replace

    from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

    options = server_options(
        Listener(ProcessName.intake, 8501), replace(settings, trusted_proxies=proxies)
    )
    app = office.client.app
    if options["proxy_headers"]:
        app = ProxyHeadersMiddleware(app, trusted_hosts=options["forwarded_allow_ips"])
    seen: list[str] = []
    origins = office.desk.watch._origins
    judge_of = origins.of

    def remember(address: str, *arguments: str, **named: object) -> object:
        seen.append(network_of(address))
        return judge_of(address, *arguments, **named)

    origins.of = remember
    client = TestClient(app, client=("10.9.9.9", 50_000))
    client.post(
        f"/s/{OPEN}", data={**office.form(), "OVERALL": "5"}, headers={"x-forwarded-for": header}
    )
    (address,) = seen
    return address.encode()


@pytest.mark.parametrize(
    ("proxies", "header", "counted"),
    [
        ((), "203.0.113.1", "10.9.9.9"),
        (("192.0.2.0/24",), "203.0.113.1", "10.9.9.9"),
        (("10.0.0.0/8",), "203.0.113.1", "203.0.113.1"),
        (("10.0.0.0/8",), "1.1.1.1, 203.0.113.1", "203.0.113.1"),
        (("10.0.0.0/8",), "1.1.1.1, 203.0.113.1, 10.0.0.4", "203.0.113.1"),
        (("10.0.0.0/8",), "nonsense", ""),
    ],
)
def test_forwarded_address_counts_only_from_a_trusted_proxy_and_only_its_own_word(
    office: Office, settings: Settings, proxies: tuple[str, ...], header: str, counted: str
) -> None:
    assert forwarded(office, settings, proxies, header).decode() == counted


def test_forged_header_does_not_escape_the_cap(office: Office, settings: Settings) -> None:
    for number in range(65):
        office.client.post(
            f"/s/{OPEN}",
            data={**office.form(), "OVERALL": "5"},
            headers={
                "x-forwarded-for": f"203.0.113.{number}",
                "forwarded": f"for=203.0.113.{number}",
            },
        )
    assert "burst_address" in office.stored()[-1][2]

"""This module opens the preview of a draft: three faces with a banner, and nothing stored."""

from __future__ import annotations

import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
from importlib import resources
from pathlib import Path

import httpx2
import pytest

from tests.public.conftest import key_in

pytestmark = pytest.mark.slow

SURVEYS = Path(str(resources.files("criteria"))) / "surveys"


def free_port() -> int:
    """Find two ports side by side that nobody uses."""
    for start in range(24600, 24700, 2):
        with socket.socket() as one, socket.socket() as two:
            try:
                one.bind(("127.0.0.1", start))
                two.bind(("127.0.0.1", start + 1))
            except OSError:
                continue
            return start
    raise RuntimeError("no port is free")


@pytest.fixture
def preview(tmp_path):
    """Start the command on a draft and give its process and the lines that it says."""
    draft = Path(shutil.copy(SURVEYS / "cac-kieu-cau-hoi/v1.yaml", tmp_path / "nhap.yaml"))
    command = [sys.executable, "-m", "thuocdo", "survey", "preview", str(draft)]
    process = subprocess.Popen(
        [*command, "--port", str(free_port())], stdout=subprocess.PIPE, text=True
    )
    guard = threading.Timer(90, process.kill)
    guard.start()
    lines = [process.stdout.readline() for _ in range(4)]
    yield process, lines
    guard.cancel()
    process.kill()
    process.wait(20)
    process.stdout.close()


def test_a_draft_is_shown_in_three_faces_with_a_banner_and_stores_nothing(preview):
    process, lines = preview
    light, kiosk, full = (re.search(r"http://127\.0\.0\.1:\S+", line)[0] for line in lines[1:])
    form = httpx2.get(light, timeout=20)
    banner = "XEM THỬ – không lưu câu trả lời"
    assert banner in form.text
    assert banner in httpx2.get(kiosk, timeout=20).text
    assert httpx2.get(full, timeout=20).status_code == 200
    fields = {"key": key_in(form.text), "OVERALL": "5"}
    assert httpx2.post(light, data={"key": fields["key"]}, timeout=20).status_code == 422
    sent = httpx2.post(light, data=fields, timeout=20)
    assert sent.status_code == 201
    assert httpx2.get(light.split("/s/")[0] + "/r/00000000000", timeout=20).status_code == 404
    process.send_signal(signal.SIGINT)
    assert process.wait(20) == 0


def test_a_wrong_draft_is_refused_with_its_line_and_nothing_is_started(tmp_path):
    draft = tmp_path / "nhap.yaml"
    draft.write_text("id: sai\nsections: []\n", encoding="utf-8")
    told = subprocess.run(
        [sys.executable, "-m", "thuocdo", "survey", "preview", str(draft)],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert told.returncode == 2
    assert "nhap.yaml" in told.stderr
    assert "Traceback" not in told.stderr

"""This module gives these tests a server that can go away and come back, and a browser to kill."""

from __future__ import annotations

import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import BrowserContext, Page, Playwright, sync_playwright

from survey_app.intake import intake
from survey_app.wiring import open_desk
from tests.public.conftest import (
    filled_office,
    questionnaire,
    settings,
    staff_database,
)
from tests.public.test_browser import ARGUMENTS, PHONE

__all__ = ["filled_office", "questionnaire", "settings", "staff_database"]


class Line:
    """The way to the office: an intake on one port that can be cut and mended."""

    def __init__(self, settings) -> None:
        self._settings = settings
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self.asked: list[str] = []
        self._server: uvicorn.Server | None = None
        self.mend()

    def mend(self) -> None:
        desk = open_desk(self._settings)
        app = intake(self._settings, desk=desk)

        async def counted(scope, receive, send):
            if scope["type"] == "http":
                self.asked.append(f"{scope['method']} {scope['path']}")
            await app(scope, receive, send)

        config = uvicorn.Config(counted, port=self.port, log_level="error", access_log=False)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        deadline = time.monotonic() + 20
        while not self._server.started:
            assert time.monotonic() < deadline, "the server does not start"
            time.sleep(0.02)

    def cut(self) -> None:
        if self._server is not None:
            self._server.should_exit = True
            self._server.force_exit = True
            self._thread.join(20)
            self._server = None


@pytest.fixture
def line(settings, staff_database) -> Iterator[Line]:
    line = Line(settings)
    yield line
    line.cut()


@pytest.fixture
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture
def context(playwright, chromium_path) -> Iterator[BrowserContext]:
    browser = playwright.chromium.launch(executable_path=chromium_path, args=ARGUMENTS)
    context = browser.new_context(viewport=PHONE)
    context.set_default_timeout(15_000)
    yield context
    browser.close()


class Phone:
    """A browser with its own storage, which can be killed as a battery that falls out does."""

    def __init__(self, playwright: Playwright, chromium: str, profile: Path) -> None:
        self._playwright, self._chromium, self._profile = playwright, chromium, profile
        self._process: subprocess.Popen | None = None

    def start(self) -> Page:
        told = self._profile / "DevToolsActivePort"
        told.unlink(missing_ok=True)
        self._process = subprocess.Popen(
            [
                self._chromium, *ARGUMENTS, "--headless=new", "--remote-debugging-port=0",
                f"--user-data-dir={self._profile}", "about:blank",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        deadline = time.monotonic() + 30
        while not (told.exists() and len(told.read_text().splitlines()) == 2):
            assert time.monotonic() < deadline, "the browser does not start"
            time.sleep(0.05)
        port = told.read_text().splitlines()[0]
        browser = self._playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{port}")
        page = browser.contexts[0].new_page()
        page.set_default_timeout(15_000)
        return page

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait(20)
            self._process = None


@pytest.fixture
def phone(playwright, chromium_path, tmp_path) -> Iterator[Phone]:
    phone = Phone(playwright, chromium_path, tmp_path / "profile")
    (tmp_path / "profile").mkdir()
    yield phone
    phone.kill()

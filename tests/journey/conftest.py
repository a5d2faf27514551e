"""This module gives the journeys one demonstration that runs, and a browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.journey.running import RunningDemo, demo

# Nothing of the browser's own may reach the network: no request leaves the machine.
_QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def demo_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory of one demonstration, shared so that its data is made once."""
    return tmp_path_factory.mktemp("journey") / "demo"


@pytest.fixture(scope="module")
def running(demo_data: Path) -> Iterator[RunningDemo]:
    """A demonstration that is ready."""
    with demo(demo_data) as started:
        yield started


@pytest.fixture
def browser(chromium_path: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium_path, args=list(_QUIET))
        yield started
        started.close()

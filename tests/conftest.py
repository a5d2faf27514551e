"""This module gives every test what the machine may lack: a browser, PostgreSQL, clean settings.

Tests that need `browser` or `postgres` skip with a reason where these are missing.
`THUOCDO_REQUIRE=browser,postgres` turns such a skip into a failure, so that continuous integration
cannot pass by leaving tests out.
"""

from __future__ import annotations

import functools
import gc
import os
import shutil
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from tests.machine.postgres import Cluster, PostgresMissing, start_cluster

REQUIRABLE = frozenset({"browser", "postgres"})
_KEPT_SETTINGS = frozenset(
    {"THUOCDO_REQUIRE", "THUOCDO_CHROMIUM", "THUOCDO_POSTGRES_BIN", "THUOCDO_HYPOTHESIS"}
)
_CHROMIUM_NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
)
_FIXTURE_NEEDS = {
    "chromium_path": "browser",
    "postgres_cluster": "postgres",
    "postgres_url": "postgres",
}
# Files whose few tests take longest begin, so that no worker is left alone with one at the end.
_LONGEST = (
    "tests/journey/test_start_and_stop.py",
    "tests/staff/test_every_screen_browser.py",
    "tests/print/test_posters.py",
    "tests/staff/test_office_sets.py",
    "tests/staff/test_noninterference.py",
)
_skipped_for: Counter[str] = Counter()

# The tests must not see the settings of an installation that this machine happens to have.
for _name in [
    name for name in os.environ if name.startswith("THUOCDO_") and name not in _KEPT_SETTINGS
]:
    del os.environ[_name]

# Tests start hundreds of processes of this program: each would compile all of it anew where the
# machine forbids keeping what was compiled.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

hypothesis.settings.register_profile("change", max_examples=25, deadline=None)
hypothesis.settings.register_profile("night", max_examples=2000, deadline=None)
hypothesis.settings.register_profile("release", max_examples=10_000, deadline=None)
hypothesis.settings.load_profile(os.environ.get("THUOCDO_HYPOTHESIS", "change"))


def required_tools(text: str) -> frozenset[str]:
    """Read the value of THUOCDO_REQUIRE; an unknown name stops the run."""
    names = frozenset(part.strip() for part in text.split(",") if part.strip())
    if unknown := names - REQUIRABLE:
        raise pytest.UsageError(
            f"THUOCDO_REQUIRE names {', '.join(sorted(unknown))}; "
            f"it may name {', '.join(sorted(REQUIRABLE))}."
        )
    return names


def pytest_configure(config: pytest.Config) -> None:
    required_tools(os.environ.get("THUOCDO_REQUIRE", ""))
    if gone := [name for name in _LONGEST if not (config.rootpath / name).is_file()]:
        raise pytest.UsageError(f"tests/conftest.py lists files that are gone: {', '.join(gone)}")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests by what they ask for, so that `-m "not slow"` starts no browser and no server."""
    for item in items:
        for fixture in getattr(item, "fixturenames", ()):
            if need := _FIXTURE_NEEDS.get(fixture):
                item.add_marker(getattr(pytest.mark, need))
        if any(item.get_closest_marker(name) for name in REQUIRABLE):
            item.add_marker(pytest.mark.slow)
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    file = item.nodeid.partition("::")[0]
    return _LONGEST.index(file) if file in _LONGEST else len(_LONGEST)


def pytest_collection_finish() -> None:
    """Let no later collection walk again through the libraries that every test shares."""
    _look_for_components_once()
    gc.collect()
    gc.freeze()


def _look_for_components_once() -> None:
    """Streamlit reads about every installed library each time that a test runs a page."""
    if "streamlit.testing.v1" in sys.modules:
        from streamlit.components.v2 import manifest_scanner

        manifest_scanner.scan_component_manifests = functools.cache(
            manifest_scanner.scan_component_manifests
        )


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for tool, count in sorted(_skipped_for.items()):
        terminalreporter.write_line(
            f"NOTE: {count} test(s) skipped because this machine has no {tool}; "
            f"THUOCDO_REQUIRE={tool} makes that a failure.",
            yellow=True,
        )


def _lacking(tool: str, reason: str) -> None:
    if tool in required_tools(os.environ.get("THUOCDO_REQUIRE", "")):
        pytest.fail(f"THUOCDO_REQUIRE names {tool}: {reason}", pytrace=False)
    _skipped_for[tool] += 1
    pytest.skip(reason)


def find_chromium() -> str | None:
    """Return the path of a Chromium-like browser of this machine, `THUOCDO_CHROMIUM` first."""
    if named := os.environ.get("THUOCDO_CHROMIUM"):
        return named if Path(named).is_file() else None
    return next((path for name in _CHROMIUM_NAMES if (path := shutil.which(name))), None)


@pytest.fixture
def chromium_path() -> str:
    """The path of a browser for Playwright's `executable_path`."""
    path = find_chromium()
    if path is None:
        _lacking("browser", "no Chromium found (install Debian's chromium or set THUOCDO_CHROMIUM)")
    assert path is not None
    return path


@pytest.fixture(scope="session")
def _cluster_or_reason() -> Iterator[Cluster | str]:
    try:
        cluster = start_cluster()
    except PostgresMissing as error:
        yield str(error)
        return
    try:
        yield cluster
    finally:
        cluster.stop()


@pytest.fixture
def postgres_cluster(_cluster_or_reason: Cluster | str) -> Cluster:
    """The throw-away PostgreSQL server of this test run."""
    if isinstance(_cluster_or_reason, str):
        _lacking("postgres", _cluster_or_reason)
    assert isinstance(_cluster_or_reason, Cluster)
    return _cluster_or_reason


@pytest.fixture
def postgres_url(postgres_cluster: Cluster) -> str:
    """SQLAlchemy URL of the maintenance database, signed in as the cluster's superuser."""
    return postgres_cluster.url("postgres")


@pytest.fixture
def postgres_database(postgres_cluster: Cluster) -> Iterator[str]:
    """SQLAlchemy URL of one fresh, empty database for this test; it is dropped afterwards."""
    name = postgres_cluster.create_database()
    try:
        yield postgres_cluster.url(name)
    finally:
        postgres_cluster.drop_database(name)

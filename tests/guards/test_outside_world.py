"""This module keeps the project free of package registries and of paths of one machine."""

from __future__ import annotations

import re

import pytest

from tests.guards.sources import ROOT, name_of, text_of, tracked_files

# Written in pieces, so that this file does not find itself.
_REGISTRIES = "|".join(
    [
        "py" + r"pi\.org",
        "python" + r"hosted\.org",
        "registry" + r"\.npmjs",
        "deb" + r"\.debian\.org",
        "index-" + "url",
        "find-" + "links",
    ]
)
_MACHINE_PATHS = "|".join((r"(?<![\w.])/wo" + r"rk/", "/op" + "t/wheels", "/op" + "t/pypi"))
REFUSED = re.compile(f"{_REGISTRIES}|{_MACHINE_PATHS}")
# The command that makes the lock has to name the options that keep addresses out of it.
MAY_NAME_OPTIONS = {"CONTRIBUTING.md", "docs/adr/0002-tooling.md"}
_OPTIONS = re.compile("--no-emit-(index" + "-url|find" + "-links)")


def offences(name: str, text: str) -> list[str]:
    """Return the lines of a file that name a package registry or a path of one machine."""
    lines = enumerate(text.splitlines(), start=1)
    cleaned = (
        (n, _OPTIONS.sub("", line) if name in MAY_NAME_OPTIONS else line) for n, line in lines
    )
    return [f"{name}:{n}: {line.strip()[:80]}" for n, line in cleaned if REFUSED.search(line)]


def test_no_file_names_a_registry_or_a_path_of_one_machine() -> None:
    found = [
        offence
        for path in tracked_files()
        if (text := text_of(path)) is not None
        for offence in offences(name_of(path), text)
    ]
    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        "https://files.python" + "hosted.org/x.whl",
        "open('/wo" + "rk/main/x')",
        "--index-" + "url x",
    ],
)
def test_the_guard_sees_what_it_should(line: str) -> None:
    assert offences("README.md", line)


def test_every_pinned_library_has_hashes() -> None:
    entries = (
        (ROOT / "requirements.lock").read_text(encoding="utf-8").replace("\\\n", "").splitlines()
    )
    assert len(entries) > 50
    assert [
        entry[:60] for entry in entries if "==" not in entry or "--hash=sha256:" not in entry
    ] == []


def test_compiled_libraries_are_locked_for_every_platform_and_python() -> None:
    entries = (
        (ROOT / "requirements.lock").read_text(encoding="utf-8").replace("\\\n", "").splitlines()
    )
    compiled = ("numpy", "pandas", "pydantic-core", "sqlalchemy", "pillow", "psycopg-binary")
    few = {
        entry.split()[0]: entry.count("--hash")
        for entry in entries
        if entry.split("==")[0] in compiled and entry.count("--hash") < 25
    }
    assert few == {}


def test_requirements_and_project_name_the_same_runtime_libraries() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {_bare(line) for line in project["dependencies"]}
    lines = (ROOT / "requirements.in").read_text(encoding="utf-8").splitlines()
    runtime = {
        _bare(line)
        for line in "\n".join(lines).split("# build backend")[0].splitlines()
        if line and not line.startswith("#")
    }
    assert runtime == wanted


def test_the_version_is_said_once() -> None:
    import tomllib

    from thuocdo import VERSION

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == VERSION


def _bare(requirement: str) -> str:
    return re.sub(r"\s", "", requirement).replace("'", '"').lower()

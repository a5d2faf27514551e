"""This module tests that a demonstration keeps to its own directory and touches no other."""

from pathlib import Path

import pytest

from scoring.types import ProblemsFound
from thuocdo.demo.directory import MARKER, open_demo_directory


def made(path: Path) -> None:
    """Leave a finished demonstration behind, with something in its database."""
    directory = open_demo_directory(path)
    directory.database.write_text("answers")
    directory.mark_ready()
    directory.close()


def test_a_new_directory_needs_data_and_a_finished_one_does_not(tmp_path: Path) -> None:
    first = open_demo_directory(tmp_path / "demo")
    assert first.needs_data
    first.database.write_text("answers")
    first.mark_ready()
    first.close()

    second = open_demo_directory(tmp_path / "demo")
    assert not second.needs_data
    assert second.database.read_text() == "answers"
    second.close()


def test_data_that_was_not_finished_is_made_again(tmp_path: Path) -> None:
    first = open_demo_directory(tmp_path / "demo")
    first.database.write_text("half of it")
    first.close()

    second = open_demo_directory(tmp_path / "demo")
    assert second.needs_data
    assert not second.database.exists()
    second.close()


@pytest.mark.parametrize("reset", [False, True])
def test_a_directory_of_somebody_else_is_left_untouched(tmp_path: Path, reset: bool) -> None:
    theirs = tmp_path / "office" / "thuocdo.sqlite3"
    theirs.parent.mkdir()
    theirs.write_text("real work")

    with pytest.raises(ProblemsFound) as found:
        open_demo_directory(tmp_path / "office", reset=reset)

    assert found.value.problems[0].code == "demo-directory"
    assert [entry.name for entry in theirs.parent.iterdir()] == ["thuocdo.sqlite3"]
    assert theirs.read_text() == "real work"


def test_a_file_in_place_of_the_directory_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(ProblemsFound):
        open_demo_directory(tmp_path / "file", reset=True)
    assert (tmp_path / "file").read_text() == "mine"


def test_reset_removes_the_demonstration_and_keeps_a_file_that_is_not_its_own(
    tmp_path: Path,
) -> None:
    made(tmp_path / "demo")
    (tmp_path / "demo" / "ghi-chú.txt").write_text("của tôi")

    again = open_demo_directory(tmp_path / "demo", reset=True)

    assert again.needs_data
    assert not again.database.exists()
    assert (tmp_path / "demo" / "ghi-chú.txt").read_text() == "của tôi"
    again.close()


def test_a_running_demonstration_cannot_be_opened_or_reset(tmp_path: Path) -> None:
    made(tmp_path / "demo")
    running = open_demo_directory(tmp_path / "demo")

    for reset in (False, True):
        with pytest.raises(ProblemsFound) as found:
            open_demo_directory(tmp_path / "demo", reset=reset)
        assert found.value.problems[0].code == "demo-in-use"
    assert running.database.read_text() == "answers"

    running.close()
    open_demo_directory(tmp_path / "demo").close()


def test_data_of_another_version_is_not_used_and_not_removed_unasked(tmp_path: Path) -> None:
    made(tmp_path / "demo")
    marker = tmp_path / "demo" / MARKER
    marker.write_text(marker.read_text().replace("gia-lai/1", "gia-lai/0"))

    with pytest.raises(ProblemsFound) as found:
        open_demo_directory(tmp_path / "demo")
    assert found.value.problems[0].code == "demo-version"
    assert (tmp_path / "demo" / "thuocdo.sqlite3").read_text() == "answers"

    again = open_demo_directory(tmp_path / "demo", reset=True)
    assert again.needs_data
    again.close()


def test_a_directory_that_cannot_be_made_is_said_kindly(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ProblemsFound) as found:
        open_demo_directory(tmp_path / "file" / "demo")
    assert "--data" in str(found.value)
